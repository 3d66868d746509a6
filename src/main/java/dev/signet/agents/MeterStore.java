package dev.signet.agents;

import dev.signet.db.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// The meters' SQL.
final class MeterStore {

  void add(Tx tx, AgentId id, long revision) {
    tx.update("INSERT INTO agent_meters (agent_id, revision) VALUES (:id, :revision)")
        .bind("id", id.value())
        .bind("revision", revision)
        .execute();
  }

  /// Makes the meter refuse what is issued from an older snapshot. Where rows are locked, this
  /// waits for those who have counted already to commit, and makes the rest wait for this
  /// transaction.
  void moveOn(Tx tx, AgentId id, long revision) {
    tx.update("UPDATE agent_meters SET revision = :revision WHERE agent_id = :id")
        .bind("id", id.value())
        .bind("revision", revision)
        .execute();
  }

  /// Counts up, each on its own.
  ///
  /// @return for each whether its agent still had the revision
  boolean[] count(Tx tx, List<Metered> all) {
    var batch =
        tx.batch(
            """
            UPDATE agent_meters SET
              token_count = token_count + :tokens, refresh_count = refresh_count + :refreshes,
              last_token_issued_at = :at, last_activity_at = :at
            WHERE agent_id = :agent AND revision = :revision
            """);
    for (var metered : all) {
      batch
          .bind("agent", metered.agent().value())
          .bind("revision", metered.revision())
          .bind("tokens", metered.tokens())
          .bind("refreshes", metered.refreshes())
          .bind("at", metered.at().toEpochMilli())
          .add();
    }
    var counts = batch.execute();
    var counted = new boolean[counts.length];
    for (var i = 0; i < counts.length; i++) {
      counted[i] = counts[i] == 1;
    }
    return counted;
  }

  Map<AgentId, Meter> find(Handle handle, Collection<AgentId> ids) {
    var found = new HashMap<AgentId, Meter>();
    handle
        .createQuery(
            """
            SELECT agent_id, token_count, refresh_count, last_activity_at, last_token_issued_at
            FROM agent_meters WHERE agent_id IN (<ids>)
            """)
        .bindList("ids", ids.stream().map(AgentId::value).toList())
        .map((row, _) -> Map.entry(new AgentId(row.getString("agent_id")), meter(row)))
        .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
    return found;
  }

  private static Meter meter(ResultSet row) throws SQLException {
    return new Meter(
        row.getLong("token_count"),
        row.getLong("refresh_count"),
        time(row, "last_activity_at"),
        time(row, "last_token_issued_at"));
  }

  private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
    var millis = row.getLong(column);
    return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }
}
