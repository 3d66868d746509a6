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
  /// @throws Refused `InvalidJwk` saying why it cannot be used
  public static DpopKey read(JsonNode jwk) {
    return switch (PublicKeys.judgeForBinding(jwk)) {
      case PublicKeys.Judged.Usable(var key) -> of(key);
      case PublicKeys.Judged.Unusable(var why) -> throw Refused.invalidJwk(why);
    };
  }

  static DpopKey of(PublicJwk key) {
    return new DpopKey(key.thumbprint(), key.json());
  }
}
