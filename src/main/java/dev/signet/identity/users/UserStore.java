package dev.signet.identity.users;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.db.Dialect;
import dev.signet.base.db.Tx;
import dev.signet.identity.operatorkeys.OperatorKeyId;
import dev.signet.identity.users.Session.ByOperatorKey;
import dev.signet.identity.users.Session.ByUser;
import dev.signet.identity.users.Session.SessionOwner;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The SQL of users, sign-in links and sessions.
final class UserStore {

  private static final String SELECT_SESSIONS =
      """
      SELECT session_id, user_id, key_id, address, user_agent, created_at, seen_at, proved_at,
        method, ends_at, idle_timeout, notice, organization_id
      FROM sessions
      """;

  /// @param user empty for the link of the first user
  record Link(Optional<UserId> user) {}

  /// Whether a user of the whole server exists: members of organizations cannot manage the server.
  boolean hasUsers(Handle handle) {
    return handle
        .createQuery(
            "SELECT user_id FROM users WHERE removed_at IS NULL AND role <> 'member' LIMIT 1")
        .mapTo(String.class)
        .findOne()
        .isPresent();
  }

  void add(Tx tx, User user) {
    insert(tx, user, null);
  }

  /// Adds the first user, and returns whether it was added: of two concurrent callers, one
  /// succeeds.
  boolean addFirst(Tx tx, User user) {
    return insert(tx, user, 1) == 1;
  }

  private static int insert(Tx tx, User user, @Nullable Integer first) {
    return tx.update(
            """
            INSERT INTO users (
              user_id, name, role, is_first, created_by, created_at, last_signed_in_at)
            VALUES (:id, :name, :role, :first, :createdBy, :createdAt, :lastSignedInAt)
            ON CONFLICT (is_first) DO NOTHING
            """)
        .bind("id", user.id().value())
        .bind("name", user.name())
        .bind("role", user.role().wire())
        .bind("first", first)
        .bind("createdBy", user.createdBy())
        .bind("createdAt", user.createdAt().toEpochMilli())
        .bind("lastSignedInAt", user.lastSignedInAt().map(Instant::toEpochMilli).orElse(null))
        .execute();
  }

  /// Records that a user signs in, and returns whether they may: the row is locked from then on, so
  /// the user cannot be removed meanwhile.
  boolean saveSignedIn(Tx tx, UserId id, Instant now) {
    return tx.update(
                """
                UPDATE users SET last_signed_in_at = :now
                WHERE user_id = :id AND removed_at IS NULL
                """)
            .bind("id", id.value())
            .bind("now", now.toEpochMilli())
            .execute()
        == 1;
  }

  Optional<User> find(Handle handle, UserId id) {
    return handle
        .createQuery(
            """
            SELECT user_id, name, role, created_by, created_at, last_signed_in_at, removed_at
            FROM users WHERE user_id = :id
            """)
        .bind("id", id.value())
        .map((row, _) -> user(row))
        .findOne();
  }

