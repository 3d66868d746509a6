package dev.signet.web.http;

import static dev.signet.testing.RefusalAssertions.hidesInternals;
import static dev.signet.web.http.RouteWalk.isOAuth;
import static dev.signet.web.http.RouteWalk.name;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.oauth.Scopes;
import dev.signet.testing.RawConnection;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Whatever bytes a route receives, the response conforms to the contract: never a 500, and no
/// refusal reveals internals. A failure names its seed; `-Dsignet.test.seed=…` repeats it.
@DisplayNameGeneration(ReplaceUnderscores.class)
class FuzzTest {
  private static final int ROUNDS = 60;
  private static final long SEED = Long.getLong("signet.test.seed", System.nanoTime());

  /// Every field that some route reads, with a value that is right.
  private static final String JSON =
      """
      {"name":"a","description":"b\\nc","scopes":["read","write"],"metadata":{"k":[1,2.5,null,{"x":"y"}]},\
      "email":"a@example.com","agentType":"custom","version":"1.2.3","capabilities":["a:b","c:*"],\
      "owner":"o","teamId":"t","deploymentEnv":"staging","grantTypes":["client_credentials"],\
      "tokenLifetime":600,"tokenSigningAlg":"ES256","expiresAt":"2027-01-01T00:00:00Z","active":true,\
      "reason":"r","overlapSeconds":5,"expires_in":600,"slug":"s","alg":"ES256","action":"rotate",\
      "value":"v","text":"t\\nu","source":"s","url":"https://u.example/",\
      "clientSecretHash":"$2b$04$abcdefghijklmnopqrstuuA3mT7gqdRTMOjPYPLuBH4OpERvLOKCu",\
      "credentials":[{"clientSecretHash":"$2b$04$x"}],"organizationId":"00000000-0000-7000-8000-000000000000"}\
      """;

  private static final List<String> NASTY =
      List.of(
          "null",
          "true",
          "-0",
          "1e400",
          "-1e-400",
          "1e4009223372036854",
          "9223372036854775808",
          "0.1",
          "[]",
          "{}",
          "[[[[]]]]",
          "\"\"",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "\"\\uffff\"",
          "\"'; --\"",
          "\"%00\"",
          "\"../..\"",
          "{\"a\":{\"a\":{\"a\":1}}}",
          "[null]",
          "\"x\",\"x\":\"y\"");

  @RegisterExtension
  static final TestServer server = new TestServer().with("registration-apps", "open");

  private static TestAgent agent;
  private static String token;
  private static String refreshToken;
  private static RouteWalk walk;

  @BeforeAll
  static void register() {
    System.out.println("seed " + SEED);
    agent =
        server.registerAgentWith(
            "name",
            "fuzzed",
            "scopes",
            List.of("read", Scopes.ALL),
            "grantTypes",
            List.of("client_credentials", "refresh_token"));
    var issued = agent.requestToken();
    token = issued.text("access_token");
    refreshToken = issued.text("refresh_token");
    var operator = server.operator();
    var spare =
        operator
            .post("/api/v1/operator-keys", "name", "spare", "scopes", List.of("audit:read"))
            .text("keyId");
    walk =
        new RouteWalk(
            Map.of(
                "agentId",
                agent.id(),
                "id",
                agent.id(),
                "credentialId",
                operator
                    .get("/api/v1/agents/" + agent.id() + "/credentials")
                    .text("data/0/credentialId"),
                "organizationId",
                "00000000-0000-7000-8000-000000000000",
                "keyId",
                spare,
                "kid",
                "no-such-key",
                "inviteId",
                operator.post("/api/v1/invites").text("inviteId"),
                "eventId",
                operator.get("/api/v1/audit").text("data/0/eventId")),
            token);
  }

  @Test
  void no_body_query_or_path_is_too_much_for_any_route() {
    for (var route :
        server.internals().router().routes().stream().filter(RouteWalk::isForPrograms).toList()) {
      var random = new Random(SEED ^ name(route).hashCode());
      for (var round = 0; round < ROUNDS; round++) {
        var path = path(route, random);
        var body = body(route, random);
        var type = random.nextInt(8) == 0 ? "text/plain" : contentType(route, random);
        var answer = server.operator().send(route.method(), path, type, body);
        judge(answer, name(route) + " " + path + " " + new String(body, ISO_8859_1));
      }
    }
  }

  private static String path(Route route, Random random) {
    var path = walk.path(route);
    if (random.nextInt(3) == 0) {
      path += "?" + query(random);
    }
    if (RouteWalk.hasParameter(route) && random.nextInt(4) == 0) {
      path = path.replace(agent.id(), escaped(mutated(agent.id(), random)));
    }
    return path;
  }

  private static String query(Random random) {
    var names =
        List.of(
            "page",
            "limit",
            "status",
            "q",
            "owner",
            "agentType",
            "organizationId",
            "agentId",
            "action",
            "outcome",
            "from",
            "to",
            "after",
            "x");
    var values =
        List.of(
            "1",
            "0",
            "-1",
            "99999999999",
            "active",
            "%00",
            "%ff",
            "%F0%9F%98%80",
            "2026-01-01T00:00:00Z",
            "%252F",
            "",
            "a&a=b",
            agent.id());
    return pick(names, random)
        + "="
        + pick(values, random)
        + "&"
        + pick(names, random)
        + "="
        + pick(values, random);
  }

