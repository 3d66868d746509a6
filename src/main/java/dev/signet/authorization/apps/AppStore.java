package dev.signet.authorization.apps;

import dev.signet.base.db.Tx;
import dev.signet.identity.agents.AgentId;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// The SQL of apps.
final class AppStore {

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

  Optional<AppApproval> findApproval(Handle handle, AgentId app) {
    return handle
        .createQuery("SELECT document, approved_at FROM app_approvals WHERE agent_id = :agent")
        .bind("agent", app.value())
        .map((row, _) ->
            new AppApproval(
                Optional.ofNullable(row.getString("document")),
                Instant.ofEpochMilli(row.getLong("approved_at"))))
        .findOne();
  }

  int saveApproval(Tx tx, AgentId app, AppApproval approval) {
    return tx.update(
            """
            INSERT INTO app_approvals (agent_id, document, approved_at)
            VALUES (:agent, :document, :approvedAt)
            ON CONFLICT (agent_id) DO UPDATE SET document = :document, approved_at = :approvedAt
            """)
        .bind("agent", app.value())
        .bind("document", approval.document().orElse(null))
        .bind("approvedAt", approval.approvedAt().toEpochMilli())
        .execute();
  }

  boolean deleteApproval(Tx tx, AgentId app) {
    return tx.update("DELETE FROM app_approvals WHERE agent_id = :agent")
            .bind("agent", app.value())
            .execute()
        > 0;
  }
}
