package dev.signet.bench;

import java.security.KeyPair;
import java.util.Optional;

/// A client of a server, with its credentials.
///
/// @param secret empty when it has none
/// @param key the key that its tokens are bound to, or that signs its assertions
record BenchClient(String id, String secret, Optional<KeyPair> key) {

  /// The form that requests a token with the secret.
  ///
  /// @param more further parameters of the server, from `&` on; or empty
  String tokenForm(String more) {
    return "grant_type=client_credentials" + credentials() + more;
  }

  /// The form that requests a token with an assertion.
  String assertedForm(String assertion, String more) {
    return "grant_type=client_credentials&client_id="
        + id
        + "&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"
        + "&client_assertion="
        + assertion
        + more;
  }

  String introspectionForm(String token) {
    return "token=" + token + credentials();
  }

  /// The form that requests the next token, without the refresh token, which comes last.
  String refreshFormBeforeToken() {
    return "grant_type=refresh_token" + credentials() + "&refresh_token=";
  }

  private String credentials() {
    return "&client_id=" + id + "&client_secret=" + secret;
  }
}
