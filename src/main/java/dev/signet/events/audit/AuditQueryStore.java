package dev.signet.events.audit;

import dev.signet.base.db.Ids;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/// The SQL of reading the audit log. Every list reads one index in the order of event ids, which is
/// that of time.
final class AuditQueryStore {

  /// Ids before and after all others.
  static final String FIRST_ID = "00000000-0000-0000-0000-000000000000";

  static final String LAST_ID = "ffffffff-ffff-ffff-ffff-ffffffffffff";

  /// An event's id is generated at the event's time, but not in the same instant. So time bounds
  /// are a little wider in the index look-up, and exact for the rows.
  private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(1);

  /// The index to read: each narrows a list down by something that few events have in common.
  /// Issued tokens, which are most of all events, are in the first three only, so that issuing does
  /// not pay for the others.
  private enum EventIndex {
    ALL(""),
    AGENT("AND agent_id = :agent"),
    ORGANIZATION("AND organization_id = :organization"),
    ACTION("AND action = :action AND token_expires_at IS NULL"),
    ACTION_OF_AGENT("AND agent_id = :agent AND action = :action AND token_expires_at IS NULL"),
    ACTION_OF_ORGANIZATION(
        "AND organization_id = :organization AND action = :action AND token_expires_at IS NULL"),
    REFRESHES("AND action = 'token.refreshed'"),
    EXCHANGES("AND action = 'token.exchanged'"),
    EXCHANGES_OF_ORGANIZATION("AND organization_id = :organization AND action = 'token.exchanged'"),
    FAILURES("AND outcome = 'failure'"),
    FAILURES_OF_AGENT("AND agent_id = :agent AND outcome = 'failure'"),
    FAILURES_OF_ORGANIZATION("AND organization_id = :organization AND outcome = 'failure'");

    private final String newest;
    private final String search;
    private final String end;
    private final String oldest;
    private final String count;

    EventIndex(String condition) {
      var matching =
          """
          FROM audit_events
          WHERE event_id > :since AND event_id < :until
            AND occurred_at >= :from AND occurred_at < :to
            %s
            AND (CAST(:agent AS TEXT) IS NULL OR agent_id = CAST(:agent AS TEXT))
            AND (CAST(:organization AS TEXT) IS NULL
              OR organization_id = CAST(:organization AS TEXT))
            AND (CAST(:action AS TEXT) IS NULL OR action = CAST(:action AS TEXT))
            AND (CAST(:outcome AS TEXT) IS NULL OR outcome = CAST(:outcome AS TEXT))
          """
              .formatted(condition);
      newest =
          "SELECT "
              + ChainLinkRow.COLUMNS
              + matching
              + "ORDER BY event_id DESC LIMIT :limit OFFSET :offset";
      search =
          "SELECT "
              + ChainLinkRow.COLUMNS
              + "FROM (SELECT "
              + ChainLinkRow.COLUMNS
              + matching
              + """
              ORDER BY event_id DESC LIMIT :depth) AS walked
              WHERE (CAST(:actor AS TEXT) IS NULL OR actor_id = CAST(:actor AS TEXT))
                AND (CAST(:request AS TEXT) IS NULL OR request_id = CAST(:request AS TEXT))
              ORDER BY event_id DESC LIMIT :limit
              """;
      end = "SELECT event_id " + matching + "ORDER BY event_id DESC LIMIT 1 OFFSET :depth - 1";
      oldest = "SELECT " + ChainLinkRow.COLUMNS + matching + "ORDER BY event_id LIMIT :limit";
      // The newest first here too, so that a count finds early what a list finds early. A narrower
      // index needs no order, and an order might make the database prefer another one.
      count =
          "SELECT COUNT(*) FROM (SELECT 1 "
              + matching
              + (condition.isEmpty() ? "ORDER BY event_id DESC " : "")
              + "LIMIT :limit) AS counted";
    }

    static EventIndex of(EventFilter filter) {
      var action = filter.action();
      if (action != null && !AuditEntry.mayIssueToken(action)) {
        return narrowest(filter, ACTION_OF_AGENT, ACTION_OF_ORGANIZATION, ACTION);
      }
      if ("failure".equals(filter.outcome())) {
        return narrowest(filter, FAILURES_OF_AGENT, FAILURES_OF_ORGANIZATION, FAILURES);
      }
      if (AuditEvents.TOKEN_EXCHANGED.action().equals(action)) {
        return filter.organizationId() == null ? EXCHANGES : EXCHANGES_OF_ORGANIZATION;
      }
      return narrowest(
          filter,
          AGENT,
          ORGANIZATION,
          AuditEvents.TOKEN_REFRESHED.action().equals(action) ? REFRESHES : ALL);
    }

