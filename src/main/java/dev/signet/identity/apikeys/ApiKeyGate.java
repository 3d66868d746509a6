package dev.signet.identity.apikeys;

import dev.signet.base.callers.Authorization;
import dev.signet.base.callers.Caller;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.oauth.Scopes;
import dev.signet.base.refusals.Refused;
import dev.signet.base.secrets.Secret;
import dev.signet.events.audit.Audit;
import dev.signet.identity.agents.AgentStatus;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.agents.Fapi2Policy;
import dev.signet.identity.apikeys.ApiKeyEvent.Failure;
import dev.signet.identity.apikeys.ApiKeyEvent.Reason;
import dev.signet.web.http.Gate;
import dev.signet.web.http.Request;
import dev.signet.web.limits.AuthFailureCounter;
import dev.signet.web.limits.FailedAttempts;
import dev.signet.web.limits.FailureBudget;
import java.time.Clock;
import java.util.Optional;

/// Authenticates agents by their API keys, unless FAPI 2.0 requires them to authenticate by
/// signing. A string that never was an API key may be an operator key, which has the same format.
public final class ApiKeyGate implements Gate {
  private final Audit audit;
  private final Clock clock;
  private final Agents agents;
  private final Fapi2Policy fapi2;
  private final ApiKeys keys;
  private final FailedAttempts attempts;

  public ApiKeyGate(
      Audit audit,
      Clock clock,
      Agents agents,
      Fapi2Policy fapi2,
      ApiKeys keys,
      FailureBudget budget,
      AuthFailureCounter failures) {
    this.audit = audit;
    this.clock = clock;
    this.agents = agents;
    this.fapi2 = fapi2;
    this.keys = keys;
    this.attempts = new FailedAttempts(budget, failures);
  }

  @Override
  public Optional<Caller> authenticate(Authorization.Token presented, Request request) {
    if (presented.scheme() != Authorization.Scheme.BEARER
        || !ApiKeys.isWellFormed(presented.value())) {
      return Optional.empty();
    }
    var shown = Secret.of(presented.value());
    return keys.find(presented.value()).map(key -> authenticate(key, shown, request.context()));
  }

  private Caller authenticate(ApiKey key, Secret shown, RequestContext from) {
    var agent = agents.findCurrent(key.agent()).orElseThrow();
    var whyNot =
        ApiKeys.failureReason(key)
            .or(() ->
                agent.status() instanceof AgentStatus.Decommissioned
                    ? Optional.of(Reason.AGENT_NOT_ACTIVE)
                    : Optional.empty())
            .or(() ->
                agent.isOrganizationActive()
                    ? Optional.empty()
                    : Optional.of(Reason.ORGANIZATION_SUSPENDED))
            .or(() ->
                agent.hasExpired(clock.instant())
                    ? Optional.of(Reason.AGENT_EXPIRED)
                    : Optional.empty())
            .or(() ->
                fapi2.appliesTo(agent) ? Optional.of(Reason.METHOD_NOT_ALLOWED) : Optional.empty())
            .or(() ->
                keys.recordUse(key, from) ? Optional.empty() : Optional.of(Reason.ROTATED_AWAY));
    if (whyNot.isPresent()) {
      throw recordFailure(Failure.of(whyNot.get(), key, Optional.of(agent)), shown, from);
    }
    var id = agent.id().value();
    var organization = agent.organization().value();
    var acted = new Caller.Bearer.ApiKey(key.id().value());
    return agent.status().isActive()
        ? new Caller.Agent(id, organization, Scopes.NONE, acted, agent.profile().selfService())
        : new Caller.SuspendedAgent(id, organization, acted, agent.profile().selfService());
  }

  private Refused recordFailure(Failure failure, Secret shown, RequestContext from) {
    return attempts.fail(
        FailureBudget.Failure.of(shown, from.address()),
        ApiKeyEvent.AuthFailed.METHOD,
        failure.reason().wire(),
        () -> {
          audit.record(new ApiKeyEvent.AuthFailed(failure), from);
          return Refused.unauthenticated("API key: " + failure.reason().wire());
        });
  }
}
