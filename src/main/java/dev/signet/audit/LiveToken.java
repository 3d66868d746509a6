package dev.signet.audit;

import java.time.Instant;
import java.util.Optional;

/// What the trail knows of a token that has not expired.
///
/// @param id the token's `jti`, which is its issuing event's id
/// @param metadata the issuing event's metadata, as JSON
public record LiveToken(
    String id,
    Instant issuedAt,
    Instant expiresAt,
    Optional<String> family,
    Optional<Binding> binding,
    String metadata) {}
