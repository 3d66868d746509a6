package dev.signet.events.followers;

import dev.signet.base.db.Tx;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/// The SQL of followers and their positions.
final class FollowerStore {

  /// Adds a follower; returns false when it has been added before.
  boolean add(Tx tx, String follower, Instant now) {
    return tx.update(
                """
                INSERT INTO followers (follower, started_at) VALUES (:follower, :now)
                ON CONFLICT DO NOTHING
                """)
            .bind("follower", follower)
            .bind("now", now.toEpochMilli())
            .execute()
        == 1;
  }

  /// Adds the position of a chain, unless it has been added before.
  void addPosition(Tx tx, String follower, String chainId, long seq) {
    tx.update(
            """
            INSERT INTO follower_positions (follower, chain_id, seq)
            VALUES (:follower, :chain, :seq) ON CONFLICT DO NOTHING
            """)
        .bind("follower", follower)
        .bind("chain", chainId)
        .bind("seq", seq)
        .execute();
  }

  /// The positions of a follower, by chain.
  Map<String, Long> positions(Handle handle, String follower) {
    var found = new HashMap<String, Long>();
    handle
        .createQuery("SELECT chain_id, seq FROM follower_positions WHERE follower = :follower")
        .bind("follower", follower)
        .map((row, _) -> Map.entry(row.getString("chain_id"), row.getLong("seq")))
        .forEach(position -> found.put(position.getKey(), position.getValue()));
    return found;
  }

  /// Moves a position; returns false when another node has moved it before.
  boolean advance(Tx tx, String follower, String chainId, long from, long to) {
    return tx.update(
                """
                UPDATE follower_positions SET seq = :to
                WHERE follower = :follower AND chain_id = :chain AND seq = :from
                """)
            .bind("to", to)
            .bind("follower", follower)
            .bind("chain", chainId)
            .bind("from", from)
            .execute()
        == 1;
  }

  /// The last event of a chain that all followers have read; [Long#MAX_VALUE] when there are no
  /// followers.
  long leastPosition(Handle handle, String chainId) {
    return handle
        .createQuery(
            """
            SELECT COALESCE(MIN(COALESCE(positions.seq, 0)), :all) FROM followers
            LEFT JOIN follower_positions AS positions
              ON positions.follower = followers.follower AND positions.chain_id = :chain
            """)
        .bind("all", Long.MAX_VALUE)
        .bind("chain", chainId)
        .mapTo(Long.class)
        .one();
  }
}
