package dev.signet.webhooks;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A part of the audit log that is sent to a webhook again, or that it missed while it was
/// disabled.
///
/// @param isResume whether it is what was missed: those deliveries count as first ones
/// @param positions how far each chain has been read; a chain that is missing begins at 0
/// @param until the end in each chain; a chain that is missing is not read. See [#isEndKnown]
/// @param queued how many deliveries it has made
/// @param estimated how many events its range has, of all types that webhooks receive
public record Replay(
    String id,
    WebhookId webhook,
    boolean isResume,
    EventPatterns events,
    Map<String, Long> positions,
    Map<String, Long> until,
    Status status,
    long queued,
    long estimated,
    Instant createdAt,
    Optional<Instant> finishedAt) {
  public Replay {
    positions = Map.copyOf(positions);
    until = Map.copyOf(until);
  }

  /// Whether its end is known. A reader of the audit log that does not yet see a webhook as active
  /// has read at most to the ends of the chains as they are after the commit that enabled it; so a
  /// replay of what was missed gets its end after that.
  boolean isEndKnown() {
    return !isResume || !until.isEmpty();
  }

  Replay with(Map<String, Long> end) {
    return new Replay(
        id,
        webhook,
        isResume,
        events,
        positions,
        end,
        status,
        queued,
        estimated,
        createdAt,
        finishedAt);
  }

  public enum Status {
    RUNNING,
    FINISHED,
    CANCELED;

    /// As the wire and the database spell it.
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
