package dev.signet.tokens.dpop;

import java.util.Set;
import java.util.function.IntSupplier;

/// Which URLs identify requests to this server: those below its issuer, the public URL, whatever
/// host and path a proxy forwards. Headers about the host, `Host` and `X-Forwarded-…`, are ignored:
/// any client can send them.
///
/// A server whose issuer is on loopback is also reached by all loopback names, at the issuer's port
/// or the port that it listens on.
final class ServerUrls {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private final String issuer;
  private final RequestUrl base;
  private final IntSupplier port;

  /// @param issuer a URL without a trailing slash
  /// @param port that the server listens on
  ServerUrls(String issuer, IntSupplier port) {
    this.issuer = issuer;
    this.base =
        RequestUrl.parse(issuer)
            .orElseThrow(() -> new IllegalArgumentException("Not an issuer URL: " + issuer));
    this.port = port;
  }

  /// Whether the URL is that of a request with this path to this server.
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
