package dev.signet.events.usage;

import dev.signet.base.db.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The SQL of usage. A null organization means all.
final class UsageStore {
  private static final String SUMS =
      """
      SUM(issued) AS issued, SUM(refreshed) AS refreshed, SUM(exchanged) AS exchanged,
        SUM(revoked) AS revoked
      """;

  /// Adds to the counts of hours.
  void addHours(Tx tx, Collection<UsageHour> hours) {
    var batch =
        tx.batch(
            """
            INSERT INTO usage_hours (organization_id, hour, issued, refreshed, exchanged, revoked)
            VALUES (:organization, :hour, :issued, :refreshed, :exchanged, :revoked)
            ON CONFLICT (organization_id, hour) DO UPDATE SET
              issued = usage_hours.issued + excluded.issued,
              refreshed = usage_hours.refreshed + excluded.refreshed,
              exchanged = usage_hours.exchanged + excluded.exchanged,
              revoked = usage_hours.revoked + excluded.revoked
            """);
    for (var hour : hours) {
      batch
          .bind("organization", hour.key().organizationId())
          .bind("hour", hour.key().hour())
          .bind("issued", hour.counts().issued())
          .bind("refreshed", hour.counts().refreshed())
          .bind("exchanged", hour.counts().exchanged())
          .bind("revoked", hour.counts().revoked())
          .add();
    }
    batch.execute();
  }

  /// Adds to the counts of agents.
  void addAgentDays(Tx tx, Collection<AgentDay> days) {
    var batch =
        tx.batch(
            """
            INSERT INTO usage_agent_days (
              agent_id, day, organization_id, issued, refreshed, exchanged, hours_mask, last_at)
            VALUES (
              :agent, :day, :organization, :issued, :refreshed, :exchanged, :mask, :lastAt)
            ON CONFLICT (agent_id, day) DO UPDATE SET
              organization_id = excluded.organization_id,
              issued = usage_agent_days.issued + excluded.issued,
              refreshed = usage_agent_days.refreshed + excluded.refreshed,
              exchanged = usage_agent_days.exchanged + excluded.exchanged,
              hours_mask = usage_agent_days.hours_mask | excluded.hours_mask,
              last_at = CASE WHEN excluded.last_at > usage_agent_days.last_at
                THEN excluded.last_at ELSE usage_agent_days.last_at END
            """);
    for (var day : days) {
      batch
          .bind("agent", day.key().agentId())
          .bind("day", day.key().day())
          .bind("organization", day.organizationId())
          .bind("issued", day.counts().issued())
          .bind("refreshed", day.counts().refreshed())
          .bind("exchanged", day.counts().exchanged())
          .bind("mask", day.hoursMask())
          .bind("lastAt", day.lastAt().toEpochMilli())
          .add();
    }
    batch.execute();
  }

  /// The counts by hour, from `from` on.
  Map<Long, UsageCounts> hours(Handle handle, @Nullable String organization, long from, long to) {
    var found = new TreeMap<Long, UsageCounts>();
    handle
        .createQuery(
            """
            SELECT hour, %s FROM usage_hours
            WHERE hour >= :from AND hour < :to
              AND (CAST(:organization AS TEXT) IS NULL
                OR organization_id = CAST(:organization AS TEXT))
            GROUP BY hour
            """
                .formatted(SUMS))
        .bind("from", from)
        .bind("to", to)
        .bind("organization", organization)
        .map((row, _) -> Map.entry(row.getLong("hour"), counts(row)))
        .forEach(hour -> found.put(hour.getKey(), hour.getValue()));
    return found;
  }

  /// The counts of days whose hours have been folded.
  Map<Long, UsageCounts> days(Handle handle, @Nullable String organization, long from, long to) {
    var found = new TreeMap<Long, UsageCounts>();
    handle
        .createQuery(
            """
            SELECT day, %s FROM usage_days
            WHERE day >= :from AND day < :to
              AND (CAST(:organization AS TEXT) IS NULL
                OR organization_id = CAST(:organization AS TEXT))
            GROUP BY day
            """
                .formatted(SUMS))
        .bind("from", from)
        .bind("to", to)
        .bind("organization", organization)
        .map((row, _) -> Map.entry(row.getLong("day"), counts(row)))
        .forEach(day -> found.put(day.getKey(), day.getValue()));
    return found;
  }

  /// The counts of one agent by day.
  Map<Long, UsageCounts> daysOfAgent(Handle handle, String agent, long from, long to) {
    var found = new TreeMap<Long, UsageCounts>();
    handle
        .createQuery(
            """
            SELECT day, issued, refreshed, exchanged, 0 AS revoked FROM usage_agent_days
            WHERE agent_id = :agent AND day >= :from AND day < :to
            """)
        .bind("agent", agent)
        .bind("from", from)
        .bind("to", to)
        .map((row, _) -> Map.entry(row.getLong("day"), counts(row)))
        .forEach(day -> found.put(day.getKey(), day.getValue()));
    return found;
  }

  /// The agents with the most tokens since a day, the busiest first.
  List<Usage.AgentUsage> busiestAgents(
      Handle handle, @Nullable String organization, long from, int limit) {
    return handle
        .createQuery(
            """
            SELECT agent_id, SUM(issued) AS issued, SUM(refreshed) AS refreshed,
              SUM(exchanged) AS exchanged, 0 AS revoked, COUNT(*) AS active_days,
              MAX(last_at) AS last_at
            FROM usage_agent_days
            WHERE day >= :from AND (CAST(:organization AS TEXT) IS NULL
              OR organization_id = CAST(:organization AS TEXT))
            GROUP BY agent_id
            ORDER BY SUM(issued) + SUM(refreshed) + SUM(exchanged) DESC, agent_id LIMIT :limit
            """)
        .bind("from", from)
        .bind("organization", organization)
        .bind("limit", limit)
        .map((row, _) -> agent(row))
        .list();
  }

