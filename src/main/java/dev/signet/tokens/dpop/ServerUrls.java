package dev.signet.tokens.dpop;

import java.util.Set;
import java.util.function.IntSupplier;

/// Which URLs mean a request to this server: those below its issuer, which is how the world reaches
/// it, whatever host and path a proxy makes of that. What headers say of the host, `Host` and
/// `X-Forwarded-…`, counts for nothing: anybody can send them.
///
/// A server whose issuer is on loopback goes by all of loopback's names there, and at the port that
/// it listens on too.
final class ServerUrls {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private final String issuer;
  private final RequestUrl base;
  private final IntSupplier port;

  /// @param issuer a URL without a slash at its end
  /// @param port that we listen on
  ServerUrls(String issuer, IntSupplier port) {
    this.issuer = issuer;
    this.base =
        RequestUrl.parse(issuer)
            .orElseThrow(() -> new IllegalArgumentException("No issuer's URL: " + issuer));
    this.port = port;
  }

  /// Whether the URL is that of a request which reached us with this path.
  boolean matches(String url, String path) {
    var said = RequestUrl.parse(url);
    var meant = RequestUrl.parse(issuer + path);
    return said.isPresent()
        && meant.isPresent()
        && said.get().path().equals(meant.get().path())
        && isThisServer(said.get());
  }

  private boolean isThisServer(RequestUrl said) {
    if (said.scheme().equals(base.scheme())
        && said.host().equals(base.host())
        && said.port() == base.port()) {
      return true;
    }
    if (!LOOPBACK.contains(base.host()) || !LOOPBACK.contains(said.host())) {
      return false;
    }
    return (said.scheme().equals(base.scheme()) && said.port() == base.port())
        || (said.scheme().equals("http") && said.port() == port.getAsInt());
  }
}
