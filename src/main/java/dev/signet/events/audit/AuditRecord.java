package dev.signet.events.audit;

import java.time.Instant;
import java.util.Optional;

/// An event, reduced to what readers of the log need.
///
/// @param family the refresh family of the token, if this is an issuance of a token with one
/// @param metadata a JSON object, as text
public record AuditRecord(
    String eventId,
    Instant at,
    String action,
    String actorType,
    String actorId,
    Optional<String> family,
    String metadata) {

  static AuditRecord of(ChainLink link) {
    var entry = link.entry();
    return new AuditRecord(
        entry.eventId(),
        entry.timestamp(),
        entry.action(),
        entry.actorType(),
        entry.actorId(),
        entry.token().flatMap(Event.IssuedToken::family),
        entry.metadata());
  }
}
