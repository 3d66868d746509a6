package dev.signet.identity.credentials;

import dev.signet.base.jose.BadJwk;
import dev.signet.base.jose.CryptoProvider;
import dev.signet.base.jose.PeerAlg;
import dev.signet.base.jose.PeerJws;
import dev.signet.base.jose.PublicJwk;

/// Keys that verify the signatures of unknown clients, only to spend the usual time. They are the
/// examples of [RFC 7517 §A.1](https://www.rfc-editor.org/rfc/rfc7517#appendix-A.1) and [RFC 8037
/// §A.2](https://www.rfc-editor.org/rfc/rfc8037#appendix-A.2), which no agent can use. The result
/// of the check is ignored.
final class DummyKeys {
  private static final PublicJwk RSA =
      read(
          """
          {"kty":"RSA","e":"AQAB","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT\
          86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5\
          w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD\
          08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKn\
          qDKgw"}\
          """);

  private static final PublicJwk P256 =
      read(
          """
          {"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",\
          "y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}\
          """);

  private static final PublicJwk ED25519 =
      read(
          """
          {"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}\
          """);

  private DummyKeys() {}

  private static PublicJwk read(String json) {
    try {
      return PublicJwk.parse(json);
    } catch (BadJwk e) {
      throw new IllegalStateException(e);
    }
  }

  /// Takes as long as a check with a key of this algorithm does.
  static void spendVerificationTime(PeerJws assertion, CryptoProvider provider) {
    var _ = assertion.isSignedBy(keyFor(assertion.alg()), provider);
  }

  private static PublicJwk keyFor(PeerAlg alg) {
    return switch (alg) {
      case RS256, PS256 -> RSA;
      case ES256, ES384 -> P256;
      case EDDSA -> ED25519;
    };
  }
}
