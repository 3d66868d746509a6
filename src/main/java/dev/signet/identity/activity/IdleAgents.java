package dev.signet.identity.activity;

import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.identity.agents.AgentId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Active agents that are unused: the theft of their secrets would go unnoticed.
public final class IdleAgents {
  /// How long an agent must be unused to be listed.
  public static final Duration IDLE_AFTER = Duration.ofDays(30);

  /// How many agents are scanned, the oldest first. The time of last use has no index, because
  /// every issued token would have to update it.
  private static final int MAX_SCANNED = 200_000;

  private static final String IDLE =
      """
      FROM (
        SELECT agent_id, name FROM agents
        WHERE status = 'active' AND kind = 'agent' AND agent_id < :since
        ORDER BY agent_id LIMIT :depth) AS walked
      LEFT JOIN agent_meters ON agent_meters.agent_id = walked.agent_id
      WHERE last_activity_at IS NULL OR last_activity_at < :bound
      """;

  private final Db db;
  private final IssuanceCounter issuances;
  private final Clock clock;

  IdleAgents(Db db, IssuanceCounter issuances, Clock clock) {
    this.db = db;
    this.issuances = issuances;
    this.clock = clock;
  }

  /// An agent and the time of its last use; empty if it was never used.
  public record IdleAgent(AgentId agent, String name, Optional<Instant> lastActive) {}

  /// The number of idle agents, counted up to a limit.
  public long count(int limit) {
    // The limit bounds the rows scanned.
    issuances.flush();
    return db.readLongRunning(handle ->
        handle
            .createQuery("SELECT COUNT(*) FROM (SELECT 1 " + IDLE + "LIMIT :limit) AS counted")
            .bind("since", Ids.firstAt(cutoff()))
            .bind("bound", cutoff().toEpochMilli())
            .bind("depth", MAX_SCANNED)
            .bind("limit", limit)
            .mapTo(Long.class)
            .one());
  }

  /// The idle agents that were registered first.
  public List<IdleAgent> list(int limit) {
    // The limit bounds the rows scanned.
    issuances.flush();
    return db.readLongRunning(handle ->
        handle
            .createQuery(
                "SELECT walked.agent_id, name, last_activity_at "
                    + IDLE
                    + "ORDER BY walked.agent_id LIMIT :limit")
            .bind("since", Ids.firstAt(cutoff()))
            .bind("bound", cutoff().toEpochMilli())
            .bind("depth", MAX_SCANNED)
            .bind("limit", limit)
            .map((row, _) -> {
              var last = row.getLong("last_activity_at");
              return new IdleAgent(
                  new AgentId(row.getString("agent_id")),
                  row.getString("name"),
                  row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(last)));
            })
            .list());
  }

  private Instant cutoff() {
    return clock.instant().minus(IDLE_AFTER);
  }
}
