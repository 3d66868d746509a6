package dev.signet.agents;

import dev.signet.jose.Thumbprint;
import java.util.Optional;

/// What came of giving an agent another key.
///
/// @param before the key that it had, if any
/// @param endedTokens how many tokens that are bound to that key lived until then
/// @param eventId the audit event that tells of it
public record KeyRotation(
    Optional<Thumbprint> before, Thumbprint after, long endedTokens, String eventId) {}
