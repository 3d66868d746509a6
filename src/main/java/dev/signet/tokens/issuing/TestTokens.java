package dev.signet.tokens.issuing;

import dev.signet.base.callers.RequestContext;
import dev.signet.base.oauth.GrantType;
import dev.signet.base.oauth.Scopes;
import dev.signet.base.refusals.Refused;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.agents.Fapi2Policy;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/// Issues test tokens, with which users and operators try an agent out. They are real tokens:
/// counted, listed and revoked like any other, never with more rights than the agent could get
/// itself, and short-lived.
public final class TestTokens {
  /// The maximum lifetime of a test token.
  public static final Duration LIFETIME = Duration.ofMinutes(5);

  /// How often a request is checked again because its agent has changed, before it is refused with
  /// 503.
  private static final int MAX_ATTEMPTS = 8;

  /// Why an agent cannot have test tokens.
  public enum Obstacle {
    /// It is suspended, decommissioned, or has expired.
    NOT_ACTIVE("The agent cannot get tokens: it is not active, or has expired"),
    /// The agent has a DPoP key, which the caller does not have.
    BOUND("The agent's tokens are bound to its key, which only the agent has"),
    FAPI2("FAPI 2.0 requires tokens that are bound to a key, which only the agent has"),
    OTHER_GRANTS("The agent may not use the client credentials grant");

    private final String sentence;

    Obstacle(String says) {
      this.sentence = says;
    }

    /// A sentence without its full stop.
    public String sentence() {
      return sentence;
    }
  }

  private final Tokens tokens;
  private final TokenRevocation revocation;
  private final Agents agents;
  private final Fapi2Policy fapi2;
  private final Clock clock;

  TestTokens(
      Tokens tokens, TokenRevocation revocation, Agents agents, Fapi2Policy fapi2, Clock clock) {
    this.tokens = tokens;
    this.revocation = revocation;
    this.agents = agents;
    this.fapi2 = fapi2;
    this.clock = clock;
  }

  /// Why this agent cannot have a test token; empty when it can.
  public Optional<Obstacle> obstacle(Agent agent) {
    if (!agent.mayGetTokens(clock.instant())) {
      return Optional.of(Obstacle.NOT_ACTIVE);
    }
    if (fapi2.appliesTo(agent)) {
      return Optional.of(Obstacle.FAPI2);
    }
    if (agent.dpopKey().isPresent()) {
      return Optional.of(Obstacle.BOUND);
    }
    return agent.grantTypes().contains(GrantType.CLIENT_CREDENTIALS)
        ? Optional.empty()
        : Optional.of(Obstacle.OTHER_GRANTS);
  }

  /// Issues a test token for the caller, who is the actor in the audit log.
  ///
  /// @param scopes some of the agent's; none only if the agent has none
  /// @throws Refused `NotFound` when the agent does not exist, `InsufficientScope` when the caller
  ///   may not authenticate as it, `Conflict` when there is an [Obstacle], `Invalid` for scopes
  ///   that the agent does not have
  public IssuedTokens issue(AgentId id, Scopes scopes, RequestContext by) {
    for (var tries = 0; tries < MAX_ATTEMPTS; tries++) {
      var agent = agents.require(id, by);
      agents.requireMayHandOutSecretsOf(agent, by.caller());
      obstacle(agent)
          .ifPresent(obstacle -> {
            throw TokenRefusals.noTestToken(obstacle);
          });
      mustBeSome(scopes, agent);
      try {
        return tokens.issue(ApprovedGrant.forTest(agent, scopes, LIFETIME), by);
      } catch (StaleAgentException moved) {
        agents.evict(moved.agent());
      } catch (AlreadyUsedException e) {
        throw new IllegalStateException("A test token has no one-time uses", e);
      }
    }
    throw TokenRefusals.agentChangesTooFast();
  }

  /// Revokes a test token that could not be shown.
  public void revoke(IssuedTokens issued, RequestContext by) {
    revocation.revoke(issued.accessToken().reveal(), by);
  }

  private static void mustBeSome(Scopes scopes, Agent agent) {
    if (!scopes.intersect(agent.scopes()).equals(scopes)) {
      throw Refused.invalid("scopes", "must be scopes of the agent");
    }
    if (scopes.isEmpty() && !agent.scopes().isEmpty()) {
      throw Refused.invalid(
          "scopes", "must contain at least one scope: a token without scopes grants no access");
    }
  }
}
