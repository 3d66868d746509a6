package dev.signet.base.callers;

/// Where a change comes from: who asked, from which address, in which request. It goes with every
/// verb that changes something, and into its audit event.
///
/// @param address the peer's address, or what a trusted proxy says it is; empty for our own jobs
/// @param userAgent as sent, cut to 256 printable characters; empty when none
public record Origin(Caller caller, String address, String userAgent, String requestId) {

  /// A job of the server's own.
  public static Origin system(String job) {
    return new Origin(new Caller.Job(job), "", "", "");
  }

  /// The same request, once its caller is known.
  public Origin by(Caller known) {
    return new Origin(known, address, userAgent, requestId);
  }
}
