package dev.signet.identity.agents;

import dev.signet.base.jose.Thumbprint;
import dev.signet.validity.revocations.RevokedTokenCount;
import java.util.Optional;

/// The result of replacing an agent's DPoP key.
///
/// @param previousKey the key that was replaced, if any
/// @param revokedTokens the number of active tokens that were bound to the previous key, and the
///   audit event that records it
public record DpopKeyRotation(
    Optional<Thumbprint> previousKey, Thumbprint newKey, RevokedTokenCount revokedTokens) {}
