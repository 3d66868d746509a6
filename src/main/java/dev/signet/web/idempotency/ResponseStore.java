package dev.signet.web.idempotency;

import dev.signet.base.db.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// The SQL of stored responses.
final class ResponseStore {

  /// @param idempotencyRecord identifies the response
  /// @param sealedResponse the sealed response, in Base64
  record Row(IdempotencyRecord idempotencyRecord, String sealedResponse) {}

  /// Claims the row of a response that is still to come, and returns whether it was free. The row
  /// of an expired response is free. Where rows are locked, a second claim waits for the outcome of
  /// the first.
  boolean claim(Tx tx, IdempotencyRecord claim, Instant now) {
    return tx.update(
                """
                INSERT INTO stored_responses
                  (caller, key_hash, request_hash, credential_hash, expires_at)
                VALUES (:caller, :keyHash, :requestHash, :credentialHash, :expiresAt)
                ON CONFLICT (caller, key_hash) DO UPDATE SET
                  request_hash = excluded.request_hash,
                  credential_hash = excluded.credential_hash,
                  response = NULL,
                  expires_at = excluded.expires_at
                WHERE stored_responses.expires_at <= :now
                """)
            .bind("caller", claim.caller())
            .bind("keyHash", claim.keyHash())
            .bind("requestHash", claim.requestHash())
            .bind("credentialHash", claim.credentialHash().orElse(null))
            .bind("expiresAt", claim.expiresAt().toEpochMilli())
            .bind("now", now.toEpochMilli())
            .execute()
        == 1;
  }

  void saveResponse(Tx tx, Row row) {
    tx.update(
            """
            UPDATE stored_responses SET response = :response
            WHERE caller = :caller AND key_hash = :keyHash
            """)
        .bind("response", row.sealedResponse())
        .bind("caller", row.idempotencyRecord().caller())
        .bind("keyHash", row.idempotencyRecord().keyHash())
        .execute();
  }

  Optional<Row> find(Handle handle, String caller, String keyHash, Instant now) {
    return handle
        .createQuery(
            """
            SELECT caller, key_hash, request_hash, credential_hash, response, expires_at
            FROM stored_responses
            WHERE caller = :caller AND key_hash = :keyHash AND expires_at > :now
            """)
        .bind("caller", caller)
        .bind("keyHash", keyHash)
        .bind("now", now.toEpochMilli())
        .map((row, _) -> row(row))
        .findOne();
  }

  /// The stored response of the request that replaced this secret.
  Optional<Row> findByReplacedSecret(
      Handle handle, String credentialHash, String keyHash, Instant now) {
    return handle
        .createQuery(
            """
            SELECT caller, key_hash, request_hash, credential_hash, response, expires_at
            FROM stored_responses
            WHERE credential_hash = :credentialHash AND key_hash = :keyHash AND expires_at > :now
            """)
        .bind("credentialHash", credentialHash)
        .bind("keyHash", keyHash)
        .bind("now", now.toEpochMilli())
        .map((row, _) -> row(row))
        .findFirst();
  }

  boolean isReplacedSecret(Handle handle, String credentialHash) {
    return handle
        .createQuery(
            """
            SELECT EXISTS (SELECT 1 FROM stored_responses WHERE credential_hash = :credentialHash)
            """)
        .bind("credentialHash", credentialHash)
        .mapTo(Boolean.class)
        .one();
  }

  int deleteReplaced(Tx tx, String credentialHash) {
    return tx.update("DELETE FROM stored_responses WHERE credential_hash = :credentialHash")
        .bind("credentialHash", credentialHash)
        .execute();
  }

  /// Checks the expiry twice: a row that is claimed again meanwhile is not expired any more.
  int deleteExpired(Tx tx, Instant now, int limit) {
    return tx.update(
            """
            DELETE FROM stored_responses WHERE expires_at <= :now AND (caller, key_hash) IN (
              SELECT caller, key_hash FROM stored_responses WHERE expires_at <= :now LIMIT :limit)
            """)
        .bind("now", now.toEpochMilli())
        .bind("limit", limit)
        .execute();
  }

  private static Row row(ResultSet row) throws SQLException {
    return new Row(
        new IdempotencyRecord(
            row.getString("caller"),
            row.getString("key_hash"),
            row.getString("request_hash"),
            Optional.ofNullable(row.getString("credential_hash")),
            Instant.ofEpochMilli(row.getLong("expires_at"))),
        row.getString("response"));
  }
}
