import java.net.URI;

/// Where a server is asked.
///
/// @param issuer what its tokens name as their issuer, and assertions as their audience
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
