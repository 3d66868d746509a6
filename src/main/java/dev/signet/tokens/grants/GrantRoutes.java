package dev.signet.tokens.grants;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signet.authorization.apps.Apps;
import dev.signet.authorization.consents.Consents;
import dev.signet.authorization.requests.AuthorizationCodes;
import dev.signet.authorization.resources.ProtectedResources;
import dev.signet.base.oauth.GrantType;
import dev.signet.base.oauth.OAuthError;
import dev.signet.base.oauth.ResourceUri;
import dev.signet.base.oauth.Scopes;
import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import dev.signet.base.secrets.Secret;
import dev.signet.delegation.DelegationId;
import dev.signet.delegation.Delegations;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.agents.Fapi2Policy;
import dev.signet.identity.credentials.AuthenticatedClient;
import dev.signet.identity.credentials.ClientGate;
import dev.signet.identity.organizations.OrganizationStates;
import dev.signet.tokens.dpop.DpopProofCheck;
import dev.signet.tokens.dpop.PresentedProof;
import dev.signet.tokens.issuing.AlreadyUsedException;
import dev.signet.tokens.issuing.ApprovedGrant;
import dev.signet.tokens.issuing.ExchangeSource;
import dev.signet.tokens.issuing.Introspection;
import dev.signet.tokens.issuing.IssuedTokens;
import dev.signet.tokens.issuing.RecordedIssuances;
import dev.signet.tokens.issuing.RefusedExchanges;
import dev.signet.tokens.issuing.StaleAgentException;
import dev.signet.tokens.issuing.TokenRefusals;
import dev.signet.tokens.issuing.Tokens;
import dev.signet.web.http.Access;
import dev.signet.web.http.Form;
import dev.signet.web.http.RateLimitFields;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import dev.signet.web.limits.FailureBudget;
import dev.signet.web.limits.RateLimits;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// HTTP routes of the token endpoint.
public final class GrantRoutes {
  /// How often a request is checked again because its agent has changed, before it is refused with
  /// 503.
  private static final int MAX_ATTEMPTS = 8;

  /// How many resources a token may be for, and their total length in characters: a token has to
  /// fit into a header.
  private static final int MAX_RESOURCES = 10;

  private static final int MAX_RESOURCES_LENGTH = 2048;

  private final Tokens tokens;
  private final ProtectedResources resources;
  private final Apps apps;
  private final Agents agents;
  private final ClientGate clients;
  private final RefreshGrant refresh;
  private final ExchangeGrant exchange;
  private final AuthorizationCodeGrant codes;
  private final RefusedExchanges refusedExchanges;
  private final DpopProofCheck proofs;
  private final ProofOfPossession possession;
  private final boolean refreshNeedsClient;
  private final MeterRegistry meters;

  /// What users have allowed clients, and where.
  public record UserAuthorizations(
      Apps apps,
      AuthorizationCodes codes,
      Consents consents,
      ProtectedResources resources,
      OrganizationStates organizations) {}

  /// @param refreshNeedsClient whether `/oauth/refresh` also requires client authentication
  public GrantRoutes(
      Tokens tokens,
      Introspection introspection,
      RecordedIssuances issuances,
      RefusedExchanges refusedExchanges,
      Delegations delegations,
      UserAuthorizations users,
      Agents agents,
      Fapi2Policy fapi2,
      ClientGate clients,
      DpopProofCheck proofs,
      FailureBudget failures,
      RateLimits limits,
      Clock clock,
      boolean refreshNeedsClient,
      MeterRegistry meters) {
    this.tokens = tokens;
    this.resources = users.resources();
    this.apps = users.apps();
    this.agents = agents;
    this.clients = clients;
    this.refresh =
        new RefreshGrant(
            tokens,
            agents,
            users.consents(),
            users.resources(),
            users.organizations(),
            fapi2,
            failures,
            limits,
            clock);
    this.codes =
        new AuthorizationCodeGrant(
            users.codes(), users.consents(), users.resources(), users.organizations(), clock);
    this.exchange =
        new ExchangeGrant(
            introspection, issuances, delegations, agents, clock, introspection.issuer());
    this.refusedExchanges = refusedExchanges;
    this.proofs = proofs;
    this.possession = new ProofOfPossession(proofs, fapi2);
    this.refreshNeedsClient = refreshNeedsClient;
    this.meters = meters;
  }

