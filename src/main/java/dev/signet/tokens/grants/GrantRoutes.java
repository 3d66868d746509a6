package dev.signet.tokens.grants;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signet.base.oauth.OAuthError;
import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import dev.signet.base.secrets.Secret;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.agents.Fapi2;
import dev.signet.identity.credentials.AuthenticatedClient;
import dev.signet.identity.credentials.ClientAuthentication;
import dev.signet.tokens.dpop.Proofs;
import dev.signet.tokens.issuing.AgentMoved;
import dev.signet.tokens.issuing.Grant;
import dev.signet.tokens.issuing.Issued;
import dev.signet.tokens.issuing.Tokens;
import dev.signet.tokens.issuing.UsedBefore;
import dev.signet.web.http.Access;
import dev.signet.web.http.Form;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import dev.signet.web.limits.FailureBudget;
import dev.signet.web.limits.RateLimits;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The token endpoint.
public final class GrantRoutes {
  /// An agent that changes faster than this many judgements is told to come again.
  private static final int JUDGEMENTS = 8;

  private final Tokens tokens;
  private final Agents agents;
  private final ClientAuthentication clients;
  private final RefreshGrant refresh;
  private final Proofs proofs;
  private final Possession possession;
  private final boolean refreshNeedsClient;
  private final MeterRegistry meters;

  /// @param refreshNeedsClient whether `/oauth/refresh` asks for client authentication as well
  public GrantRoutes(
      Tokens tokens,
      Agents agents,
      Fapi2 fapi2,
      ClientAuthentication clients,
      Proofs proofs,
      FailureBudget failures,
      RateLimits limits,
      Clock clock,
      boolean refreshNeedsClient,
      MeterRegistry meters) {
    this.tokens = tokens;
    this.agents = agents;
    this.clients = clients;
    this.refresh = new RefreshGrant(tokens, agents, fapi2, failures, limits, clock);
    this.proofs = proofs;
    this.possession = new Possession(proofs, fapi2);
    this.refreshNeedsClient = refreshNeedsClient;
    this.meters = meters;
  }

  public void mount(Router router) {
    router.post("/oauth/token", new Access.Client(), this::token);
    router.post("/api/v1/token", new Access.Client(), this::token);
    router.post("/oauth/refresh", new Access.Client(), this::refresh);
  }

  private Response token(Request request) {
    return counted(() -> {
      var parameters = request.parameters();
      var asked = TokenRequest.read(parameters);
      return switch (asked) {
        case TokenRequest.ClientCredentials _ ->
            issued(request, () -> judge(request, parameters, asked));
        case TokenRequest.Refresh refreshing ->
            refresh.counted(
                refreshing,
                request.origin(),
                () -> issued(request, () -> judge(request, parameters, asked)));
      };
    });
  }

  /// What may be issued, and the client that authenticated itself for it, if it had to.
  private record Judged(Grant grant, Optional<AuthenticatedClient> client) {}

  private Judged judge(Request request, Form parameters, TokenRequest asked) throws AgentMoved {
    var client = client(request, parameters);
    try {
      var grant =
          switch (asked) {
            case TokenRequest.ClientCredentials credentials ->
                ClientCredentialsGrant.grant(client, credentials);
            case TokenRequest.Refresh refreshing -> refresh.grant(Optional.of(client), refreshing);
          };
      return judged(grant, Optional.of(client), request);
    } catch (Refused refused) {
      // It may have been given more meanwhile, by another node.
      if (agents.isCurrent(client.agent())) {
        throw refused;
      }
      throw new AgentMoved(client.agent().id(), false);
    }
  }

