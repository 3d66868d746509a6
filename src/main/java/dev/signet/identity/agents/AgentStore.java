package dev.signet.identity.agents;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.callers.SelfService;
import dev.signet.base.db.Dialect;
import dev.signet.base.db.Tx;
import dev.signet.base.jose.SigningAlg;
import dev.signet.base.jose.Thumbprint;
import dev.signet.base.oauth.GrantType;
import dev.signet.base.oauth.RedirectUri;
import dev.signet.base.oauth.Scopes;
import dev.signet.base.refusals.Refused;
import dev.signet.base.text.SearchText;
import dev.signet.identity.organizations.OrganizationState;
import dev.signet.identity.organizations.OrganizationStates;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The SQL of the agents.
final class AgentStore {
  /// All columns of an agent, as [#agent] reads them.
  private static final String ROW =
      """
      SELECT agent_id, kind, client_id, organization_id, team_id, name, description, email, agent_type,
        version, capabilities, owner, deployment_env, status, status_since, status_reason,
        suspended_by,
        scopes, grant_types, token_lifetime_seconds, token_signing_alg, metadata, jwks, jwks_uri,
        fapi2, expires_at, grantable_scopes, self_service, client_type, redirect_uris, created_by,
        created_at, updated_at, generation, dpop_jkt, dpop_jwk, key_generation, revision
      FROM agents
      """;

  private static final Logger LOG = LoggerFactory.getLogger(AgentStore.class);

  private static final String ONE = ROW + "WHERE agent_id = :id";

  private final String lockOne;
  private final boolean isShared;
  private final OrganizationStates organizations;

  AgentStore(Dialect dialect, OrganizationStates organizations) {
    this.lockOne = ONE + dialect.forUpdate();
    this.isShared = dialect.isShared();
    this.organizations = organizations;
  }

  /// Adds an agent, unless there is one with its client id.
  ///
  /// @return whether it was added
  boolean add(Tx tx, Agent agent) {
    var insert =
        tx.update(
            """
            INSERT INTO agents (
              agent_id, kind, client_id, organization_id, team_id, name, description, email,
              agent_type, version, capabilities, owner, deployment_env, status, scopes, grant_types,
              token_lifetime_seconds, token_signing_alg, metadata, jwks, jwks_uri, fapi2,
              expires_at, grantable_scopes, self_service, client_type, redirect_uris, created_by,
              created_at, updated_at, generation, dpop_jkt, dpop_jwk, key_generation, revision, search_text)
            VALUES (
              :id, :kind, :clientId, :organization, :teamId, :name, :description, :email, :agentType,
              :version, :capabilities, :owner, :deploymentEnv, :status, :scopes, :grantTypes,
              :tokenLifetime, :tokenSigningAlg, :metadata, :jwks, :jwksUri, :fapi2,
              :expiresAt, :grantableScopes, :selfService, :clientType, :redirectUris, :createdBy,
              :createdAt, :updatedAt, :generation, :jkt, :jwk, :keyGeneration, :revision, :searchText)
            ON CONFLICT (client_id) DO NOTHING
            """);
    return bindDpopKey(bind(insert, agent), agent.dpopKey())
            .bind("kind", agent.kind().wire())
            .bind("clientId", agent.clientId())
            .bind("organization", agent.organization().value())
            .bind("status", agent.status().wire())
            .bind("createdBy", agent.createdBy())
            .bind("createdAt", agent.createdAt().toEpochMilli())
            .bind("generation", agent.ownGeneration())
            .bind("keyGeneration", agent.keyGeneration())
            .bind("revision", agent.revision())
            .execute()
        == 1;
  }

  void saveProfile(Tx tx, Agent agent) {
    var update =
        tx.update(
            """
            UPDATE agents SET
              team_id = :teamId, name = :name, description = :description, email = :email,
              agent_type = :agentType, version = :version, capabilities = :capabilities,
              owner = :owner, deployment_env = :deploymentEnv, scopes = :scopes,
              grant_types = :grantTypes, token_lifetime_seconds = :tokenLifetime,
              token_signing_alg = :tokenSigningAlg, metadata = :metadata, jwks = :jwks,
              jwks_uri = :jwksUri, fapi2 = :fapi2, expires_at = :expiresAt,
              grantable_scopes = :grantableScopes, self_service = :selfService,
              client_type = :clientType, redirect_uris = :redirectUris, search_text = :searchText, updated_at = :updatedAt
            WHERE agent_id = :id
            """);
    bind(update, agent).execute();
  }

