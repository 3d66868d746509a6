package dev.signet.authorization.requests;

import dev.signet.authorization.apps.Apps;
import dev.signet.authorization.consents.Consent;
import dev.signet.authorization.requests.AuthorizationRequest.Prompt;
import dev.signet.authorization.resources.Resource;
import dev.signet.authorization.resources.ResourceScope;
import dev.signet.base.oauth.Scopes;
import dev.signet.identity.agents.Agent;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What a request asks of a user, computed again at each step.
///
/// @param scopes with those that they imply
record RequestPlan(
    AuthorizationRequest request,
    Resource resource,
    Scopes scopes,
    Optional<Consent> consent,
    boolean hasHighRisk) {

  /// How long after a decision the user is not asked again.
  private static final Duration REUSE = Duration.ofDays(90);

  /// Whether another organization than the resource's registered the client. The server's operators
  /// register clients in the default organization.
  boolean isOfAnotherOrganization() {
    return request.client() instanceof RequestingClient.Registered(var agent)
        && !agent.organization().isDefault()
        && !agent.organization().equals(resource.organization());
  }

  /// Whether the client is an app that was another one when a user last allowed it.
  boolean isChangedApp() {
    return request.client() instanceof RequestingClient.SelfDescribed(var app, var known)
        && known.filter(agent -> Apps.isUnchanged(agent, app)).isEmpty();
  }

  boolean isAllowedAlready(Instant now) {
    return consent
        .filter(Consent::isActive)
        .filter(found -> scopes.intersect(found.scopes()).equals(scopes))
        .filter(found -> found.decidedAt().plus(REUSE).isAfter(now))
        .isPresent();
  }

  /// Whether the client gets a code without a page: never when another program could receive it.
  boolean needsNoPage(Instant now) {
    return isAllowedAlready(now)
        && request.target().isProven()
        && !isOfAnotherOrganization()
        && !isChangedApp()
        && !hasHighRisk
        && !request.prompts(Prompt.CONSENT);
  }

  /// The client of a plan that has a consent.
  Agent consentedClient() {
    return switch (request.client()) {
      case RequestingClient.Registered(var agent) -> agent;
      case RequestingClient.SelfDescribed(_, var known) -> known.orElseThrow();
    };
  }

  Optional<ResourceScope> scope(String name) {
    return resource.scopes().find(name);
  }
}
