package dev.signet.web.http;

import dev.signet.base.refusals.Refused;
import java.net.URI;
import java.util.Locale;
import java.util.Set;

/// In dev posture every process on this machine acts as the operator, and that includes every web
/// page that its user opens. So the guard refuses what a page could send: a foreign `Host` (DNS
/// rebinding), a cross-site `Origin` or `Sec-Fetch-Site`.
final class CrossSiteGuard {
  private static final String WELL_KNOWN = "/.well-known/";
  private static final String AUTHORIZE = "/oauth/authorize";
  private static final Set<String> CLIENT_ENDPOINTS = Set.of("/oauth/token", "/oauth/revoke");

  /// Where a browser may arrive from another site, and where it is then sent to sign in.
  private static final Set<String> ARRIVALS =
      Set.of(AUTHORIZE, "/account/sign-in", "/account/confirm");

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

  private CrossSiteGuard() {}

  /// @throws Refused `NotAllowed` when a page of another site could have sent this
  static void check(Request request) {
    var host = request.header("host").orElse("");
    if (!isLoopback(host)) {
      throw Refused.notAllowed("In dev posture the Host must be localhost or a loopback address");
    }
    if (isForOtherSites(request)) {
      return;
    }
    var site = request.header("sec-fetch-site").orElse("none").toLowerCase(Locale.ROOT);
    if (!site.equals("none") && !site.equals("same-origin")) {
      throw Refused.notAllowed("In dev posture a page of another site may not call");
    }
    request
        .header("origin")
        .ifPresent(origin -> {
          if (!isSameOrigin(origin, host)) {
            throw Refused.notAllowed("In dev posture a page of another origin may not call");
          }
        });
  }

  /// Whether pages of other sites may send this: public documents, endpoints that do nothing
  /// without a secret in the request, and pages that show what a client asks for, on which a
  /// browser arrives from the client.
  private static boolean isForOtherSites(Request request) {
    return switch (request.method()) {
      case "POST" -> CLIENT_ENDPOINTS.contains(request.path()) || request.path().equals(AUTHORIZE);
      case "OPTIONS" ->
          CLIENT_ENDPOINTS.contains(request.path()) || request.path().startsWith(WELL_KNOWN);
      default ->
          request.path().startsWith(WELL_KNOWN)
              || (ARRIVALS.contains(request.path()) && isNavigation(request));
    };
  }

  private static boolean isNavigation(Request request) {
    return request
        .header("sec-fetch-mode")
        .map(mode -> mode.equalsIgnoreCase("navigate"))
        .orElse(true);
  }

  private static boolean isLoopback(String host) {
    var colon = host.lastIndexOf(':');
    var name = colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    return LOOPBACK.contains(name.toLowerCase(Locale.ROOT));
  }

  private static boolean isSameOrigin(String origin, String host) {
    try {
      return host.equalsIgnoreCase(URI.create(origin).getAuthority());
    } catch (IllegalArgumentException _) {
      return false;
    }
  }
}
