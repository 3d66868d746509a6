package dev.signet.tokens.issuing;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.signet.base.callers.Caller;
import dev.signet.base.callers.LaneAssignment;
import dev.signet.base.callers.OrganizationId;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.callers.TenantScope;
import dev.signet.base.jose.Thumbprint;
import dev.signet.base.json.Json;
import dev.signet.base.oauth.Scopes;
import dev.signet.base.refusals.Refused;
import dev.signet.events.audit.UnexpiredToken;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.agents.AgentRefusals;
import dev.signet.identity.credentials.AuthenticatedClient;
import dev.signet.identity.credentials.ClientGate;
import dev.signet.validity.revocations.DescendantCountView;
import dev.signet.web.http.Access;
import dev.signet.web.http.Form;
import dev.signet.web.http.PageQuery;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import dev.signet.web.limits.RateLimits;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// HTTP routes for introspection, revocation, and an agent's active tokens.
public final class TokenRoutes {
  /// The scope for introspecting other agents' tokens.
  private static final String READ = "tokens:read";

  private final Introspection introspection;
  private final TokenRevocation revocation;
  private final ActiveTokenList list;
  private final ClientGate clients;
  private final Counter active;
  private final Counter inactive;

  TokenRoutes(
      Introspection introspection,
      TokenRevocation revocation,
      ActiveTokenList list,
      ClientGate clients,
      MeterRegistry meters) {
    this.introspection = introspection;
    this.revocation = revocation;
    this.list = list;
    this.clients = clients;
    this.active = introspections(meters, "true");
    this.inactive = introspections(meters, "false");
  }

  private static Counter introspections(MeterRegistry meters, String active) {
    return Counter.builder("signet.introspections")
        .description("Introspections answered")
        .tag("active", active)
        .register(meters);
  }

  public void mount(Router router) {
    var introspecting = new Access.ClientOrBearer(READ);
    var revoking = new Access.ClientOrBearer(TokenRevocation.WRITE);
    var oauth = router.oauth();
    oauth.post("/oauth/introspect", introspecting, this::introspect);
    oauth.post("/api/v1/token/introspect", introspecting, this::introspect);
    oauth.postCrossOrigin("/oauth/revoke", revoking, this::revoke);
    oauth.post("/api/v1/token/revoke", revoking, this::revoke);
    router.get(
        "/api/v1/agents/{agentId}/tokens", new Access.Management("tokens:read"), this::listActive);
    router.post(
        "/api/v1/agents/{agentId}/tokens/revoke",
        new Access.Management("tokens:write"),
        this::revokeAll);
  }

  /// [RFC 7662 §2](https://www.rfc-editor.org/rfc/rfc7662#section-2). For anything but an active
  /// token within the caller's reach the response is only `{"active":false}` (§2.2).
  ///
  /// @throws Refused `InsufficientScope` when an agent without `tokens:read` asks by its bearer
  ///   token about anything but its own tokens; a token that does not exist is refused in the same
  ///   way
  private Response introspect(Request request) {
    var asked = tokenQuery(request, clients::require);
    if (asked.context().caller() instanceof Caller.Agent agent
        && !agent.scopes().allows(READ)
        && !introspection.belongsTo(asked.token(), agent.id())) {
      throw Refused.insufficientScope(READ);
    }
    var reach = TenantScope.of(asked.context().caller());
    var answer = describe(asked, reach);
    (answer.get("active").booleanValue() ? active : inactive).increment();
    return Response.json(200, answer).noStore();
  }

  private ObjectNode describe(TokenQuery asked, TenantScope reach) {
    var access =
        introspection
            .findActive(asked.token())
            .filter(active ->
                reach.covers(active.token().agent().organization())
                    || reach.covers(active.token().organization()));
    if (access.isPresent()) {
      var token = access.get().token();
      introspection.recordIntrospection(token.agent(), token.id(), true, asked.context());
      return describe(token);
    }
    return introspection
        .findUsableRefreshToken(asked.token())
        .filter(live -> reach.covers(live.agent().organization()))
        .filter(live -> maySee(live, asked.context().caller()))
        .map(TokenRoutes::describe)
        .orElseGet(() -> Json.object().put("active", false));
  }

