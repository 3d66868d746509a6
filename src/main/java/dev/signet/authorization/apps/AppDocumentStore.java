package dev.signet.authorization.apps;

import dev.signet.base.db.Tx;
import dev.signet.identity.agents.AgentId;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// The SQL of the metadata documents of apps.
final class AppDocumentStore {

  /// When the document of an app was read, and when it is looked at again.
  record Reading(Instant readAt, Instant checkAt) {}

  Optional<Reading> find(Handle handle, AgentId app) {
    return handle
        .createQuery("SELECT read_at, check_at FROM app_documents WHERE agent_id = :agent")
        .bind("agent", app.value())
        .map((row, _) ->
            new Reading(
                Instant.ofEpochMilli(row.getLong("read_at")),
                Instant.ofEpochMilli(row.getLong("check_at"))))
        .findOne();
  }

  /// Adds or replaces a reading. Returns the number of rows written.
  int save(Tx tx, AgentId app, Reading reading) {
    return tx.update(
            """
            INSERT INTO app_documents (agent_id, read_at, check_at)
            VALUES (:agent, :readAt, :checkAt)
            ON CONFLICT (agent_id) DO UPDATE SET read_at = :readAt, check_at = :checkAt
            """)
        .bind("agent", app.value())
        .bind("readAt", reading.readAt().toEpochMilli())
        .bind("checkAt", reading.checkAt().toEpochMilli())
        .execute();
  }
}
