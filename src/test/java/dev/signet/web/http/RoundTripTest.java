package dev.signet.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.json.Json;
import dev.signet.base.json.JsonFields;
import dev.signet.testing.RefusalAssertions;
import dev.signet.testing.TestClient;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/// Every accepted value is returned as it was written, by every path and page that shows it; a
/// refused request changes nothing. A failure names its seed; `-Dsignet.test.seed=…` repeats it.
@DisplayNameGeneration(ReplaceUnderscores.class)
class RoundTripTest {
  private static final long SEED = Long.getLong("signet.test.seed", System.nanoTime());
  private static final int ROUNDS = 250;

  /// Keeps the value of every number.
  private static final JsonMapper EXACT =
      JsonMapper.builder(JsonFactory.builder().build())
          .enable(JsonNodeFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private static final String EC_KEY =
      """
      {"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",\
      "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}\
      """;

  /// Values of a field that are right; each is hostile instead, now and then.
  private static final Map<String, List<String>> AGENT = new LinkedHashMap<>();

  static {
    AGENT.put("name", List.of("\"n\"", "\"caf\u00e9\"", "\"cafe\u0301\""));
    AGENT.put("description", List.of("\"d\\nd\"", "null"));
    AGENT.put("teamId", List.of("\"t\"", "null"));
    AGENT.put("email", List.of("\"a@example.com\"", "\"\u00fc@m\u00fcll.example\"", "null"));
    AGENT.put("agentType", List.of("\"monitor\"", "\"custom\""));
    AGENT.put("version", List.of("\"1.2.3-rc.1+b\"", "null"));
    AGENT.put("capabilities", List.of("[\"a:b\",\"c:*\",\"a:b\"]", "[]"));
    AGENT.put("owner", List.of("\"o\"", "null"));
    AGENT.put("deploymentEnv", List.of("\"staging\"", "null"));
    AGENT.put("scopes", List.of("[\"read\",\"write\",\"read\"]", "[\"agents:read\"]", "[]"));
    AGENT.put("grantTypes", List.of("[\"refresh_token\",\"client_credentials\"]"));
    AGENT.put("tokenLifetime", List.of("60", "86400"));
    AGENT.put("tokenSigningAlg", List.of("\"ES256\"", "\"EdDSA\"", "null"));
    AGENT.put("metadata", List.of("{}", "{\"k\":[1,2.50,null]}"));
    AGENT.put("jwks", List.of("{\"keys\":[" + EC_KEY + "]}", "null"));
    AGENT.put("jwksUri", List.of("\"https://keys.example/set\"", "null"));
    AGENT.put("fapi2", List.of("true", "false"));
    AGENT.put("grantableScopes", List.of("[\"give\",\"more\"]", "[]"));
    AGENT.put("selfService", List.of("\"full\"", "\"off\""));
    AGENT.put("expiresAt", List.of("\"2027-01-01T01:02:03.456+01:00\"", "null"));
  }

  @RegisterExtension static final TestServer server = new TestServer().with("registration", "open");

  private static TestClient console;
  private static TestClient operator;

  @BeforeAll
  static void signIn() {
    System.out.println("seed " + SEED);
    operator = server.operator();
    var door = server.unauthenticated().with("Origin", server.base().toString());
    var letIn = door.form("/console/sign-in", "operator_key", server.operatorKey());
    console = door.with("Cookie", letIn.header("set-cookie").orElseThrow().split(";", 2)[0]);
  }

  @Test
  void an_agent_that_is_registered_is_shown_as_it_was_sent() {
    var random = new Random(SEED);
    for (var round = 0; round < ROUNDS; round++) {
      var sent = members(AGENT, "name", random);
      var total = total("/api/v1/agents");
      var answer = operator.postJson("/api/v1/agents", json(sent));
      if (isRefused(answer, sent)) {
        assertThat(total("/api/v1/agents")).as(told(sent)).isEqualTo(total);
      } else {
        var id = answer.text("agentId");
        shows(exact(answer), sent);
        isShownEverywhere(id, sent);
        release(id);
      }
    }
  }

  @Test
  void an_agent_that_is_changed_is_shown_as_it_was_sent() {
    var random = new Random(SEED + 1);
    var id = operator.post("/api/v1/agents", "name", "changed").text("agentId");
    var path = "/api/v1/agents/" + id;
    for (var round = 0; round < ROUNDS; round++) {
      var sent = members(AGENT, "", random);
      var before = operator.get(path).body();
      var answer = operator.send("PATCH", path, "application/json", bytes(json(sent)));
      if (isRefused(answer, sent)) {
        assertThat(operator.get(path).body()).as(told(sent)).isEqualTo(before);
      } else {
        shows(exact(answer), sent);
        isShownEverywhere(id, sent);
      }
    }
  }

  @Test
  void an_agent_of_the_quick_api_is_shown_as_it_was_sent() {
    var quick = new LinkedHashMap<String, List<String>>();
    for (var field :
        List.of(
            "name",
            "description",
            "scopes",
            "metadata",
            "teamId",
            "grantableScopes",
            "selfService")) {
      quick.put(field, AGENT.get(field));
    }
    quick.put("expires_in", List.of("60", "7776000", "null"));
    var random = new Random(SEED + 2);
    for (var round = 0; round < ROUNDS; round++) {
      var sent = members(quick, "name", random);
      var total = total("/api/v1/agents");
      var answer = operator.postJson("/api/agents", json(sent));
      if (isRefused(answer, sent)) {
        assertThat(total("/api/v1/agents")).as(told(sent)).isEqualTo(total);
        continue;
      }
      var id = answer.text("agent/id");
      isShownEverywhere(id, sent);
      var changed = members(quick, "", random);
      var before = operator.get("/api/agents/" + id).body();
      var method = random.nextBoolean() ? "PUT" : "PATCH";
      var change =
          operator.send(method, "/api/agents/" + id, "application/json", bytes(json(changed)));
      if (isRefused(change, changed)) {
        assertThat(operator.get("/api/agents/" + id).body()).as(told(changed)).isEqualTo(before);
      } else {
        isShownEverywhere(id, changed);
      }
    }
  }

  @Test
  void everything_else_that_is_made_is_shown_as_it_was_sent() {
    var agent = server.registerAgent("has credentials");
    var credentials = "/api/v1/agents/" + agent.id() + "/credentials";
    var time = List.of("\"2026-09-01T00:00:00.001Z\"");
    var name = AGENT.get("name");
    var slugs = new int[1];
    roundTrips(
        "/api/v1/organizations",
        Map.of("name", name, "slug", List.of("\"%d\"")),
        json -> json.replace("%d", "s" + slugs[0]++));
    roundTrips(
        "/api/v1/operator-keys",
        Map.of("name", name, "scopes", AGENT.get("scopes"), "expiresAt", time),
        json -> json);
    roundTrips(
        "/api/v1/invites",
        Map.of("name", name, "maxUses", List.of("1", "10000"), "expiresAt", time),
        json -> json);
    roundTrips(credentials, Map.of("expiresAt", time), json -> json);
    roundTrips("/v1/auth/agent-register", Map.of("name", name), json -> json);
  }

  /// The list of created objects is at the path they were created at, except for registrations.
  private static void roundTrips(
      String path, Map<String, List<String>> fields, Function<String, String> made) {
    var list = path.startsWith("/v1/auth") ? "/api/v1/registrations" : path;
    var random = new Random(SEED ^ path.hashCode());
    for (var round = 0; round < 40; round++) {
      var sent = members(fields, "name", random);
      sent.replaceAll((_, value) -> made.apply(value));
      var before = operator.get(list + "?limit=100").body();
      var answer = operator.postJson(path, json(sent));
      if (answer.status() >= 400) {
        isRefused(answer, sent);
        assertThat(operator.get(list + "?limit=100").body()).as(told(sent)).isEqualTo(before);
        continue;
      }
      var id =
          exact(answer).properties().stream()
              .filter(one -> one.getKey().matches("(organization|key|invite|credential|agent)Id"))
              .findFirst()
              .orElseThrow()
              .getValue()
              .stringValue();
      var listed = exact(operator.get(list + "?limit=100")).get("data");
      shows(withId(listed, id), sent);
      shows(exact(answer), sent);
      cleanUp(path, id);
    }
    assertThat(console.get("/console/settings").status()).isEqualTo(200);
  }

  private static void cleanUp(String path, String id) {
    if (path.startsWith("/v1/auth")) {
      assertThat(operator.delete("/api/v1/agents/" + id).status()).isEqualTo(204);
    } else if (!path.endsWith("organizations")) {
      assertThat(operator.delete(path + "/" + id).status()).isEqualTo(204);
    }
  }

  private static void isShownEverywhere(String id, Map<String, String> sent) {
    shows(exact(operator.get("/api/v1/agents/" + id)), sent);
    shows(withId(exact(operator.get("/api/v1/agents")).get("data"), id), sent);
    var quick = new LinkedHashMap<String, String>();
    for (var field :
        List.of(
            "name",
            "description",
            "scopes",
            "metadata",
            "teamId",
            "expiresAt",
            "grantableScopes",
            "selfService")) {
      if (sent.containsKey(field)) {
        quick.put(JsonFields.snake(field), sent.get(field));
      }
    }
    shows(exact(operator.get("/api/agents/" + id)).get("agent"), quick);
    shows(withId(exact(operator.get("/api/agents")).get("agents"), id), quick);
    var page = console.get("/console/agents/" + id);
    assertThat(page.status()).as(told(sent)).isEqualTo(200);
    if (sent.containsKey("name")) {
      assertThat(unescaped(page.body())).contains(exact(sent.get("name")).stringValue());
    }
    assertThat(console.get("/console/agents").status()).isEqualTo(200);
    assertThat(console.get("/console/agents/" + id + "/edit").status()).isIn(200, 303);
  }

  private static String unescaped(String html) {
    return html.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&");
  }

  private static JsonNode withId(JsonNode list, String id) {
    for (var entry : list) {
      for (var value : entry) {
        if (value.isString() && value.stringValue().equals(id)) {
          return entry;
        }
      }
    }
    throw new AssertionError(id + " is not in the list");
  }

  private static void shows(JsonNode shown, Map<String, String> sent) {
    sent.forEach((field, json) -> {
      if (shown.has(field)) {
        assertThat(isSame(field, exact(json), shown.get(field)))
            .as(() -> field + " was sent as " + json + ", and is shown as " + shown)
            .isTrue();
      }
    });
    assertThat(shown.has("unreadable")).isFalse();
  }

  private static boolean isSame(String field, JsonNode sent, JsonNode shown) {
    return switch (field) {
      case "expiresAt", "expires_at" ->
          sent.isNull() ? shown.isNull() : time(sent).equals(time(shown));
      case "scopes", "capabilities", "grantableScopes", "grantable_scopes" ->
          texts(sent, new ArrayList<>()).equals(texts(shown, new ArrayList<>()));
      case "grantTypes" ->
          new HashSet<>(texts(sent, new ArrayList<>()))
              .equals(new HashSet<>(texts(shown, new ArrayList<>())));
      case "jwks" ->
          sent.isNull() ? shown.isNull() : sent.at("/keys/0/x").equals(shown.at("/keys/0/x"));
      default -> isSame(sent, shown);
    };
  }

  private static List<String> texts(JsonNode array, List<String> found) {
    var distinct = new LinkedHashSet<String>();
    array.forEach(text -> distinct.add(text.stringValue()));
    found.addAll(distinct);
    return found;
  }

  private static Instant time(JsonNode text) {
    return Json.instant(text.stringValue()).orElseThrow();
  }

  /// Numbers are the same by value: `1e5` and `100000`.
  private static boolean isSame(JsonNode sent, JsonNode shown) {
    if (sent.isNumber() && shown.isNumber()) {
      return sent.decimalValue().compareTo(shown.decimalValue()) == 0;
    }
    if (sent.isObject() && shown.isObject()) {
      return sent.size() == shown.size()
          && sent.properties().stream()
              .allMatch(member ->
                  shown.has(member.getKey())
                      && isSame(member.getValue(), shown.get(member.getKey())));
    }
    if (sent instanceof ArrayNode one && shown instanceof ArrayNode other) {
      for (var i = 0; i < Math.max(one.size(), other.size()); i++) {
        if (!one.has(i) || !other.has(i) || !isSame(one.get(i), other.get(i))) {
          return false;
        }
      }
      return true;
    }
    return sent.equals(shown);
  }

  private static boolean isRefused(TestResponse answer, Map<String, String> sent) {
    assertThat(answer.status()).as(told(sent) + " → " + answer).isLessThan(500);
    if (answer.status() < 400) {
      return false;
    }
    RefusalAssertions.hidesInternals(answer);
    assertThat(answer.status()).as(told(sent)).isIn(400, 409);
    return true;
  }

  /// E-mail addresses are unique: the agent gives its own up.
  private static void release(String id) {
    operator.send("PATCH", "/api/v1/agents/" + id, "application/json", bytes("{\"email\":null}"));
  }

  private static Map<String, String> members(
      Map<String, List<String>> fields, String always, Random random) {
    var hostile = new HostileValues(random);
    var sent = new LinkedHashMap<String, String>();
    fields.forEach((field, good) -> {
      if (field.equals(always) || random.nextInt(3) == 0) {
        var often = field.equals("metadata") ? 1 : 5;
        sent.put(field, random.nextInt(often) > 0 ? hostile.pick(good) : hostile(field, hostile));
      }
    });
    return sent;
  }

  private static String hostile(String field, HostileValues values) {
    return field.equals("metadata")
        ? values.object()
        : values.pick(List.of(values.text(), values.text(), values.any()));
  }

  private static String json(Map<String, String> members) {
    return members.entrySet().stream()
        .map(member -> "\"" + member.getKey() + "\":" + member.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String told(Map<String, String> sent) {
    return "seed " + SEED + ", sent " + json(sent);
  }

  private static long total(String list) {
    return operator.get(list + "?limit=1").json().get("total").longValue();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static JsonNode exact(TestResponse answer) {
    return exact(answer.body());
  }

  private static JsonNode exact(String json) {
    return EXACT.readTree(json);
  }
}
