package dev.signet.identity.users;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.db.Dialect;
import dev.signet.base.db.Tx;
import dev.signet.base.paging.Paging;
import dev.signet.identity.users.UserAdministration.UserEntry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// The SQL of user administration.
final class UserAdministrationStore {
  private static final String OWNERS_WITH =
      """
      SELECT user_id, name, role, created_by, created_at, last_signed_in_at, removed_at
      FROM users WHERE (role = 'owner' AND removed_at IS NULL) OR user_id = :id
      ORDER BY user_id
      """;

  /// A user's data for the page.
  private static final String ENTRY =
      """
      SELECT user_id, name, role, created_by, created_at, last_signed_in_at, removed_at,
        (SELECT COUNT(*) FROM passkeys WHERE passkeys.user_id = users.user_id)
          AS passkeys,
        (SELECT COUNT(*) FROM sessions
          WHERE sessions.user_id = users.user_id
            AND ends_at > :now AND seen_at + idle_timeout > :now) AS sessions,
        (SELECT MAX(expires_at) FROM sign_in_links
          WHERE sign_in_links.user_id = users.user_id AND expires_at > :now)
          AS link_until,
        (SELECT COUNT(*) FROM memberships WHERE memberships.user_id = users.user_id)
          AS organizations
      """;

  private static final String USERS =
      """
      SELECT user_id, name, role, created_by, created_at, last_signed_in_at, removed_at
      FROM users WHERE user_id IN (<ids>) ORDER BY user_id
      """;

  private final String lockOwnersWith;
  private final String lock;

  UserAdministrationStore(Dialect dialect) {
    lockOwnersWith = OWNERS_WITH + dialect.forUpdate();
    lock = USERS + dialect.forUpdate();
  }

  /// All owners and this user, locked in one order.
  List<User> lockOwnersWith(Tx tx, UserId id) {
    return tx.query(lockOwnersWith)
        .bind("id", id.value())
        .map((row, _) -> UserStore.user(row))
        .list();
  }

  /// Users, removed or not, locked in the order of [#lockOwnersWith]. Ids of others are left out.
  List<User> lock(Tx tx, Collection<UserId> ids) {
    return tx.query(lock)
        .bindList("ids", ids.stream().map(UserId::value).toList())
        .map((row, _) -> UserStore.user(row))
        .list();
  }

  /// The users, the newest first.
  List<UserEntry> list(Handle handle, Instant now, Paging paging) {
    return handle
        .createQuery(
            ENTRY
                + """
                FROM users WHERE removed_at IS NULL
                ORDER BY user_id DESC LIMIT :limit OFFSET :offset
                """)
        .bind("now", now.toEpochMilli())
        .bind("limit", paging.limit())
        .bind("offset", paging.offset())
        .map((row, _) -> entry(row))
        .list();
  }

  /// A user who may sign in.
  Optional<UserEntry> find(Handle handle, UserId id, Instant now) {
    return handle
        .createQuery(
            ENTRY
                + """
                FROM users WHERE user_id = :id AND removed_at IS NULL
                """)
        .bind("id", id.value())
        .bind("now", now.toEpochMilli())
        .map((row, _) -> entry(row))
        .findOne();
  }

  /// The number of users, counted up to a limit.
  long count(Handle handle, int limit) {
    return handle
        .createQuery(
            """
            SELECT COUNT(*) FROM (SELECT 1 FROM users WHERE removed_at IS NULL LIMIT :limit)
              AS counted
            """)
        .bind("limit", limit)
        .mapTo(Long.class)
        .one();
  }

  void saveRole(Tx tx, UserId id, Role role) {
    tx.update("UPDATE users SET role = :role WHERE user_id = :id")
        .bind("id", id.value())
        .bind("role", role.wire())
        .execute();
  }

  void saveRemoval(Tx tx, UserId id, Instant now) {
    tx.update("UPDATE users SET removed_at = :now WHERE user_id = :id")
        .bind("id", id.value())
        .bind("now", now.toEpochMilli())
        .execute();
  }

  void deleteLinks(Tx tx, UserId id) {
    tx.update("DELETE FROM sign_in_links WHERE user_id = :id").bind("id", id.value()).execute();
  }

  /// Deletes the unused links that a user created for others.
  void deleteLinksBy(Tx tx, UserId creator) {
    tx.update("DELETE FROM sign_in_links WHERE created_by = :creator")
        .bind("creator", creator.value())
        .execute();
  }

  /// Deletes the unused links that a user created for members of an organization.
  void deleteLinksBy(Tx tx, UserId creator, OrganizationId organization) {
    tx.update(
            """
            DELETE FROM sign_in_links WHERE created_by = :creator
              AND user_id IN (SELECT user_id FROM memberships WHERE organization_id = :organization)
            """)
        .bind("creator", creator.value())
        .bind("organization", organization.value())
        .execute();
  }

  /// The names of the members of an organization for whom a user created a link that is unused, at
  /// most a hundred.
  List<String> linksBy(Handle handle, UserId creator, OrganizationId organization, Instant now) {
    return handle
        .createQuery(
            """
            SELECT users.name FROM sign_in_links
            JOIN users ON users.user_id = sign_in_links.user_id
            JOIN memberships ON memberships.user_id = sign_in_links.user_id
            WHERE sign_in_links.created_by = :creator AND expires_at > :now
              AND memberships.organization_id = :organization
            ORDER BY users.user_id DESC LIMIT 100
            """)
        .bind("creator", creator.value())
        .bind("organization", organization.value())
        .bind("now", now.toEpochMilli())
        .mapTo(String.class)
        .list();
  }

  private static UserEntry entry(ResultSet row) throws SQLException {
    return new UserEntry(
        UserStore.user(row),
        row.getLong("passkeys"),
        row.getLong("sessions"),
        UserStore.timeIfPresent(row, "link_until"),
        row.getLong("organizations"));
  }
}
