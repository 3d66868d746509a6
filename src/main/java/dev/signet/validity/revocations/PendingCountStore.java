package dev.signet.validity.revocations;

import dev.signet.base.db.Tx;
import dev.signet.base.json.Json;
import dev.signet.events.audit.Audit;
import dev.signet.events.audit.TokenBinding;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/// The SQL of revoked tokens that are still being counted.
final class PendingCountStore {

  /// @param endedWithOthers how many of the tokens do not count, because tokens had ended that they
  ///   were exchanged from; empty when that is still to be counted
  /// @param event is recorded with the count
  record Row(BulkRevocation revocation, OptionalLong endedWithOthers, Audit.Draft event) {}

  void add(Tx tx, BulkRevocation ending, OptionalLong endedWithOthers, Audit.Draft event) {
    tx.update(
            """
            INSERT INTO token_counts (
              event_id, agent_id, generation, agent_revision, family_id, thumbprint,
              key_generation, ended_keys, ended_signing_keys, ended_with_others, ended_at, event)
            VALUES (
              :eventId, :agent, :generation, :revision, :family, :thumbprint,
              :keyGeneration, :endedKeys, :signingKeys, :endedWithOthers, :endedAt, :event)
            """)
        .bind("eventId", event.eventId())
        .bind("agent", ending.agentId())
        .bind("generation", ending.generation())
        .bind("revision", ending.revision())
        .bind("family", ending.family().orElse(null))
        .bind("thumbprint", ending.key().map(TokenBinding::thumbprint).orElse(null))
        .bind("keyGeneration", ending.key().map(TokenBinding::keyGeneration).orElse(null))
        .bind("endedKeys", Json.toText(ending.keysRevokedBefore().lastGenerations()))
        .bind("signingKeys", String.join(" ", ending.signingKeysRevokedBefore()))
        .bind("endedWithOthers", endedWithOthers.isPresent() ? endedWithOthers.getAsLong() : null)
        .bind("endedAt", ending.at().toEpochMilli())
        .bind("event", event.text())
        .execute();
  }

  /// The first pending count of each agent, in the order of the agents' ids.
  ///
  /// @param agentId only agents with a larger id
  List<Row> firstOfEachAgent(Handle handle, String agentId, int limit) {
    return handle
        .createQuery(
            """
            SELECT event_id, agent_id, generation, agent_revision, family_id, thumbprint,
              key_generation, ended_keys, ended_signing_keys, ended_with_others, ended_at, event
            FROM token_counts WHERE event_id IN (
              SELECT MIN(event_id) FROM token_counts WHERE agent_id > :after
              GROUP BY agent_id ORDER BY agent_id LIMIT :limit)
            ORDER BY agent_id
            """)
        .bind("after", agentId)
        .bind("limit", limit)
        .map((row, _) -> row(row))
        .list();
  }

  private static Row row(ResultSet row) throws SQLException {
    var thumbprint = Optional.ofNullable(row.getString("thumbprint"));
    var keyGeneration = row.getLong("key_generation");
    var endedKeys = new HashMap<String, Long>();
    Json.parseOwn(row.getString("ended_keys"))
        .properties()
        .forEach(entry -> endedKeys.put(entry.getKey(), entry.getValue().asLong()));
    return new Row(
        new BulkRevocation(
            row.getString("agent_id"),
            row.getLong("generation"),
            row.getLong("agent_revision"),
            Optional.ofNullable(row.getString("family_id")),
            thumbprint.map(key -> new TokenBinding(key, keyGeneration)),
            new RevokedDpopKeys(endedKeys),
            words(row.getString("ended_signing_keys")),
            Instant.ofEpochMilli(row.getLong("ended_at"))),
        endedWithOthers(row),
        new Audit.Draft(row.getString("event_id"), row.getString("event")));
  }

  private static OptionalLong endedWithOthers(ResultSet row) throws SQLException {
    var count = row.getLong("ended_with_others");
    return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(count);
  }

  private static Set<String> words(String text) {
    return text.isEmpty() ? Set.of() : Set.of(text.split(" ", -1));
  }

  /// Returns whether it existed: of several callers that counted the same tokens, one succeeds.
  boolean remove(Tx tx, String eventId) {
    return tx.update("DELETE FROM token_counts WHERE event_id = :eventId")
            .bind("eventId", eventId)
            .execute()
        == 1;
  }

  /// When the oldest of them was revoked.
  Optional<Instant> oldest(Handle handle) {
    return handle
        .createQuery("SELECT MIN(ended_at) FROM token_counts")
        .mapTo(Long.class)
        .findOne()
        .map(Instant::ofEpochMilli);
  }
}