  public void mount(Router router) {
    var oauth = router.oauth();
    oauth.postCrossOrigin("/oauth/token", new Access.Client(), this::token);
    oauth.post("/api/v1/token", new Access.Client(), this::token);
    oauth.post("/oauth/refresh", new Access.Client(), this::refresh);
  }

  private Response token(Request request) {
    return countRefusals(() -> {
      var parameters = request.parameters();
      var asked = read(parameters);
      return switch (asked) {
        case TokenRequest.ClientCredentials _, TokenRequest.Exchange _ ->
            issue(request, () -> check(request, parameters, asked));
        case TokenRequest.Refresh refreshing ->
            refresh.countFailures(
                refreshing,
                request.context(),
                () -> issue(request, () -> check(request, parameters, asked)));
        case TokenRequest.CodeRedemption redeeming ->
            refresh.countFailures(
                AuthorizationCodeGrant.presented(redeeming),
                request.context(),
                () -> issue(request, () -> check(request, parameters, asked)));
      };
    });
  }

  /// Reads the parameters of the request.
  ///
  /// @throws Refused `invalid_request`, `unsupported_grant_type`, `invalid_scope` or
  ///   `invalid_target`
  private static TokenRequest read(Form parameters) {
    var type =
        parameters.one("grant_type").orElseThrow(() -> Refused.missingParameter("grant_type"));
    var grant = GrantType.parse(type).orElseThrow(GrantRefusals::unknownGrantType);
    var scopes = scopes(parameters);
    var resources = resources(parameters);
    return switch (grant) {
      case CLIENT_CREDENTIALS -> new TokenRequest.ClientCredentials(scopes, resources);
      case REFRESH_TOKEN ->
          new TokenRequest.Refresh(
              parameters
                  .one("refresh_token")
                  .orElseThrow(() -> Refused.missingParameter("refresh_token")),
              scopes,
              resources);
      case AUTHORIZATION_CODE ->
          new TokenRequest.CodeRedemption(
              required(parameters, "code"),
              parameters.one("redirect_uri"),
              parameters.one("code_verifier"),
              resources);
      case TOKEN_EXCHANGE -> exchange(parameters, scopes, resources);
    };
  }

  /// The parameters of a token exchange ([RFC 8693
  /// §2.1](https://www.rfc-editor.org/rfc/rfc8693#section-2.1)).
  private static TokenRequest.Exchange exchange(
      Form parameters, Optional<Scopes> scopes, List<String> resources) {
    var subjectToken = required(parameters, "subject_token");
    requireTokenType("subject_token_type", required(parameters, "subject_token_type"));
    var actorToken = parameters.one("actor_token");
    var actorTokenType = parameters.one("actor_token_type");
    if (actorToken.isPresent() != actorTokenType.isPresent()) {
      throw ExchangeRefusals.actorTokenTypeAlone();
    }
    actorTokenType.ifPresent(type -> requireTokenType("actor_token_type", type));
    var requested = parameters.one("requested_token_type");
    if (requested.isPresent() && !requested.get().equals(TokenRequest.Exchange.ACCESS_TOKEN)) {
      throw ExchangeRefusals.unsupportedTokenType("requested_token_type");
    }
    var targets = new LinkedHashSet<>(resources);
    targets.addAll(parameters.all("audience"));
    if (areTooMany(targets)) {
      throw malformedTargets();
    }
    var delegation =
        parameters
            .one("delegation_id")
            .map(id -> DelegationId.parse(id).orElseThrow(ExchangeRefusals::noDelegation));
    var requestedActor = parameters.one("requested_actor");
    if (requestedActor.isPresent() && !targets.isEmpty()) {
      throw ExchangeRefusals.requestedActorWithTarget();
    }
    return new TokenRequest.Exchange(
        subjectToken,
        actorToken,
        scopes,
        List.copyOf(targets),
        delegation,
        requestedLifetime(parameters),
        requestedActor);
  }

