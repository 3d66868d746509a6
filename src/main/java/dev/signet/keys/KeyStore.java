package dev.signet.keys;

import dev.signet.db.Tx;
import dev.signet.jose.SigningAlg;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The signing keys' SQL.
final class KeyStore {

  /// Keeps the value, if none is kept yet, and says which one is.
  String masterKeyCheck(Tx tx, String value) {
    tx.update(
            """
            INSERT INTO master_key_check (id, value) VALUES (1, :value) ON CONFLICT DO NOTHING
            """)
        .bind("value", value)
        .execute();
    return tx.query("SELECT value FROM master_key_check WHERE id = 1").mapTo(String.class).one();
  }

  /// Which master key the database was made with; empty when it has not been used yet.
  Optional<String> masterKeyCheck(Handle handle) {
    return handle
        .createQuery("SELECT value FROM master_key_check WHERE id = 1")
        .mapTo(String.class)
        .findOne();
  }

  /// Adds a key, unless another one already has its state for its algorithm.
  boolean add(Tx tx, KeyRecord key) {
    return tx.update(
                """
                INSERT INTO signing_keys
                  (kid, alg, state, public_jwk, sealed_private, created_at, activated_at)
                VALUES (:kid, :alg, :state, :publicJwk, :sealedPrivate, :createdAt, :activatedAt)
                ON CONFLICT DO NOTHING
                """)
            .bind("kid", key.kid())
            .bind("alg", key.alg().wire())
            .bind("state", key.state().wire())
            .bind("publicJwk", key.publicJwk())
            .bind("sealedPrivate", key.sealedPrivate())
            .bind("createdAt", key.createdAt().toEpochMilli())
            .bind("activatedAt", key.activatedAt().map(Instant::toEpochMilli).orElse(null))
            .execute()
        == 1;
  }

  /// Retires the current key. Of two that rotate at once, one is told yes.
  boolean retire(Tx tx, String kid, Instant now, Instant goneAt) {
    return tx.update(
                """
                UPDATE signing_keys SET state = 'retired', retired_at = :now, gone_at = :goneAt
                WHERE kid = :kid AND state = 'current'
                """)
            .bind("kid", kid)
            .bind("now", now.toEpochMilli())
            .bind("goneAt", goneAt.toEpochMilli())
            .execute()
        == 1;
  }

  void activate(Tx tx, String kid, Instant now) {
    tx.update(
            """
            UPDATE signing_keys SET state = 'current', activated_at = :now
            WHERE kid = :kid AND state = 'next'
            """)
        .bind("kid", kid)
        .bind("now", now.toEpochMilli())
        .execute();
  }

  int deleteGone(Tx tx, Instant now) {
    return tx.update("DELETE FROM signing_keys WHERE state = 'retired' AND gone_at <= :now")
        .bind("now", now.toEpochMilli())
        .execute();
  }

  List<KeyRecord> all(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT kid, alg, state, public_jwk, sealed_private, created_at, activated_at,
              retired_at, gone_at
            FROM signing_keys ORDER BY alg, created_at DESC, kid
            """)
        .map((row, _) -> key(row))
        .list();
  }

  private static KeyRecord key(ResultSet row) throws SQLException {
    return new KeyRecord(
        row.getString("kid"),
        SigningAlg.parse(row.getString("alg")).orElseThrow(),
        KeyState.parse(row.getString("state")),
        row.getString("public_jwk"),
        row.getString("sealed_private"),
        Instant.ofEpochMilli(row.getLong("created_at")),
        time(row, "activated_at"),
        time(row, "retired_at"),
        time(row, "gone_at"));
  }

  private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
    @Nullable Long millis = row.getObject(column) == null ? null : row.getLong(column);
    return Optional.ofNullable(millis).map(Instant::ofEpochMilli);
  }
}
