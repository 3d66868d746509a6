package dev.signet.events.followers;

import dev.signet.base.db.Tx;

/// What a follower does with a part of a chain. It runs in the transaction that moves the position,
/// so it happens once for each part; it may be called again when the database aborted the
/// transaction, so it must have no effect except through its [Tx].
///
/// @param <B> what was read
@FunctionalInterface
public interface FollowerWork<B> {
  void write(Tx tx, B part);
}
