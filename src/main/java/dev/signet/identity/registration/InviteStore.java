package dev.signet.identity.registration;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.db.Tx;
import dev.signet.base.paging.Paging;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// The SQL of invites.
final class InviteStore {

  void add(Tx tx, Invite invite, String tokenHash) {
    tx.update(
            """
            INSERT INTO invites (
              invite_id, token_hash, name, organization_id, max_uses, created_by, created_at,
              expires_at)
            VALUES (
              :id, :hash, :name, :organization, :maxUses, :createdBy, :createdAt, :expiresAt)
            """)
        .bind("id", invite.id().value())
        .bind("hash", tokenHash)
        .bind("name", invite.name().orElse(null))
        .bind("organization", invite.organization().map(OrganizationId::value).orElse(null))
        .bind("maxUses", invite.maxUses())
        .bind("createdBy", invite.createdBy())
        .bind("createdAt", invite.createdAt().toEpochMilli())
        .bind("expiresAt", invite.expiresAt().toEpochMilli())
        .execute();
  }

  /// Uses an invite once, if it is valid. Of several concurrent callers, only as many succeed as it
  /// has uses left.
  Optional<Invite> use(Tx tx, String tokenHash, Instant now) {
    return tx.query(
            """
            UPDATE invites SET uses = uses + 1
            WHERE token_hash = :hash AND uses < max_uses AND expires_at > :now
              AND revoked_at IS NULL
            RETURNING invite_id, name, organization_id, max_uses, uses, created_by, created_at,
              expires_at, revoked_at
            """)
        .bind("hash", tokenHash)
        .bind("now", now.toEpochMilli())
        .map((row, _) -> invite(row))
        .findOne();
  }

  Optional<Invite> find(Handle handle, InviteId id) {
    return handle
        .createQuery(
            """
            SELECT invite_id, name, organization_id, max_uses, uses, created_by, created_at,
              expires_at, revoked_at
            FROM invites WHERE invite_id = :id
            """)
        .bind("id", id.value())
        .map((row, _) -> invite(row))
        .findOne();
  }

  /// The invite with this token, valid or not.
  Optional<InviteId> findByHash(Handle handle, String tokenHash) {
    return handle
        .createQuery("SELECT invite_id FROM invites WHERE token_hash = :hash")
        .bind("hash", tokenHash)
        .map((row, _) -> new InviteId(row.getString("invite_id")))
        .findOne();
  }

  /// Revokes an invite. Returns false when it was already revoked.
  boolean revoke(Tx tx, InviteId id, Instant now) {
    return tx.update(
                """
                UPDATE invites SET revoked_at = :now
                WHERE invite_id = :id AND revoked_at IS NULL
                """)
            .bind("id", id.value())
            .bind("now", now.toEpochMilli())
            .execute()
        == 1;
  }

  /// A page of the invites, the newest first.
  List<Invite> page(Handle handle, Paging paging) {
    return handle
        .createQuery(
            """
            SELECT invite_id, name, organization_id, max_uses, uses, created_by, created_at,
              expires_at, revoked_at
            FROM invites ORDER BY invite_id DESC LIMIT :limit OFFSET :offset
            """)
        .bind("limit", paging.limit())
        .bind("offset", paging.offset())
        .map((row, _) -> invite(row))
        .list();
  }

  long count(Handle handle) {
    return handle.createQuery("SELECT COUNT(*) FROM invites").mapTo(Long.class).one();
  }

  private static Invite invite(ResultSet row) throws SQLException {
    var revokedAt = row.getLong("revoked_at");
    var revoked =
        row.wasNull() ? Optional.<Instant>empty() : Optional.of(Instant.ofEpochMilli(revokedAt));
    return new Invite(
        new InviteId(row.getString("invite_id")),
        Optional.ofNullable(row.getString("name")),
        Optional.ofNullable(row.getString("organization_id")).map(OrganizationId::new),
        row.getLong("max_uses"),
        row.getLong("uses"),
        row.getString("created_by"),
        Instant.ofEpochMilli(row.getLong("created_at")),
        Instant.ofEpochMilli(row.getLong("expires_at")),
        revoked);
  }
}