  void saveOrganization(Tx tx, Agent agent) {
    tx.update(
            """
            UPDATE agents SET organization_id = :organization, updated_at = :updatedAt
            WHERE agent_id = :id
            """)
        .bind("id", agent.id().value())
        .bind("organization", agent.organization().value())
        .bind("updatedAt", agent.updatedAt().toEpochMilli())
        .execute();
  }

  private static <S extends SqlStatement<S>> S bind(S statement, Agent agent) {
    var profile = agent.profile();
    return statement
        .bind("id", agent.id().value())
        .bind("teamId", profile.teamId().orElse(null))
        .bind("name", profile.name())
        .bind("description", profile.description().orElse(null))
        .bind("email", profile.email().orElse(null))
        .bind("agentType", profile.agentType().wire())
        .bind("version", profile.version().orElse(null))
        .bind("capabilities", String.join(" ", profile.capabilities()))
        .bind("owner", profile.owner().orElse(null))
        .bind("deploymentEnv", profile.deploymentEnv().map(DeploymentEnv::wire).orElse(null))
        .bind("scopes", profile.scopes().toString())
        .bind(
            "grantTypes",
            profile.orderedGrantTypes().stream()
                .map(GrantType::wire)
                .collect(Collectors.joining(" ")))
        .bind("tokenLifetime", profile.tokenLifetime().toSeconds())
        .bind("tokenSigningAlg", profile.tokenSigningAlg().map(SigningAlg::wire).orElse(null))
        .bind("metadata", profile.metadata())
        .bind("jwks", profile.jwks().orElse(null))
        .bind("jwksUri", profile.jwksUri().orElse(null))
        .bind("fapi2", profile.fapi2() ? 1 : 0)
        .bind("expiresAt", profile.expiresAt().map(Instant::toEpochMilli).orElse(null))
        .bind("grantableScopes", profile.grantableScopes().toString())
        .bind("selfService", profile.selfService().wire())
        .bind("clientType", profile.clientType().wire())
        .bind(
            "redirectUris",
            profile.redirectUris().stream()
                .map(RedirectUri::value)
                .collect(Collectors.joining(" ")))
        .bind("updatedAt", agent.updatedAt().toEpochMilli())
        .bind("searchText", profile.searchText());
  }

  private static <S extends SqlStatement<S>> S bindDpopKey(S statement, Optional<DpopKey> key) {
    return statement
        .bind("jkt", key.map(one -> one.thumbprint().value()).orElse(null))
        .bind("jwk", key.map(DpopKey::jwk).orElse(null));
  }

  void saveDpopKey(Tx tx, AgentId id, DpopKey key, long keyGeneration, Instant now) {
    var update =
        tx.update(
            """
            UPDATE agents SET dpop_jkt = :jkt, dpop_jwk = :jwk, key_generation = :keyGeneration,
              updated_at = :now
            WHERE agent_id = :id
            """);
    bindDpopKey(update, Optional.of(key))
        .bind("keyGeneration", keyGeneration)
        .bind("now", now.toEpochMilli())
        .bind("id", id.value())
        .execute();
  }

  void saveStatus(Tx tx, AgentId id, AgentStatus status, Instant now) {
    var since =
        switch (status) {
          case AgentStatus.Active() -> Optional.<Instant>empty();
          case AgentStatus.Suspended(var time, _, _) -> Optional.of(time);
          case AgentStatus.Decommissioned(var time) -> Optional.of(time);
        };
    var by =
        status instanceof AgentStatus.Suspended(_, _, var who)
            ? Optional.of(who)
            : Optional.<SuspendedBy>empty();
    var reason =
        status instanceof AgentStatus.Suspended(_, var why, _)
            ? Optional.of(why)
            : Optional.<String>empty();
    tx.update(
            """
            UPDATE agents SET status = :status, status_since = :since,
              status_reason = :reason, suspended_by = :by,
              updated_at = :now
            WHERE agent_id = :id
            """)
        .bind("id", id.value())
        .bind("status", status.wire())
        .bind("since", since.map(Instant::toEpochMilli).orElse(null))
        .bind("reason", reason.orElse(null))
        .bind("by", by.map(SuspendedBy::wire).orElse(null))
        .bind("now", now.toEpochMilli())
        .execute();
  }

  /// Increments the revision and leaves the agent's tokens valid.
  ///
  /// @return the new revision
  long incrementRevision(Tx tx, AgentId id) {
    return tx.query(
            """
            UPDATE agents SET revision = revision + 1 WHERE agent_id = :id RETURNING revision
            """)
        .bind("id", id.value())
        .mapTo(Long.class)
        .one();
  }

