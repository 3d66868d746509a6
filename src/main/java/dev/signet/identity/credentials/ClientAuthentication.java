package dev.signet.identity.credentials;

import dev.signet.base.callers.Authorization;
import dev.signet.base.callers.Caller;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.refusals.Refused;
import dev.signet.base.secrets.Secret;
import dev.signet.events.audit.Audit;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.agents.Fapi2Policy;
import dev.signet.identity.credentials.ClientAuthenticationFailure.Reason;
import dev.signet.validity.replay.ReplayGuard;
import dev.signet.web.limits.AuthFailureCounter;
import dev.signet.web.limits.FailedAttempts;
import dev.signet.web.limits.FailureBudget;
import dev.signet.web.limits.RateLimits;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/// Client authentication at the OAuth endpoints ([RFC 6749
/// §2.3](https://www.rfc-editor.org/rfc/rfc6749#section-2.3)): by client secret, in HTTP Basic, in
/// a form or in a JSON body, or by an assertion that the client has signed. The client id is the
/// agent's client id or its agent id. The secret is that of one of its credentials, or its API key.
///
/// Every failure has the same response, whatever its reason
/// ([§5.2](https://www.rfc-editor.org/rfc/rfc6749#section-5.2)), and takes about the same time: for
/// an unknown client, too, a hash of this server's default kind is computed. Timing can still
/// reveal that a client's hashes are of the other kind, as imported hashes may be.
///
/// A failure counts against the secret, the client and its address, and is recorded before it is
/// answered. [FailureBudget] limits the number of failures, as
/// [§2.3.1](https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1) requires. A correct secret or
/// assertion is never refused because of others' failures, except that a secret with an imported
/// bcrypt hash, which a person may have chosen, is delayed before it is compared.
final class ClientAuthentication {

  /// The client parameters of a request body, whether form or JSON.
  record PresentedCredentials(
      Optional<String> clientId,
      Optional<String> clientSecret,
      Optional<String> assertionType,
      Optional<String> assertion) {

    /// Whether this is an attempt to authenticate: a client id alone is not.
    boolean isAttempt() {
      return clientSecret.isPresent() || assertionType.isPresent() || assertion.isPresent();
    }

    @Override
    public String toString() {
      return "Presented[" + clientId + ", ***]";
    }
  }

  /// A request that a client authenticates.
  ///
  /// @param path of the endpoint, which may be an assertion's audience
  record ClientRequest(
      Authorization header, PresentedCredentials body, String path, RequestContext context) {}

  private enum AuthMethod {
    CLIENT_SECRET,
    PRIVATE_KEY_JWT,
    /// A public client.
    NONE;

    String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Audit audit;
  private final Agents agents;
  private final Fapi2Policy fapi2;
  private final Clock clock;
  private final SecretCheck secrets;
  private final AssertionCheck assertions;
  private final ClientSecretSource keys;
  private final ReplayGuard replay;
  private final FailureBudget budget;
  private final RateLimits limits;
  private final AuthFailureCounter failures;
  private final FailedAttempts attempts;

  ClientAuthentication(
      Audit audit,
      Agents agents,
      Fapi2Policy fapi2,
      Clock clock,
      SecretCheck secrets,
      AssertionCheck assertions,
      ClientSecretSource keys,
      ReplayGuard replay,
      FailureBudget budget,
      RateLimits limits,
      AuthFailureCounter failures) {
    this.audit = audit;
    this.agents = agents;
    this.fapi2 = fapi2;
    this.clock = clock;
    this.secrets = secrets;
    this.assertions = assertions;
    this.keys = keys;
    this.replay = replay;
    this.budget = budget;
    this.limits = limits;
    this.failures = failures;
    this.attempts = new FailedAttempts(budget, failures);
  }

  /// Authenticates the client.
  ///
  /// At the token endpoint (`TOKEN`), the result may not reflect what another node on a shared
  /// database has just done to the agent or its credentials. The issuance detects that, because it
  /// commits only for an agent of the same revision; it also marks an assertion as used. At other
  /// endpoints the result is current, and this method marks an assertion as used.
  ///
  /// @param calls the rate limit that this call counts towards, once the client is known
  /// @throws Refused `OAuth` with `invalid_client`, or with `invalid_request` when a request uses
  ///   two methods at once; `TooManyRequests` after too many failures or calls;
  ///   `ServiceUnavailable` when the client's keys cannot be fetched now because of others
  AuthenticatedClient require(ClientRequest request, RateLimits.RateCategory calls) {
    return require(request, calls, false);
  }

