package dev.signet.web.http;

import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;

/// For a router without a console.
final class NoBrowsers implements Browsers.Pages {
  static final Browsers HERE =
      new Browsers(
          _ -> {
            throw Refused.unauthenticated("nobody signs in here");
          },
          new NoBrowsers(),
          "http://localhost");

  private NoBrowsers() {}

  @Override
  public Response refused(Refusal refusal, Request request) {
    return Refusals.of(refusal, Family.OURS, request.origin().requestId());
  }

  @Override
  public Response bug(Request request) {
    return Refusals.bug(Family.OURS, request.origin().requestId());
  }
}
