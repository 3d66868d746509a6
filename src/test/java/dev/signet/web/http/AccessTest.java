package dev.signet.web.http;

import static dev.signet.testing.RefusalAssertions.isOAuthError;
import static dev.signet.testing.RefusalAssertions.isProblem;
import static dev.signet.web.http.RouteWalk.isOAuth;
import static dev.signet.web.http.RouteWalk.name;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.oauth.Scopes;
import dev.signet.testing.TestClient;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Who may call which route. The test uses the router's own list, so that no route is left out.
@DisplayNameGeneration(ReplaceUnderscores.class)
class AccessTest {
  private static final String NO_SUCH = "01a2013e-0000-7000-8000-000000000000";
  private static final RouteWalk WALK =
      new RouteWalk(
          Map.of(
              "agentId", NO_SUCH,
              "id", NO_SUCH,
              "credentialId", NO_SUCH,
              "organizationId", NO_SUCH,
              "keyId", NO_SUCH,
              "inviteId", NO_SUCH,
              "eventId", NO_SUCH,
              "kid", "no-such-key"),
          "nothing");

  @RegisterExtension
  static final TestServer server =
      new TestServer().with("trusted-proxies", "127.0.0.1").with("registration-apps", "open");

  private static final AtomicInteger clients = new AtomicInteger();

  /// A new client without a credential, from an unused address.
  private static TestClient unauthenticatedClient() {
    var number = clients.incrementAndGet();
    return server
        .unauthenticated()
        .with("X-Forwarded-For", "192.0.%d.%d".formatted(number / 256, number % 256));
  }

  /// A route, with a name for test reports.
  record NamedRoute(Route route) {
    @Override
    public String toString() {
      return name(route);
    }
  }

  static Stream<NamedRoute> all() {
    return server.internals().router().routes().stream()
        .filter(RouteWalk::isForPrograms)
        .map(NamedRoute::new);
  }

  static Stream<NamedRoute> closed() {
    return all().filter(named -> !isOpen(named));
  }

  private static boolean isOpen(NamedRoute named) {
    return named.route().access() instanceof Access.Open
        || named.route().access() instanceof Access.Probe;
  }

  static Stream<NamedRoute> scoped() {
    return all().filter(named -> scope(named.route()).isPresent());
  }

  private static Optional<String> scope(Route route) {
    return switch (route.access()) {
      case Access.Management(var scope) -> Optional.of(scope);
      case Access.ManagementWithEither(var scope, _) -> Optional.of(scope);
      case Access.ForOperators operators -> Optional.of(operators.scope());
      case Access.ClientOrBearer(var scope) -> Optional.of(scope);
      case Access.Open _,
          Access.Probe _,
          Access.Self _,
          Access.SelfOrSuspended _,
          Access.ApiKey _,
          Access.BySetting _,
          Access.Client _,
          Access.Page _ ->
          Optional.empty();
    };
  }

  private static TestClient operatorWith(String... scopes) {
    var made =
        server.operator().post("/api/v1/operator-keys", "name", "a key", "scopes", List.of(scopes));
    return server.unauthenticated().bearer(made.text("secret"));
  }

  private static TestClient agentWith(String... scopes) {
    var agent = server.registerAgent("an agent", scopes);
    return server.unauthenticated().bearer(agent.token());
  }

  /// An agent that is not refused for lack of an organization.
  private static TestClient agentInOrganizationWith(String scope) {
    var agent =
        server.registerAgentWith(
            "name",
            "an agent",
            "scopes",
            List.of(scope),
            "organizationId",
            server.createOrganization("organization-" + clients.incrementAndGet()));
    return server.unauthenticated().bearer(agent.token());
  }

  @Test
  void there_are_routes_of_every_access() {
    assertThat(all().map(named -> named.route().access().getClass()).distinct()).hasSize(12);
  }

  @ParameterizedTest
  @MethodSource("all")
  void an_open_route_says_why_and_every_scope_is_one_of_this_servers(NamedRoute named) {
    if (named.route().access() instanceof Access.Open(var why)) {
      assertThat(why).isNotBlank();
    }
    scope(named.route())
        .ifPresent(scope -> assertThat(Scopes.isServerScope(scope)).as(scope).isTrue());
  }

  @ParameterizedTest
  @MethodSource("all")
  void without_a_credential_only_open_routes_answer(NamedRoute named) {
    var walk = RouteWalk.isPublication(named.route()) ? publicationWalk(named) : WALK;
    var answer = walk.call(unauthenticatedClient(), named.route());

    if (isOpen(named)) {
      assertThat(answer.status()).isBetween(200, 299);
    } else if (named.route().pattern().equals("/oauth/refresh")) {
      isOAuthError(answer, 400, "invalid_grant");
    } else if (isOAuth(named.route())) {
      isOAuthError(answer, 401, "invalid_client");
    } else if (named.route().access() instanceof Access.BySetting) {
      isProblem(answer, 403, "registration_closed");
    } else {
      isUnauthenticated(answer);
    }
  }

