package dev.signet.identity.agents;

import dev.signet.base.jose.BadJwk;
import dev.signet.base.jose.JwkSet;
import dev.signet.base.jose.PublicJwk;
import dev.signet.base.json.Json;
import dev.signet.base.refusals.Refused;
import tools.jackson.databind.JsonNode;

/// Checks the public keys that are sent for an agent.
final class PublicKeyCheck {
  private static final int MAX_LENGTH = 8 * 1024;

  private PublicKeyCheck() {}

  /// The result of a check.
  sealed interface CheckedKey {
    record Usable(PublicJwk key) implements CheckedKey {}

    /// The key cannot be used.
    ///
    /// @param why a sentence for the caller that sent the key
    record Unusable(String why) implements CheckedKey {}
  }

  /// Checks a key that is to verify signatures.
  static CheckedKey check(JsonNode sent) {
    if (!sent.isObject()) {
      return new CheckedKey.Unusable("A JWK must be a JSON object");
    }
    var text = Json.toText(sent);
    if (text.length() > MAX_LENGTH) {
      return new CheckedKey.Unusable("The JWK is longer than " + MAX_LENGTH + " characters");
    }
    try {
      return new CheckedKey.Usable(PublicJwk.parse(text));
    } catch (BadJwk e) {
      return new CheckedKey.Unusable(e.reason());
    }
  }

  /// Checks a key that tokens are to be bound to.
  static CheckedKey checkForBinding(JsonNode sent) {
    return switch (check(sent)) {
      case CheckedKey.Usable(var key) when !fitsForBinding(key) ->
          new CheckedKey.Unusable(
              "Tokens can only be bound to an EC key on P-256, an RSA key or an Ed25519 key");
      case CheckedKey judged -> judged;
    };
  }

  /// Checks that an agent whose profile requires FAPI 2.0 can authenticate with its key set.
  ///
  /// @throws Refused `Invalid` when none of the keys is for an algorithm that FAPI 2.0 allows
  static void mustServeFapi2(Profile profile) {
    if (profile.fapi2()
        && profile
            .jwks()
            .flatMap(JwkSet::parse)
            .filter(set -> !set.supportsAny(Fapi2Policy.ALGS))
            .isPresent()) {
      throw Refused.invalid(
          "fapi2", "needs a key in jwks that can sign assertions with PS256, ES256 or EdDSA");
    }
  }

  static boolean fitsForBinding(PublicJwk key) {
    return !key.isP384();
  }
}
