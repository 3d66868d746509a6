package dev.signet.events.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.TestAgent;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@DisplayNameGeneration(ReplaceUnderscores.class)
class AuditLogTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static TestResponse asks(String query) {
    return server.operator().get("/api/v1/audit" + query);
  }

  private static List<String> all(TestResponse answer, String member) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return StreamSupport.stream(answer.json().get("data").spliterator(), false)
        .map(event -> event.get(member).stringValue())
        .toList();
  }

  @Test
  void every_combination_of_filters_finds_exactly_the_matching_events() {
    var organization = server.createOrganization("combined");
    var agent =
        server.registerAgentWith(
            "name",
            "combined",
            "organizationId",
            organization,
            "scopes",
            List.of("audit:read"),
            "grantTypes",
            List.of("client_credentials", "refresh_token"));
    var other = server.registerAgentWith("name", "other", "organizationId", organization);
    other.requestToken();
    agent
        .client()
        .form(
            "/oauth/token",
            "grant_type",
            "client_credentials",
            "client_id",
            agent.clientId(),
            "client_secret",
            "sk_live_wrong");
    var refresh = agent.requestToken().text("refresh_token");
    server
        .unauthenticated()
        .post("/oauth/refresh", "grant_type", "refresh_token", "refresh_token", refresh);
    var reader = agent.with(agent.token());
    var all = new ArrayList<JsonNode>();
    reader.get("/api/v1/audit?limit=100").json().get("data").forEach(all::add);

    for (var caller : List.of(reader, server.operator())) {
      for (var about : List.of(agent.id(), other.id())) {
        for (var action : List.of("", "agent.created", "token.issued", "token.refreshed")) {
          for (var outcome : List.of("", "success", "failure")) {
            var query =
                "?limit=100&agentId="
                    + about
                    + (action.isEmpty() ? "" : "&action=" + action)
                    + (outcome.isEmpty() ? "" : "&outcome=" + outcome);
            var expected =
                all.stream()
                    .filter(event -> event.path("agentId").asString("").equals(about))
                    .filter(event ->
                        action.isEmpty() || event.get("action").stringValue().equals(action))
                    .filter(event ->
                        outcome.isEmpty() || event.get("outcome").stringValue().equals(outcome))
                    .map(event -> event.get("eventId").stringValue())
                    .toList();
            assertThat(all(caller.get("/api/v1/audit" + query), "eventId"))
                .as(query)
                .isEqualTo(expected);
          }
        }
      }
      for (var query :
          List.of("?action=agent.created", "?outcome=failure", "?action=token.refreshed")) {
        var found = all(reader.get("/api/v1/audit" + query), "organizationId");
        assertThat(found).as(query).containsOnly(organization);
      }
    }
  }

  @Test
  void an_event_records_the_actor_the_action_and_the_address() {
    var registered =
        server
            .operator()
            .with("X-Request-Id", "request-17")
            .with("User-Agent", "curl/8.9")
            .post("/api/v1/agents", "name", "courier", "scopes", List.of("parcels:read"));
    var agentId = registered.text("agentId");

    var event = asks("?agentId=" + agentId).json().at("/data/0");

    assertThat(event.propertyNames())
        .containsExactly(
            "eventId",
            "action",
            "outcome",
            "agentId",
            "organizationId",
            "actor",
            "credentialFingerprint",
            "tokenId",
            "testToken",
            "testTokenMaker",
            "ipAddress",
            "userAgent",
            "requestId",
            "metadata",
            "timestamp",
            "chainId",
            "seq",
            "prevHash",
            "hash");
    assertThat(event.at("/action").stringValue()).isEqualTo("agent.created");
    assertThat(event.at("/outcome").stringValue()).isEqualTo("success");
    assertThat(event.at("/agentId").stringValue()).isEqualTo(agentId);
    assertThat(event.at("/actor/type").stringValue()).isEqualTo("operator");
    assertThat(event.at("/actor/id").stringValue()).hasSize(36);
    assertThat(event.at("/ipAddress").stringValue()).isEqualTo("127.0.0.1");
    assertThat(event.at("/userAgent").stringValue()).isEqualTo("curl/8.9");
    assertThat(event.at("/requestId").stringValue()).isEqualTo("request-17");
    assertThat(event.at("/metadata/name").stringValue()).isEqualTo("courier");
    assertThat(event.at("/timestamp").stringValue()).isEqualTo(registered.text("createdAt"));
    assertThat(event.at("/hash").stringValue()).matches("[0-9a-f]{64}");
    assertThat(event.at("/prevHash").stringValue()).matches("[0-9a-f]{64}");
  }

  @Test
  void the_actor_of_an_issuance_is_the_authenticated_agent() {
    var agent =
        server.registerAgentWith(
            "name", "prover", "grantTypes", List.of("client_credentials", "refresh_token"));
    var refresh = agent.requestToken().text("refresh_token");
    var issued = asks("?action=token.issued&agentId=" + agent.id()).json().at("/data/0/actor");
    assertThat(issued.get("type").stringValue()).isEqualTo("agent");
    assertThat(issued.get("id").stringValue()).isEqualTo(agent.id());

    server
        .unauthenticated()
        .post("/oauth/refresh", "grant_type", "refresh_token", "refresh_token", refresh);
    var refreshed =
        asks("?action=token.refreshed&agentId=" + agent.id()).json().at("/data/0/actor");
    assertThat(refreshed.get("type").stringValue())
        .as("a refresh token alone says what it is for, not who shows it")
        .isEqualTo("anonymous");
  }

  @Test
  void an_event_can_be_requested_by_its_id() {
    var agent = server.registerAgent("courier");
    var listed = asks("?limit=1&agentId=" + agent.id()).json().at("/data/0");

    var one = server.operator().get("/api/v1/audit/" + listed.get("eventId").stringValue());

    assertThat(one.status()).isEqualTo(200);
    assertThat(one.json()).isEqualTo(listed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0198c0de-0000-7000-8000-000000000001", "nothing", "%01", "verify2"})
  void an_event_that_is_not_there_is_not_found(String eventId) {
    var answer = server.operator().get("/api/v1/audit/" + eventId);

    assertThat(answer.status()).as(answer.body()).isIn(404, 400);
    assertThat(answer.json("error")).isIn("not_found", "invalid_request");
  }

  @Test
  void the_newest_come_first_page_by_page() {
    var agent = server.registerAgent("courier");
    for (var i = 0; i < 5; i++) {
      server.clock().advance(Duration.ofSeconds(1));
      agent.requestToken();
    }

    var first = asks("?limit=3&agentId=" + agent.id());
    var second = asks("?limit=3&page=2&agentId=" + agent.id());
    var third = asks("?limit=3&page=3&agentId=" + agent.id());

    assertThat(all(first, "action")).containsOnly("token.issued").hasSize(3);
    assertThat(all(first, "timestamp")).isSortedAccordingTo((a, b) -> b.compareTo(a));
    assertThat(first.json("total")).isEqualTo("7");
    assertThat(first.json("page")).isEqualTo("1");
    assertThat(first.json("limit")).isEqualTo("3");
    assertThat(all(second, "action"))
        .containsExactly("token.issued", "token.issued", "credential.generated");
    assertThat(all(third, "action")).containsExactly("agent.created");
    assertThat(first.json("next")).isEqualTo(all(first, "eventId").getLast());
    assertThat(third.json("next")).isNull();
  }

  @Test
  void a_cursor_goes_on_where_an_answer_ended_whatever_happened_since() {
    var agent = server.registerAgent("courier");
    for (var i = 0; i < 4; i++) {
      agent.requestToken();
    }
    var expected = all(asks("?limit=100&agentId=" + agent.id()), "eventId");

    var found = new ArrayList<String>();
    var answer = asks("?limit=2&agentId=" + agent.id());
    found.addAll(all(answer, "eventId"));
    while (answer.json("next") != null) {
      agent.requestToken();
      answer = asks("?limit=2&agentId=" + agent.id() + "&after=" + answer.json("next"));
      assertThat(answer.json("total")).isNull();
      assertThat(answer.json("page")).isNull();
      found.addAll(all(answer, "eventId"));
    }

    assertThat(found).containsExactlyElementsOf(expected);
  }

  @Test
  void lists_can_be_narrowed_down() {
    var agent = server.registerAgent("courier");
    server.clock().advance(Duration.ofHours(1));
    var from = server.clock().instant();
    agent.requestToken();
    agent
        .client()
        .form(
            "/oauth/token",
            "grant_type",
            "client_credentials",
            "client_id",
            agent.clientId(),
            "client_secret",
            "sk_live_wrong");
    server.clock().advance(Duration.ofHours(1));
    var to = server.clock().instant();
    server.operator().patch("/api/v1/agents/" + agent.id(), "name", "messenger");

    var of = "?agentId=" + agent.id();
    assertThat(all(asks(of + "&action=agent.updated"), "action")).containsExactly("agent.updated");
    assertThat(all(asks(of + "&action=token.issued"), "action")).containsExactly("token.issued");
    assertThat(all(asks(of + "&action=token.refreshed"), "action")).isEmpty();
    assertThat(all(asks(of + "&outcome=failure"), "action")).containsExactly("auth.failed");
    assertThat(all(asks(of + "&from=" + from + "&to=" + to), "action"))
        .containsExactly("auth.failed", "token.issued");
    assertThat(all(asks(of + "&from=" + to), "action")).containsExactly("agent.updated");
    assertThat(all(asks(of + "&to=" + from), "action"))
        .containsExactly("credential.generated", "agent.created");
    assertThat(asks("?action=agent.updated").json("total")).isEqualTo("1");
    assertThat(asks("?action=agent.updated&from=" + to).json("total")).isEqualTo("1");
    assertThat(asks("?action=agent.updated&to=" + to).json("total")).isEqualTo("0");
    var offset = URLEncoder.encode("2026-01-01T00:00:00+02:00", StandardCharsets.UTF_8);
    assertThat(asks("?limit=1&from=" + offset).status()).isEqualTo(200);
    assertThat(all(asks(of + "&fromDate=" + from + "&toDate=" + to), "action"))
        .containsExactly("auth.failed", "token.issued");
    assertThat(all(asks(of + "&fromDate=" + from + "&from=" + from + "&to=" + to), "action"))
        .containsExactly("auth.failed", "token.issued");
  }

  @ParameterizedTest
  @CsvSource({
    "agentId=courier, agentId",
    "agentId=%27, agentId",
    "action=created, action",
    "action=agent.*, action",
    "outcome=maybe, outcome",
    "from=yesterday, from",
    "to=2026-13-01T00:00:00Z, to",
    "from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z, from",
    "fromDate=yesterday, fromDate",
    "toDate=tomorrow, toDate",
    "fromDate=2026-02-01T00:00:00Z&toDate=2026-01-01T00:00:00Z, fromDate",
    "from=2026-02-01T00:00:00Z&toDate=2026-01-01T00:00:00Z, from",
    "from=2026-02-01T00:00:00Z&fromDate=2026-01-01T00:00:00Z, fromDate",
    "to=2026-02-01T00:00:00Z&toDate=2026-01-01T00:00:00Z, toDate",
    "limit=0, limit",
    "limit=101, limit",
    "limit=many, limit",
    "page=0, page",
    "page=100000&limit=100, page",
    "after=1, after",
    "after=0198c0de-0000-7000-8000-000000000001&page=2, page",
    "agent_id=x, agent_id",
    "agentid=x, agentid",
    "q=x, q"
  })
  void an_invalid_filter_is_refused_by_name(String query, String field) {
    var answer = asks("?" + query);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json("error")).isEqualTo("invalid_request");
    assertThat(answer.json("errors/0/field")).isEqualTo(field);
  }

  @Test
  void all_invalid_filters_are_reported_together() {
    var answer = asks("?agentId=x&action=x&outcome=x&from=x&to=x");

    assertThat(
            answer
                .json()
                .get("errors")
                .valueStream()
                .map(fault -> fault.get("field").stringValue()))
        .containsExactly("agentId", "action", "outcome", "from", "to");
  }

  @Test
  void times_beyond_all_ids_do_not_fail() {
    assertThat(asks("?from=-200000000-01-01T00:00:00Z").status()).isEqualTo(200);
    assertThat(all(asks("?from=%2B200000000-01-01T00:00:00Z"), "eventId")).isEmpty();
  }

  @Test
  void an_agent_reads_events_of_its_own_organization_only() {
    var here = organization("here");
    var there = organization("there");
    var reader = agentIn(here, "audit:read");
    var stranger = agentIn(there, "audit:read");
    var read = reader.with(reader.token());

    var events = read.get("/api/v1/audit?limit=100");

    assertThat(all(events, "organizationId")).isNotEmpty().containsOnly(here);
    assertThat(all(read.get("/api/v1/audit?agentId=" + stranger.id()), "eventId")).isEmpty();
    assertThat(all(read.get("/api/v1/audit?action=agent.created"), "agentId"))
        .containsExactly(reader.id());
    var foreign = all(asks("?agentId=" + stranger.id()), "eventId").getFirst();
    assertThat(read.get("/api/v1/audit/" + foreign).status()).isEqualTo(404);
    assertThat(read.get("/api/v1/audit/" + all(events, "eventId").getFirst()).status())
        .isEqualTo(200);
    assertThat(read.get("/api/v1/audit/export").body().lines())
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).contains(here).doesNotContain(there));
  }

  @Test
  void an_agent_may_not_verify_the_audit_log() {
    var agent = agentIn(organization("verifying"), "audit:read");

    var answer = agent.with(agent.token()).get("/api/v1/audit/verify");

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.json("error")).isEqualTo("forbidden");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/verify", "/export", "/0198c0de-0000-7000-8000-000000000001"})
  void the_audit_log_is_refused_without_the_scope(String path) {
    var other =
        server
            .operator()
            .post("/api/v1/operator-keys", "name", "x", "scopes", List.of("agents:read"));

    var anonymous = server.unauthenticated().get("/api/v1/audit" + path);
    var lacking = server.unauthenticated().bearer(other.text("secret")).get("/api/v1/audit" + path);

    assertThat(anonymous.status()).isEqualTo(401);
    assertThat(anonymous.header("WWW-Authenticate"))
        .hasValueSatisfying(v -> assertThat(v).startsWith("Bearer"));
    assertThat(lacking.status()).isEqualTo(403);
    assertThat(lacking.json("detail")).isEqualTo("This needs the scope audit:read");
  }

  @Test
  void an_untouched_audit_log_verifies() {
    server.registerAgent("courier").requestToken();
    server.operator().get("/api/v1/audit/export");

    var answer = server.operator().get("/api/v1/audit/verify");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json("valid")).isEqualTo("true");
    assertThat(answer.json("faults")).isEqualTo("[]");
    assertThat(answer.json("chains")).isEqualTo("1");
    assertThat(answer.json("from")).isEqualTo("2026-03-28T09:00:00.000Z");
    assertThat(Integer.parseInt(answer.text("events"))).isGreaterThan(2);
    assertThat(Integer.parseInt(answer.text("checkpoints"))).isPositive();
  }

  private static String organization(String slug) {
    return server.createOrganization(slug);
  }

  private static TestAgent agentIn(String organization, String... scopes) {
    return server.registerAgentWith(
        "name", "reader", "organizationId", organization, "scopes", List.of(scopes));
  }
}
