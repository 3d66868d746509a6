package dev.signet.tokens.grants;

import dev.signet.authorization.consents.Consent;
import dev.signet.authorization.consents.Consents;
import dev.signet.authorization.resources.ProtectedResources;
import dev.signet.authorization.resources.ResourceId;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.oauth.GrantType;
import dev.signet.base.oauth.OAuthError;
import dev.signet.base.oauth.Scopes;
import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import dev.signet.base.secrets.Secret;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.agents.Fapi2Policy;
import dev.signet.identity.credentials.AuthenticatedClient;
import dev.signet.identity.organizations.OrganizationStates;
import dev.signet.tokens.issuing.ApprovedGrant;
import dev.signet.tokens.issuing.PresentedRefreshToken;
import dev.signet.tokens.issuing.TokenRefusals;
import dev.signet.tokens.issuing.Tokens;
import dev.signet.tokens.issuing.UserGrant;
import dev.signet.tokens.issuing.UserSource;
import dev.signet.web.limits.FailureBudget;
import dev.signet.web.limits.RateLimits;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// The refresh token grant ([RFC 6749 §6](https://www.rfc-editor.org/rfc/rfc6749#section-6)).
final class RefreshGrant {
  private final Tokens tokens;
  private final Agents agents;
  private final Consents consents;
  private final ProtectedResources resources;
  private final OrganizationStates organizations;
  private final Fapi2Policy fapi2;
  private final FailureBudget failures;
  private final RateLimits limits;
  private final Clock clock;

  RefreshGrant(
      Tokens tokens,
      Agents agents,
      Consents consents,
      ProtectedResources resources,
      OrganizationStates organizations,
      Fapi2Policy fapi2,
      FailureBudget failures,
      RateLimits limits,
      Clock clock) {
    this.tokens = tokens;
    this.agents = agents;
    this.consents = consents;
    this.resources = resources;
    this.organizations = organizations;
    this.fapi2 = fapi2;
    this.failures = failures;
    this.limits = limits;
    this.clock = clock;
  }

  /// Answers a refresh, and counts it as a failure when the refresh token is not valid. A token
  /// that fails repeatedly is refused before anything is looked up: it will not become valid, and
  /// would otherwise use up its agent's rate limit and the writer's time.
  ///
  /// @throws Refused `TooManyRequests` instead of `invalid_grant` after too many failures
  <T> T countFailures(TokenRequest.Refresh asked, RequestContext by, Supplier<T> answer) {
    return countFailures(Secret.of(asked.refreshToken()), by, answer);
  }

  /// As the other one, for any secret whose failure is `invalid_grant`.
  <T> T countFailures(Secret presented, RequestContext by, Supplier<T> answer) {
    var shown = FailureBudget.Failure.of(presented, by.address());
    failures
        .requiredWait(shown)
        .ifPresent(wait -> {
          throw Refused.tooManyRequests(wait, "failure budget of the presented secret");
        });
    try {
      return answer.get();
    } catch (Refused refused) {
      if (refused.refusal() instanceof Refusal.OAuth(var error, _)
          && error == OAuthError.INVALID_GRANT) {
        failures
            .recordFailure(shown)
            .ifPresent(wait -> {
              throw Refused.tooManyRequests(wait, "failure budget");
            });
      }
      throw refused;
    }
  }

