package dev.signet.events.usage;

import java.util.Comparator;

/// What an organization used in one hour.
record UsageHour(Key key, UsageCounts counts) {

  /// The order in which rows are written, so that nodes that write at once do not wait for each
  /// other in a circle.
  ///
  /// @param hour hours since 1970, UTC
  record Key(String organizationId, long hour) implements Comparable<Key> {
    private static final Comparator<Key> ORDER =
        Comparator.comparing(Key::organizationId).thenComparingLong(Key::hour);

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }
}
