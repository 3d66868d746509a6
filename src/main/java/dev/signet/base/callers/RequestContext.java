package dev.signet.base.callers;

/// Where a change comes from: who asked, from which address, in which request. It goes with every
/// verb that changes something, and into its audit event.
///
/// @param address the peer's address, or what a trusted proxy says it is; empty for our own jobs
/// @param userAgent as sent, cut to 256 printable characters; empty when none
public record RequestContext(Caller caller, String address, String userAgent, String requestId) {

  /// A job of the server's own.
  public static RequestContext ofJob(String job) {
    return new RequestContext(new Caller.Job(job), "", "", "");
  }

  /// The same request, once its caller is known.
  public RequestContext withCaller(Caller known) {
    return new RequestContext(known, address, userAgent, requestId);
  }
}
