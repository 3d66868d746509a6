package dev.signet.events.audit;

import dev.signet.base.db.Dialect;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// The SQL of reading chains by position.
final class ChainReaderStore {
  /// What the metadata of a test token's event contains. In texts within the metadata the quotation
  /// marks are escaped.
  private static final String TEST_TOKEN = "\"test\":true";

  private final Dialect dialect;

  ChainReaderStore(Dialect dialect) {
    this.dialect = dialect;
  }

  List<ChainExtent> extents(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT openings.chain_id, COALESCE(anchors.seq, 0) AS pruned,
              (SELECT MAX(events.seq) FROM audit_events AS events
                WHERE events.chain_id = openings.chain_id) AS head
            FROM audit_openings AS openings
            LEFT JOIN audit_anchors AS anchors ON anchors.chain_id = openings.chain_id
            ORDER BY openings.chain_id
            """)
        .map((row, _) -> {
          var pruned = row.getLong("pruned");
          return new ChainExtent(
              row.getString("chain_id"), pruned, Math.max(pruned, row.getLong("head")));
        })
        .list();
  }

  List<ChainEnd> ends(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT openings.chain_id, COALESCE(anchors.seq, 0) AS pruned, anchors.pruned_before,
              last.seq AS head, last.occurred_at
            FROM audit_openings AS openings
            LEFT JOIN audit_anchors AS anchors ON anchors.chain_id = openings.chain_id
            LEFT JOIN audit_events AS last ON last.chain_id = openings.chain_id AND last.seq = (
              SELECT MAX(events.seq) FROM audit_events AS events
              WHERE events.chain_id = openings.chain_id)
            ORDER BY openings.chain_id
            """)
        .map((row, _) -> {
          var pruned = row.getLong("pruned");
          return new ChainEnd(
              new ChainExtent(
                  row.getString("chain_id"), pruned, Math.max(pruned, row.getLong("head"))),
              instant(row, "occurred_at"),
              instant(row, "pruned_before"));
        })
        .list();
  }

  List<FollowedEvent> events(
      Handle handle, EventSelection selection, ChainPosition after, long head, int limit) {
    return handle
        .createQuery(
            """
            SELECT event_id, seq, occurred_at, action, outcome, agent_id, organization_id,
              actor_type, actor_id, ip_address, user_agent, token_expires_at, metadata
            FROM audit_events
            WHERE chain_id = :chain AND seq > :after AND seq <= :head %s
            ORDER BY seq LIMIT :limit
            """
                .formatted(selection.condition()))
        .bind("chain", after.chainId())
        .bind("after", after.seq())
        .bind("head", head)
        .bind("limit", limit)
        .map((row, _) -> event(row))
        .list();
  }

  private static FollowedEvent event(ResultSet row) throws SQLException {
    return new FollowedEvent(
        row.getString("event_id"),
        row.getLong("seq"),
        Instant.ofEpochMilli(row.getLong("occurred_at")),
        row.getString("action"),
        row.getString("outcome"),
        Optional.ofNullable(row.getString("agent_id")),
        Optional.ofNullable(row.getString("organization_id")),
        row.getString("actor_type"),
        row.getString("actor_id"),
        row.getString("ip_address"),
        row.getString("user_agent"),
        instant(row, "token_expires_at"),
        row.getString("metadata"));
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    var millis = row.getLong(column);
    return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }

  Optional<Instant> timeAfter(Handle handle, ChainPosition position) {
    return handle
        .createQuery(
            """
            SELECT occurred_at FROM audit_events WHERE chain_id = :chain AND seq > :seq
            ORDER BY seq LIMIT 1
            """)
        .bind("chain", position.chainId())
        .bind("seq", position.seq())
        .mapTo(Long.class)
        .findOne()
        .map(Instant::ofEpochMilli);
  }

  List<TokenTally> tokensByOrganization(Handle handle, ChainPosition after, long last) {
    return tallies(handle, "''", "", after, last);
  }

  List<TokenTally> tokensByAgent(Handle handle, ChainPosition after, long last) {
    return tallies(handle, "agent_id", "agent_id,", after, last);
  }

  /// @param agent what is selected as the agent
  /// @param group what tells tallies apart beside organization, hour and action
  private static List<TokenTally> tallies(
      Handle handle, String agent, String group, ChainPosition after, long last) {
    return handle
        .createQuery(
            """
            SELECT %1$s AS agent, organization_id, occurred_at / 3600000 AS hour, action,
              COUNT(*) AS tokens, MAX(occurred_at) AS last_at
            FROM audit_events
            WHERE chain_id = :chain AND seq > :after AND seq <= :last
              AND token_expires_at IS NOT NULL
            GROUP BY %2$s organization_id, occurred_at / 3600000, action
            """
                .formatted(agent, group))
        .bind("chain", after.chainId())
        .bind("after", after.seq())
        .bind("last", last)
        .map((row, _) ->
            new TokenTally(
                row.getString("agent"),
                row.getString("organization_id"),
                row.getLong("hour"),
                row.getString("action"),
                row.getLong("tokens"),
                Instant.ofEpochMilli(row.getLong("last_at"))))
        .list();
  }

  long countTokens(
      Handle handle, ChainPosition after, String organization, Instant from, Instant to) {
    return handle
        .createQuery(
            """
            SELECT COUNT(*) FROM audit_events
            WHERE chain_id = :chain AND seq > :after AND organization_id = :organization
              AND occurred_at >= :from AND occurred_at < :to AND token_expires_at IS NOT NULL
              AND NOT (%s)
            """
                .formatted(dialect.contains("metadata", ":test")))
        .bind("chain", after.chainId())
        .bind("after", after.seq())
        .bind("organization", organization)
        .bind("from", from.toEpochMilli())
        .bind("to", to.toEpochMilli())
        .bind("test", TEST_TOKEN)
        .mapTo(Long.class)
        .one();
  }
}