  private static Optional<Duration> requestedLifetime(Form parameters) {
    var text = parameters.one(TokenRequest.Exchange.REQUESTED_EXPIRY);
    if (text.isPresent() && !text.get().matches("[1-9]\\d{0,8}")) {
      throw ExchangeRefusals.malformedLifetime();
    }
    return text.map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)));
  }

  private static String required(Form parameters, String name) {
    return parameters.one(name).orElseThrow(() -> Refused.missingParameter(name));
  }

  private static void requireTokenType(String parameter, String type) {
    if (!type.equals(TokenRequest.Exchange.ACCESS_TOKEN)
        && !type.equals(TokenRequest.Exchange.JWT)) {
      throw ExchangeRefusals.unsupportedTokenType(parameter);
    }
  }

  private static Optional<Scopes> scopes(Form parameters) {
    return parameters
        .one("scope")
        .map(text -> Scopes.parse(text).orElseThrow(GrantRefusals::malformedScope));
  }

  /// [RFC 8707 §2](https://www.rfc-editor.org/rfc/rfc8707#section-2): absolute URIs without a
  /// fragment; the parameter may be repeated.
  private static List<String> resources(Form parameters) {
    var resources = parameters.all("resource").stream().distinct().toList();
    if (areTooMany(resources) || !resources.stream().allMatch(ResourceUri::isValid)) {
      throw malformedTargets();
    }
    return resources;
  }

  private static boolean areTooMany(Collection<String> targets) {
    return targets.size() > MAX_RESOURCES
        || targets.stream().mapToInt(String::length).sum() > MAX_RESOURCES_LENGTH;
  }

  private static Refused malformedTargets() {
    return Refused.oauth(
        OAuthError.INVALID_TARGET,
        "Each resource must be an absolute URI without a fragment; there may be at most "
            + MAX_RESOURCES
            + ", of "
            + MAX_RESOURCES_LENGTH
            + " characters together");
  }

  /// What may be issued, and the client that authenticated for it, if it had to.
  private record ApprovedRequest(ApprovedGrant grant, Optional<AuthenticatedClient> client) {}

  private ApprovedRequest check(Request request, Form parameters, TokenRequest asked)
      throws StaleAgentException {
    // A public client proves by its refresh token, or by its code and verifier, that the request is
    // its own.
    var client =
        asked instanceof TokenRequest.Refresh || asked instanceof TokenRequest.CodeRedemption
            ? clients.identify(request, parameters, RateLimits.RateCategory.TOKEN)
            : client(request, parameters);
    try {
      var grant =
          switch (asked) {
            case TokenRequest.ClientCredentials credentials ->
                ClientCredentialsGrant.grant(client, credentials, resources);
            case TokenRequest.Exchange exchanging -> exchange.grant(client, exchanging);
            case TokenRequest.Refresh refreshing -> {
              var granted = refresh.grant(Optional.of(client), refreshing);
              if (apps.updateFromDocument(client.agent(), request.context())) {
                throw new StaleAgentException(client.agent().id(), false);
              }
              yield granted;
            }
            case TokenRequest.CodeRedemption redeeming -> codes.grant(client, redeeming);
          };
      return approve(grant, Optional.of(client), request);
    } catch (Refused refused) {
      // Another node may have granted it more meanwhile.
      if (agents.isCurrent(client.agent())) {
        if (asked instanceof TokenRequest.Exchange) {
          reason(refused)
              .ifPresent(reason ->
                  refusedExchanges.add(
                      client.agent(), reason, request.context().withCaller(client.toCaller())));
        }
        throw refused;
      }
      throw new StaleAgentException(client.agent().id(), false);
    }
  }

  /// Why an exchange was refused; empty when it may succeed as soon as it is asked for again: with
  /// a nonce, or later.
  private static Optional<String> reason(Refused refused) {
    return switch (refused.refusal()) {
      case Refusal.OAuthWithReason(_, _, var reason, _) -> Optional.of(reason);
      case Refusal.OAuth(var error, _) -> Optional.of(error.wire());
      default -> Optional.empty();
    };
  }

  /// The refresh token alone is sufficient here, unless a setting or FAPI 2.0 requires more. If the
  /// client authenticates all the same, its authentication has to succeed ([RFC 6749
  /// §6](https://www.rfc-editor.org/rfc/rfc6749#section-6)).
  private Response refresh(Request request) {
    return countRefusals(() -> {
      var parameters = request.parameters();
      if (!(read(parameters) instanceof TokenRequest.Refresh asked)) {
        throw GrantRefusals.onlyRefreshHere();
      }
      return refresh.countFailures(
          asked,
          request.context(),
          () ->
              issue(
                  request,
                  () -> {
                    var client =
                        refreshNeedsClient || ClientGate.isAttempt(request, parameters)
                            ? Optional.of(client(request, parameters))
                            : Optional.<AuthenticatedClient>empty();
                    return approve(refresh.grant(client, asked), client, request);
                  }));
    });
  }

  /// Adds the key that the token will be bound to, and the one-time uses of the request.
  private ApprovedRequest approve(
      ApprovedGrant grant, Optional<AuthenticatedClient> client, Request request)
      throws StaleAgentException {
    // A refresh token's agent is read again: its client must have authenticated against this state,
    // and not against one that another node has changed since.
    if (client.filter(it -> it.agent().revision() != grant.agent().revision()).isPresent()) {
      throw new StaleAgentException(grant.agent().id(), false);
    }
    var proved =
        possession.bind(
            grant,
            new PresentedProof(
                request.method(), request.path(), request.headers(DpopProofCheck.HEADER)));
    var assertion = client.flatMap(AuthenticatedClient::assertion);
    return new ApprovedRequest(assertion.map(proved::withUse).orElse(proved), client);
  }

  private AuthenticatedClient client(Request request, Form parameters) {
    return clients.require(request, parameters, RateLimits.RateCategory.TOKEN);
  }

  @FunctionalInterface
  private interface RequestCheck {
    ApprovedRequest check() throws StaleAgentException;
  }

  /// Checks the request and issues the token; starts again when the agent has changed in between.
  private Response issue(Request request, RequestCheck judgement) {
    var usesSpent = false;
    for (var tries = 0; tries < MAX_ATTEMPTS; tries++) {
      try {
        var judged = judgement.check();
        return issue(
            request,
            usesSpent ? judged.grant().withUsesConsumed() : judged.grant(),
            judged.client());
      } catch (StaleAgentException moved) {
        agents.evict(moved.agent());
        usesSpent |= moved.usesConsumed();
      }
    }
    throw TokenRefusals.agentChangesTooFast();
  }

  private Response issue(Request request, ApprovedGrant grant, Optional<AuthenticatedClient> client)
      throws StaleAgentException {
    var by = client.map(AuthenticatedClient::toCaller).map(request.context()::withCaller);
    try {
      var issued = tokens.issue(grant, by.orElse(request.context()));
      return RateLimitFields.add(
          Response.snakeJson(200, TokenView.of(issued, grant.exchange())).noStore(),
          issued.limits());
    } catch (AlreadyUsedException used) {
      AuthorizationCodeGrant.codeOf(used.use())
          .ifPresent(code -> {
            tokens.revokeOfReusedCode(grant.agent(), code, by.orElse(request.context()));
            throw TokenRefusals.invalidCode("used again");
          });
      throw proofs.isOfProof(used.use())
          ? proofs.proofReused()
          : clients.recordReuse(client.orElseThrow(), request);
    }
  }

  private Response countRefusals(Supplier<Response> answer) {
    try {
      return answer.get();
    } catch (Refused refused) {
      refusals(refused).increment();
      throw refused;
    }
  }

  private Counter refusals(Refused refused) {
    return Counter.builder("signet.tokens.refused")
        .description("Token requests refused, by error code")
        .tag("reason", refused.refusal().oauthCode())
        .register(meters);
  }

  /// The token response ([RFC 6749 §5.1](https://www.rfc-editor.org/rfc/rfc6749#section-5.1), [RFC
  /// 9449 §5](https://www.rfc-editor.org/rfc/rfc9449#section-5)). A `scope` has at least one scope
  /// ([RFC 6749 §3.3](https://www.rfc-editor.org/rfc/rfc6749#section-3.3)), so it is omitted when
  /// there is none. Only an exchanged token has `issued_token_type` ([RFC 8693
  /// §2.2.1](https://www.rfc-editor.org/rfc/rfc8693#section-2.2.1)).
  private record TokenView(
      String accessToken,
      String tokenType,
      long expiresIn,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) String scope,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String refreshToken,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String issuedTokenType,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String delegationId) {
    static TokenView of(IssuedTokens issued, Optional<ExchangeSource> exchange) {
      return new TokenView(
          issued.accessToken().reveal(),
          issued.boundTo().isPresent() ? "DPoP" : "Bearer",
          issued.lifetime().toSeconds(),
          issued.scopes().toString(),
          issued.refreshToken().map(Secret::reveal).orElse(null),
          exchange.isPresent() ? TokenRequest.Exchange.ACCESS_TOKEN : null,
          exchange.flatMap(ExchangeSource::delegation).map(DelegationId::value).orElse(null));
    }
  }
}