  /// Checks the request, except whether the token has been used: that is decided on issuance.
  ///
  /// @param client the client that authenticated; empty where the refresh token is sufficient
  /// @throws Refused `invalid_grant`, always with the same message, `unauthorized_client`,
  ///   `invalid_scope`, or `invalid_client` when the refresh token alone is not sufficient for its
  ///   agent
  ApprovedGrant grant(Optional<AuthenticatedClient> client, TokenRequest.Refresh asked) {
    var presented =
        tokens
            .readPresented(asked.refreshToken())
            .orElseThrow(() -> TokenRefusals.invalidRefreshToken("not ours"));
    var agent =
        agents
            .findCurrent(presented.agent())
            .filter(found -> found.mayGetTokens(clock.instant()))
            .filter(found -> presented.isOfCurrentGeneration(found))
            .orElseThrow(
                () -> TokenRefusals.invalidRefreshToken("revoked with the agent's tokens"));
    if (client.isPresent() && !client.get().agent().id().equals(agent.id())) {
      throw TokenRefusals.invalidRefreshToken("issued to another client");
    }
    if (client.isEmpty()) {
      if (fapi2.appliesTo(agent)) {
        throw Refused.invalidClient("FAPI 2.0 requires client authentication");
      }
      // A client that authenticated was already counted there.
      requireRateLimit(agent);
    }
    ClientCredentialsGrant.requireGrant(agent.grantTypes().contains(GrantType.REFRESH_TOKEN));
    if (presented.user().isPresent()) {
      if (client.isEmpty()) {
        throw TokenRefusals.invalidRefreshToken("about a user, without its client");
      }
      return ofUser(agent, presented, presented.user().get(), asked);
    }
    return new ApprovedGrant(
        agent,
        scopes(presented.scopes(), asked, agent.scopes()),
        audience(presented, asked),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.of(presented.toRefresh()));
  }

  /// The consent and the resource are read again: a family ends with its consent, but the resource
  /// may have lost scopes.
  private ApprovedGrant ofUser(
      Agent agent, PresentedRefreshToken presented, UserGrant user, TokenRequest.Refresh asked) {
    var consent =
        consents
            .find(user.consent())
            .filter(Consent::isActive)
            .filter(found -> found.generation() == user.consentGeneration());
    var resource =
        consent
            .flatMap(found -> ResourceId.parse(found.parties().resource()))
            .flatMap(resources::findById)
            // The resource may have become one for members alone.
            .filter(found ->
                ProtectedResources.mayUse(
                    found, consents.organizationsOfUser(consent.orElseThrow())))
            .filter(found -> found.organization().equals(user.organization()))
            .filter(found -> organizations.isActive(found.organization()))
            .orElseThrow(
                () -> TokenRefusals.invalidRefreshToken("the consent or resource has ended"));
    for (var uri : asked.resources()) {
      if (resources.find(uri).filter(found -> found.id().equals(resource.id())).isEmpty()) {
        throw GrantRefusals.resourceNotGranted();
      }
    }
    return ApprovedGrant.ofUser(
        agent,
        resource.scopes().known(requested(presented.scopes(), asked)),
        resource.audience(),
        List.of(),
        Optional.empty(),
        Optional.of(presented.toRefresh()),
        new UserSource(
            user,
            new UserSource.Target(
                resource.id(), resource.version(), resource.settings().tokenLifetime()),
            Optional.empty(),
            Optional.empty()));
  }

  private static Scopes requested(Scopes granted, TokenRequest.Refresh asked) {
    if (asked.scopes().isPresent()
        && !asked.scopes().get().intersect(granted).equals(asked.scopes().get())) {
      throw GrantRefusals.scopeNotGranted();
    }
    return asked.scopes().orElse(granted);
  }

  /// The scopes granted originally, or the requested subset, without those that the agent has lost
  /// since.
  private static Scopes scopes(Scopes granted, TokenRequest.Refresh asked, Scopes allowed) {
    var wanted = requested(granted, asked);
    return wanted.isEmpty() ? wanted : ClientCredentialsGrant.narrow(Optional.of(wanted), allowed);
  }

  /// [RFC 8707 §2.2](https://www.rfc-editor.org/rfc/rfc8707#section-2.2): the resources of the
  /// original grant, or some of them.
  private List<String> audience(PresentedRefreshToken presented, TokenRequest.Refresh asked) {
    var granted = presented.audience();
    if (asked.resources().isEmpty()) {
      return granted;
    }
    var audience = new LinkedHashSet<String>();
    for (var resource : asked.resources()) {
      var registered = resources.audience(List.of(resource));
      if (granted.containsAll(registered)) {
        audience.addAll(registered);
      } else if (granted.contains(resource)) {
        // Granted before the resource was registered.
        audience.add(resource);
      } else {
        throw GrantRefusals.resourceNotGranted();
      }
    }
    return List.copyOf(audience);
  }

  private void requireRateLimit(Agent agent) {
    limits
        .take(RateLimits.RateCategory.TOKEN, agent.id().value())
        .ifPresent(wait -> {
          throw Refused.tooManyRequests(wait, "rate limit of TOKEN");
        });
  }
}
