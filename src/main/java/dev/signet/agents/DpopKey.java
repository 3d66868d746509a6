package dev.signet.agents;

import dev.signet.jose.PublicJwk;
import dev.signet.jose.Thumbprint;

/// The key that an agent's tokens are bound to.
///
/// @param jwk its public half, as JSON
/// @param fromJwks whether nobody named it but the agent's key set, at registration: then an agent
///   that proves itself with a key of the set may also have tokens that are bound to none
public record DpopKey(Thumbprint thumbprint, String jwk, boolean fromJwks) {

  static DpopKey of(PublicJwk key, boolean fromJwks) {
    return new DpopKey(key.thumbprint(), key.json(), fromJwks);
  }
}