  /// The refresh token alone is enough here, unless a setting or FAPI 2.0 says otherwise. A client
  /// that authenticates itself all the same is held to it ([RFC 6749
  /// §6](https://www.rfc-editor.org/rfc/rfc6749#section-6)).
  private Response refresh(Request request) {
    return counted(() -> {
      var parameters = request.parameters();
      if (!(TokenRequest.read(parameters) instanceof TokenRequest.Refresh asked)) {
        throw Refused.oauth(
            OAuthError.UNSUPPORTED_GRANT_TYPE, "Only grant_type refresh_token is taken here");
      }
      return refresh.counted(
          asked,
          request.origin(),
          () ->
              issued(
                  request,
                  () -> {
                    var client =
                        refreshNeedsClient || ClientAuthentication.isTry(request, parameters)
                            ? Optional.of(client(request, parameters))
                            : Optional.<AuthenticatedClient>empty();
                    return judged(refresh.grant(client, asked), client, request);
                  }));
    });
  }

  /// With the key that the token will be bound to, and with what the request may do once only.
  private Judged judged(Grant grant, Optional<AuthenticatedClient> client, Request request)
      throws AgentMoved {
    // A refresh token's agent is read afresh: its client must have proved itself to that, and not
    // to what another node has changed since.
    if (client.filter(it -> it.agent().revision() != grant.agent().revision()).isPresent()) {
      throw new AgentMoved(grant.agent().id(), false);
    }
    var proved = possession.prove(grant, request);
    var assertion = client.flatMap(AuthenticatedClient::assertion);
    return new Judged(assertion.map(proved::using).orElse(proved), client);
  }

  private AuthenticatedClient client(Request request, Form parameters) {
    return clients.require(
        request, ClientAuthentication.Presented.in(parameters), RateLimits.Kind.TOKEN);
  }

  @FunctionalInterface
  private interface Judgement {
    Judged judge() throws AgentMoved;
  }

  /// Judges the request and issues; again from the beginning when the agent has changed in between.
  private Response issued(Request request, Judgement judgement) {
    var usesSpent = false;
    for (var tries = 0; tries < JUDGEMENTS; tries++) {
      try {
        var judged = judgement.judge();
        return issued(
            request, usesSpent ? judged.grant().withUsesSpent() : judged.grant(), judged.client());
      } catch (AgentMoved moved) {
        agents.forget(moved.agent());
        usesSpent |= moved.usesSpent();
      }
    }
    throw Refused.unavailable("the agent changes too fast");
  }

  private Response issued(Request request, Grant grant, Optional<AuthenticatedClient> client)
      throws AgentMoved {
    var by = client.map(AuthenticatedClient::toCaller).map(request.origin()::by);
    try {
      var issued = tokens.issue(grant, by.orElse(request.origin()));
      return Response.snakeJson(200, TokenView.of(issued)).noStore();
    } catch (UsedBefore used) {
      throw proofs.isOfProof(used.use())
          ? proofs.usedBefore()
          : clients.reused(client.orElseThrow(), request);
    }
  }

  private Response counted(Supplier<Response> answer) {
    try {
      return answer.get();
    } catch (Refused refused) {
      refusals(refused).increment();
      throw refused;
    }
  }

  private Counter refusals(Refused refused) {
    var reason =
        switch (refused.refusal()) {
          case Refusal.OAuth(var error, _) -> error.wire();
          case Refusal.NonceNeeded _ -> OAuthError.USE_DPOP_NONCE.wire();
          default -> refused.refusal().getClass().getSimpleName();
        };
    return Counter.builder("signet.tokens.refused")
        .description("Token requests refused, by reason")
        .tag("reason", reason)
        .register(meters);
  }

  /// [RFC 6749 §5.1](https://www.rfc-editor.org/rfc/rfc6749#section-5.1), [RFC 9449
  /// §5](https://www.rfc-editor.org/rfc/rfc9449#section-5). A `scope` has one scope at least ([RFC
  /// 6749 §3.3](https://www.rfc-editor.org/rfc/rfc6749#section-3.3)), so where there is none it is
  /// left out.
  private record TokenView(
      String accessToken,
      String tokenType,
      long expiresIn,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) String scope,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String refreshToken) {
    static TokenView of(Issued issued) {
      return new TokenView(
          issued.accessToken().reveal(),
          issued.boundTo().isPresent() ? "DPoP" : "Bearer",
          issued.lifetime().toSeconds(),
          issued.scopes().toString(),
          issued.refreshToken().map(Secret::reveal).orElse(null));
    }
  }
}
