package dev.signet.events.usage;

import java.time.Instant;
import java.util.Comparator;

/// What an agent used on one day.
///
/// @param hoursMask bit n is set if a token was issued in hour n
record AgentDay(
    Key key, String organizationId, UsageCounts counts, long hoursMask, Instant lastAt) {

  /// The order in which rows are written: adjacent rows together, and the same on all nodes.
  ///
  /// @param day days since 1970, UTC
  record Key(String agentId, long day) implements Comparable<Key> {
    private static final Comparator<Key> ORDER =
        Comparator.comparing(Key::agentId).thenComparingLong(Key::day);

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }

  AgentDay plus(AgentDay more) {
    return new AgentDay(
        key,
        organizationId,
        counts.plus(more.counts),
        hoursMask | more.hoursMask,
        lastAt.isAfter(more.lastAt) ? lastAt : more.lastAt);
  }
}