  /// A refresh token is for its own client and this server. An agent that has another agent's
  /// refresh token must not learn that it is active, whatever scopes it has.
  private static boolean maySee(Introspection.UsableRefreshToken live, Caller caller) {
    var owner = live.agent().id().value();
    return switch (caller) {
      case Caller.Operator _, Caller.Job _ -> true;
      case Caller.Agent _, Caller.Client _ -> owner.equals(caller.id());
      case Caller.SuspendedAgent _, Caller.Unauthenticated _ -> false;
    };
  }

  private static ObjectNode describe(AccessToken token) {
    var agent = token.agent();
    var subject = ExchangeSource.Subject.of(token);
    var answer =
        active(token.scopes())
            .put(TokenClaim.CLIENT_ID.wire(), agent.clientId())
            .put("token_type", token.boundTo().isPresent() ? "DPoP" : "Bearer")
            .put(TokenClaim.EXP.wire(), token.expiresAt().getEpochSecond())
            .put(TokenClaim.IAT.wire(), token.issuedAt().getEpochSecond())
            .put(TokenClaim.SUB.wire(), subject.clientId())
            .put(TokenClaim.ISS.wire(), token.issuer())
            .put(TokenClaim.JTI.wire(), token.id())
            .put(TokenClaim.AGENT_ID.wire(), agent.id().value());
    if (token.audience().size() == 1) {
      answer.put(TokenClaim.AUD.wire(), token.audience().getFirst());
    } else {
      token.audience().forEach(answer.putArray(TokenClaim.AUD.wire())::add);
    }
    if (!subject.organization().equals(OrganizationId.DEFAULT)) {
      answer.put(TokenClaim.ORGANIZATION_ID.wire(), subject.organization().value());
    }
    subject.team().ifPresent(team -> answer.put(TokenClaim.TEAM_ID.wire(), team));
    if (token.isTest()) {
      answer.put(TokenClaim.TEST.wire(), true);
    }
    token.boundTo().ifPresent(key -> addConfirmation(answer, key));
    token.exchangedFrom().ifPresent(from -> addExchange(answer, from, token.issuer()));
    token
        .user()
        .ifPresent(user ->
            answer
                .put(TokenClaim.CONSENT_ID.wire(), user.consent().value())
                .put(TokenClaim.AUTH_TIME.wire(), user.authenticatedAt().getEpochSecond()));
    return answer;
  }

  private static void addExchange(ObjectNode answer, ExchangedFrom from, String issuer) {
    from.act().ifPresent(act -> answer.set(TokenClaim.ACT.wire(), Json.parseOwn(act)));
    from.mayAct()
        .ifPresent(actor ->
            answer
                .putObject(TokenClaim.MAY_ACT.wire())
                .put(TokenClaim.SUB.wire(), actor)
                .put(TokenClaim.ISS.wire(), issuer));
    from.delegation().ifPresent(id -> answer.put(TokenClaim.DELEGATION_ID.wire(), id.value()));
  }

  /// Without `scope` if there is none, because it has at least one scope ([RFC 6749
  /// §3.3](https://www.rfc-editor.org/rfc/rfc6749#section-3.3)).
  private static ObjectNode active(Scopes scopes) {
    var answer = Json.object().put("active", true);
    return scopes.isEmpty() ? answer : answer.put(TokenClaim.SCOPE.wire(), scopes.toString());
  }

  /// The confirmation claim ([RFC 9449 §6.2](https://www.rfc-editor.org/rfc/rfc9449#section-6.2)).
  private static void addConfirmation(ObjectNode answer, Thumbprint key) {
    answer.putObject(TokenClaim.CNF.wire()).put("jkt", key.value());
  }

