package dev.signet.events.audit;

import java.util.Optional;

/// What the audit log knows of a token that a certain key signed.
///
/// @param id the token's `jti`
/// @param family the refresh family that it is of, if it is
public record SignedToken(
    String id,
    String agentId,
    long generation,
    Optional<String> family,
    Optional<TokenBinding> binding) {}
