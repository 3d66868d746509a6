package dev.signet.identity.credentials;

import dev.signet.base.db.Db;
import dev.signet.identity.agents.AgentId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/// Lists the credentials of all agents that an operator should review before they cause problems.
public final class CredentialReview {
  /// How soon a listed credential expires.
  public static final Duration EXPIRING_WITHIN = Duration.ofDays(14);

  /// How old a listed secret is that was never rotated.
  public static final Duration UNROTATED_AFTER = Duration.ofDays(90);

  private static final String EXPIRING =
      """
      FROM credentials
      WHERE revoked_at IS NULL AND expires_at > :now AND expires_at <= :bound
      """;

  private static final String UNROTATED =
      """
      FROM credentials
      WHERE revoked_at IS NULL AND replaced_hash IS NULL AND created_at <= :bound
        AND (expires_at IS NULL OR expires_at > :now)
      """;

  private final Db db;
  private final Clock clock;

  public CredentialReview(Db db, Clock clock) {
    this.db = db;
    this.clock = clock;
  }

  /// A credential, with the time since or until when it is listed.
  public record CredentialToReview(CredentialId credential, AgentId agent, Instant time) {}

  /// The number that expire soon, counted up to a limit.
  public long countExpiring(int limit) {
    return count(EXPIRING, clock.instant().plus(EXPIRING_WITHIN), limit);
  }

  /// Those that expire soon, the next to expire first.
  public List<CredentialToReview> expiring(int limit) {
    return list("expires_at", EXPIRING, clock.instant().plus(EXPIRING_WITHIN), limit);
  }

  /// The number of old secrets that were never rotated, counted up to a limit.
  public long countNeverRotated(int limit) {
    return count(UNROTATED, clock.instant().minus(UNROTATED_AFTER), limit);
  }

  /// The credentials with old secrets that were never rotated, the oldest first.
  public List<CredentialToReview> neverRotated(int limit) {
    return list("created_at", UNROTATED, clock.instant().minus(UNROTATED_AFTER), limit);
  }

  private long count(String of, Instant bound, int limit) {
    return db.readLongRunning(handle ->
        bound(handle, "SELECT COUNT(*) FROM (SELECT 1 " + of + "LIMIT :limit) AS counted", bound)
            .bind("limit", limit)
            .mapTo(Long.class)
            .one());
  }

  private List<CredentialToReview> list(String time, String of, Instant bound, int limit) {
    return db.readLongRunning(handle ->
        bound(
                handle,
                "SELECT credential_id, agent_id, "
                    + time
                    + " AS at_time "
                    + of
                    + "ORDER BY "
                    + time
                    + " LIMIT :limit",
                bound)
            .bind("limit", limit)
            .map((row, _) ->
                new CredentialToReview(
                    new CredentialId(row.getString("credential_id")),
                    new AgentId(row.getString("agent_id")),
                    Instant.ofEpochMilli(row.getLong("at_time"))))
            .list());
  }

  private Query bound(Handle handle, String sql, Instant bound) {
    return handle
        .createQuery(sql)
        .bind("now", clock.instant().toEpochMilli())
        .bind("bound", bound.toEpochMilli());
  }
}
