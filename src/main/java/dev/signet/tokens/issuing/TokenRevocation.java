package dev.signet.tokens.issuing;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.callers.TenantScope;
import dev.signet.base.db.Db;
import dev.signet.base.db.Tx;
import dev.signet.base.oauth.Scopes;
import dev.signet.base.refusals.Refused;
import dev.signet.events.audit.Audit;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.agents.AgentRefusals;
import dev.signet.identity.agents.Agents;
import dev.signet.tokens.issuing.Introspection.ActiveToken;
import dev.signet.validity.revocations.Revocations;
import dev.signet.validity.revocations.RevokedTokenCount;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;

/// Revokes tokens: one, a refresh token with its family, or all of an agent.
public final class TokenRevocation {

  /// The scope for revoking other agents' tokens.
  static final String WRITE = "tokens:write";

  private final Db db;
  private final Audit audit;
  private final Clock clock;
  private final Agents agents;
  private final Revocations revocations;
  private final RefreshFamilies families;
  private final Introspection introspection;

  TokenRevocation(
      Db db,
      Audit audit,
      Clock clock,
      Agents agents,
      Revocations revocations,
      RefreshFamilies families,
      Introspection introspection) {
    this.db = db;
    this.audit = audit;
    this.clock = clock;
    this.agents = agents;
    this.revocations = revocations;
    this.families = families;
    this.introspection = introspection;
  }

  /// Revokes a token: an access token alone, a refresh token with its family and the family's
  /// access tokens ([RFC 7009 §2.1](https://www.rfc-editor.org/rfc/rfc7009#section-2.1)). Anything
  /// that is not an active token of this server, or not within the caller's reach, is ignored.
  ///
  /// @throws Refused `invalid_grant` when it is another client's, `InsufficientScope` when it is
  ///   another agent's and the calling agent lacks `tokens:write`
  void revoke(String text, RequestContext by) {
    var refresh = introspection.openRefreshToken(text);
    if (refresh.isPresent()) {
      agents
          .findCurrent(refresh.get().agent())
          .filter(agent -> mayRevoke(agent, by.caller()))
          .ifPresent(agent -> revokeFamily(agent, refresh.get(), by));
      return;
    }
    introspection
        .read(text)
        .filter(token -> mayRevoke(token.agent(), by.caller()))
        .flatMap(introspection::check)
        .ifPresent(active -> revokeOne(active, by));
  }

  private static boolean mayRevoke(Agent agent, Caller caller) {
    if (!TenantScope.of(caller).covers(agent.organization())) {
      return false;
    }
    if (caller instanceof Caller.Client(var id, _) && !agent.id().value().equals(id)) {
      throw TokenRefusals.issuedToAnotherClient();
    }
    if (caller instanceof Caller.Agent && !agent.id().value().equals(caller.id())) {
      caller.requireScopes(Scopes.of(WRITE));
    }
    return true;
  }

  private void revokeFamily(Agent found, RefreshToken token, RequestContext by) {
    db.inTransaction(
        tx -> saveFamilyRevocation(tx, agents.lockToRevoke(tx, found.id(), by), token, by));
  }

  /// Revokes a refresh token's family, and returns whether it was active until now.
  ///
  /// @param agent locked, so that its tokens cannot all be revoked meanwhile and none is counted
  ///   twice
  boolean saveFamilyRevocation(Tx tx, Agent agent, RefreshToken token, RequestContext by) {
    if (agent.generation() != token.generation()) {
      return false;
    }
    return families.revoke(
        tx,
        agent,
        token,
        clock.instant(),
        count -> new TokenEvent.Revoked(agent, "refresh_token", token.family(), count),
        by);
  }

  /// Revokes refresh token families of a client that it started by a consent, with their access
  /// tokens.
  ///
  /// @return the counts of those that were active until now
  List<RevokedTokenCount> revokeFamilies(
      Tx tx, AgentId client, Collection<String> of, RequestContext by) {
    var agent = agents.lockToRevoke(tx, client, RequestContext.ofJob("consents"));
    var counts = new ArrayList<RevokedTokenCount>();
    for (var family : of) {
      families
          .revoke(
              tx,
              agent,
              family,
              clock.instant(),
              count -> new TokenEvent.Revoked(agent, "refresh_token", family, count),
              by)
          .ifPresent(counts::add);
    }
    return counts;
  }

  private void revokeOne(ActiveToken active, RequestContext by) {
    db.inTransaction(tx ->
        saveRevocation(tx, agents.lockToRevoke(tx, active.token().agent().id(), by), active, by));
  }

  /// Revokes an access token, and returns whether it was active until now.
  ///
  /// @param agent locked, as for [#saveFamilyRevocation]
  boolean saveRevocation(Tx tx, Agent agent, ActiveToken active, RequestContext by) {
    var token = active.token();
    var asked =
        new Revocations.TokenToRevoke(
            token.id(),
            agent.id().value(),
            token.generation(),
            token.binding(),
            families.findFamily(token),
            token.expiresAt());
    return saveRevocation(tx, agent, asked, by);
  }

  private boolean saveRevocation(
      Tx tx, Agent agent, Revocations.TokenToRevoke token, RequestContext by) {
    if (agent.generation() != token.generation()
        || revocations.revokedDpopKeys(tx.handle(), agent.id().value()).contains(token.binding())
        || !revocations.filterRevoked(tx.handle(), token.family().stream().toList()).isEmpty()) {
      return false;
    }
    return revocations.revoke(
        tx, token, new TokenEvent.Revoked(agent, "access_token", token.jti(), 1), by);
  }

  /// Revokes one access token of an agent, by its `jti`, which is not a secret.
  ///
  /// @return whether it was active until now
  public boolean revokeOne(AgentId id, String jti, RequestContext by) {
    return db.inTransaction(tx -> {
      var agent = agents.lockToRevoke(tx, id, by);
      return audit
          .unexpiredToken(tx.handle(), id.value(), agent.generation(), jti)
          .filter(token -> !token.isSignedBy(revocations.revokedSigningKeys(tx.handle())))
          .map(token ->
              new Revocations.TokenToRevoke(
                  jti,
                  id.value(),
                  agent.generation(),
                  token.binding(),
                  token.family(),
                  token.expiresAt()))
          .map(token -> saveRevocation(tx, agent, token, by))
          .orElse(false);
    });
  }

  /// The result of revoking all tokens of an agent.
  ///
  /// @param tokens how many were active
  /// @param descendants how many other tokens ended because they had been exchanged from these;
  ///   empty when they were too many to count
  public record AllRevoked(long tokens, OptionalLong descendants) {}

  /// Revokes all tokens of an agent, which is otherwise unchanged.
  ///
  /// @throws Refused `ServiceUnavailable` when they are revoked, and are still being counted
  public AllRevoked revokeAll(AgentId id, RequestContext by) {
    var ended =
        db.inTransaction(tx -> {
          var agent = agents.lockToRevoke(tx, id, by);
          return agents.revokeTokens(
              tx,
              agent,
              count -> new TokenEvent.Revoked(agent, "all", agent.id().value(), count),
              by);
        });
    return new AllRevoked(
        revocations.count(ended).orElseThrow(AgentRefusals::revokedTokensBeingCounted),
        ended.descendants());
  }
}
