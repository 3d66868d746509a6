package dev.signet.events.audit;

import java.util.Optional;

/// A token that a certain key signed, as recorded in the audit log.
///
/// @param id the token's `jti`
/// @param family the refresh family of the token, if any
public record SignedToken(
    String id,
    String agentId,
    long generation,
    Optional<String> family,
    Optional<TokenBinding> binding) {}
