package dev.signet.events.audit;

import java.time.Instant;
import java.util.Optional;

/// The recorded issuance of a token.
///
/// @param actorId who it was issued to: the agent, or the creator of a test token
/// @param credential the id of the credential that it was issued for, if any
/// @param family the refresh family of the token, if any
/// @param ancestors the claim `anc`, separated by spaces, if it was exchanged
/// @param metadata a JSON object, as text
public record IssuanceRecord(
    String actorId,
    Optional<String> credential,
    Instant expiresAt,
    long generation,
    Optional<String> family,
    Optional<TokenBinding> binding,
    Optional<String> ancestors,
    String metadata) {}
