package dev.signet.identity.agents;

import dev.signet.base.jose.Thumbprint;
import dev.signet.validity.revocations.EndedTokens;
import java.util.Optional;

/// What came of giving an agent another key.
///
/// @param before the key that it had, if any
/// @param ended how many tokens that are bound to that key lived until then, and the audit event
///   that tells of it
public record KeyRotation(Optional<Thumbprint> before, Thumbprint after, EndedTokens ended) {}
