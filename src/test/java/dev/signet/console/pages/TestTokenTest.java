package dev.signet.console.pages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.Await;
import dev.signet.testing.Jwt;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestClientKey;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import dev.signet.web.http.Access;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Test tokens, which a user creates to try an agent out.
@DisplayNameGeneration(ReplaceUnderscores.class)
class TestTokenTest {
  private static final Pattern TOKEN = Pattern.compile("<pre id=\"token\"[^>]*><code>([^<]+)<");

  @RegisterExtension static final TestServer server = new TestServer();

  private BrowserSession visitor;
  private TestAgent agent;

  @BeforeEach
  void signIn() {
    visitor = BrowserSession.signIn(server, server.operatorKey());
    agent = server.registerAgent("courier", "orders:read", "orders:ship");
  }

  private static String path(TestAgent agent) {
    return "/console/agents/" + agent.id() + "/test-token";
  }

  private static String token(TestResponse made) {
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    var found = TOKEN.matcher(made.body());
    assertThat(found.find()).as(made.body()).isTrue();
    return found.group(1);
  }

  private static TestResponse introspects(String token) {
    return server.operator().form("/oauth/introspect", "token", token);
  }

  private static boolean isActive(String token) {
    return introspects(token).text("active").equals("true");
  }

  private static long secondsOf(String token) {
    var said = introspects(token);
    return Long.parseLong(said.text("exp")) - Long.parseLong(said.text("iat"));
  }

  @Test
  void it_is_a_real_token_with_the_scopes_that_were_chosen_for_five_minutes() {
    var token = token(visitor.form(path(agent), "scopes", "orders:read"));

    assertThat(introspects(token).text("scope")).isEqualTo("orders:read");
    assertThat(secondsOf(token)).isEqualTo(300);
    var me =
        server.unauthenticated().with("Authorization", "Bearer " + token).get("/api/agents/me");
    assertThat(me.status()).isEqualTo(200);
    assertThat(me.body()).contains(agent.id());
    server.clock().advance(Duration.ofMinutes(6));
    assertThat(isActive(token)).isFalse();
  }

  @Test
  void a_test_token_is_marked_and_an_agents_own_token_is_not() {
    var test = token(visitor.form(path(agent), "scopes", "orders:read"));
    var own = agent.token();

    assertThat(Jwt.of(test).claims().path("test").asBoolean(false)).isTrue();
    assertThat(introspects(test).text("test")).isEqualTo("true");
    assertThat(Jwt.of(own).claims().has("test")).isFalse();
    assertThat(introspects(own).json("test")).isNull();
  }