    private static EventIndex narrowest(
        EventFilter filter, EventIndex ofAgent, EventIndex ofOrganization, EventIndex ofAll) {
      if (filter.agentId() != null) {
        return ofAgent;
      }
      return filter.organizationId() == null ? ofAll : ofOrganization;
    }
  }

  /// The matching events, the newest first.
  ///
  /// @param before only those with a smaller id
  List<ChainLink> newest(Handle handle, EventFilter filter, String before, int limit, long offset) {
    return bound(handle, EventIndex.of(filter).newest, filter, FIRST_ID, before)
        .bind("limit", limit)
        .bind("offset", offset)
        .map((row, _) -> ChainLinkRow.read(row))
        .list();
  }

  /// The events that match the conditions without an index, among a number of the newest events
  /// that match the others.
  ///
  /// @param before only those with a smaller id
  List<ChainLink> search(Handle handle, EventFilter filter, String before, int limit, int depth) {
    return bound(handle, EventIndex.of(filter).search, filter, FIRST_ID, before)
        .bind("actor", filter.actorId())
        .bind("request", filter.requestId())
        .bind("depth", depth)
        .bind("limit", limit)
        .map((row, _) -> ChainLinkRow.read(row))
        .list();
  }

  /// The last event that [#search] reads; empty when there are fewer.
  Optional<String> searchEnd(Handle handle, EventFilter filter, String before, int depth) {
    return bound(handle, EventIndex.of(filter).end, filter, FIRST_ID, before)
        .bind("depth", depth)
        .mapTo(String.class)
        .findOne();
  }

  /// The matching events, the oldest first.
  ///
  /// @param after only those with a greater id
  /// @param before only those with a smaller id
  List<ChainLink> oldest(
      Handle handle, EventFilter filter, String after, String before, int limit) {
    return bound(handle, EventIndex.of(filter).oldest, filter, after, before)
        .bind("limit", limit)
        .map((row, _) -> ChainLinkRow.read(row))
        .list();
  }

  /// The number of matching events, counted up to a limit.
  long count(Handle handle, EventFilter filter, long limit) {
    return bound(handle, EventIndex.of(filter).count, filter, FIRST_ID, LAST_ID)
        .bind("limit", limit)
        .mapTo(Long.class)
        .one();
  }

  Optional<String> newestId(Handle handle) {
    return handle
        .createQuery("SELECT event_id FROM audit_events ORDER BY event_id DESC LIMIT 1")
        .mapTo(String.class)
        .findOne();
  }

  Optional<ChainLink> find(Handle handle, String eventId, @Nullable String organizationId) {
    return handle
        .createQuery(
            "SELECT "
                + ChainLinkRow.COLUMNS
                + """
                FROM audit_events
                WHERE event_id = :id AND (CAST(:organization AS TEXT) IS NULL
                  OR organization_id = CAST(:organization AS TEXT))
                """)
        .bind("id", eventId)
        .bind("organization", organizationId)
        .map((row, _) -> ChainLinkRow.read(row))
        .findOne();
  }

  private static Query bound(
      Handle handle, String sql, EventFilter filter, String after, String before) {
    var from = Objects.requireNonNullElse(filter.from(), Instant.EPOCH);
    var to = filter.to();
    var since = filter.from() == null ? FIRST_ID : Ids.firstAt(from.minus(CLOCK_TOLERANCE));
    var until = to == null ? LAST_ID : Ids.firstAt(to.plus(CLOCK_TOLERANCE));
    return handle
        .createQuery(sql)
        .bind("since", after.compareTo(since) > 0 ? after : since)
        .bind("until", before.compareTo(until) < 0 ? before : until)
        .bind("from", from.toEpochMilli())
        .bind("to", to == null ? Long.MAX_VALUE : to.toEpochMilli())
        .bind("agent", filter.agentId())
        .bind("organization", filter.organizationId())
        .bind("action", filter.action())
        .bind("outcome", filter.outcome());
  }
}
