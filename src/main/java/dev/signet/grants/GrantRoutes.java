package dev.signet.grants;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signet.agents.Agents;
import dev.signet.credentials.AuthenticatedClient;
import dev.signet.credentials.ClientAuthentication;
import dev.signet.guards.FailureBudget;
import dev.signet.guards.RateLimits;
import dev.signet.http.Access;
import dev.signet.http.Form;
import dev.signet.http.Request;
import dev.signet.http.Response;
import dev.signet.http.Router;
import dev.signet.oauth.OAuthError;
import dev.signet.refusal.Refusal;
import dev.signet.refusal.Refused;
import dev.signet.secrets.Secret;
import dev.signet.tokens.AgentMoved;
import dev.signet.tokens.Grant;
import dev.signet.tokens.Issued;
import dev.signet.tokens.Tokens;
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
  private final boolean refreshNeedsClient;
  private final MeterRegistry meters;

  /// @param refreshNeedsClient whether `/oauth/refresh` asks for client authentication as well
  public GrantRoutes(
      Tokens tokens,
      Agents agents,
      ClientAuthentication clients,
      FailureBudget failures,
      RateLimits limits,
      Clock clock,
      boolean refreshNeedsClient,
      MeterRegistry meters) {
    this.tokens = tokens;
    this.agents = agents;
    this.clients = clients;
    this.refresh = new RefreshGrant(tokens, agents, failures, limits, clock);
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
      return issued(request, () -> judge(request, parameters, asked));
    });
  }

  private Grant judge(Request request, Form parameters, TokenRequest asked) throws AgentMoved {
    var client = client(request, parameters);
    try {
      return switch (asked) {
        case TokenRequest.ClientCredentials credentials ->
            ClientCredentialsGrant.grant(client, credentials);
        case TokenRequest.Refresh refreshing ->
            refresh.grant(Optional.of(client), refreshing, request.origin());
      };
    } catch (Refused refused) {
      // It may have been given more meanwhile, by another node.
      if (agents.isCurrent(client.agent())) {
        throw refused;
      }
      throw new AgentMoved(client.agent().id());
    }
  }

  /// The refresh token alone is enough here, unless a setting says otherwise.
  private Response refresh(Request request) {
    return counted(() -> {
      var parameters = request.parameters();
      if (!(TokenRequest.read(parameters) instanceof TokenRequest.Refresh asked)) {
        throw Refused.oauth(
            OAuthError.UNSUPPORTED_GRANT_TYPE, "Only grant_type refresh_token is taken here");
      }
      return issued(
          request,
          () -> {
            var client =
                refreshNeedsClient
                    ? Optional.of(client(request, parameters))
                    : Optional.<AuthenticatedClient>empty();
            return refresh.grant(client, asked, request.origin());
          });
    });
  }

  private AuthenticatedClient client(Request request, Form parameters) {
    return clients.require(
        request, ClientAuthentication.Presented.in(parameters), RateLimits.Kind.TOKEN);
  }

  @FunctionalInterface
  private interface Judgement {
    Grant judge() throws AgentMoved;
  }

  /// Judges the request and issues; again from the beginning when the agent has changed in between.
  private Response issued(Request request, Judgement judgement) {
    for (var judged = 0; judged < JUDGEMENTS; judged++) {
      try {
        var issued = tokens.issue(judgement.judge(), request.origin());
        return Response.snakeJson(200, TokenView.of(issued)).noStore();
      } catch (AgentMoved moved) {
        agents.forget(moved.agent());
      }
    }
    throw Refused.unavailable("the agent changes too fast");
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
        refused.refusal() instanceof Refusal.OAuth(var error, _)
            ? error.wire()
            : refused.refusal().getClass().getSimpleName();
    return Counter.builder("signet.tokens.refused")
        .description("Token requests refused, by reason")
        .tag("reason", reason)
        .register(meters);
  }

  /// [RFC 6749 §5.1](https://www.rfc-editor.org/rfc/rfc6749#section-5.1).
  private record TokenView(
      String accessToken,
      String tokenType,
      long expiresIn,
      String scope,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String refreshToken) {
    static TokenView of(Issued issued) {
      return new TokenView(
          issued.accessToken().reveal(),
          "Bearer",
          issued.lifetime().toSeconds(),
          issued.scopes().toString(),
          issued.refreshToken().map(Secret::reveal).orElse(null));
    }
  }
}