  /// The agents with tokens since a day, in the order of their ids.
  ///
  /// @param after only those with a greater id
  List<Usage.AgentUsage> agentsAfter(
      Handle handle, @Nullable String organization, long from, String after, int limit) {
    return handle
        .createQuery(
            """
            SELECT agent_id, SUM(issued) AS issued, SUM(refreshed) AS refreshed,
              SUM(exchanged) AS exchanged, 0 AS revoked, COUNT(*) AS active_days,
              MAX(last_at) AS last_at
            FROM usage_agent_days
            WHERE agent_id > :after AND day >= :from AND (CAST(:organization AS TEXT) IS NULL
              OR organization_id = CAST(:organization AS TEXT))
            GROUP BY agent_id ORDER BY agent_id LIMIT :limit
            """)
        .bind("after", after)
        .bind("from", from)
        .bind("organization", organization)
        .bind("limit", limit)
        .map((row, _) -> agent(row))
        .list();
  }

  /// How many agents got a token, by day.
  Map<Long, Long> activeAgents(Handle handle, @Nullable String organization, long from, long to) {
    var found = new TreeMap<Long, Long>();
    handle
        .createQuery(
            """
            SELECT day, COUNT(*) AS agents FROM usage_agent_days
            WHERE day >= :from AND day < :to AND (CAST(:organization AS TEXT) IS NULL
              OR organization_id = CAST(:organization AS TEXT))
            GROUP BY day
            """)
        .bind("from", from)
        .bind("to", to)
        .bind("organization", organization)
        .map((row, _) -> Map.entry(row.getLong("day"), row.getLong("agents")))
        .forEach(day -> found.put(day.getKey(), day.getValue()));
    return found;
  }

  /// A batch of the hours of an export, in order.
  ///
  /// @param after only those after this row
  List<UsageHour> hoursAfter(
      Handle handle, @Nullable String organization, long from, UsageHour.Key after, int limit) {
    return handle
        .createQuery(
            """
            SELECT organization_id, hour, issued, refreshed, exchanged, revoked FROM usage_hours
            WHERE hour >= :from
              AND (organization_id > :afterOrganization
                OR (organization_id = :afterOrganization AND hour > :afterHour))
              AND (CAST(:organization AS TEXT) IS NULL
                OR organization_id = CAST(:organization AS TEXT))
            ORDER BY organization_id, hour LIMIT :limit
            """)
        .bind("from", from)
        .bind("afterOrganization", after.organizationId())
        .bind("afterHour", after.hour())
        .bind("organization", organization)
        .bind("limit", limit)
        .map((row, _) ->
            new UsageHour(
                new UsageHour.Key(row.getString("organization_id"), row.getLong("hour")),
                counts(row)))
        .list();
  }

  /// Folds the hours of one day that is old enough into the days.
  ///
  /// @param before the first hour that is kept
  /// @return whether there was one
  boolean foldOldestDay(Tx tx, long before) {
    var oldest =
        tx.query("SELECT MIN(hour) FROM usage_hours WHERE hour < :before")
            .bind("before", before)
            .mapTo(Long.class)
            .findOne();
    if (oldest.isEmpty()) {
      return false;
    }
    var day = Math.floorDiv(oldest.get(), 24L);
    tx.update(
            """
            INSERT INTO usage_days (organization_id, day, issued, refreshed, exchanged, revoked)
            SELECT organization_id, :day, %s FROM usage_hours
            WHERE hour >= :day * 24 AND hour < :day * 24 + 24
            GROUP BY organization_id
            ON CONFLICT (organization_id, day) DO UPDATE SET
              issued = usage_days.issued + excluded.issued,
              refreshed = usage_days.refreshed + excluded.refreshed,
              exchanged = usage_days.exchanged + excluded.exchanged,
              revoked = usage_days.revoked + excluded.revoked
            """
                .formatted(SUMS))
        .bind("day", day)
        .execute();
    tx.update("DELETE FROM usage_hours WHERE hour >= :day * 24 AND hour < :day * 24 + 24")
        .bind("day", day)
        .execute();
    return true;
  }

  void deleteDays(Tx tx, long before) {
    tx.update("DELETE FROM usage_days WHERE day < :before").bind("before", before).execute();
  }

  /// Deletes some of the oldest days of agents.
  ///
  /// @return how many
  int deleteAgentDays(Tx tx, long before, int limit) {
    return tx.update(
            """
            DELETE FROM usage_agent_days WHERE (agent_id, day) IN (
              SELECT agent_id, day FROM usage_agent_days WHERE day < :before LIMIT :limit)
            """)
        .bind("before", before)
        .bind("limit", limit)
        .execute();
  }

  private static Usage.AgentUsage agent(ResultSet row) throws SQLException {
    return new Usage.AgentUsage(
        row.getString("agent_id"),
        counts(row),
        row.getInt("active_days"),
        Instant.ofEpochMilli(row.getLong("last_at")));
  }

  private static UsageCounts counts(ResultSet row) throws SQLException {
    return new UsageCounts(
        row.getLong("issued"),
        row.getLong("refreshed"),
        row.getLong("exchanged"),
        row.getLong("revoked"));
  }
}
