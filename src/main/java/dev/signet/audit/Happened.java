package dev.signet.audit;

import java.time.Instant;

/// An event in short, for a list that people read.
///
/// @param metadata as JSON
public record Happened(
    String eventId,
    Instant at,
    String action,
    boolean succeeded,
    String actorType,
    String actorId,
    String metadata) {

  static Happened of(Link link) {
    var entry = link.entry();
    return new Happened(
        entry.eventId(),
        entry.timestamp(),
        entry.action(),
        entry.outcome().equals("success"),
        entry.actorType(),
        entry.actorId(),
        entry.metadata());
  }
}
