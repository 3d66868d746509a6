package dev.signet.events.audit;

import java.time.Instant;
import java.util.List;

/// The issued tokens within a part of the audit log, in the order of their ids.
///
/// @param lastEventId the id of the part's last event of any kind: where to continue
/// @param isComplete whether the part reaches as far as requested
public record IssuanceBatch(List<Issuance> tokens, String lastEventId, boolean isComplete) {

  /// An issued token.
  ///
  /// @param metadata a JSON object, as text
  public record Issuance(String eventId, String agentId, Instant at, String metadata) {}

  public IssuanceBatch {
    tokens = List.copyOf(tokens);
  }

  static IssuanceBatch of(List<ChainLink> links, String after, boolean isAll) {
    var tokens =
        links.stream()
            .map(ChainLink::entry)
            .filter(entry -> entry.token().isPresent())
            .map(entry ->
                new Issuance(
                    entry.eventId(),
                    entry.agentId().orElseThrow(),
                    entry.timestamp(),
                    entry.metadata()))
            .toList();
    return new IssuanceBatch(
        tokens, links.isEmpty() ? after : links.getLast().entry().eventId(), isAll);
  }
}