  /// As [#require], and accepts a public client, which only names its client id.
  AuthenticatedClient identify(ClientRequest request, RateLimits.RateCategory calls) {
    return require(request, calls, true);
  }

  private AuthenticatedClient require(
      ClientRequest request, RateLimits.RateCategory calls, boolean acceptsPublic) {
    var client = authenticate(request, acceptsPublic);
    if (calls != RateLimits.RateCategory.TOKEN) {
      if (!agents.isCurrent(client.agent())) {
        agents.evict(client.agent().id());
        client = authenticate(request, acceptsPublic);
      }
      if (client.assertion().filter(use -> !replay.consume(use)).isPresent()) {
        throw recordReuse(client, request.context());
      }
    }
    // Anyone can name a public client: others must not use up what its users may call.
    var id = client.agent().id().value();
    var wait = limits.take(calls, client.isPublic() ? id + " " + request.context().address() : id);
    if (wait.isPresent()) {
      throw Refused.tooManyRequests(wait.get(), "rate limit of " + calls);
    }
    return client;
  }

  /// The refusal of a client whose assertion turned out to have been used before; counted and
  /// recorded like any other failure.
  Refused recordReuse(AuthenticatedClient client, RequestContext from) {
    var failure =
        new ClientAuthenticationFailure(
            Reason.ASSERTION_REUSED,
            Optional.empty(),
            client.agent().clientId(),
            Optional.of(client.agent()),
            Optional.of(client.credentialId()));
    return recordFailure(
        failure, AuthMethod.PRIVATE_KEY_JWT, List.of(), unauthenticatedCaller(from));
  }

  private static RequestContext unauthenticatedCaller(RequestContext from) {
    return from.withCaller(new Caller.Unauthenticated());
  }

  private AuthenticatedClient authenticate(ClientRequest request, boolean acceptsPublic) {
    var from = unauthenticatedCaller(request.context());
    return switch (ClientClaim.read(request.header(), request.body())) {
      case ClientClaim.None() -> throw countMissingCredential();
      case ClientClaim.IdOnly claim when acceptsPublic ->
          requireAuthenticated(checkAcrossNodes(() -> checkPublic(claim)), claim, from);
      case ClientClaim.IdOnly _ -> throw countMissingCredential();
      case ClientClaim.Unreadable(var named) ->
          throw recordFailure(
              unreadableClaim(Reason.UNREADABLE, Optional.empty(), named),
              AuthMethod.CLIENT_SECRET,
              List.of(),
              from);
      case ClientClaim.BadAssertion(var named, var detail) ->
          throw recordFailure(
              unreadableClaim(Reason.BAD_ASSERTION, Optional.of(detail), named),
              AuthMethod.PRIVATE_KEY_JWT,
              List.of(),
              from);
      case ClientClaim.IdAndSecret claim ->
          requireAuthenticated(
              checkAcrossNodes(() -> secrets.check(claim, guessLimiter(from))), claim, from);
      case ClientClaim.Assertion claim ->
          requireAuthenticated(
              checkAcrossNodes(() -> assertions.check(claim, request.path())), claim, from);
    };
  }

  private Refused countMissingCredential() {
    failures.count(AuthMethod.CLIENT_SECRET.wire(), Reason.NO_CREDENTIAL.wire());
    return Refused.invalidClient("no credential");
  }

  /// A public client is known by its id alone. Any other client lacks its credential, whether or
  /// not it is registered.
  private AuthenticationResult checkPublic(ClientClaim.IdOnly claim) {
    var found = agents.findByClientId(claim.clientId());
    var reason =
        found
            .filter(Agent::isPublicClient)
            .map(agent -> {
              if (!agent.mayGetTokens(clock.instant())) {
                return Optional.of(Reason.ofInactive(agent));
              }
              return fapi2.appliesTo(agent)
                  ? Optional.of(Reason.METHOD_NOT_ALLOWED)
                  : Optional.<Reason>empty();
            })
            .orElse(Optional.of(Reason.NO_CREDENTIAL));
    return reason
        .<AuthenticationResult>map(why ->
            new AuthenticationResult.Failed(
                new ClientAuthenticationFailure(
                    why, Optional.empty(), claim.clientId(), found, Optional.empty())))
        .orElseGet(() ->
            new AuthenticationResult.Authenticated(
                new AuthenticatedClient(
                    found.orElseThrow(), "", AuthenticatedClient.Method.NONE, Optional.empty()),
                Optional.empty()));
  }

