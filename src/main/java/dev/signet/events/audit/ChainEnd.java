package dev.signet.events.audit;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/// Which events of a chain the database has, and since when that has not changed.
///
/// @param lastEventAt when the last event happened; empty when all have been deleted
/// @param prunedBefore up to when retention has deleted events; empty when it has deleted none
public record ChainEnd(
    ChainExtent extent, Optional<Instant> lastEventAt, Optional<Instant> prunedBefore) {

  /// Whether the chain has neither grown nor been pruned since a time.
  public boolean isQuietSince(Instant time) {
    return Stream.of(lastEventAt, prunedBefore)
        .flatMap(Optional::stream)
        .allMatch(at -> at.isBefore(time));
  }
}