  @Test
  void a_test_token_cannot_change_the_agents_credentials() {
    var test =
        server
            .unauthenticated()
            .with(
                "Authorization",
                "Bearer " + token(visitor.form(path(agent), "scopes", "orders:read")));
    var changes = changes("?agentId=" + agent.id());

    for (var refused :
        List.of(
            test.delete("/api/agents/me"),
            test.post("/api/agents/me/rotate"),
            test.post("/api/agents/me/deactivate"),
            test.post("/api/agents/me/reactivate"))) {
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.body()).contains("This is a test token").doesNotContain("sk_live_");
    }
    assertThat(test.get("/api/agents/me").status()).isEqualTo(200);
    assertThat(test.get("/api/agents/me/usage").status()).isEqualTo(200);
    staysAt(changes, "?agentId=" + agent.id());
    assertThat(agent.token()).isNotEmpty();
  }

  @Test
  void a_test_token_changes_nothing_despite_the_agents_scopes() {
    var manager = server.registerAgent("manager", "agents:*", "tokens:*", "organizations:*");
    var other = server.registerAgent("other");
    var test = token(visitor.form(path(manager), "scopes", "agents:*", "scopes", "tokens:*"));
    var holder = server.unauthenticated().bearer(test);
    var before = changes("");
    var refused = 0;

    for (var route : server.internals().router().routes()) {
      var changes = !route.method().equals("GET") && !route.pattern().startsWith("/console");
      var isForAgents =
          route.access() instanceof Access.Management
              || route.access() instanceof Access.ManagementWithEither
              || route.access() instanceof Access.Self
              || route.access() instanceof Access.SelfOrSuspended
              || route.access() instanceof Access.ForOperators
              || route.access() instanceof Access.BySetting;
      if (changes && isForAgents) {
        var path = route.pattern().replaceAll("\\{\\w+}", other.id());
        var answer = holder.send(route.method(), path, "application/json", "{}".getBytes(UTF_8));
        assertThat(answer.status()).as(route.method() + " " + route.pattern()).isEqualTo(403);
        assertThat(answer.text("detail")).contains("This is a test token");
        refused++;
      }
    }
    for (var path : List.of("/oauth/revoke", "/api/v1/token/revoke")) {
      assertThat(holder.form(path, "token", other.token()).status()).as(path).isEqualTo(403);
    }

    assertThat(refused).isGreaterThan(20);
    assertThat(holder.get("/api/v1/agents/" + other.id()).status()).isEqualTo(200);
    assertThat(holder.form("/oauth/introspect", "token", other.token()).text("active"))
        .isEqualTo("true");
    // The two refused revocations and the introspection each requested a token.
    assertThat(changes("")).isEqualTo(before + 3);
  }

  /// The number of events without those of denied calls. Denials are recorded a moment later, and
  /// between the two counts of [#changes].
  private static void staysAt(int before, String query) {
    Await.until(Duration.ofSeconds(30), "nothing has changed", () -> changes(query) == before);
  }

  private static int changes(String query) {
    var denied = query + (query.isEmpty() ? "?" : "&") + "action=access.denied";
    while (true) {
      var total = total(query);
      var changes = total - total(denied);
      // A denial is recorded after its response, and may fall between the two counts.
      if (total(query) == total) {
        return changes;
      }
    }
  }

  private static int total(String query) {
    return Integer.parseInt(server.operator().get("/api/v1/audit" + query).text("total"));
  }

  @Test
  void its_events_say_that_it_is_a_test_token_and_who_created_it() throws IOException {
    try (var telling = new TestServer().with("audit-introspection", "true")) {
      telling.start();
      var reader = telling.registerAgent("reader", "tokens:read");
      var maker = BrowserSession.signIn(telling, telling.operatorKey());
      var test = token(maker.form(path(reader), "scopes", "tokens:read"));
      var operator =
          telling
              .operator()
              .get("/api/v1/audit/" + Jwt.of(test).claim("jti"))
              .json()
              .at("/actor/id")
              .stringValue();

      telling.unauthenticated().bearer(test).form("/oauth/introspect", "token", reader.token());

      var event =
          telling.operator().get("/api/v1/audit?action=token.introspected").json().at("/data/0");
      assertThat(event.path("tokenId").stringValue()).isEqualTo(Jwt.of(test).claim("jti"));
      assertThat(event.path("testToken").booleanValue()).isTrue();
      assertThat(event.path("testTokenMaker").stringValue()).isEqualTo(operator).hasSize(36);
      var page = maker.get("/console/audit/" + event.path("eventId").stringValue());
      assertThat(page.body()).contains("a test token created by").contains(operator);
    }
  }

  @Test
  void showing_a_secret_needs_a_recent_confirmation() {
    var agentsPage = "/console/agents/" + agent.id();
    server.clock().advance(Duration.ofMinutes(6));

    for (var path :
        List.of(path(agent), agentsPage + "/credentials/new", agentsPage + "/api-key")) {
      for (var asked : List.of(visitor.get(path), visitor.form(path, "scopes", "orders:read"))) {
        assertThat(asked.status()).as(path).isEqualTo(303);
        assertThat(asked.header("location").orElseThrow()).startsWith("/console/confirm?return=");
      }
    }
    assertThat(visitor.get(agentsPage + "/deactivate").body()).contains("0 active tokens");

    var again =
        BrowserSession.fromSignIn(
            server, visitor.form("/console/confirm", "operator_key", server.operatorKey()));
    assertThat(token(again.form(path(agent), "scopes", "orders:read"))).isNotEmpty();
  }

  @Test
  void it_never_expires_later_than_a_token_of_the_agent() {
    var brief = server.registerAgentWith("name", "brief", "tokenLifetime", 60);
    var ending =
        server.registerAgentWith(
            "name",
            "ending",
            "expiresAt",
            server.clock().instant().plus(Duration.ofMinutes(2)).toString());

    assertThat(secondsOf(token(visitor.form(path(brief))))).isEqualTo(60);
    assertThat(secondsOf(token(visitor.form(path(ending))))).isEqualTo(120);
  }

  @Test
  void it_brings_no_refresh_token() {
    var refreshing =
        server.registerAgentWith(
            "name", "r", "grantTypes", List.of("client_credentials", "refresh_token"));

    var made = visitor.form(path(refreshing));

    assertThat(made.body()).doesNotContain("rt_");
    assertThat(secondsOf(token(made))).isEqualTo(300);
  }

  @Test
  void the_audit_log_and_the_token_tool_say_who_created_it() {
    var token = token(visitor.form(path(agent), "scopes", "orders:read", "scopes", "orders:ship"));

    var event = server.operator().get("/api/v1/audit?agentId=" + agent.id() + "&limit=1");
    assertThat(event.text("data/0/action")).isEqualTo("token.issued");
    assertThat(event.text("data/0/actor/type")).isEqualTo("operator");
    assertThat(event.text("data/0/metadata/test")).isEqualTo("true");
    assertThat(event.text("data/0/metadata/scope")).isEqualTo("orders:read orders:ship");
    assertThat(visitor.get("/console/audit?agentId=" + agent.id()).body())
        .contains("You created a test token for “<bdi>courier</bdi>” for orders:read orders:ship.");
    assertThat(visitor.form("/console/tools", "token", token).body())
        .contains("Active until", "created by the operator key “first operator key”");
    assertThat(visitor.get("/console/agents/" + agent.id() + "/tokens").body())
        .contains("test token");
  }

  @Test
  void it_is_counted_and_revoked_with_the_agents_other_tokens() {
    var own = agent.token();
    var token = token(visitor.form(path(agent), "scopes", "orders:read"));

    assertThat(visitor.get("/console/agents/" + agent.id() + "/deactivate").body())
        .contains("2 active tokens");
    visitor.form("/console/agents/" + agent.id() + "/deactivate");

    assertThat(isActive(own)).isFalse();
    assertThat(isActive(token)).isFalse();
  }

  @Test
  void a_form_that_is_sent_twice_creates_one_token() {
    var once = "0d3f7c55-24a1-4f8e-9c3b-0a4a0f0b6d11";
    var first = visitor.form(path(agent), "scopes", "orders:read", "once", once);
    var again = visitor.form(path(agent), "scopes", "orders:read", "once", once);

    assertThat(token(again)).isEqualTo(token(first));
    assertThat(visitor.get("/console/agents/" + agent.id() + "/deactivate").body())
        .contains("1 active token<");
  }

  @Test
  void a_form_that_is_sent_several_times_at_once_leaves_one_token() throws Exception {
    var once = "5b0f5b8e-6f2e-4c39-8b27-5d0b8f5b1c77";
    var start = new CyclicBarrier(8);
    var sent = new ArrayList<Future<TestResponse>>();
    try (var all = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var i = 0; i < 8; i++) {
        sent.add(
            all.submit(() -> {
              start.await();
              return visitor.form(path(agent), "scopes", "orders:read", "once", once);
            }));
      }
    }
    var shown = new HashSet<String>();
    for (var one : sent) {
      shown.add(token(one.get()));
    }

    assertThat(shown).hasSize(1);
    assertThat(isActive(shown.iterator().next())).isTrue();
    assertThat(visitor.get("/console/agents/" + agent.id() + "/deactivate").body())
        .contains("1 active token<");
  }

  @Test
  void scopes_must_be_a_nonempty_subset_of_the_agents() {
    assertThat(visitor.form(path(agent), "scopes", "orders:read", "scopes", "agents:write").body())
        .contains("must be scopes of the agent");
    assertThat(visitor.form(path(agent)).status()).isEqualTo(422);
    assertThat(visitor.get("/console/agents/" + agent.id() + "/deactivate").body())
        .contains("0 active tokens");
  }

  @Test
  void an_agent_with_too_many_scopes_for_checkboxes_gets_a_text_area() {
    var many = java.util.stream.IntStream.range(0, 120).mapToObj(i -> "orders:part" + i).toList();
    var wide = server.registerAgentWith("name", "wide", "scopes", many);

    assertThat(visitor.get(path(wide)).body()).contains("<textarea", "orders:part119</textarea>");
    var token = token(visitor.form(path(wide), "scopes", "orders:part1\norders:part7"));
    assertThat(introspects(token).text("scope")).isEqualTo("orders:part1 orders:part7");
  }

  @Test
  void an_agent_that_gets_bound_tokens_only_has_no_test_token() {
    var keyed =
        server.registerAgentWith(
            "name",
            "keyed",
            "metadata",
            Map.of("dpop_public_jwk", TestResponse.parse(TestClientKey.generate().publicJwk())));
    isRefused(keyed, "bound to its key, which only the agent has");

    server.operator().patch("/api/v1/agents/" + agent.id(), "active", false);
    isRefused(agent, "cannot get tokens");
  }

  private void isRefused(TestAgent agent, String because) {
    assertThat(visitor.get(path(agent)).body()).contains(because).doesNotContain("name=\"once\"");
    var sent = visitor.form(path(agent), "scopes", "orders:read");
    assertThat(sent.status()).isEqualTo(409);
    assertThat(sent.body()).contains(because);
  }

  @Test
  void a_user_who_lacks_the_agents_scopes_cannot_create_a_test_token() {
    var powerful = server.registerAgentWith("name", "p", "scopes", List.of("audit:read", "a"));
    var lesser =
        server
            .operator()
            .post("/api/v1/operator-keys", "name", "k", "scopes", List.of("agents:*"))
            .text("secret");
    var other = BrowserSession.signIn(server, lesser);

    var sent = other.form(path(powerful), "scopes", "a");
    assertThat(sent.status()).isEqualTo(403);
    assertThat(sent.body()).contains("audit:read").doesNotContain("eyJ");
    assertThat(token(other.form(path(agent), "scopes", "orders:read"))).isNotEmpty();
  }

  @Test
  void the_tools_page_leads_to_it_by_the_agents_name() {
    assertThat(visitor.get("/console/tools").body()).contains("/console/tools/test-token");
    assertThat(visitor.get("/console/tools/test-token?q=courier").body()).contains(path(agent));
    assertThat(visitor.get("/console/tools/test-token?q=nobody+is+so").body())
        .contains("No matching active agents");
  }
}