  private static ClientAuthenticationFailure unreadableClaim(
      Reason reason, Optional<String> detail, String named) {
    return new ClientAuthenticationFailure(
        reason, detail, named, Optional.empty(), Optional.empty());
  }

  /// On a shared database, a positive result may be outdated by another node's change since the
  /// agent was last read here; a negative result is checked again.
  private AuthenticationResult checkAcrossNodes(Supplier<AuthenticationResult> check) {
    var verdict = check.get();
    if (verdict instanceof AuthenticationResult.Failed(var failure)
        && failure.agent().filter(agent -> !agents.isCurrent(agent)).isPresent()) {
      agents.evict(failure.agent().get().id());
      return check.get();
    }
    return verdict;
  }

  private AuthenticatedClient requireAuthenticated(
      AuthenticationResult verdict, ClientClaim claim, RequestContext from) {
    var way =
        switch (claim) {
          case ClientClaim.IdAndSecret _ -> AuthMethod.CLIENT_SECRET;
          case ClientClaim.IdOnly _ -> AuthMethod.NONE;
          default -> AuthMethod.PRIVATE_KEY_JWT;
        };
    var shown =
        claim instanceof ClientClaim.IdAndSecret(_, var readings) ? readings : List.<Secret>of();
    return switch (verdict) {
      case AuthenticationResult.Authenticated(var client, var key) -> {
        if (key.filter(used -> !keys.recordUse(used, from)).isPresent()) {
          throw recordFailure(
              new ClientAuthenticationFailure(
                  Reason.ROTATED_AWAY,
                  Optional.empty(),
                  client.agent().clientId(),
                  Optional.of(client.agent()),
                  Optional.of(client.credentialId())),
              way,
              shown,
              from);
        }
        yield client;
      }
      case AuthenticationResult.Unavailable() ->
          throw Refused.unavailable("too many documents are being fetched");
      case AuthenticationResult.Failed(var failure) when failure.reason() == Reason.NO_CREDENTIAL ->
          throw countMissingCredential();
      case AuthenticationResult.Failed(var failure) ->
          throw recordFailure(failure, way, shown, from);
    };
  }

  private SecretCheck.GuessLimiter guessLimiter(RequestContext from) {
    return new SecretCheck.GuessLimiter() {
      @Override
      public void beforeGuess(String client) {
        mustNot(budget.requiredWait(client, from.address()));
      }

      @Override
      public void beforeSecondReading(String client, Secret reading) {
        mustNot(
            budget.recordFailure(
                new FailureBudget.Failure(
                    Optional.of(client), Optional.of(reading), from.address())));
      }

      @Override
      public void onSuccess(String client) {
        budget.recordSuccess(client, from.address());
      }

      @Override
      public RequestContext server() {
        return from.withCaller(new Caller.Job("credentials"));
      }

      private void mustNot(Optional<Duration> wait) {
        wait.ifPresent(delay -> {
          throw attempts.overBudget(delay, AuthMethod.CLIENT_SECRET.wire());
        });
      }
    };
  }

  /// @param readings of the presented secret; empty for an assertion, which differs each time
  private Refused recordFailure(
      ClientAuthenticationFailure failure,
      AuthMethod way,
      List<Secret> readings,
      RequestContext from) {
    var client = failure.agent().map(Agent::clientId).orElse(failure.claimedClientId());
    var shown =
        new FailureBudget.Failure(
            Optional.of(client), readings.stream().findFirst(), from.address());
    return attempts
        .overBudget(shown, way.wire())
        .orElseGet(() -> {
          var explained = secrets.withExactReason(failure, readings);
          failures.count(way.wire(), explained.reason().wire());
          audit.record(explained, from);
          return Refused.invalidClient(explained.reason().wire());
        });
  }
}
