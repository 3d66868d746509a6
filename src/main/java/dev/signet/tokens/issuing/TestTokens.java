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

/// Makes tokens for people who try an agent out. They are real ones: counted, listed and ended like
/// any other, never more than the agent could have got by itself, and soon over.
public final class TestTokens {
  /// How long one lives at most.
  public static final Duration LIFETIME = Duration.ofMinutes(5);

  /// An agent that changes faster than this many judgements is told to come again.
  private static final int MAX_ATTEMPTS = 8;

  /// Why an agent has no test tokens.
  public enum Obstacle {
    /// It is suspended, decommissioned, or has expired.
    NOT_ACTIVE("The agent gets no tokens now: it is not active, or has expired"),
    /// It has a key, and whoever makes the token does not.
    BOUND("The agent's tokens are bound to its key, which only the agent has"),
    FAPI2("FAPI 2.0 knows only tokens that are bound to a key, which only the agent has"),
    OTHER_GRANTS("The agent may not ask for tokens in its own name");

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
  private final Agents agents;
  private final Fapi2Policy fapi2;
  private final Clock clock;

  public TestTokens(Tokens tokens, Agents agents, Fapi2Policy fapi2, Clock clock) {
    this.tokens = tokens;
    this.agents = agents;
    this.fapi2 = fapi2;
    this.clock = clock;
  }

  /// What keeps this agent from having one; empty when nothing does.
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

  /// Makes one, in the name of whoever asks: the audit trail has him as the actor.
  ///
  /// @param scopes some of the agent's; none only where it has none
  /// @throws Refused `Unknown` when there is no such agent, `Forbidden` when the caller may not log
  ///   in as it, `Conflict` when there is an [Obstacle], `Invalid` for scopes that it has not
  public IssuedTokens issue(AgentId id, Scopes scopes, RequestContext by) {
    for (var tries = 0; tries < MAX_ATTEMPTS; tries++) {
      var agent = agents.require(id, by);
      agents.requireMayHandOutSecretsOf(agent, by.caller());
      obstacle(agent)
          .ifPresent(obstacle -> {
            throw Refused.conflict("no_test_token", obstacle.sentence());
          });
      mustBeSome(scopes, agent);
      try {
        return tokens.issue(TokenGrant.forTest(agent, scopes, LIFETIME), by);
      } catch (StaleAgentException moved) {
        agents.evict(moved.agent());
      } catch (AlreadyUsedException e) {
        throw new IllegalStateException("A test uses nothing", e);
      }
    }
    throw Refused.unavailable("the agent changes too fast");
  }

  /// Ends one that nobody was shown.
  public void revoke(IssuedTokens issued, RequestContext by) {
    tokens.revoke(issued.accessToken().reveal(), by);
  }

  private static void mustBeSome(Scopes scopes, Agent agent) {
    if (!scopes.intersect(agent.scopes()).equals(scopes)) {
      throw Refused.invalid("scopes", "must be scopes of the agent");
    }
    if (scopes.isEmpty() && !agent.scopes().isEmpty()) {
      throw Refused.invalid("scopes", "must be one at least: without any, a token opens nothing");
    }
  }
}
