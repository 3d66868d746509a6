package dev.signet.bench;

import java.net.URI;

/// The endpoints of a server.
///
/// @param issuer the `iss` of its tokens, and the audience of assertions
record Endpoints(String issuer, URI token, URI introspection, URI jwks) {

  /// All of them below the issuer.
  static Endpoints below(String issuer, String token, String introspection, String jwks) {
    return new Endpoints(
        issuer,
        URI.create(issuer + token),
        URI.create(issuer + introspection),
        URI.create(issuer + jwks));
  }
}
