package dev.signet.tokens.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.OpenApiCheck;
import dev.signet.testing.TestServer;
import dev.signet.web.http.Access;
import dev.signet.web.http.ErrorFormat;
import dev.signet.web.http.Route;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Compares the OpenAPI file with the server's routes. Whether responses match it is checked with
/// each response in each test.
@DisplayNameGeneration(ReplaceUnderscores.class)
class OpenApiTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Pattern PARAMETER = Pattern.compile("\\{([^}]+)}");

  @RegisterExtension
  static final TestServer server = new TestServer().with("registration-apps", "open");

  @Test
  void the_server_returns_the_file() {
    var answer = server.unauthenticated().get("/api/openapi.json");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("content-type")).contains("application/json");
    assertThat(answer.header("cache-control")).contains("public, max-age=300");
    assertThat(answer.json()).isEqualTo(OpenApiCheck.document());
  }

  @Test
  void every_route_is_an_operation_and_vice_versa() {
    var routes = new TreeSet<String>();
    routes().forEach(route -> routes.add(route.method() + " " + route.pattern()));
    var operations = new TreeSet<String>();
    for (var path : OpenApiCheck.document().get("paths").properties()) {
      path.getValue()
          .propertyNames()
          .forEach(method -> operations.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey()));
    }

    assertThat(operations).isEqualTo(routes);
  }

  @Test
  void an_operation_declares_its_callers() {
    for (var route : routes()) {
      assertThat(operation(route).get("x-access")).as(route.pattern()).isEqualTo(access(route));
      assertThat(operation(route).get("security")).as(route.pattern()).isEqualTo(security(route));
    }
  }

  @Test
  void an_operation_declares_its_scope() {
    for (var route : routes()) {
      var scope = access(route).path("scope");
      if (scope.isString()) {
        assertThat(operation(route).get("description").stringValue())
            .as(route.pattern())
            .contains("`" + scope.stringValue() + "`");
      }
    }
  }

  @Test
  void an_operation_has_the_parameters_of_its_path() {
    for (var route : routes()) {
      var inPath =
          PARAMETER
              .matcher(route.pattern())
              .results()
              .map(found -> found.group(1))
              .collect(Collectors.toSet());
      var described = new TreeSet<String>();
      for (var parameter : operation(route).path("parameters")) {
        var whole = OpenApiCheck.resolved(parameter);
        if (whole.get("in").stringValue().equals("path")) {
          described.add(whole.get("name").stringValue());
        }
      }
      assertThat(described).as(route.pattern()).containsExactlyInAnyOrderElementsOf(inPath);
    }
  }

  @Test
  void an_operation_declares_the_refusals_of_every_route() {
    for (var route : routes()) {
      var expected = new TreeSet<>(Set.of("400", "403", "413", "429", "503"));
      if (!(route.access() instanceof Access.Open || route.access() instanceof Access.Probe)) {
        expected.add("401");
      }
      if (operation(route).has("requestBody")) {
        expected.add("415");
      }
      assertThat(operation(route).get("responses").propertyNames())
          .as(route.method() + " " + route.pattern())
          .containsAll(expected);
    }
  }

  private static List<Route> routes() {
    return server.internals().router().routes().stream()
        .filter(route -> route.errorFormat() != ErrorFormat.HTML)
        .toList();
  }

  private static JsonNode operation(Route route) {
    return OpenApiCheck.document()
        .get("paths")
        .path(route.pattern())
        .path(route.method().toLowerCase(Locale.ROOT));
  }

  private static ObjectNode access(Route route) {
    var access = JSON.createObjectNode();
    return switch (route.access()) {
      case Access.Open(var why) -> access.put("kind", "open").put("why", why);
      case Access.Probe(var why) -> access.put("kind", "open").put("why", why);
      case Access.Management(var scope) -> access.put("kind", "management").put("scope", scope);
      case Access.ManagementWithEither(var scope, var other) ->
          access.put("kind", "management").put("scope", scope).put("or", other);
      case Access.OperatorOnly(var scope) -> access.put("kind", "operator").put("scope", scope);
      case Access.ServerOperator(var scope) ->
          access.put("kind", "server-operator").put("scope", scope);
      case Access.Self() -> access.put("kind", "self");
      case Access.SelfOrSuspended() -> access.put("kind", "self-or-suspended");
      case Access.ApiKey() -> access.put("kind", "api-key");
      case Access.BySetting(var setting) -> access.put("kind", "by-policy").put("setting", setting);
      case Access.Client() -> access.put("kind", "client");
      case Access.ClientOrBearer(var scope) ->
          access.put("kind", "client-or-bearer").put("scope", scope);
      case Access.Page _ -> throw new IllegalArgumentException(route.pattern());
    };
  }

  /// The schemes that authenticate a client, in the order of the file. A client may also
  /// authenticate in the body, for which OpenAPI has no scheme: that is the empty one.
  private static ArrayNode security(Route route) {
    var security = JSON.createArrayNode();
    switch (route.access()) {
      case Access.Open _, Access.Probe _ -> {}
      case Access.Management(var scope) -> {
        security.addObject().putArray("operatorKey").add(scope);
        security.addObject().putArray("agentToken").add(scope);
      }
      case Access.ManagementWithEither(var scope, var other) -> {
        security.addObject().putArray("operatorKey").add(scope);
        security.addObject().putArray("agentToken").add(scope);
        security.addObject().putArray("operatorKey").add(other);
        security.addObject().putArray("agentToken").add(other);
      }
      case Access.ForOperators operators ->
          security.addObject().putArray("operatorKey").add(operators.scope());
      case Access.Self(), Access.SelfOrSuspended() -> {
        security.addObject().putArray("agentToken");
        security.addObject().putArray("apiKey");
      }
      case Access.ApiKey() -> security.addObject().putArray("apiKey");
      case Access.BySetting _ -> {
        security.addObject();
        security.addObject().putArray("operatorKey");
      }
      case Access.Client() -> {
        security.addObject().putArray("clientSecret");
        security.addObject();
      }
      case Access.ClientOrBearer(var scope) -> {
        security.addObject().putArray("clientSecret");
        security.addObject().putArray("operatorKey").add(scope);
        security.addObject().putArray("agentToken");
        security.addObject().putArray("apiKey");
        security.addObject();
      }
      case Access.Page _ -> throw new IllegalArgumentException(route.pattern());
    }
    return security;
  }
}
