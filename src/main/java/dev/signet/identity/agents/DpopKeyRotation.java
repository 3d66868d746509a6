package dev.signet.identity.agents;

import dev.signet.base.jose.Thumbprint;
import dev.signet.validity.revocations.RevokedTokenCount;
import java.util.Optional;

/// What came of giving an agent another key.
///
/// @param previousKey the key that it had, if any
/// @param revokedTokens how many tokens that are bound to that key lived until then, and the audit
///   event that tells of it
public record DpopKeyRotation(
    Optional<Thumbprint> previousKey, Thumbprint newKey, RevokedTokenCount revokedTokens) {}