  /// Increments the revision and starts a new generation. The generation is a time, so that no
  /// value repeats, even if the database is restored from a backup.
  ///
  /// @param earliest the smallest that it may be
  long startGeneration(Tx tx, AgentId id, long earliest) {
    return tx.query(
            """
            UPDATE agents SET revision = revision + 1,
              generation =
                CASE WHEN generation < :earliest THEN :earliest ELSE generation + 1 END
            WHERE agent_id = :id
            RETURNING revision
            """)
        .bind("id", id.value())
        .bind("earliest", earliest)
        .mapTo(Long.class)
        .one();
  }

  /// Assigns an e-mail address to an agent and releases its previous one. If two agents of an
  /// organization claim the same address concurrently, one gets it.
  ///
  /// @return whether this agent got it
  boolean claimEmail(Tx tx, Agent agent) {
    var id = agent.id();
    var email = agent.profile().email();
    tx.update("DELETE FROM agent_emails WHERE agent_id = :id").bind("id", id.value()).execute();
    return email.isEmpty()
        || tx.update(
                    """
                    INSERT INTO agent_emails (organization_id, email, agent_id)
                    VALUES (:organization, :email, :id)
                    ON CONFLICT (organization_id, email) DO NOTHING
                    """)
                .bind("organization", agent.organization().value())
                .bind("email", SearchText.of(email.get()))
                .bind("id", id.value())
                .execute()
            == 1;
  }

  Optional<Agent> find(Handle handle, AgentId id) {
    return one(handle, handle.createQuery(ONE), id);
  }

  /// The agent, locked until the end of the transaction. Its organization is neither suspended nor
  /// reactivated until then, so that no token is counted twice.
  Optional<Agent> lock(Tx tx, AgentId id) {
    var organization = isShared ? organizationOf(tx, id) : Optional.<OrganizationId>empty();
    organization.ifPresent(known -> organizations.lock(tx, known));
    var locked = one(tx.handle(), tx.query(lockOne), id);
    if (isShared && !locked.map(Agent::organization).equals(organization)) {
      throw Refused.unavailable("the agent was moved to another organization meanwhile");
    }
    return locked;
  }

  private static Optional<OrganizationId> organizationOf(Tx tx, AgentId id) {
    return tx.query("SELECT organization_id FROM agents WHERE agent_id = :id")
        .bind("id", id.value())
        .map((row, _) -> new OrganizationId(row.getString(1)))
        .findOne();
  }

  private Optional<Agent> one(Handle handle, Query query, AgentId id) {
    return query
        .bind("id", id.value())
        .map((row, _) -> agent(row))
        .findOne()
        .map(agent -> agent.with(organizations.find(handle, agent.organization())));
  }

  /// Some of the active agents of an organization, in the order of their ids.
  ///
  /// @param after only those whose id is larger
  List<TokenHolder> activeIn(Handle handle, OrganizationId organization, String after, int limit) {
    return handle
        .createQuery(
            """
            SELECT agent_id, generation, expires_at FROM agents
            WHERE organization_id = :organization AND status = 'active' AND agent_id > :after
            ORDER BY agent_id LIMIT :limit
            """)
        .bind("organization", organization.value())
        .bind("after", after)
        .bind("limit", limit)
        .map((row, _) ->
            new TokenHolder(
                new AgentId(row.getString("agent_id")),
                row.getLong("generation"),
                time(row, "expires_at")))
        .list();
  }

  Optional<AgentId> findByClientId(Handle handle, String clientId) {
    return handle
        .createQuery("SELECT agent_id FROM agents WHERE client_id = :clientId")
        .bind("clientId", clientId)
        .map((row, _) -> new AgentId(row.getString(1)))
        .findOne();
  }

  /// Some of the agents that an agent or operator registered, in the order of their ids.
  ///
  /// @param after only those whose id is larger
  List<AgentId> createdBy(Handle handle, String creator, String after, int limit) {
    return handle
        .createQuery(
            """
            SELECT agent_id FROM agents WHERE created_by = :creator AND agent_id > :after
            ORDER BY agent_id LIMIT :limit
            """)
        .bind("creator", creator)
        .bind("after", after)
        .bind("limit", limit)
        .map((row, _) -> new AgentId(row.getString(1)))
        .list();
  }

  Map<AgentId, Agent> findAll(Handle handle, Collection<AgentId> ids) {
    var found = new HashMap<AgentId, Agent>();
    handle
        .createQuery(ROW + "WHERE agent_id IN (<ids>)")
        .bindList("ids", ids.stream().map(AgentId::value).toList())
        .map((row, _) -> agent(row))
        .forEach(agent -> found.put(agent.id(), agent));
    var states =
        organizations.findAll(handle, found.values().stream().map(Agent::organization).toList());
    if (!states.isEmpty()) {
      found.replaceAll((_, agent) ->
          agent.with(states.getOrDefault(agent.organization(), OrganizationState.NEVER_SUSPENDED)));
    }
    return found;
  }

