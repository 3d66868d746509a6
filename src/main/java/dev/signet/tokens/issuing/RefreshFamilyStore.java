package dev.signet.tokens.issuing;

import dev.signet.base.db.Dialect;
import dev.signet.base.db.Tx;
import dev.signet.identity.agents.AgentId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// The SQL of refresh families.
final class RefreshFamilyStore {

  /// The row of a family.
  record Row(int step, Instant rotatedAt, Optional<Instant> revokedAt) {
    boolean isRevoked() {
      return revokedAt.isPresent();
    }
  }

  private static final String FIND =
      "SELECT step, rotated_at, revoked_at FROM refresh_families WHERE family_id = :family";

  private final Dialect dialect;

  RefreshFamilyStore(Dialect dialect) {
    this.dialect = dialect;
  }

  /// Records the family's first refresh. Of several concurrent callers, one succeeds.
  boolean begin(Tx tx, String family, AgentId agent, Instant now, Instant expiresAt) {
    return tx.update(
                """
                INSERT INTO refresh_families (family_id, agent_id, step, rotated_at, expires_at)
                VALUES (:family, :agent, 1, :now, :expiresAt)
                ON CONFLICT DO NOTHING
                """)
            .bind("family", family)
            .bind("agent", agent.value())
            .bind("now", now.toEpochMilli())
            .bind("expiresAt", expiresAt.toEpochMilli())
            .execute()
        == 1;
  }

  /// Advances the family from a step to the next. Of several concurrent callers, one succeeds.
  ///
  /// @return empty when the family is at another step, or revoked
  Optional<Advanced> advance(Tx tx, String family, int step, Instant now, Instant expiresAt) {
    return tx.query(
            """
            UPDATE refresh_families
            SET step = step + 1, previous_rotated_at = rotated_at, rotated_at = :now,
              expires_at = :expiresAt
            WHERE family_id = :family AND step = :step AND revoked_at IS NULL
            RETURNING previous_rotated_at
            """)
        .bind("family", family)
        .bind("step", step)
        .bind("now", now.toEpochMilli())
        .bind("expiresAt", expiresAt.toEpochMilli())
        .map((row, _) -> new Advanced(Instant.ofEpochMilli(row.getLong("previous_rotated_at"))))
        .findOne();
  }

  /// The family has advanced by a step.
  ///
  /// @param previousRotatedAt the time of the step before
  record Advanced(Instant previousRotatedAt) {}

  /// Stores when the token of a step was used, until [#deleteRotations] deletes it.
  void addRotation(Tx tx, String family, int step, Instant rotatedAt) {
    tx.update(
            """
            INSERT INTO refresh_rotations (family_id, step, rotated_at)
            VALUES (:family, :step, :rotatedAt)
            ON CONFLICT DO NOTHING
            """)
        .bind("family", family)
        .bind("step", step)
        .bind("rotatedAt", rotatedAt.toEpochMilli())
        .execute();
  }

  /// When the token of a step was used, if that is stored.
  Optional<Instant> rotation(Tx tx, String family, int step) {
    return tx.query(
            "SELECT rotated_at FROM refresh_rotations WHERE family_id = :family AND step = :step")
        .bind("family", family)
        .bind("step", step)
        .map((row, _) -> Instant.ofEpochMilli(row.getLong("rotated_at")))
        .findOne();
  }

  /// Deletes a batch of the rotations until this time, and returns how many.
  int deleteRotations(Tx tx, Instant until, int limit) {
    return tx.update(
            """
            DELETE FROM refresh_rotations WHERE (family_id, step) IN (
              SELECT family_id, step FROM refresh_rotations WHERE rotated_at <= :until LIMIT :limit)
            """)
        .bind("until", until.toEpochMilli())
        .bind("limit", limit)
        .execute();
  }

  /// The row, locked until the end of the transaction.
  Optional<Row> lock(Tx tx, String family) {
    return tx.query(FIND + dialect.forUpdate())
        .bind("family", family)
        .map((row, _) -> row(row))
        .findOne();
  }

  Optional<Row> find(Handle handle, String family) {
    return handle.createQuery(FIND).bind("family", family).map((row, _) -> row(row)).findOne();
  }

  /// Revokes the family, whether or not it has a row. Returns whether it was active until now.
  boolean revoke(Tx tx, String family, AgentId agent, Instant now, Instant expiresAt) {
    return tx.update(
                """
                INSERT INTO refresh_families
                  (family_id, agent_id, step, rotated_at, revoked_at, expires_at)
                VALUES (:family, :agent, 0, :now, :now, :expiresAt)
                ON CONFLICT (family_id) DO UPDATE SET revoked_at = excluded.revoked_at
                WHERE refresh_families.revoked_at IS NULL
                """)
            .bind("family", family)
            .bind("agent", agent.value())
            .bind("now", now.toEpochMilli())
            .bind("expiresAt", expiresAt.toEpochMilli())
            .execute()
        == 1;
  }

  /// Records since when access tokens name their family, if that is not recorded yet.
  ///
  /// @return since when
  Instant familyClaimSince(Tx tx, Instant now) {
    tx.update(
            """
            INSERT INTO token_families_carried (id, since) VALUES (1, :now) ON CONFLICT DO NOTHING
            """)
        .bind("now", now.toEpochMilli())
        .execute();
    return tx.query("SELECT since FROM token_families_carried")
        .mapTo(Long.class)
        .map(Instant::ofEpochMilli)
        .one();
  }

  int deleteExpired(Tx tx, Instant now, int limit) {
    return tx.update(
            """
            DELETE FROM refresh_families WHERE family_id IN (
              SELECT family_id FROM refresh_families WHERE expires_at <= :now LIMIT :limit)
            """)
        .bind("now", now.toEpochMilli())
        .bind("limit", limit)
        .execute();
  }

  private static Row row(ResultSet row) throws SQLException {
    var revokedAt = row.getLong("revoked_at");
    var isRevoked = !row.wasNull();
    return new Row(
        row.getInt("step"),
        Instant.ofEpochMilli(row.getLong("rotated_at")),
        isRevoked ? Optional.of(Instant.ofEpochMilli(revokedAt)) : Optional.empty());
  }
}