  private static RouteWalk publicationWalk(NamedRoute named) {
    var id =
        RouteWalk.createResource(
            server.operator(), OrganizationId.DEFAULT.value(), named.route().method());
    return new RouteWalk(Map.of("resourceId", id), "");
  }

  private static void isUnauthenticated(TestResponse answer) {
    isProblem(answer, 401, "unauthorized");
    assertThat(answer.header("WWW-Authenticate").orElse("")).startsWith("Bearer ");
  }

  @ParameterizedTest
  @MethodSource("closed")
  void an_invalid_credential_opens_nothing(NamedRoute named) {
    var agent =
        server.registerAgentWith(
            "name", "refresher", "grantTypes", List.of("client_credentials", "refresh_token"));
    var refreshToken = agent.requestToken().text("refresh_token");
    var key = server.operatorKey();
    for (var bearer :
        List.of(
            agent.secret(),
            refreshToken,
            "nothing",
            "a.b.c",
            "..",
            key.substring(1),
            key.substring(0, key.length() - 1) + (key.endsWith("0") ? "1" : "0"))) {
      isRefused(named.route(), WALK.call(unauthenticatedClient().bearer(bearer), named.route()));
    }
    for (var header : List.of("Bearer", "Bearer ", key, "Token " + key, "Bearer " + key + " x")) {
      isRefused(
          named.route(),
          WALK.call(unauthenticatedClient().with("Authorization", header), named.route()));
    }
  }

  private static void isRefused(Route route, TestResponse answer) {
    if (route.pattern().equals("/oauth/refresh")) {
      isOAuthError(answer, 400, "invalid_grant");
    } else {
      assertThat(answer.status()).as(answer.toString()).isEqualTo(401);
      assertThat(answer.header("WWW-Authenticate")).isPresent();
    }
  }

  @ParameterizedTest
  @MethodSource("scoped")
  void an_operator_key_without_the_scope_is_told_which_one_it_lacks(NamedRoute named) {
    isForbidden(named.route(), WALK.call(operatorWith("delegations:none"), named.route()));
  }

  @ParameterizedTest
  @MethodSource("scoped")
  void an_agent_without_the_scope_is_told_which_one_it_lacks(NamedRoute named) {
    // An agent's own tokens need no scope.
    var anothers = server.registerAgent("another agent").token();
    var answer = new RouteWalk(WALK.ids(), anothers).call(agentWith("read"), named.route());

    if (named.route().access() instanceof Access.ForOperators) {
      isProblem(answer, 403, "forbidden");
    } else {
      isForbidden(named.route(), answer);
    }
  }

  private static void isForbidden(Route route, TestResponse answer) {
    var scope = scope(route).orElseThrow();
    if (isOAuth(route)) {
      isOAuthError(answer, 403, "insufficient_scope");
      assertThat(answer.text("error_description")).contains(scope);
    } else {
      isProblem(answer, 403, "insufficient_scope");
      assertThat(answer.text("detail")).contains(scope);
    }
    assertThat(answer.header("WWW-Authenticate").orElse(""))
        .startsWith("Bearer ")
        .contains("scope=\"" + scope + "\"");
  }

  @ParameterizedTest
  @MethodSource("scoped")
  void an_agent_with_every_scope_may_not_call_operator_routes(NamedRoute named) {
    var answer = WALK.call(agentInOrganizationWith(Scopes.ALL), named.route());

    if (named.route().access() instanceof Access.ForOperators) {
      isProblem(answer, 403, "forbidden");
    } else {
      assertThat(answer.status()).isNotIn(401, 403);
    }
  }

  @ParameterizedTest
  @MethodSource("scoped")
  void the_scope_alone_or_its_family_is_enough_for_an_operator_key(NamedRoute named) {
    var scope = scope(named.route()).orElseThrow();
    var family = scope.substring(0, scope.indexOf(':')) + ":*";

    assertThat(WALK.call(operatorWith(scope), named.route()).status()).isNotIn(401, 403);
    assertThat(WALK.call(operatorWith(family), named.route()).status()).isNotIn(401, 403);
  }

  @ParameterizedTest
  @MethodSource("all")
  void an_operator_may_not_call_an_agents_own_routes(NamedRoute named) {
    if (named.route().access() instanceof Access.Self
        || named.route().access() instanceof Access.SelfOrSuspended) {
      isProblem(WALK.call(server.operator(), named.route()), 403, "forbidden");
      assertThat(WALK.call(agentWith(), named.route()).status()).isNotIn(401, 403);
    }
  }
}
