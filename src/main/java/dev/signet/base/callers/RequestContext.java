package dev.signet.base.callers;

/// The origin of a change: the caller, the address and the request. It is passed to every method
/// that changes something, and recorded in its audit event.
///
/// @param address the peer's address, or the one that a trusted proxy reports; empty for background
///   jobs
/// @param userAgent as sent, cut to 256 printable characters; empty when missing
public record RequestContext(Caller caller, String address, String userAgent, String requestId) {

  /// The context of a background job.
  public static RequestContext ofJob(String job) {
    return new RequestContext(new Caller.Job(job), "", "", "");
  }

  /// The same request with its caller, once that is known.
  public RequestContext withCaller(Caller known) {
    return new RequestContext(known, address, userAgent, requestId);
  }
}