  private static <T> T pick(List<T> from, Random random) {
    return from.get(random.nextInt(from.size()));
  }

  private static String escaped(String text) {
    var escaped = new StringBuilder();
    for (var octet : text.getBytes(UTF_8)) {
      escaped.append("%%%02x".formatted(octet & 0xff));
    }
    return escaped.toString();
  }

  private static String contentType(Route route, Random random) {
    return isOAuth(route) && random.nextBoolean()
        ? "application/x-www-form-urlencoded"
        : "application/json";
  }

  private static byte[] body(Route route, Random random) {
    if (route.method().equals("GET") && random.nextBoolean()) {
      return new byte[0];
    }
    if (isOAuth(route)) {
      return mutated(random.nextBoolean() ? form() : json(), random).getBytes(ISO_8859_1);
    }
    return mutated(random.nextBoolean() ? subset(random) : JSON, random).getBytes(ISO_8859_1);
  }

  private static String form() {
    return "grant_type=client_credentials&client_id="
        + agent.clientId()
        + "&client_secret="
        + agent.secret()
        + "&scope=read+write&resource=https%3A%2F%2Fa.example&token="
        + token
        + "&refresh_token="
        + refreshToken;
  }

  private static String json() {
    return "{\"grant_type\":\"refresh_token\",\"client_id\":\"%s\",\"client_secret\":\"%s\",\"scope\":\"read\",\"token\":\"%s\",\"refresh_token\":\"%s\"}"
        .formatted(agent.clientId(), agent.secret(), token, refreshToken);
  }

  /// Some of the members only, so that some requests get past the check for unknown fields.
  private static String subset(Random random) {
    var name = pick(List.of("name", "slug", "reason", "metadata", "scopes", "active"), random);
    return "{\"name\":\"n\",\"" + name + "\":" + pick(NASTY, random) + "}";
  }

  /// Zero to three mutations.
  private static String mutated(String text, Random random) {
    var wounded = text;
    for (var wounds = random.nextInt(4); wounds > 0 && !wounded.isEmpty(); wounds--) {
      var at = random.nextInt(wounded.length());
      var to = Math.min(wounded.length(), at + random.nextInt(12));
      wounded =
          switch (random.nextInt(6)) {
            case 0 -> wounded.substring(0, at) + wounded.substring(to);
            case 1 -> wounded.substring(0, at) + (char) random.nextInt(256) + wounded.substring(at);
            case 2 -> wounded.substring(0, at) + pick(NASTY, random) + wounded.substring(at);
            case 3 -> wounded.substring(0, to) + wounded.substring(at);
            case 4 -> wounded.substring(0, at);
            default -> replacedValue(wounded, at, random);
          };
    }
    return wounded;
  }

  /// The JSON value after the next colon, replaced up to the next comma.
  private static String replacedValue(String text, int from, Random random) {
    var colon = text.indexOf(':', from);
    var comma = text.indexOf(',', colon + 1);
    return colon < 0 || comma < 0
        ? text
        : text.substring(0, colon + 1) + pick(NASTY, random) + text.substring(comma);
  }

  private static void judge(TestResponse answer, String request) {
    var story = "seed " + SEED + ": " + request + " -> " + answer;
    assertThat(answer.status()).as(story).isBetween(200, 499);
    if (answer.status() >= 400) {
      assertThat(answer.header("X-Request-Id")).as(story).isPresent();
      hidesInternals(answer);
    }
  }

  @Test
  void no_authorization_is_too_much() {
    var random = new Random(SEED);
    var basic =
        Base64.getEncoder()
            .encodeToString((agent.clientId() + ":" + agent.secret()).getBytes(UTF_8));
    var headers = List.of("Bearer " + token, "Basic " + basic, "Bearer " + server.operatorKey());
    for (var round = 0; round < 20 * ROUNDS; round++) {
      var header = mutated(pick(headers, random), random).replaceAll("[^\\x20-\\x7e]", "~");
      var client = server.unauthenticated().with("Authorization", header);
      judge(client.get("/api/agents/me"), header);
      judge(client.form("/oauth/token", "grant_type", "client_credentials"), header);
    }
  }

  @Test
  void no_token_is_too_much() {
    var random = new Random(SEED);
    for (var round = 0; round < 20 * ROUNDS; round++) {
      var wounded = mutated(pick(List.of(token, refreshToken), random), random);
      judge(server.operator().form("/oauth/introspect", "token", wounded), wounded);
      judge(
          server
              .unauthenticated()
              .form("/oauth/refresh", "grant_type", "refresh_token", "refresh_token", wounded),
          wounded);
    }
  }

  @Test
  void no_bytes_are_too_much() {
    var random = new Random(SEED);
    var request =
        "POST /api/v1/agents HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
            + server.operatorKey()
            + "\r\n"
            + "Content-Type: application/json\r\n"
            + "Content-Length: 12\r\n"
            + "X-Request-Id: x\r\n\r\n"
            + "{\"name\":\"a\"}";
    for (var round = 0; round < 10 * ROUNDS; round++) {
      var bytes = mutated(mutated(request, random), random);
      for (var answer : RawConnection.exchange(server.base(), bytes)) {
        judge(answer, bytes);
      }
    }
  }
}
