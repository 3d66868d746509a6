package dev.signet.tokens.grants;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.Jwt;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Refresh tokens: they are rotated, concurrent uses get the same successor, and later reuse
/// revokes the family.
@DisplayNameGeneration(ReplaceUnderscores.class)
class RefreshTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static TestAgent refreshing() {
    return refreshing(server);
  }

  private static TestAgent refreshing(TestServer server) {
    return server.registerAgentWith(
        "name", "refresher",
        "scopes", List.of("read", "write"),
        "grantTypes", List.of("client_credentials", "refresh_token"));
  }

  private static TestResponse refresh(String refreshToken) {
    return refresh(server, refreshToken);
  }

  private static TestResponse refresh(TestServer server, String refreshToken) {
    return server
        .unauthenticated()
        .post("/oauth/refresh", "grant_type", "refresh_token", "refresh_token", refreshToken);
  }

  private static boolean isActive(String token) {
    return server
        .operator()
        .form("/oauth/introspect", "token", token)
        .text("active")
        .equals("true");
  }

  private static void isInvalidGrant(TestResponse answer) {
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json("error")).isEqualTo("invalid_grant");
    assertThat(answer.json("error_description"))
        .isEqualTo("The refresh token is invalid, expired or revoked");
  }

  @Test
  void a_refresh_token_gets_a_new_pair_and_is_used_up() {
    var agent = refreshing();
    var first = agent.requestToken("read");

    var second = refresh(first.text("refresh_token"));

    assertThat(second.status()).isEqualTo(200);
    assertThat(second.text("scope")).isEqualTo("read");
    assertThat(second.header("Cache-Control")).contains("no-store");
    assertThat(second.text("refresh_token"))
        .startsWith("rt_")
        .isNotEqualTo(first.text("refresh_token"));
    assertThat(isActive(first.text("access_token"))).isTrue();
    assertThat(isActive(second.text("access_token"))).isTrue();
    assertThat(isActive(first.text("refresh_token"))).isFalse();
    assertThat(isActive(second.text("refresh_token"))).isTrue();
    assertThat(refresh(second.text("refresh_token")).status()).isEqualTo(200);
  }

  @Test
  void it_works_at_the_token_endpoint_with_client_authentication() {
    var agent = refreshing();
    var token = agent.requestToken().text("refresh_token");

    var anonymous =
        server
            .unauthenticated()
            .form("/oauth/token", "grant_type", "refresh_token", "refresh_token", token);
    var known =
        server
            .unauthenticated()
            .basic(agent.clientId(), agent.secret())
            .form("/oauth/token", "grant_type", "refresh_token", "refresh_token", token);

    assertThat(anonymous.status()).isEqualTo(401);
    assertThat(anonymous.json("error")).isEqualTo("invalid_client");
    assertThat(known.status()).isEqualTo(200);
  }

  @Test
  void another_clients_refresh_token_is_refused_and_stays_valid() {
    var token = refreshing().requestToken().text("refresh_token");
    var other = refreshing();

    isInvalidGrant(
        server
            .unauthenticated()
            .basic(other.clientId(), other.secret())
            .form("/oauth/token", "grant_type", "refresh_token", "refresh_token", token));
    assertThat(refresh(token).status()).isEqualTo(200);
  }

  @Test
  void sixteen_concurrent_refreshes_get_one_successor_and_an_access_token_each() {
    var token = refreshing().requestToken().text("refresh_token");
    Set<String> successors = ConcurrentHashMap.newKeySet();
    Set<String> accessTokens = ConcurrentHashMap.newKeySet();

    ConcurrentCalls.race(
        16,
        _ -> {
          var answer = refresh(token);
          assertThat(answer.status()).isEqualTo(200);
          successors.add(answer.text("refresh_token"));
          accessTokens.add(answer.text("access_token"));
        });

    assertThat(successors).hasSize(1);
    assertThat(accessTokens).hasSize(16);
    assertThat(refresh(successors.iterator().next()).status()).isEqualTo(200);
  }

  @Test
  void a_retry_within_thirty_seconds_gets_the_same_successor() {
    var token = refreshing().requestToken().text("refresh_token");
    var first = refresh(token).text("refresh_token");
    server.clock().advance(Duration.ofSeconds(30));

    assertThat(refresh(token).text("refresh_token")).isEqualTo(first);
  }

  @Test
  void a_reuse_after_thirty_seconds_revokes_the_family_and_its_access_tokens_and_is_audited() {
    var agent = refreshing();
    var first = agent.requestToken();
    var second = refresh(first.text("refresh_token"));
    var unrelated = agent.requestToken();
    server.clock().advance(Duration.ofSeconds(31));

    isInvalidGrant(refresh(first.text("refresh_token")));

    isInvalidGrant(refresh(second.text("refresh_token")));
    assertThat(isActive(first.text("access_token"))).isFalse();
    assertThat(isActive(second.text("access_token"))).isFalse();
    assertThat(agent.with(second.text("access_token")).get("/api/agents/me").status())
        .isEqualTo(401);
    assertThat(isActive(unrelated.text("access_token"))).isTrue();
    assertThat(refresh(unrelated.text("refresh_token")).status()).isEqualTo(200);
    var events =
        server.operator().get("/api/v1/audit?action=token.reuse_detected&agentId=" + agent.id());
    assertThat(events.text("total")).isEqualTo("1");
    assertThat(events.text("data/0/outcome")).isEqualTo("failure");
    assertThat(events.text("data/0/metadata/revoked_token_count")).isEqualTo("2");
  }

  @Test
  void a_token_of_any_step_gets_its_same_successor_for_thirty_seconds_from_its_own_rotation() {
    var tokens = chain(refreshing(), 4, Duration.ofSeconds(9));

    // The tokens were now used 36, 27, 18 and 9 seconds ago; the last one is unused.
    for (var step = 1; step < 4; step++) {
      var again = refresh(tokens.get(step));
      assertThat(again.status()).as("step %d", step).isEqualTo(200);
      assertThat(again.text("refresh_token")).isEqualTo(tokens.get(step + 1));
      assertThat(isActive(again.text("access_token"))).isTrue();
    }
    var next = refresh(tokens.getLast());
    assertThat(next.status()).isEqualTo(200);
    assertThat(refresh(next.text("refresh_token")).status()).isEqualTo(200);
  }

  @Test
  void reuse_of_a_token_after_its_own_grace_period_revokes_the_family_despite_later_rotations() {
    var tokens = chain(refreshing(), 4, Duration.ofSeconds(9));

    isInvalidGrant(refresh(tokens.getFirst()));

    for (var token : tokens) {
      isInvalidGrant(refresh(token));
    }
  }

  @Test
  void reuse_of_a_token_rotated_long_before_its_successor_revokes_the_family() {
    var first = refreshing().requestToken().text("refresh_token");
    var second = refresh(first).text("refresh_token");
    server.clock().advance(Duration.ofHours(1));
    var third = refresh(second).text("refresh_token");

    isInvalidGrant(refresh(first));
    isInvalidGrant(refresh(third));
  }

  @Test
  void concurrent_uses_of_tokens_of_several_steps_get_their_own_successors() {
    var tokens = chain(refreshing(), 4, Duration.ofSeconds(1));
    Set<String> given = ConcurrentHashMap.newKeySet();

    ConcurrentCalls.race(
        16,
        racer -> {
          var step = racer % 5;
          var answer = refresh(tokens.get(step));
          assertThat(answer.status()).isEqualTo(200);
          given.add(step + " " + answer.text("refresh_token"));
        });

    assertThat(given).hasSize(5);
    for (var step = 0; step < 4; step++) {
      assertThat(given).contains(step + " " + tokens.get(step + 1));
    }
  }

  @Test
  void concurrent_refresh_chains_share_their_tokens() {
    var first = refreshing().requestToken().text("refresh_token");
    Set<String> ends = ConcurrentHashMap.newKeySet();

    ConcurrentCalls.race(
        8,
        _ -> {
          var token = first;
          for (var step = 0; step < 5; step++) {
            var answer = refresh(token);
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            token = answer.text("refresh_token");
          }
          ends.add(token);
        });

    assertThat(ends).hasSize(1);
    assertThat(refresh(ends.iterator().next()).status()).isEqualTo(200);
  }

  @Test
  void deleting_old_rotations_does_not_affect_the_family() {
    var tokens = chain(refreshing(), 3, Duration.ofSeconds(1));
    server.clock().advance(Duration.ofHours(1));
    server.internals().runJobs();

    var next = refresh(tokens.getLast());

    assertThat(next.status()).isEqualTo(200);
    isInvalidGrant(refresh(tokens.getFirst()));
    isInvalidGrant(refresh(next.text("refresh_token")));
  }

  @ParameterizedTest
  @CsvSource({"PT1M, 200", "PT1M1S, 400", "PT2H, 400"})
  void setting_the_clock_back_does_not_extend_the_grace_period(String by, int status) {
    var first = refreshing().requestToken().text("refresh_token");
    var second = refresh(first).text("refresh_token");
    var third = refresh(second).text("refresh_token");
    server.clock().jump(Duration.parse(by).negated());

    assertThat(refresh(second).status()).isEqualTo(status);
    assertThat(refresh(first).status()).isEqualTo(status);
    assertThat(refresh(third).status()).isEqualTo(status);
    server.clock().jump(Duration.parse(by));
  }

  /// A refresh token and its successors, with this time between rotations.
  private static List<String> chain(TestAgent agent, int steps, Duration between) {
    var tokens = new ArrayList<>(List.of(agent.requestToken().text("refresh_token")));
    for (var step = 0; step < steps; step++) {
      tokens.add(refresh(tokens.getLast()).text("refresh_token"));
      server.clock().advance(between);
    }
    return tokens;
  }

  @Test
  void a_refresh_may_request_fewer_scopes_and_its_successor_keeps_all() {
    var first = refreshing().requestToken().text("refresh_token");

    var narrowed =
        server
            .unauthenticated()
            .post(
                "/oauth/refresh",
                "grant_type",
                "refresh_token",
                "refresh_token",
                first,
                "scope",
                "read");

    assertThat(narrowed.text("scope")).isEqualTo("read");
    assertThat(refresh(narrowed.text("refresh_token")).text("scope")).isEqualTo("read write");
  }

  @Test
  void a_refresh_cannot_request_more_scopes_than_originally_granted() {
    var first = refreshing().requestToken("read").text("refresh_token");

    var widened =
        server
            .unauthenticated()
            .post(
                "/oauth/refresh",
                "grant_type",
                "refresh_token",
                "refresh_token",
                first,
                "scope",
                "read write");

    assertThat(widened.status()).isEqualTo(400);
    assertThat(widened.json("error")).isEqualTo("invalid_scope");
    assertThat(refresh(first).status()).isEqualTo(200);
  }

  @Test
  void a_refresh_keeps_the_audience_and_may_only_reduce_it() {
    var agent = refreshing();
    var first =
        server
            .unauthenticated()
            .basic(agent.clientId(), agent.secret())
            .rawForm(
                "/oauth/token",
                "grant_type=client_credentials&resource=https%3A%2F%2Fa.example"
                    + "&resource=https%3A%2F%2Fb.example")
            .text("refresh_token");

    var other =
        server
            .unauthenticated()
            .post(
                "/oauth/refresh",
                "grant_type",
                "refresh_token",
                "refresh_token",
                first,
                "resource",
                "https://c.example");
    var narrowed =
        server
            .unauthenticated()
            .post(
                "/oauth/refresh",
                "grant_type",
                "refresh_token",
                "refresh_token",
                first,
                "resource",
                "https://a.example");

    assertThat(other.json("error")).isEqualTo("invalid_target");
    assertThat(Jwt.of(narrowed.text("access_token")).claim("aud")).isEqualTo("https://a.example");
  }

  @Test
  void anything_but_this_servers_refresh_tokens_has_the_same_refusal() {
    var agent = refreshing();
    var answer = agent.requestToken();
    var token = answer.text("refresh_token");
    var changed =
        token.substring(0, 20) + (token.charAt(20) == 'a' ? 'b' : 'a') + token.substring(21);

    for (var bad :
        List.of("rt_", "rt_xyz789", "x", changed, answer.text("access_token"), agent.secret())) {
      isInvalidGrant(refresh(bad));
    }
    assertThat(refresh(token).status()).isEqualTo(200);
  }

  @Test
  void a_refresh_token_is_not_a_bearer_token() {
    var agent = refreshing();

    var answer = agent.with(agent.requestToken().text("refresh_token")).get("/api/agents/me");

    assertThat(answer.status()).isEqualTo(401);
  }

  @Test
  void a_suspended_agent_cannot_refresh_even_after_reactivation() {
    var agent = refreshing();
    var token = agent.requestToken().text("refresh_token");
    server.operator().patch("/api/v1/agents/" + agent.id(), "active", false);
    isInvalidGrant(refresh(token));

    server.operator().patch("/api/v1/agents/" + agent.id(), "active", true);

    isInvalidGrant(refresh(token));
    assertThat(agent.requestToken().status()).isEqualTo(200);
  }

  @Test
  void an_agent_that_lost_the_grant_cannot_refresh() {
    var agent = refreshing();
    var token = agent.requestToken().text("refresh_token");
    server
        .operator()
        .patch("/api/v1/agents/" + agent.id(), "grantTypes", List.of("client_credentials"));

    var answer = refresh(token);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json("error")).isEqualTo("unauthorized_client");
  }

  @Test
  void a_refresh_is_counted_exactly() {
    var agent = refreshing();
    var tokens = new ConcurrentLinkedQueue<String>();
    ConcurrentCalls.race(8, _ -> tokens.add(agent.requestToken().text("refresh_token")));
    ConcurrentCalls.race(
        8,
        _ -> {
          var token = tokens.poll();
          assertThat(refresh(String.valueOf(token)).status()).isEqualTo(200);
        });

    var usage = server.operator().get("/api/agents/" + agent.id());

    assertThat(usage.text("agent/token_count")).isEqualTo("16");
    assertThat(usage.text("agent/refresh_count")).isEqualTo("8");
  }

  @Test
  void as_many_scopes_as_an_agent_may_have_fit_into_its_tokens() {
    var scopes = IntStream.range(0, 200).mapToObj(i -> "%029d".formatted(i)).toList();
    var agent =
        server.registerAgentWith(
            "name",
            "polymath",
            "scopes",
            scopes,
            "grantTypes",
            List.of("client_credentials", "refresh_token"));
    var first = agent.requestToken();

    var second = refresh(first.text("refresh_token"));

    assertThat(second.text("scope")).isEqualTo(String.join(" ", scopes));
    assertThat(isActive(first.text("access_token"))).isTrue();
    assertThat(isActive(second.text("access_token"))).isTrue();
    assertThat(agent.with(second.text("access_token")).get("/api/agents/me").status())
        .isEqualTo(200);
  }

  @Test
  void more_scopes_than_a_token_can_carry_are_refused_at_registration() {
    var scopes = IntStream.range(0, 200).mapToObj(i -> "%030d".formatted(i)).toList();

    var answer = server.operator().post("/api/v1/agents", "name", "polymath", "scopes", scopes);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("errors/0/field")).isEqualTo("scopes");
  }

  @Test
  void an_unused_refresh_token_expires() throws IOException {
    try (var brief = new TestServer().with("refresh-lifetime", "1h")) {
      brief.start();
      var made = brief.operator().post("/api/agents", "name", "quick", "scopes", List.of("read"));
      var token =
          brief
              .unauthenticated()
              .post(
                  "/oauth/token",
                  "grant_type",
                  "client_credentials",
                  "client_id",
                  made.text("client_id"),
                  "client_secret",
                  made.text("client_secret"))
              .text("refresh_token");
      brief.clock().advance(Duration.ofHours(1));

      isInvalidGrant(refresh(brief, token));
    }
  }

  @Test
  void a_family_expires_at_its_maximum_lifetime_despite_refreshes() throws IOException {
    try (var brief =
        new TestServer().with("refresh-lifetime", "2h").with("refresh-max-lifetime", "5h")) {
      brief.start();
      var agent = refreshing(brief);
      var latest = agent.requestToken();
      for (var hour = 1; hour < 5; hour++) {
        brief.clock().advance(Duration.ofHours(1));
        latest = refresh(brief, latest.text("refresh_token"));
        assertThat(latest.status()).as("after %d h", hour).isEqualTo(200);
      }
      var introspected =
          brief.operator().form("/oauth/introspect", "token", latest.text("refresh_token"));
      assertThat(introspected.json().get("exp").asLong())
          .isEqualTo(brief.clock().instant().plus(Duration.ofHours(1)).getEpochSecond());
      brief.clock().advance(Duration.ofMinutes(59));
      assertThat(refresh(brief, latest.text("refresh_token")).status()).isEqualTo(200);
      brief.clock().advance(Duration.ofMinutes(1));

      isInvalidGrant(refresh(brief, latest.text("refresh_token")));
      assertThat(
              brief
                  .operator()
                  .form("/oauth/introspect", "token", latest.text("refresh_token"))
                  .body())
          .isEqualTo("{\"active\":false}");
      assertThat(agent.requestToken().status()).as("the client itself goes on").isEqualTo(200);
    }
  }

  @Test
  void a_shortened_maximum_lifetime_applies_to_existing_families() throws IOException {
    try (var server = new TestServer()) {
      server.start();
      var agent = refreshing(server);
      var first = agent.requestToken();
      server.clock().advance(Duration.ofHours(2));
      server.with("refresh-max-lifetime", "1h");
      server.restart();

      isInvalidGrant(refresh(server, first.text("refresh_token")));
      var fresh = refreshing(server);
      assertThat(refresh(server, fresh.requestToken().text("refresh_token")).status())
          .isEqualTo(200);
    }
  }

  @Test
  void a_setting_requires_client_authentication_on_refresh() throws IOException {
    try (var strict = new TestServer().with("refresh-needs-client", "true")) {
      strict.start();
      var made = strict.operator().post("/api/agents", "name", "quick");
      var id = made.text("client_id");
      var secret = made.text("client_secret");
      var token =
          strict
              .unauthenticated()
              .basic(id, secret)
              .form("/oauth/token", "grant_type", "client_credentials")
              .text("refresh_token");

      var alone =
          strict
              .unauthenticated()
              .form("/oauth/refresh", "grant_type", "refresh_token", "refresh_token", token);
      var known =
          strict
              .unauthenticated()
              .basic(id, secret)
              .form("/oauth/refresh", "grant_type", "refresh_token", "refresh_token", token);

      assertThat(alone.json("error")).isEqualTo("invalid_client");
      assertThat(known.status()).isEqualTo(200);
    }
  }
}
