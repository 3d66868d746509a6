package dev.signet.tokens.signingkeys;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.Dialect;
import dev.signet.base.db.Tx;
import dev.signet.base.jose.SigningAlg;
import dev.signet.base.oauth.Scopes;
import dev.signet.tokens.signingkeys.WithdrawnKeyTokenCounter.RevokedTokens;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The SQL of signing keys.
final class SigningKeyStore {
  private final Dialect dialect;

  SigningKeyStore(Dialect dialect) {
    this.dialect = dialect;
  }

  /// Stores the check value unless one is stored already, and returns the stored one.
  String masterKeyCheck(Tx tx, String value) {
    tx.update(
            """
            INSERT INTO master_key_check (id, value) VALUES (1, :value) ON CONFLICT DO NOTHING
            """)
        .bind("value", value)
        .execute();
    return tx.query("SELECT value FROM master_key_check WHERE id = 1").mapTo(String.class).one();
  }

  /// The check value of the master key that the database was created with; empty when it is unused.
  Optional<String> masterKeyCheck(Handle handle) {
    return handle
        .createQuery("SELECT value FROM master_key_check WHERE id = 1")
        .mapTo(String.class)
        .findOne();
  }

  /// Serializes transactions that change keys: until this one has ended, no other transaction
  /// rotates or withdraws a key, on any node.
  void lock(Tx tx) {
    tx.query("SELECT id FROM master_key_check WHERE id = 1" + dialect.forUpdate())
        .mapTo(Long.class)
        .one();
  }

  /// Those of these keys that exist, locked against deletion until the transaction has ended. Other
  /// transactions may take the same lock concurrently.
  Set<String> lockExisting(Tx tx, Collection<String> kids) {
    return new HashSet<>(
        tx.query(
                "SELECT kid FROM signing_keys WHERE kid IN (<kids>) ORDER BY kid"
                    + dialect.forShare())
            .bindList("kids", kids)
            .mapTo(String.class)
            .list());
  }

  /// Deletes a key, once no transaction holds that lock.
  void delete(Tx tx, String kid) {
    tx.update("DELETE FROM signing_keys WHERE kid = :kid").bind("kid", kid).execute();
  }

  void addWithdrawn(Tx tx, WithdrawnSigningKey key) {
    tx.update(
            """
            INSERT INTO withdrawn_keys (
              kid, alg, with_kid, reason, withdrawn_at, current_kid, next_kid, actor_id,
              ip_address, user_agent, request_id, ended_tokens, ended_descendants)
            VALUES (
              :kid, :alg, :with, :reason, :withdrawnAt, :current, :next, :actor, :address,
              :userAgent, :request, :ended, :descendants)
            """)
        .bind("kid", key.kid())
        .bind("alg", key.alg().wire())
        .bind("with", key.withdrawnWith().orElse(null))
        .bind("reason", key.reason())
        .bind("withdrawnAt", key.withdrawnAt().toEpochMilli())
        .bind("current", key.current())
        .bind("next", key.next())
        .bind("actor", key.context().caller().id())
        .bind("address", key.context().address())
        .bind("userAgent", key.context().userAgent())
        .bind("request", key.context().requestId())
        .bind("ended", key.revokedTokens().map(RevokedTokens::revoked).orElse(null))
        .bind("descendants", key.revokedTokens().map(RevokedTokens::descendants).orElse(null))
        .execute();
  }

  private static final String WITHDRAWN =
      """
      SELECT kid, alg, with_kid, reason, withdrawn_at, current_kid, next_kid, actor_id, ip_address,
        user_agent, request_id, ended_tokens, ended_descendants
      FROM withdrawn_keys
      """;

  Optional<WithdrawnSigningKey> withdrawn(Handle handle, String kid) {
    return handle
        .createQuery(WITHDRAWN + "WHERE kid = :kid")
        .bind("kid", kid)
        .map((row, _) -> withdrawn(row))
        .findOne();
  }

  /// The key that was withdrawn with this one.
  Optional<String> withdrawnWith(Handle handle, String kid) {
    return handle
        .createQuery("SELECT kid FROM withdrawn_keys WHERE with_kid = :kid")
        .bind("kid", kid)
        .mapTo(String.class)
        .findOne();
  }

  /// The withdrawn keys whose tokens are not counted yet.
  List<WithdrawnSigningKey> uncounted(Handle handle) {
    return handle
        .createQuery(WITHDRAWN + "WHERE ended_tokens IS NULL ORDER BY withdrawn_at")
        .map((row, _) -> withdrawn(row))
        .list();
  }

  /// Stores the count, and returns whether this is the first call to do so.
  boolean saveEndedTokens(Tx tx, String kid, RevokedTokens ended) {
    return tx.update(
                """
                UPDATE withdrawn_keys SET ended_tokens = :ended, ended_descendants = :descendants
                WHERE kid = :kid AND ended_tokens IS NULL
                """)
            .bind("ended", ended.revoked())
            .bind("descendants", ended.descendants())
            .bind("kid", kid)
            .execute()
        == 1;
  }

  private static WithdrawnSigningKey withdrawn(ResultSet row) throws SQLException {
    var operator = new Caller.Operator(row.getString("actor_id"), Scopes.NONE);
    var ended = row.getLong("ended_tokens");
    var counted =
        row.wasNull()
            ? Optional.<RevokedTokens>empty()
            : Optional.of(new RevokedTokens(ended, row.getLong("ended_descendants")));
    return new WithdrawnSigningKey(
        row.getString("kid"),
        SigningAlg.parse(row.getString("alg")).orElseThrow(),
        Optional.ofNullable(row.getString("with_kid")),
        row.getString("reason"),
        Instant.ofEpochMilli(row.getLong("withdrawn_at")),
        row.getString("current_kid"),
        row.getString("next_kid"),
        new RequestContext(
            operator,
            row.getString("ip_address"),
            row.getString("user_agent"),
            row.getString("request_id")),
        counted);
  }

  /// Adds a key, unless another key has its state for its algorithm.
  boolean add(Tx tx, SigningKeyRecord key) {
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
            .bind("sealedPrivate", key.sealedPrivateKey())
            .bind("createdAt", key.createdAt().toEpochMilli())
            .bind("activatedAt", key.activatedAt().map(Instant::toEpochMilli).orElse(null))
            .execute()
        == 1;
  }

  /// Retires the current key. Of two concurrent rotations, one succeeds.
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

  int deleteUnpublished(Tx tx, Instant now) {
    return tx.update("DELETE FROM signing_keys WHERE state = 'retired' AND gone_at <= :now")
        .bind("now", now.toEpochMilli())
        .execute();
  }

  List<SigningKeyRecord> all(Handle handle) {
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

  private static SigningKeyRecord key(ResultSet row) throws SQLException {
    return new SigningKeyRecord(
        row.getString("kid"),
        SigningAlg.parse(row.getString("alg")).orElseThrow(),
        SigningKeyState.parse(row.getString("state")),
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
