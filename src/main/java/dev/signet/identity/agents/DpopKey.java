package dev.signet.identity.agents;

import dev.signet.base.jose.PublicJwk;
import dev.signet.base.jose.Thumbprint;
import dev.signet.base.refusals.Refused;
import tools.jackson.databind.JsonNode;

/// The key that an agent's tokens are bound to.
///
/// @param jwk its public half, as JSON
public record DpopKey(Thumbprint thumbprint, String jwk) {

  /// Reads a public key, as a JWK.
  ///
  /// @throws Refused `InvalidJwk` with the reason why the key cannot be used
  public static DpopKey read(JsonNode jwk) {
    return switch (PublicKeyCheck.checkForBinding(jwk)) {
      case PublicKeyCheck.CheckedKey.Usable(var key) -> of(key);
      case PublicKeyCheck.CheckedKey.Unusable(var why) -> throw Refused.invalidJwk(why);
    };
  }

  static DpopKey of(PublicJwk key) {
    return new DpopKey(key.thumbprint(), key.json());
  }
}
