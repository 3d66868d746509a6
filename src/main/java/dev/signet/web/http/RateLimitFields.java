package dev.signet.web.http;

import dev.signet.base.refusals.RateLimitWindow;
import java.util.List;
import java.util.stream.Collectors;

/// The header fields by which a client learns what is left of a limit: `RateLimit-Policy` and
/// `RateLimit` of the IETF draft `ratelimit-headers`, version 11.
public final class RateLimitFields {
  private RateLimitFields() {}

  /// Adds the fields, if there are any windows.
  public static Response add(Response response, List<RateLimitWindow> windows) {
    if (windows.isEmpty()) {
      return response;
    }
    return response
        .withHeader(
            "RateLimit-Policy",
            windows.stream()
                .map(window ->
                    quoted(window) + ";q=" + window.limit() + ";w=" + window.length().toSeconds())
                .collect(Collectors.joining(", ")))
        .withHeader(
            "RateLimit",
            windows.stream()
                .map(window ->
                    quoted(window) + ";r=" + window.remaining() + ";t=" + secondsLeft(window))
                .collect(Collectors.joining(", ")));
  }

  private static String quoted(RateLimitWindow window) {
    return '"' + window.name() + '"';
  }

  private static long secondsLeft(RateLimitWindow window) {
    return (window.untilReset().toMillis() + 999) / 1000;
  }
}
