package dev.signet.identity.activity;

import dev.signet.base.db.Tx;
import dev.signet.events.audit.ChainPosition;
import dev.signet.identity.agents.AgentId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;

/// The SQL of the meters.
final class IssuanceCounterStore {
  private static final int QUERY_BATCH = 500;

  /// @param flushNumber the number of the last flush that included the row
  record Row(IssuanceTotals totals, long flushNumber) {}

  /// A completed flush.
  ///
  /// @param upTo the position in the audit log of the last token counted
  /// @param nextSeq the position of the token after it, in the same chain, if that one was started
  public record Flush(long number, ChainPosition upTo, OptionalLong nextSeq) {}

  void add(Tx tx, AgentId id, long revision) {
    tx.update("INSERT INTO agent_meters (agent_id, revision) VALUES (:id, :revision)")
        .bind("id", id.value())
        .bind("revision", revision)
        .execute();
  }

  /// Makes the meter reject tokens issued from an older snapshot.
  void setRevision(Tx tx, AgentId id, long revision) {
    tx.update("UPDATE agent_meters SET revision = :revision WHERE agent_id = :id")
        .bind("id", id.value())
        .bind("revision", revision)
        .execute();
  }

  /// Adds each increment separately.
  ///
  /// @return for each increment whether its agent still had the revision
  boolean[] count(Tx tx, List<IssuanceIncrement> all) {
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

  /// The totals of those agents that exist, for any number of ids.
  Map<AgentId, Row> find(Handle handle, Collection<AgentId> ids) {
    var asked = ids.stream().map(AgentId::value).toList();
    var found = new HashMap<AgentId, Row>();
    for (var from = 0; from < asked.size(); from += QUERY_BATCH) {
      handle
          .createQuery(
              """
              SELECT agent_id, token_count, refresh_count, last_activity_at, last_token_issued_at,
                settled
              FROM agent_meters WHERE agent_id IN (<ids>)
              """)
          .bindList("ids", asked.subList(from, Math.min(asked.size(), from + QUERY_BATCH)))
          .map((row, _) ->
              Map.entry(
                  new AgentId(row.getString("agent_id")),
                  new Row(totals(row), row.getLong("settled"))))
          .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
    }
    return found;
  }

  /// Adds increments within the flush of this number. Repeating it does not count a row twice.
  public void flush(Tx tx, List<IssuanceIncrement> all, long number) {
    if (all.isEmpty()) {
      return;
    }
    var batch =
        tx.batch(
            """
            UPDATE agent_meters SET
              token_count = token_count + :tokens, refresh_count = refresh_count + :refreshes,
              last_token_issued_at = :at, last_activity_at = :at, settled = :number
            WHERE agent_id = :agent AND settled < :number
            """);
    for (var metered : all) {
      batch
          .bind("agent", metered.agent().value())
          .bind("tokens", metered.tokens())
          .bind("refreshes", metered.refreshes())
          .bind("at", metered.at().toEpochMilli())
          .bind("number", number)
          .add();
    }
    batch.execute();
  }

  /// How far the meters follow the audit log; empty while each transaction updates the totals
  /// itself.
  public Optional<Flush> lastFlush(Tx tx) {
    return tx.query("SELECT number, chain_id, seq, next_seq FROM agent_meters_settled")
        .map((row, _) -> {
          var nextSeq = row.getLong("next_seq");
          return new Flush(
              row.getLong("number"),
              new ChainPosition(row.getString("chain_id"), row.getLong("seq")),
              row.wasNull() ? OptionalLong.empty() : OptionalLong.of(nextSeq));
        })
        .findOne();
  }

  void addFirst(Tx tx, ChainPosition upTo) {
    tx.update(
            """
            INSERT INTO agent_meters_settled (id, number, chain_id, seq)
            VALUES (1, 0, :chain, :seq)
            """)
        .bind("chain", upTo.chainId())
        .bind("seq", upTo.seq())
        .execute();
  }

  /// Records how far the next flush goes.
  public void beginFlush(Tx tx, long seq) {
    tx.update("UPDATE agent_meters_settled SET next_seq = :seq").bind("seq", seq).execute();
  }

  void finishFlush(Tx tx, long number, ChainPosition upTo) {
    tx.update(
            """
            UPDATE agent_meters_settled SET
              number = :number, chain_id = :chain, seq = :seq, next_seq = NULL
            """)
        .bind("number", number)
        .bind("chain", upTo.chainId())
        .bind("seq", upTo.seq())
        .execute();
  }

  private static IssuanceTotals totals(ResultSet row) throws SQLException {
    return new IssuanceTotals(
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
