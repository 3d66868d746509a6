package dev.signet.identity.users;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.db.Dialect;
import dev.signet.base.db.Tx;
import dev.signet.base.paging.Paging;
import dev.signet.identity.users.Members.Member;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// The SQL of memberships.
final class MembershipStore {
  private static final String COLUMNS = "organization_id, user_id, role, added_by, added_at";

  private final String lockOwnersWith;

  MembershipStore(Dialect dialect) {
    lockOwnersWith =
        "SELECT "
            + COLUMNS
            + """
             FROM memberships
            WHERE organization_id = :organization AND (role = 'owner' OR user_id = :user)
            ORDER BY user_id
            """
            + dialect.forUpdate();
  }

  void add(Tx tx, Membership membership) {
    tx.update(
            """
            INSERT INTO memberships (organization_id, user_id, role, added_by, added_at)
            VALUES (:organization, :user, :role, :by, :at)
            """)
        .bind("organization", membership.organization().value())
        .bind("user", membership.user().value())
        .bind("role", membership.role().wire())
        .bind("by", membership.addedBy())
        .bind("at", membership.addedAt().toEpochMilli())
        .execute();
  }

  /// The owners of an organization and this user's membership, locked in one order.
  List<Membership> lockOwnersWith(Tx tx, OrganizationId organization, UserId user) {
    return tx.query(lockOwnersWith)
        .bind("organization", organization.value())
        .bind("user", user.value())
        .map((row, _) -> membership(row))
        .list();
  }

  Optional<Membership> find(Handle handle, OrganizationId organization, UserId user) {
    return handle
        .createQuery(
            "SELECT "
                + COLUMNS
                + " FROM memberships WHERE organization_id = :organization AND user_id = :user")
        .bind("organization", organization.value())
        .bind("user", user.value())
        .map((row, _) -> membership(row))
        .findOne();
  }

  /// The memberships of a user, the oldest first.
  List<Membership> of(Handle handle, UserId user) {
    return handle
        .createQuery(
            "SELECT "
                + COLUMNS
                + " FROM memberships WHERE user_id = :user ORDER BY added_at, organization_id")
        .bind("user", user.value())
        .map((row, _) -> membership(row))
        .list();
  }

  /// The users in an organization.
  List<UserId> usersOf(Handle handle, OrganizationId organization) {
    return handle
        .createQuery("SELECT user_id FROM memberships WHERE organization_id = :organization")
        .bind("organization", organization.value())
        .map((row, _) -> new UserId(row.getString("user_id")))
        .list();
  }

  /// A page of the members of an organization, the newest user first.
  List<Member> page(Handle handle, OrganizationId organization, Instant now, Paging paging) {
    return handle
        .createQuery(
            """
            SELECT users.user_id, users.name, memberships.role, users.created_by, users.created_at,
              users.last_signed_in_at, users.removed_at, memberships.added_at,
              memberships.last_signed_in_at AS last_signed_in_here,
              (SELECT MAX(expires_at) FROM sign_in_links
                WHERE sign_in_links.user_id = users.user_id AND expires_at > :now) AS link_until
            FROM memberships JOIN users ON users.user_id = memberships.user_id
            WHERE memberships.organization_id = :organization
            ORDER BY users.user_id DESC LIMIT :limit OFFSET :offset
            """)
        .bind("organization", organization.value())
        .bind("now", now.toEpochMilli())
        .bind("limit", paging.limit())
        .bind("offset", paging.offset())
        .map((row, _) -> member(row))
        .list();
  }

  /// The number of members, counted up to a limit.
  long count(Handle handle, OrganizationId organization, int limit) {
    return handle
        .createQuery(
            """
            SELECT COUNT(*) FROM
              (SELECT 1 FROM memberships WHERE organization_id = :organization LIMIT :limit)
              AS counted
            """)
        .bind("organization", organization.value())
        .bind("limit", limit)
        .mapTo(Long.class)
        .one();
  }

  /// Records that a member signed in to the organization.
  void saveSignedIn(Tx tx, OrganizationId organization, UserId user, Instant now) {
    tx.update(
            """
            UPDATE memberships SET last_signed_in_at = :now
            WHERE organization_id = :organization AND user_id = :user
            """)
        .bind("organization", organization.value())
        .bind("user", user.value())
        .bind("now", now.toEpochMilli())
        .execute();
  }

  void saveRole(Tx tx, OrganizationId organization, UserId user, Role role) {
    tx.update(
            """
            UPDATE memberships SET role = :role
            WHERE organization_id = :organization AND user_id = :user
            """)
        .bind("organization", organization.value())
        .bind("user", user.value())
        .bind("role", role.wire())
        .execute();
  }

  void delete(Tx tx, OrganizationId organization, UserId user) {
    tx.update("DELETE FROM memberships WHERE organization_id = :organization AND user_id = :user")
        .bind("organization", organization.value())
        .bind("user", user.value())
        .execute();
  }

  private static Membership membership(ResultSet row) throws SQLException {
    return new Membership(
        new OrganizationId(row.getString("organization_id")),
        new UserId(row.getString("user_id")),
        Role.parse(row.getString("role")).orElseThrow(),
        row.getString("added_by"),
        Instant.ofEpochMilli(row.getLong("added_at")));
  }

  private static Member member(ResultSet row) throws SQLException {
    return new Member(
        UserStore.user(row),
        Instant.ofEpochMilli(row.getLong("added_at")),
        UserStore.timeIfPresent(row, "last_signed_in_here"),
        UserStore.timeIfPresent(row, "link_until"));
  }
}
