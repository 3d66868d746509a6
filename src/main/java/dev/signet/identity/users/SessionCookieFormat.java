package dev.signet.identity.users;

import dev.signet.base.secrets.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The cookie of a session. Over https its name begins with `__Host-`, which browsers accept only
/// from this host, over https and for all paths ([RFC 6265bis
/// §4.1.3](https://www.ietf.org/archive/id/draft-ietf-httpbis-rfc6265bis-20.html#section-4.1.3)).
///
/// The cookie of a session in the console is kept until the browser is closed. It is sent when a
/// link on another site is followed (`SameSite=Lax`), so that console URLs can be shared; requests
/// that change something need more than the cookie.
record SessionCookieFormat(boolean secure) {
  private String name() {
    return secure ? "__Host-signet" : "signet";
  }

  String setCookieHeader(Secret token) {
    return name() + "=" + token.reveal() + attributes();
  }

  /// A cookie that the browser keeps when it is closed.
  String setCookieHeader(Secret token, Duration maxAge) {
    return setCookieHeader(token) + "; Max-Age=" + maxAge.toSeconds();
  }

  String clearCookieHeader() {
    return name() + "=" + attributes() + "; Max-Age=0";
  }

  private String attributes() {
    return "; Path=/; HttpOnly; SameSite=Lax" + (secure ? "; Secure" : "");
  }

  /// The value of a request's cookie, if it has the right format. A cookie that is sent twice is
  /// ignored.
  ///
  /// @param cookies the request's `Cookie` headers
  Optional<Secret> readToken(List<String> cookies) {
    var prefix = name() + "=";
    var found =
        cookies.stream()
            .flatMap(header -> Stream.of(header.split(";", -1)))
            .map(String::strip)
            .filter(pair -> pair.startsWith(prefix))
            .map(pair -> pair.substring(prefix.length()))
            .toList();
    return found.size() == 1 && Sessions.isToken(found.getFirst())
        ? Optional.of(Secret.of(found.getFirst()))
        : Optional.empty();
  }
}
