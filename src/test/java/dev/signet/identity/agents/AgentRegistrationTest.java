package dev.signet.identity.agents;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.callers.OrganizationId;
import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class AgentRegistrationTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final String PATH = "/api/v1/agents";

  @Test
  void an_agent_is_registered_with_all_given_fields() {
    var made =
        server
            .operator()
            .postJson(
                PATH,
                """
                {"name": "Resume screener", "email": "Screener-001@agents.example.com",
                 "description": "Reads resumes.\\nTwo lines.", "agentType": "screener",
                 "version": "1.4.2-rc.1+build.5", "capabilities": ["resume:read", "email:*"],
                 "owner": "talent", "teamId": "team-7", "deploymentEnv": "production",
                 "scopes": ["resumes:read", "agents:read"],
                 "grantTypes": ["client_credentials", "refresh_token"], "tokenLifetime": 900,
                 "tokenSigningAlg": "ES256", "metadata": {"cost": {"center": 7}, "tags": ["a"]},
                 "expiresAt": "2027-03-28T00:00:00.000Z"}
                """);

    assertThat(made.status()).isEqualTo(201);
    var id = made.text("agentId");
    assertThat(made.header("Location")).contains(PATH + "/" + id);
    assertThat(made.json().propertyNames())
        .containsExactly(
            "agentId",
            "kind",
            "clientId",
            "organizationId",
            "teamId",
            "name",
            "description",
            "email",
            "agentType",
            "version",
            "capabilities",
            "owner",
            "deploymentEnv",
            "status",
            "active",
            "scopes",
            "grantableScopes",
            "grantTypes",
            "tokenLifetime",
            "tokenSigningAlg",
            "metadata",
            "dpopJkt",
            "jwks",
            "jwksUri",
            "fapi2",
            "expiresAt",
            "selfService",
            "clientType",
            "redirectUris",
            "createdBy",
            "createdAt",
            "updatedAt");
    assertThat(made.json("clientId")).isEqualTo(id);
    assertThat(made.json("organizationId")).isEqualTo(OrganizationId.DEFAULT.value());
    assertThat(made.json("email")).isEqualTo("Screener-001@agents.example.com");
    assertThat(made.json("description")).isEqualTo("Reads resumes.\nTwo lines.");
    assertThat(made.json("capabilities")).isEqualTo("[\"resume:read\",\"email:*\"]");
    assertThat(made.json("scopes")).isEqualTo("[\"resumes:read\",\"agents:read\"]");
    assertThat(made.json("grantTypes")).isEqualTo("[\"client_credentials\",\"refresh_token\"]");
    assertThat(made.json("metadata")).isEqualTo("{\"cost\":{\"center\":7},\"tags\":[\"a\"]}");
    assertThat(made.json("tokenLifetime")).isEqualTo("900");
    assertThat(made.json("tokenSigningAlg")).isEqualTo("ES256");
    assertThat(made.json("status")).isEqualTo("active");
    assertThat(made.json("active")).isEqualTo("true");
    assertThat(made.json("expiresAt")).isEqualTo("2027-03-28T00:00:00.000Z");
    assertThat(made.json("createdAt")).isEqualTo("2026-03-28T09:00:00.000Z");
    assertThat(server.operator().get(PATH + "/" + id).body()).isEqualTo(made.body());

    var event = events(id);
    assertThat(event.json("total")).isEqualTo("1");
    assertThat(event.json("data/0/action")).isEqualTo("agent.created");
    assertThat(event.json("data/0/actor/type")).isEqualTo("operator");
    assertThat(event.json("data/0/actor/id")).isEqualTo(made.json("createdBy"));
    assertThat(event.json("data/0/metadata/name")).isEqualTo("Resume screener");
  }

  @Test
  void a_name_is_sufficient_and_other_fields_have_defaults() {
    var made = server.operator().post(PATH, "name", "courier");

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.json("agentType")).isEqualTo("custom");
    assertThat(made.json("scopes")).isEqualTo("[]");
    assertThat(made.json("capabilities")).isEqualTo("[]");
    assertThat(made.json("grantTypes")).isEqualTo("[\"client_credentials\"]");
    assertThat(made.json("tokenLifetime")).isEqualTo("3600");
    assertThat(made.json("metadata")).isEqualTo("{}");
    for (var field :
        List.of(
            "teamId",
            "description",
            "email",
            "version",
            "owner",
            "deploymentEnv",
            "tokenSigningAlg",
            "expiresAt")) {
      assertThat(made.json(field)).as(field).isNull();
    }
  }

  @Test
  void an_agent_without_a_name_is_named_by_its_email_address() {
    var made = server.operator().post(PATH, "email", "nameless@example.com");

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.json("name")).isEqualTo("nameless@example.com");
  }

  @Test
  void members_may_be_in_snake_case_and_null_means_absent() {
    var made =
        server
            .operator()
            .postJson(
                PATH,
                """
                {"name": "snake", "token_lifetime": 60, "agent_type": "router", "team_id": null,
                 "email": null, "expires_at": null, "organization_id": null}
                """);

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.json("tokenLifetime")).isEqualTo("60");
    assertThat(made.json("agentType")).isEqualTo("router");
    assertThat(made.json("teamId")).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name|\"\"",
        "name|\"a\\nb\"",
        "name|\"a\\u0000b\"",
        "name|\"\\ud800\"",
        "name|7",
        "name|null",
        "name|[\"a\"]",
        "description|\"\"",
        "description|\"\\u0007\"",
        "description|{}",
        "email|\"nobody\"",
        "email|\"a@b@example.com\"",
        "email|\"@example.com\"",
        "email|\"a@\"",
        "email|\"a b@example.com\"",
        "email|\"a@example..com\"",
        "email|\"a@.example.com\"",
        "email|17",
        "agentType|\"Screener\"",
        "agentType|\"assassin\"",
        "agentType|null",
        "version|\"1\"",
        "version|\"1.2\"",
        "version|\"v1.2.3\"",
        "version|\"1.02.3\"",
        "version|\"1.2.3-\"",
        "version|\"1.2.3-01\"",
        "version|\"1.2.3+a+b\"",
        "capabilities|\"resume:read\"",
        "capabilities|[\"resume\"]",
        "capabilities|[\"*:read\"]",
        "capabilities|[\"resume:\"]",
        "capabilities|[\"resume:read write\"]",
        "capabilities|[\"a:b:c\"]",
        "capabilities|[7]",
        "owner|\"\"",
        "owner|false",
        "teamId|\"a\\tb\"",
        "deploymentEnv|\"prod\"",
        "scopes|\"read\"",
        "scopes|[\"a b\"]",
        "scopes|[\"\"]",
        "scopes|[\"a\\\"b\"]",
        "scopes|[\"\\u00e9\"]",
        "scopes|[null]",
        "scopes|null",
        "grantTypes|[]",
        "grantTypes|[\"password\"]",
        "grantTypes|[\"client_credentials\",\"refresh_token\",\"x\"]",
        "tokenLifetime|59",
        "tokenLifetime|86401",
        "tokenLifetime|600.5",
        "tokenLifetime|\"600\"",
        "tokenLifetime|-1",
        "tokenLifetime|99999999999999999999",
        "tokenLifetime|null",
        "tokenSigningAlg|\"none\"",
        "tokenSigningAlg|\"HS256\"",
        "metadata|[]",
        "metadata|\"{}\"",
        "metadata|null",
        "expiresAt|\"2026-03-28T09:00:00Z\"",
        "expiresAt|\"2020-01-01T00:00:00Z\"",
        "expiresAt|\"tomorrow\"",
        "expiresAt|\"+99999-01-01T00:00:00Z\"",
        "expiresAt|1900000000",
        "organizationId|7",
        "agentId|\"01890000-0000-7000-8000-000000000000\"",
        "status|\"active\"",
        "active|true",
        "createdBy|\"me\"",
        "surprise|1"
      })
  void an_invalid_member_is_named_and_nothing_is_registered(String field, String value) {
    var before = server.operator().get(PATH).json("total");
    var body =
        field.equals("name")
            ? "{\"name\":" + value + "}"
            : "{\"name\":\"faulty\",\"" + field + "\":" + value + "}";

    var answer = server.operator().postJson(PATH, body);

    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.header("Content-Type")).contains("application/problem+json");
    assertThat(answer.json("error")).isEqualTo("invalid_request");
    assertThat(answer.json("errors/0/field")).isEqualTo(field);
    assertThat(answer.json().at("/errors").size()).isEqualTo(1);
    assertThat(server.operator().get(PATH).json("total")).isEqualTo(before);
  }

  @Test
  void every_bound_is_inclusive() {
    var scopes = IntStream.range(0, 200).mapToObj(i -> "s" + i).toList();
    var capabilities = IntStream.range(0, 100).mapToObj(i -> "c" + i + ":*").toList();
    var email = "a".repeat(64) + "@" + ("b".repeat(63) + ".").repeat(2) + "c".repeat(62);
    assertThat(email).hasSize(255);
    var within =
        server
            .operator()
            .post(
                PATH,
                "name",
                "n".repeat(200),
                "description",
                "d".repeat(2000),
                "email",
                email,
                "version",
                "1.0.0-" + "v".repeat(58),
                "owner",
                "o".repeat(200),
                "teamId",
                "t".repeat(128),
                "scopes",
                scopes,
                "capabilities",
                capabilities,
                "metadata",
                Map.of("m", "x".repeat(16 * 1024 - 8)));
    assertThat(within.status()).as(within.body()).isEqualTo(201);

    var beyond =
        server
            .operator()
            .post(
                PATH,
                "name",
                "n".repeat(201),
                "description",
                "d".repeat(2001),
                "email",
                email + "c",
                "version",
                "1.0.0-" + "v".repeat(59),
                "owner",
                "o".repeat(201),
                "teamId",
                "t".repeat(129),
                "scopes",
                with(scopes, "one-more"),
                "capabilities",
                with(capabilities, "one:more"),
                "metadata",
                Map.of("m", "x".repeat(16 * 1024 - 7)));
    assertThat(beyond.status()).isEqualTo(400);
    var named = new ArrayList<String>();
    beyond.json().at("/errors").forEach(fault -> named.add(fault.at("/field").stringValue()));
    assertThat(named)
        .containsExactlyInAnyOrder(
            "name",
            "description",
            "email",
            "version",
            "owner",
            "teamId",
            "scopes",
            "capabilities",
            "metadata");
  }

  private static List<String> with(List<String> texts, String more) {
    var all = new ArrayList<>(texts);
    all.add(more);
    return all;
  }

  @Test
  void thousands_of_scopes_are_refused() {
    var scopes = IntStream.range(0, 5_000).mapToObj(i -> "scope-" + i).toList();

    var answer = server.operator().post(PATH, "name", "greedy", "scopes", scopes);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json("errors/0/field")).isEqualTo("scopes");
  }

  @Test
  void a_name_or_an_email_address_is_required() {
    var answer = server.operator().post(PATH, "owner", "nobody");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json("errors/0/field")).isEqualTo("name");
    assertThat(answer.json("errors/0/message")).isEqualTo("or email is required");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "\"x\"", "{", "{\"name\":\"a\",\"name\":\"b\"}"})
  void a_body_that_is_not_an_object_is_refused(String body) {
    var answer = server.operator().postJson(PATH, body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json("error")).isEqualTo("invalid_request");
  }

  @Test
  void concurrent_registrations_with_one_address_in_any_case_create_one_agent() {
    var answers = new ConcurrentLinkedQueue<TestResponse>();
    ConcurrentCalls.race(
        16,
        racer ->
            answers.add(
                server
                    .operator()
                    .post(
                        PATH, "email", racer % 2 == 0 ? "race@example.com" : "Race@Example.COM")));

    assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(1);
    assertThat(answers)
        .filteredOn(answer -> answer.status() != 201)
        .allSatisfy(answer -> {
          assertThat(answer.status()).isEqualTo(409);
          assertThat(answer.json("error")).isEqualTo("email_taken");
        });
    assertThat(server.operator().get(PATH + "?q=race@example.com").json("total")).isEqualTo("1");
  }

  @Test
  void a_released_address_can_be_used_again() {
    var first = server.operator().post(PATH, "name", "first", "email", "free@example.com");
    server.operator().patch(PATH + "/" + first.text("agentId"), "email", "kept@example.com");

    assertThat(server.operator().post(PATH, "email", "FREE@example.com").status()).isEqualTo(201);
    assertThat(server.operator().post(PATH, "email", "kept@example.com").status()).isEqualTo(409);
  }

  @Test
  void an_agent_is_registered_in_the_named_organization() {
    var organization = server.createOrganization("home");

    var made = server.operator().post(PATH, "name", "member", "organizationId", organization);
    assertThat(made.json("organizationId")).isEqualTo(organization);

    for (var unknown : List.of("01890000-0000-7000-8000-000000000000", "home", "-")) {
      var refused = server.operator().post(PATH, "name", "lost", "organizationId", unknown);
      assertThat(refused.status()).isEqualTo(404);
      assertThat(refused.json("detail")).isEqualTo("No such organization");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "01890000-0000-7000-8000-000000000000",
        "01890000-0000-7000-8000-00000000000G",
        "me2",
        "%01",
        "%27%20OR%201=1",
        "0"
      })
  void an_unknown_agent_is_404(String id) {
    for (var answer :
        List.of(
            server.operator().get(PATH + "/" + id),
            server.operator().patch(PATH + "/" + id, "name", "x"),
            server.operator().delete(PATH + "/" + id))) {
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.json("error")).isEqualTo("not_found");
      assertThat(answer.json("detail")).isEqualTo("No such agent");
    }
  }

  @Test
  void registration_needs_a_credential_and_the_scope() {
    for (var answer :
        List.of(
            server.unauthenticated().post(PATH, "name", "x"),
            server.unauthenticated().get(PATH),
            server.unauthenticated().bearer("sk_live_wrong").get(PATH))) {
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.header("WWW-Authenticate")).isPresent();
    }
    var reader = server.registerAgent("reader", "agents:read");
    var refused = reader.with(reader.token()).post(PATH, "name", "x");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.json("error")).isEqualTo("insufficient_scope");
    assertThat(refused.json("detail")).contains("agents:write");
  }

  @Test
  void an_agent_reads_itself_with_its_issuance_totals() {
    var agent = server.registerAgent("self", "read");
    agent.token();
    var token = agent.token();

    var me = agent.with(token).get(PATH + "/me");

    assertThat(me.status()).isEqualTo(200);
    assertThat(me.json("agentId")).isEqualTo(agent.id());
    assertThat(me.json("name")).isEqualTo("self");
    assertThat(me.json("tokenCount")).isEqualTo("2");
    assertThat(me.json("refreshCount")).isEqualTo("0");
    assertThat(me.json("lastActivityAt")).isEqualTo("2026-03-28T09:00:00.000Z");
    assertThat(me.json("lastTokenIssuedAt")).isEqualTo("2026-03-28T09:00:00.000Z");
    assertThat(server.operator().get(PATH + "/me").status()).isEqualTo(403);
    assertThat(server.unauthenticated().get(PATH + "/me").status()).isEqualTo(401);
    assertThat(agent.with(token).delete(PATH + "/me").status()).isEqualTo(405);
  }

  private static TestResponse events(String agentId) {
    return server.operator().get("/api/v1/audit?agentId=" + agentId);
  }

  @Test
  void metadata_preserves_every_json_character() {
    var every = new StringBuilder();
    for (var c = 0; c <= 0xFFFF; c += c < 0x300 || c >= 0xFF00 ? 1 : 61) {
      every.append("\\u%04x ".formatted(c));
    }
    var broken = "\\ud83e\\udd16 \\udd16\\ud83e \\ud800";
    for (var json :
        List.of(
            "{\"metadata\":{\"k\":\"" + every + "\"}}",
            "{\"metadata\":{\"\\u0000\":{\"k\":[\"%s\",{}]}}}".formatted(broken))) {
      var sent = TestResponse.parse(json).get("metadata");
      var made =
          server.operator().postJson("/api/v1/agents", "{\"name\":\"kept\"," + json.substring(1));
      assertThat(made.status()).as(made.body()).isEqualTo(201);
      var path = "/api/v1/agents/" + made.text("agentId");

      assertThat(made.json().get("metadata")).isEqualTo(sent);
      assertThat(server.operator().get(path).json().get("metadata")).isEqualTo(sent);
      assertThat(server.operator().get("/api/v1/agents?limit=1").json().at("/data/0/metadata"))
          .isEqualTo(sent);
      assertThat(
              server
                  .operator()
                  .get("/api/agents/" + made.text("agentId"))
                  .json()
                  .at("/agent/metadata"))
          .isEqualTo(sent);
      var changed = server.operator().send("PATCH", path, "application/json", json.getBytes(UTF_8));
      assertThat(changed.json().get("metadata")).isEqualTo(sent);
    }
    var name = server.operator().postJson("/api/v1/agents", "{\"metadata\":{\"\\ud800\":1}}");
    assertThat(name.status()).as("half a pair in a member's name").isEqualTo(400);
  }

  @Test
  void names_match_regardless_of_unicode_normalization() {
    var spellings =
        List.of(
            "Zo\u00eb \ufb01xer",
            "Zoe\u0308 fixer",
            "ZO\u00cb FIXER",
            "\uff3a\uff4f\u00eb fi\uff58er");
    var found = List.of(spellings.get(3), spellings.get(2), spellings.get(1), spellings.get(0));
    spellings.forEach(name -> server.operator().post("/api/v1/agents", "name", name));

    for (var spelling : spellings) {
      var answer = server.operator().get("/api/v1/agents" + "?" + "q=" + encoded(spelling));
      assertThat(names(answer)).as(spelling).isEqualTo(found);
      assertThat(answer.text("total")).isEqualTo("4");
    }
    assertThat(names(server.operator().get("/api/v1/agents" + "?" + "q=zoe+fixer"))).isEmpty();
    var page =
        server.operator().get("/api/v1/agents" + "?" + "limit=2&q=" + encoded(spellings.get(1)));
    var rest =
        server
            .operator()
            .get(
                "/api/v1/agents?limit=2&after="
                    + page.text("next")
                    + "&q="
                    + encoded(spellings.get(2)));
    assertThat(names(rest)).isEqualTo(found.subList(2, 4));
  }

  @Test
  void an_address_has_one_agent_regardless_of_unicode_normalization() {
    var made = server.operator().post("/api/v1/agents", "email", "ren\u00e9@spelled.example.com");
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.json("email")).isEqualTo("ren\u00e9@spelled.example.com");

    for (var same : List.of("rene\u0301@spelled.example.com", "REN\u00c9@spelled.example.com")) {
      assertThat(server.operator().post("/api/v1/agents", "email", same).status()).isEqualTo(409);
    }
    assertThat(
            server.operator().post("/api/v1/agents", "email", "rene@spelled.example.com").status())
        .isEqualTo(201);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  private static List<String> names(TestResponse answer) {
    return answer
        .json()
        .get("data")
        .valueStream()
        .map(agent -> agent.get("name").stringValue())
        .toList();
  }
}
