package dev.signet.events.followers;

import java.time.Duration;

/// How a follower reads the audit log.
///
/// @param name the name of its positions, which must never change
/// @param start where it begins at its first start on a database
/// @param interval the shortest time between two turns on this run's chain
/// @param pace how much of the machine it takes while it has much to read
public record FollowerPlan(String name, Start start, Duration interval, Pace pace) {

  /// Where a follower begins at its first start on a database; chains that are opened later are
  /// read from their beginning.
  public enum Start {
    /// After the last event of each chain.
    HEADS,
    /// At the first event that retention has kept of each chain.
    OLDEST_KEPT
  }

  /// How much of the machine a follower takes.
  public enum Pace {
    /// As much as it can use.
    FULL,
    /// Little while this node writes events.
    THROTTLED
  }

  /// The interval of followers whose readers are waiting.
  public static final Duration LIVE = Duration.ofMillis(100);

  /// A follower that reads as fast as it can.
  public FollowerPlan(String name, Start start, Duration interval) {
    this(name, start, interval, Pace.FULL);
  }
}