  Map<String, String> names(Handle handle, Collection<UserId> ids) {
    return handle
        .createQuery("SELECT user_id, name FROM users WHERE user_id IN (<ids>)")
        .bindList("ids", ids.stream().map(UserId::value).toList())
        .map((row, _) -> Map.entry(row.getString("user_id"), row.getString("name")))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  void addLink(
      Tx tx, String hash, @Nullable UserId user, String by, Instant now, Instant expiresAt) {
    tx.update(
            """
            INSERT INTO sign_in_links (link_hash, user_id, created_by, created_at, expires_at)
            VALUES (:hash, :user, :by, :now, :expiresAt)
            """)
        .bind("hash", hash)
        .bind("user", user == null ? null : user.value())
        .bind("by", by)
        .bind("now", now.toEpochMilli())
        .bind("expiresAt", expiresAt.toEpochMilli())
        .execute();
  }

  /// Whether a link is still valid. Checking does not use it up.
  Optional<Link> findLink(Handle handle, String hash, Instant now) {
    return handle
        .createQuery(
            """
            SELECT user_id FROM sign_in_links WHERE link_hash = :hash AND expires_at > :now
            """)
        .bind("hash", hash)
        .bind("now", now.toEpochMilli())
        .map((row, _) -> link(row))
        .findOne();
  }

  /// A link that has not been used, expired or not.
  Optional<Link> findLink(Handle handle, String hash) {
    return handle
        .createQuery("SELECT user_id FROM sign_in_links WHERE link_hash = :hash")
        .bind("hash", hash)
        .map((row, _) -> link(row))
        .findOne();
  }

  /// Uses a link up. Of two concurrent callers, one succeeds.
  Optional<Link> consumeLink(Tx tx, String hash, Instant now) {
    return tx.query(
            """
            DELETE FROM sign_in_links WHERE link_hash = :hash AND expires_at > :now
            RETURNING user_id
            """)
        .bind("hash", hash)
        .bind("now", now.toEpochMilli())
        .map((row, _) -> link(row))
        .findOne();
  }

  /// Deletes the links for a first user.
  void deleteFirstLinks(Tx tx) {
    tx.update("DELETE FROM sign_in_links WHERE user_id IS NULL").execute();
  }

  void deleteExpired(Tx tx, Instant now) {
    tx.update("DELETE FROM sign_in_links WHERE expires_at <= :now")
        .bind("now", now.toEpochMilli())
        .execute();
    tx.update("DELETE FROM sessions WHERE ends_at <= :now OR seen_at + idle_timeout <= :now")
        .bind("now", now.toEpochMilli())
        .execute();
  }

  void add(Tx tx, Session session, String tokenHash) {
    var update =
        tx.update(
                """
                INSERT INTO sessions (
                  session_id, token_hash, user_id, key_id, address, user_agent, created_at,
                  seen_at, proved_at, method, ends_at, idle_timeout, organization_id)
                VALUES (
                  :id, :hash, :user, :key, :address, :userAgent, :createdAt,
                  :seenAt, :provedAt, :method, :endsAt, :idleTimeout, :organization)
                """)
            .bind("id", session.id())
            .bind("hash", tokenHash)
            .bind("user", userIdOrNull(session.owner()))
            .bind("key", operatorKeyIdOrNull(session.owner()))
            .bind("address", session.address())
            .bind("userAgent", session.userAgent())
            .bind("createdAt", session.createdAt().toEpochMilli())
            .bind("seenAt", session.lastSeenAt().toEpochMilli())
            .bind("provedAt", session.authenticatedAt().toEpochMilli())
            .bind("method", session.method().wire())
            .bind("endsAt", session.expiresAt().toEpochMilli())
            .bind("idleTimeout", session.idleTimeout().toMillis())
            .bind("organization", session.organization().map(OrganizationId::value).orElse(null));
    update.execute();
  }

  Optional<Session> findSession(Handle handle, String tokenHash) {
    return handle
        .createQuery(SELECT_SESSIONS + "WHERE token_hash = :hash")
        .bind("hash", tokenHash)
        .map((row, _) -> session(row))
        .findOne();
  }

  Optional<Session> find(Handle handle, String sessionId) {
    return handle
        .createQuery(SELECT_SESSIONS + "WHERE session_id = :id")
        .bind("id", sessionId)
        .map((row, _) -> session(row))
        .findOne();
  }

  /// All sessions of a user or key, the newest first.
  List<Session> sessionsOf(Handle handle, SessionOwner who) {
    return handle
        .createQuery(
            SELECT_SESSIONS + "WHERE user_id = :user OR key_id = :key ORDER BY session_id DESC")
        .bind("user", userIdOrNull(who))
        .bind("key", operatorKeyIdOrNull(who))
        .map((row, _) -> session(row))
        .list();
  }

  void saveLastSeen(Tx tx, String id, Instant at) {
    tx.update("UPDATE sessions SET seen_at = :at WHERE session_id = :id AND seen_at < :at")
        .bind("id", id)
        .bind("at", at.toEpochMilli())
        .execute();
  }

  /// Returns whether the session still existed.
  boolean saveReauthentication(
      Tx tx, String id, String tokenHash, SignInMethod method, Instant at) {
    return tx.update(
                """
                UPDATE sessions SET proved_at = :at, method = :method, token_hash = :hash
                WHERE session_id = :id
                """)
            .bind("id", id)
            .bind("method", method.wire())
            .bind("hash", tokenHash)
            .bind("at", at.toEpochMilli())
            .execute()
        == 1;
  }

  void saveNotice(Tx tx, String id, @Nullable String notice) {
    tx.update("UPDATE sessions SET notice = :notice WHERE session_id = :id")
        .bind("id", id)
        .bind("notice", notice)
        .execute();
  }

  int delete(Tx tx, String id) {
    return tx.update("DELETE FROM sessions WHERE session_id = :id").bind("id", id).execute();
  }

  /// Ends the session with this token hash, and returns whether there was one.
  boolean deleteSession(Tx tx, String tokenHash) {
    return tx.update("DELETE FROM sessions WHERE token_hash = :hash")
            .bind("hash", tokenHash)
            .execute()
        == 1;
  }

  int deleteAll(Tx tx, SessionOwner who) {
    return tx.update("DELETE FROM sessions WHERE user_id = :user OR key_id = :key")
        .bind("user", userIdOrNull(who))
        .bind("key", operatorKeyIdOrNull(who))
        .execute();
  }

  /// Ends the sessions of a user in an organization.
  int deleteAll(Tx tx, UserId user, OrganizationId organization) {
    return tx.update(
            "DELETE FROM sessions WHERE user_id = :user AND organization_id = :organization")
        .bind("user", user.value())
        .bind("organization", organization.value())
        .execute();
  }

  /// Moves a session to another organization, or to the whole server. Returns whether the session
  /// still existed.
  boolean saveOrganization(
      Tx tx, String id, String tokenHash, @Nullable OrganizationId organization) {
    return tx.update(
                """
                UPDATE sessions SET organization_id = :organization, token_hash = :hash
                WHERE session_id = :id
                """)
            .bind("id", id)
            .bind("hash", tokenHash)
            .bind("organization", organization == null ? null : organization.value())
            .execute()
        == 1;
  }

  private static @Nullable String userIdOrNull(SessionOwner who) {
    return who instanceof ByUser(var user) ? user.value() : null;
  }

  private static @Nullable String operatorKeyIdOrNull(SessionOwner who) {
    return who instanceof ByOperatorKey(var key) ? key.value() : null;
  }

  private static Link link(ResultSet row) throws SQLException {
    return new Link(Optional.ofNullable(row.getString("user_id")).map(UserId::new));
  }

  static User user(ResultSet row) throws SQLException {
    return new User(
        new UserId(row.getString("user_id")),
        row.getString("name"),
        Role.parse(row.getString("role")).orElseThrow(),
        row.getString("created_by"),
        time(row, "created_at"),
        timeIfPresent(row, "last_signed_in_at"),
        timeIfPresent(row, "removed_at"));
  }

  private static Session session(ResultSet row) throws SQLException {
    var user = row.getString("user_id");
    return new Session(
        row.getString("session_id"),
        user == null
            ? new ByOperatorKey(new OperatorKeyId(row.getString("key_id")))
            : new ByUser(new UserId(user)),
        row.getString("address"),
        row.getString("user_agent"),
        time(row, "created_at"),
        time(row, "seen_at"),
        time(row, "proved_at"),
        SignInMethod.parse(row.getString("method")),
        time(row, "ends_at"),
        Duration.ofMillis(row.getLong("idle_timeout")),
        Optional.ofNullable(row.getString("organization_id")).map(OrganizationId::new),
        Optional.ofNullable(row.getString("notice")));
  }

  private static Instant time(ResultSet row, String column) throws SQLException {
    return Instant.ofEpochMilli(row.getLong(column));
  }

  static Optional<Instant> timeIfPresent(ResultSet row, String column) throws SQLException {
    var at = row.getLong(column);
    return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(at));
  }

  /// Locks the row of a user who has not been removed.
  boolean lockIfPresent(Tx tx, Dialect dialect, UserId id) {
    return tx.query(
            "SELECT 1 FROM users WHERE user_id = :user AND removed_at IS NULL"
                + dialect.forUpdate())
        .bind("user", id.value())
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }
}