  Map<String, String> names(Handle handle, Collection<AgentId> ids) {
    var names = new HashMap<String, String>();
    handle
        .createQuery("SELECT agent_id, name FROM agents WHERE agent_id IN (<ids>)")
        .bindList("ids", ids.stream().map(AgentId::value).toList())
        .map((row, _) -> Map.entry(row.getString("agent_id"), row.getString("name")))
        .forEach(entry -> names.put(entry.getKey(), entry.getValue()));
    return names;
  }

  /// Maps a row to an agent. A column may be unreadable if another program wrote it; the agent is
  /// then marked as unreadable, so that lists do not fail. The state of its organization is not
  /// read.
  private static Agent agent(ResultSet row) throws SQLException {
    return new Agent(
        new AgentId(row.getString("agent_id")),
        constant(AgentKind.class, row.getString("kind")),
        row.getString("client_id"),
        new OrganizationId(row.getString("organization_id")),
        readableProfile(row),
        status(row),
        row.getString("created_by"),
        Instant.ofEpochMilli(row.getLong("created_at")),
        Instant.ofEpochMilli(row.getLong("updated_at")),
        row.getLong("generation"),
        dpopKey(row),
        row.getLong("key_generation"),
        row.getLong("revision"),
        OrganizationState.NEVER_SUSPENDED);
  }

  private static Profile readableProfile(ResultSet row) throws SQLException {
    try {
      return profile(row);
    } catch (IllegalArgumentException | NoSuchElementException | NullPointerException e) {
      LOG.atError()
          .addKeyValue("agent_id", row.getString("agent_id"))
          .addKeyValue("fault", e.toString())
          .log("the agent's row cannot be read");
      return Profile.UNREADABLE;
    }
  }

  private static Profile profile(ResultSet row) throws SQLException {
    return new Profile(
        text(row, "team_id"),
        row.getString("name"),
        text(row, "description"),
        text(row, "email"),
        constant(AgentType.class, row.getString("agent_type")),
        text(row, "version"),
        words(row.getString("capabilities")),
        text(row, "owner"),
        text(row, "deployment_env").map(env -> constant(DeploymentEnv.class, env)),
        Scopes.of(words(row.getString("scopes"))),
        grants(row.getString("grant_types")),
        Duration.ofSeconds(row.getLong("token_lifetime_seconds")),
        text(row, "token_signing_alg").map(alg -> SigningAlg.parse(alg).orElseThrow()),
        row.getString("metadata"),
        text(row, "jwks"),
        text(row, "jwks_uri"),
        row.getLong("fapi2") == 1,
        time(row, "expires_at"),
        Scopes.of(words(row.getString("grantable_scopes"))),
        constant(SelfService.class, row.getString("self_service")),
        constant(ClientType.class, row.getString("client_type")),
        redirectUris(row.getString("redirect_uris")));
  }

  private static Optional<DpopKey> dpopKey(ResultSet row) throws SQLException {
    var thumbprint = text(row, "dpop_jkt");
    return thumbprint.isEmpty()
        ? Optional.empty()
        : Optional.of(new DpopKey(new Thumbprint(thumbprint.get()), row.getString("dpop_jwk")));
  }

  private static AgentStatus status(ResultSet row) throws SQLException {
    return switch (row.getString("status")) {
      case "active" -> new AgentStatus.Active();
      case "suspended" ->
          new AgentStatus.Suspended(
              time(row, "status_since").orElseThrow(),
              row.getString("status_reason"),
              // Written by a node of an earlier release, which does not record who suspended the
              // agent.
              text(row, "suspended_by").map(SuspendedBy::parse).orElse(SuspendedBy.OPERATOR));
      case "decommissioned" ->
          new AgentStatus.Decommissioned(time(row, "status_since").orElseThrow());
      case String unknown -> throw new IllegalStateException("status " + unknown);
    };
  }

  private static <E extends Enum<E>> E constant(Class<E> type, String wire) {
    return Enum.valueOf(type, wire.toUpperCase(Locale.ROOT));
  }

  private static Set<GrantType> grants(String wire) {
    var grants = EnumSet.noneOf(GrantType.class);
    words(wire).forEach(word -> grants.add(GrantType.parse(word).orElseThrow()));
    return grants;
  }

  private static List<RedirectUri> redirectUris(String stored) {
    return words(stored).stream().map(text -> RedirectUri.parse(text).orElseThrow()).toList();
  }

  private static List<String> words(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(" "));
  }

  private static Optional<String> text(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getString(column));
  }

  private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
    var millis = row.getLong(column);
    return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }
}
