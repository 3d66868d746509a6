import java.security.KeyPair;
import java.util.Optional;

/// A client of a server, and what it proves itself with.
///
/// @param secret empty when it has none
/// @param key of the client whose tokens are bound to it, or that signs assertions with it
record BenchClient(String id, String secret, Optional<KeyPair> key) {

  /// The form that asks for a token with the secret.
  ///
  /// @param more what the server wants to be told beside that, from `&` on; or nothing
  String tokenForm(String more) {
    return "grant_type=client_credentials" + credentials() + more;
  }

  /// The form that asks for a token with an assertion.
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

  /// The form that asks for the next token, but for the refresh token, which comes last.
  String refreshFormBeforeToken() {
    return "grant_type=refresh_token" + credentials() + "&refresh_token=";
  }

  private String credentials() {
    return "&client_id=" + id + "&client_secret=" + secret;
  }
}