  private static ObjectNode describe(Introspection.UsableRefreshToken live) {
    var user = live.token().user();
    var answer =
        active(
                user.isPresent()
                    ? live.token().scopes()
                    : live.token().scopes().intersect(live.agent().scopes()))
            .put(TokenClaim.CLIENT_ID.wire(), live.agent().clientId())
            .put("token_type", "refresh_token")
            .put(TokenClaim.EXP.wire(), live.expiresAt().getEpochSecond())
            .put(TokenClaim.IAT.wire(), live.token().issuedAt().getEpochSecond())
            .put(
                TokenClaim.SUB.wire(),
                user.map(grant -> grant.user().value()).orElseGet(live.agent()::clientId))
            .put(TokenClaim.AGENT_ID.wire(), live.agent().id().value());
    user.ifPresent(grant -> answer.put(TokenClaim.CONSENT_ID.wire(), grant.consent().value()));
    live.token().boundTo().ifPresent(key -> addConfirmation(answer, key));
    return answer;
  }

  /// [RFC 7009 §2](https://www.rfc-editor.org/rfc/rfc7009#section-2): 200 whether or not there was
  /// a token to revoke. The `token_type_hint` is not needed, because the kind of a token is visible
  /// from its format.
  ///
  /// @throws Refused `OAuth` with `invalid_grant` when a client names another client's token,
  ///   `InsufficientScope` when an agent without `tokens:write` does so by its bearer token
  private Response revoke(Request request) {
    if (request.caller() instanceof Caller.Agent agent && agent.isTest()) {
      throw TokenRefusals.testTokenOnlyReads();
    }
    // A public client may revoke its own tokens (RFC 7009 §2.1); the next step refuses others.
    var asked = tokenQuery(request, clients::identify);
    // A client that authenticates here takes the turns of its organization.
    LaneAssignment.of(asked.context().caller())
        .orElseThrow()
        .run(() -> {
          revocation.revoke(asked.token(), asked.context());
          return true;
        });
    return Response.json(200, Json.object()).noStore();
  }

  /// The token in the request, and the caller.
  private record TokenQuery(String token, RequestContext context) {}

  @FunctionalInterface
  private interface ClientLookup {
    AuthenticatedClient find(Request request, Form parameters, RateLimits.RateCategory calls);
  }

  private TokenQuery tokenQuery(Request request, ClientLookup lookup) {
    var parameters = request.parameters();
    var bearer =
        !(request.caller() instanceof Caller.Unauthenticated) && !ClientGate.isAttempt(parameters);
    var by =
        bearer
            ? request.context()
            : request
                .context()
                .withCaller(
                    lookup
                        .find(request, parameters, RateLimits.RateCategory.INTROSPECTION)
                        .toCaller());
    var token = parameters.one("token").orElseThrow(TokenRefusals::tokenMissing);
    return new TokenQuery(token, by);
  }

  private record ActiveTokenView(
      String tokenId, Instant issuedAt, Instant expiresAt, String scope, JsonNode audience) {
    static ActiveTokenView of(UnexpiredToken token) {
      var metadata = Json.parseOwn(token.metadata());
      return new ActiveTokenView(
          token.id(),
          token.issuedAt(),
          token.expiresAt(),
          metadata.path("scope").asString(""),
          metadata.path("audience"));
    }
  }

  private Response listActive(Request request) {
    request.allowOnlyQuery("page", "limit", "after");
    var paging = PageQuery.byCursor(request);
    var page = list.list(agentId(request), paging, request.context());
    return Response.json(200, page.map(ActiveTokenView::of));
  }

  private record RevokedView(
      long revokedTokenCount, @JsonUnwrapped DescendantCountView descendants) {

    static RevokedView of(TokenRevocation.AllRevoked revoked) {
      return new RevokedView(revoked.tokens(), DescendantCountView.of(revoked.descendants()));
    }
  }

  private Response revokeAll(Request request) {
    request.optionalFields().finish();
    return Response.json(
        200, RevokedView.of(revocation.revokeAll(agentId(request), request.context())));
  }

  private static AgentId agentId(Request request) {
    return AgentId.parse(request.pathParam("agentId")).orElseThrow(AgentRefusals::notFound);
  }
}
