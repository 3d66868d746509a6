package dev.signet.webhooks;

import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A part of the audit log that is sent to a webhook again, or that it missed while it was
/// disabled.
///
/// @param isResume whether it is what was missed: those deliveries count as first ones
public record Replay(
    String id,
    WebhookId webhook,
    boolean isResume,
    Range range,
    Progress progress,
    Instant createdAt) {

  /// What a replay sends.
  ///
  /// @param until the end in each chain; a chain that is missing is not read. See [#isEndKnown]
  /// @param estimated how many events it has, of all types that webhooks receive
  public record Range(EventPatterns events, Map<String, Long> until, long estimated) {
    public Range {
      until = Map.copyOf(until);
    }
  }

  /// How far a replay is.
  ///
  /// @param positions how far each chain has been read; a chain that is missing begins at 0
  /// @param queued how many deliveries it has made
  public record Progress(
      Map<String, Long> positions, Status status, long queued, Optional<Instant> finishedAt) {
    public Progress {
      positions = Map.copyOf(positions);
    }

    static Progress at(Map<String, Long> positions) {
      return new Progress(positions, Status.RUNNING, 0, Optional.empty());
    }

    long position(String chainId) {
      return positions.getOrDefault(chainId, 0L);
    }
  }

  /// Whether its end is known. A reader of the audit log that does not yet see a webhook as active
  /// has read at most to the ends of the chains as they are after the commit that enabled it; so a
  /// replay of what was missed gets its end after that.
  boolean isEndKnown() {
    return !isResume || !range.until().isEmpty();
  }

  Replay with(Range changed) {
    return new Replay(id, webhook, isResume, changed, progress, createdAt);
  }

  /// The replay after a part of a chain.
  Replay advance(String chainId, long position, int queued) {
    var positions = new HashMap<>(progress.positions());
    positions.put(chainId, position);
    return new Replay(
        id,
        webhook,
        isResume,
        range,
        new Progress(
            positions, progress.status(), progress.queued() + queued, progress.finishedAt()),
        createdAt);
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
