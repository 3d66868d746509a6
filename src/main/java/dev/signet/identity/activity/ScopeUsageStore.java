package dev.signet.identity.activity;

import dev.signet.base.db.Tx;
import dev.signet.base.oauth.Scopes;
import dev.signet.identity.agents.AgentId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.ResultIterable;
import org.jspecify.annotations.Nullable;

/// The SQL of requested scopes.
final class ScopeUsageStore {

  /// A scope that an agent requested.
  ///
  /// @param last exact to a day once it is stored
  record ScopeUse(AgentId agent, String scope, Instant first, Instant last) {

    /// This use and another one of the same scope.
    ScopeUse and(ScopeUse other) {
      return new ScopeUse(
          agent,
          scope,
          first.isBefore(other.first) ? first : other.first,
          last.isAfter(other.last) ? last : other.last);
    }
  }

  /// A requested scope, with the scopes that its agent could request.
  record ScopeUseOfAgent(String name, String scopes, ScopeUse use) {}

  List<ScopeUse> find(Handle handle, Collection<AgentId> agents) {
    return handle
        .createQuery(
            """
            SELECT agent_id, scope, first_at, last_at FROM agent_scope_uses
            WHERE agent_id IN (<agents>)
            """)
        .bindList("agents", agents.stream().map(AgentId::value).toList())
        .map((row, _) -> use(row))
        .list();
  }

  /// Stores uses. The chains of several nodes are read in any order, so the times only widen.
  void save(Tx tx, Collection<ScopeUse> uses) {
    var batch =
        tx.batch(
            """
            INSERT INTO agent_scope_uses (agent_id, scope, first_at, last_at)
            VALUES (:agent, :scope, :first, :last)
            ON CONFLICT (agent_id, scope) DO UPDATE SET
              first_at = CASE WHEN excluded.first_at < agent_scope_uses.first_at
                THEN excluded.first_at ELSE agent_scope_uses.first_at END,
              last_at = CASE WHEN excluded.last_at > agent_scope_uses.last_at
                THEN excluded.last_at ELSE agent_scope_uses.last_at END
            """);
    for (var use : uses) {
      batch
          .bind("agent", use.agent().value())
          .bind("scope", use.scope())
          .bind("first", use.first().toEpochMilli())
          .bind("last", use.last().toEpochMilli())
          .add();
    }
    batch.execute();
  }

  /// The scopes that active agents requested, agent by agent, in the order of registration.
  ///
  /// @param since only agents whose ids are smaller, and that were not changed since `bound`
  /// @param depth how many agents are scanned
  ResultIterable<ScopeUseOfAgent> ofActiveAgents(
      Handle handle, String since, Instant bound, int depth, int limit) {
    return handle
        .createQuery(
            """
            SELECT walked.agent_id, name, scopes, scope, first_at, last_at
            FROM (
              SELECT agent_id, name, scopes, updated_at FROM agents
              WHERE status = 'active' AND kind = 'agent' AND agent_id < :since
              ORDER BY agent_id LIMIT :depth) AS walked
            JOIN agent_scope_uses AS uses ON uses.agent_id = walked.agent_id
            WHERE updated_at < :bound
            ORDER BY walked.agent_id, scope LIMIT :limit
            """)
        .bind("since", since)
        .bind("bound", bound.toEpochMilli())
        .bind("depth", depth)
        .bind("limit", limit)
        .map((row, _) ->
            new ScopeUseOfAgent(row.getString("name"), row.getString("scopes"), use(row)));
  }

  /// An agent with the scopes that it can request.
  record AgentScopes(AgentId agent, Scopes scopes, Instant updatedAt) {}

  /// Active agents, in the order of their ids.
  ///
  /// @param organization null for all
  /// @param after and `before`: only agents with ids between these
  List<AgentScopes> activeAgents(
      Handle handle, @Nullable String organization, String after, String before, int limit) {
    var query =
        handle
            .createQuery(
                "SELECT agent_id, scopes, updated_at FROM agents WHERE status = 'active' AND kind ="
                    + " 'agent' AND agent_id > :after AND agent_id < :before"
                    + (organization == null ? "" : " AND organization_id = :organization")
                    + " ORDER BY agent_id LIMIT :limit")
            .bind("after", after)
            .bind("before", before)
            .bind("limit", limit);
    if (organization != null) {
      query.bind("organization", organization);
    }
    return query
        .map((row, _) ->
            new AgentScopes(
                new AgentId(row.getString("agent_id")),
                Scopes.of(ScopeUsage.words(row.getString("scopes")).toList()),
                Instant.ofEpochMilli(row.getLong("updated_at"))))
        .list();
  }

  private static ScopeUse use(ResultSet row) throws SQLException {
    return new ScopeUse(
        new AgentId(row.getString("agent_id")),
        row.getString("scope"),
        Instant.ofEpochMilli(row.getLong("first_at")),
        Instant.ofEpochMilli(row.getLong("last_at")));
  }
}
