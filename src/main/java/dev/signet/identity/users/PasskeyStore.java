package dev.signet.identity.users;

import dev.signet.base.db.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// The SQL of passkeys.
final class PasskeyStore {

  /// @param credentialData key and kind of device, in base64url
  record Row(Passkey passkey, String credentialData, long signCount) {}

  /// Returns false if a passkey with this credential id exists already.
  boolean add(Tx tx, Row row) {
    var passkey = row.passkey();
    return tx.update(
                """
                INSERT INTO passkeys (
                  passkey_id, user_id, name, credential_id, credential_data, sign_count,
                  created_at)
                VALUES (:id, :user, :name, :credential, :data, :count, :createdAt)
                ON CONFLICT (credential_id) DO NOTHING
                """)
            .bind("id", passkey.id())
            .bind("user", passkey.user().value())
            .bind("name", passkey.name())
            .bind("credential", passkey.credentialId())
            .bind("data", row.credentialData())
            .bind("count", row.signCount())
            .bind("createdAt", passkey.createdAt().toEpochMilli())
            .execute()
        == 1;
  }

  Optional<Row> find(Handle handle, String credentialId) {
    return handle
        .createQuery(
            """
            SELECT passkey_id, user_id, name, credential_id, credential_data, sign_count,
              created_at, last_used_at
            FROM passkeys WHERE credential_id = :credential
            """)
        .bind("credential", credentialId)
        .map((row, _) -> row(row))
        .findOne();
  }

  /// All passkeys of a user, the newest first.
  List<Passkey> ofUser(Handle handle, UserId user) {
    return handle
        .createQuery(
            """
            SELECT passkey_id, user_id, name, credential_id, credential_data, sign_count,
              created_at, last_used_at
            FROM passkeys WHERE user_id = :user ORDER BY passkey_id DESC
            """)
        .bind("user", user.value())
        .map((row, _) -> row(row).passkey())
        .list();
  }

  /// Records a use, and returns false if the signature counter has decreased meanwhile.
  boolean saveUse(Tx tx, String id, long signCount, Instant now) {
    return tx.update(
                """
                UPDATE passkeys SET sign_count = :count, last_used_at = :now
                WHERE passkey_id = :id
                  AND (sign_count < :count OR (sign_count = 0 AND :count = 0))
                """)
            .bind("id", id)
            .bind("count", signCount)
            .bind("now", now.toEpochMilli())
            .execute()
        == 1;
  }

  boolean delete(Tx tx, UserId user, String id) {
    return tx.update("DELETE FROM passkeys WHERE passkey_id = :id AND user_id = :user")
            .bind("id", id)
            .bind("user", user.value())
            .execute()
        == 1;
  }

  int deleteAll(Tx tx, UserId user) {
    return tx.update("DELETE FROM passkeys WHERE user_id = :user")
        .bind("user", user.value())
        .execute();
  }

  private static Row row(ResultSet row) throws SQLException {
    return new Row(
        new Passkey(
            row.getString("passkey_id"),
            new UserId(row.getString("user_id")),
            row.getString("name"),
            row.getString("credential_id"),
            Instant.ofEpochMilli(row.getLong("created_at")),
            UserStore.timeIfPresent(row, "last_used_at")),
        row.getString("credential_data"),
        row.getLong("sign_count"));
  }
}
