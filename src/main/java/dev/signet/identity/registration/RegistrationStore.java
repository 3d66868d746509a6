package dev.signet.identity.registration;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.db.Tx;
import dev.signet.base.paging.Paging;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.registration.Registration.State;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The SQL of registrations.
final class RegistrationStore {

  /// The index to walk along. SQLite chooses an index before it knows the state, so each has a
  /// separate statement.
  private enum StateQuery {
    ALL("CAST(:state AS TEXT) IS NULL"),
    STATE("state = :state");

    private final String page;
    private final String count;

    StateQuery(String condition) {
      page =
          """
          SELECT agent_id, organization_id, name, invite_id, registered_at, state, claimed_by,
            claimed_at
          FROM registrations
          WHERE agent_id < :before AND %s
          ORDER BY agent_id DESC LIMIT :limit OFFSET :offset
          """
              .formatted(condition);
      count =
          "SELECT COUNT(*) FROM (SELECT 1 FROM registrations WHERE %s LIMIT :limit) AS counted"
              .formatted(condition);
    }
  }

  /// Counts one more unclaimed registration, unless the limit is reached. Of several callers that
  /// take the last place concurrently, one succeeds.
  boolean reserveUnclaimed(Tx tx, long max) {
    return tx.update(
                """
                UPDATE unclaimed_registrations SET unclaimed = unclaimed + 1 WHERE unclaimed < :max
                """)
            .bind("max", max)
            .execute()
        == 1;
  }

  private static void releaseUnclaimed(Tx tx) {
    tx.update("UPDATE unclaimed_registrations SET unclaimed = unclaimed - 1").execute();
  }

  void add(Tx tx, Registration registration) {
    var claim =
        registration.state() instanceof State.Claimed claimed
            ? Optional.of(claimed)
            : Optional.<State.Claimed>empty();
    tx.update(
            """
            INSERT INTO registrations (
              agent_id, organization_id, name, invite_id, registered_at, state, claimed_by,
              claimed_at)
            VALUES (
              :agent, :organization, :name, :invite, :registeredAt, :state, :claimedBy, :claimedAt)
            """)
        .bind("agent", registration.agent().value())
        .bind("organization", registration.organization().value())
        .bind("name", registration.name())
        .bind("invite", registration.invite().map(InviteId::value).orElse(null))
        .bind("registeredAt", registration.registeredAt().toEpochMilli())
        .bind("state", registration.state().wire())
        .bind("claimedBy", claim.map(State.Claimed::by).orElse(null))
        .bind("claimedAt", claim.map(claimed -> claimed.at().toEpochMilli()).orElse(null))
        .execute();
  }

  /// Claims an unclaimed agent and frees its place. Returns whether this call did it.
  boolean claim(Tx tx, AgentId agent, String by, Instant now) {
    var claimed =
        tx.update(
                    """
                    UPDATE registrations SET state = 'claimed', claimed_by = :by, claimed_at = :now
                    WHERE agent_id = :agent AND state = 'unclaimed'
                    """)
                .bind("agent", agent.value())
                .bind("by", by)
                .bind("now", now.toEpochMilli())
                .execute()
            == 1;
    if (claimed) {
      releaseUnclaimed(tx);
    }
    return claimed;
  }

  /// Ends the registration of an unclaimed agent that is decommissioned, and frees its place.
  void end(Tx tx, AgentId agent) {
    var ended =
        tx.update(
                    """
                    UPDATE registrations SET state = 'ended'
                    WHERE agent_id = :agent AND state = 'unclaimed'
                    """)
                .bind("agent", agent.value())
                .execute()
            == 1;
    if (ended) {
      releaseUnclaimed(tx);
    }
  }

  Optional<Registration> find(Handle handle, AgentId agent) {
    return handle
        .createQuery(
            """
            SELECT agent_id, organization_id, name, invite_id, registered_at, state, claimed_by,
              claimed_at
            FROM registrations WHERE agent_id = :agent
            """)
        .bind("agent", agent.value())
        .map((row, _) -> registration(row))
        .findOne();
  }

  /// Some of the unclaimed agents that registered before a time, and are not known to have been
  /// used.
  ///
  /// @param after the last agent of the previous batch
  List<AgentId> unusedCandidates(Handle handle, Instant before, AgentId after, int limit) {
    return handle
        .createQuery(
            """
            SELECT agent_id FROM registrations
            WHERE state = 'unclaimed' AND is_used = 0 AND registered_at <= :before
              AND agent_id > :after
            ORDER BY agent_id LIMIT :limit
            """)
        .bind("before", before.toEpochMilli())
        .bind("after", after.value())
        .bind("limit", limit)
        .map((row, _) -> new AgentId(row.getString("agent_id")))
        .list();
  }

  /// Some of the unclaimed agents that were used before a time and are not known to have been used
  /// since; those that have been idle the longest come first.
  List<AgentId> idleCandidates(Handle handle, Instant since, int limit) {
    return handle
        .createQuery(
            """
            SELECT agent_id FROM registrations
            WHERE state = 'unclaimed' AND is_used = 1 AND last_used_at <= :since
            ORDER BY last_used_at, agent_id LIMIT :limit
            """)
        .bind("since", since.toEpochMilli())
        .bind("limit", limit)
        .map((row, _) -> new AgentId(row.getString("agent_id")))
        .list();
  }

  void saveLastUse(Tx tx, AgentId agent, Instant last) {
    tx.update(
            """
            UPDATE registrations SET is_used = 1, last_used_at = :last
            WHERE agent_id = :agent
            """)
        .bind("last", last.toEpochMilli())
        .bind("agent", agent.value())
        .execute();
  }

  /// A page of the registrations in a state and one more, or of all if it is null; the newest
  /// first.
  List<Registration> page(Handle handle, @Nullable String state, Paging paging) {
    return handle
        .createQuery(state == null ? StateQuery.ALL.page : StateQuery.STATE.page)
        .bind("state", state)
        .bind("before", paging.beforeId())
        .bind("limit", paging.limitPlusOne())
        .bind("offset", paging.offset())
        .map((row, _) -> registration(row))
        .list();
  }

  /// The number of registrations, counted up to a limit.
  long count(Handle handle, @Nullable String state, int limit) {
    return handle
        .createQuery(state == null ? StateQuery.ALL.count : StateQuery.STATE.count)
        .bind("state", state)
        .bind("limit", limit)
        .mapTo(Long.class)
        .one();
  }

  private static Registration registration(ResultSet row) throws SQLException {
    return new Registration(
        new AgentId(row.getString("agent_id")),
        new OrganizationId(row.getString("organization_id")),
        row.getString("name"),
        Optional.ofNullable(row.getString("invite_id")).map(InviteId::new),
        Instant.ofEpochMilli(row.getLong("registered_at")),
        state(row));
  }

  private static State state(ResultSet row) throws SQLException {
    return switch (row.getString("state")) {
      case "unclaimed" -> new State.Unclaimed();
      case "claimed" ->
          new State.Claimed(
              row.getString("claimed_by"), Instant.ofEpochMilli(row.getLong("claimed_at")));
      case "ended" -> new State.Ended();
      case String unknown -> throw new IllegalStateException("state " + unknown);
    };
  }
}
