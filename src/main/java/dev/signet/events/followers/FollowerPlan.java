package dev.signet.events.followers;

import java.time.Duration;

/// How a follower reads the audit log.
///
/// @param name the name of its positions, which must never change
/// @param start where it begins at its first start on a database
/// @param interval the shortest time between two turns on this run's chain
public record FollowerPlan(String name, Start start, Duration interval) {

  /// Where a follower begins at its first start on a database; chains that are opened later are
  /// read from their beginning.
  public enum Start {
    /// After the last event of each chain.
    HEADS,
    /// At the first event that retention has kept of each chain.
    OLDEST_KEPT
  }

  /// The interval of followers whose readers are waiting.
  public static final Duration LIVE = Duration.ofMillis(100);
}
