package dev.signet.web.http;

import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;

/// For a router without a console.
final class NoBrowserSupport implements BrowserSupport.ErrorPages {
  static final BrowserSupport HERE =
      new BrowserSupport(
          _ -> {
            throw Refused.unauthenticated("nobody signs in here");
          },
          new NoBrowserSupport(),
          "http://localhost");

  private NoBrowserSupport() {}

  @Override
  public Response refusalPage(Refusal refusal, Request request) {
    return RefusalResponses.of(refusal, ErrorFormat.PROBLEM, request.context().requestId());
  }

  @Override
  public Response internalErrorPage(Request request) {
    return RefusalResponses.internalError(ErrorFormat.PROBLEM, request.context().requestId());
  }
}
