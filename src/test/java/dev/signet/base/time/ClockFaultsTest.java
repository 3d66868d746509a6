package dev.signet.base.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.CapturedLog;
import dev.signet.testing.RefusalAssertions;
import dev.signet.testing.SigningAgent;
import dev.signet.testing.TestClient;
import dev.signet.testing.TestClientKey;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A wall clock that is wrong for a while brings nothing back and loses nothing.
@DisplayNameGeneration(ReplaceUnderscores.class)
@ResourceLock(value = CapturedLog.RESOURCE, mode = ResourceAccessMode.READ)
class ClockFaultsTest {
  @RegisterExtension static final TestServer server = new TestServer();

  /// The wall clock is ahead while the expiry jobs run, and is correct afterwards.
  private static void isAheadFor(String time) {
    server.clock().jump(Duration.parse(time));
    server.clock().advance(Duration.ofMinutes(1));
    server.internals().runJobs();
    server.clock().jump(Duration.parse(time).negated());
    server.internals().runJobs();
  }

  /// As [#isAheadFor] two hours, but no time passes.
  private static void isAheadWithoutDelay() {
    server.clock().jump(Duration.ofHours(2));
    server.internals().runJobs();
    server.clock().jump(Duration.ofHours(-2));
    server.internals().runJobs();
  }

  private static TestResponse introspected(String token) {
    return server.operator().form("/oauth/introspect", "token", token);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT2H", "P90D"})
  void a_revoked_token_stays_revoked(String ahead) {
    var agent = server.registerAgent("revoked", "parcels:read");
    var token = agent.token();
    var other = agent.token();
    server.operator().form("/oauth/revoke", "token", token);

    isAheadFor(ahead);

    assertThat(introspected(token).text("active")).isEqualTo("false");
    assertThat(introspected(other).text("active")).isEqualTo("true");
  }

  @Test
  void a_revoked_token_stays_revoked_when_the_server_starts_while_the_clock_is_ahead() {
    var agent = server.registerAgent("restarted", "parcels:read");
    var token = agent.token();
    server.operator().form("/oauth/revoke", "token", token);
    server.internals().runJobs();

    server.clock().jump(Duration.ofHours(2));
    server.restart();
    server.internals().runJobs();
    server.clock().jump(Duration.ofHours(-2));
    server.restart();

    assertThat(introspected(token).text("active")).isEqualTo("false");
  }

  @Test
  void a_used_proof_stays_used() {
    var agent = server.registerAgent("proof", "parcels:read");
    var proof =
        server
            .proof(TestClientKey.generate(), "POST", "/oauth/token")
            .at(server.clock())
            .jti("used")
            .build();
    var client = agent.client().with("DPoP", proof);
    var first = asksForToken(client, agent.clientId(), agent.secret());

    isAheadWithoutDelay();

    assertThat(first.status()).as(first.body()).isEqualTo(200);
    RefusalAssertions.isOAuthError(
        asksForToken(client, agent.clientId(), agent.secret()), 400, "invalid_dpop_proof");
  }

  @Test
  void a_used_client_assertion_stays_used() {
    var agent = SigningAgent.register(server, TestClientKey.generate());
    var assertion = agent.assertion().build();
    var first = agent.requestToken(assertion);

    isAheadWithoutDelay();

    assertThat(first.status()).as(first.body()).isEqualTo(200);
    RefusalAssertions.isOAuthError(agent.requestToken(assertion), 401, "invalid_client");
    assertThat(agent.requestToken().status()).as("another assertion").isEqualTo(200);
  }

  private static TestResponse asksForToken(TestClient client, String clientId, String secret) {
    return client.form(
        "/oauth/token",
        "grant_type",
        "client_credentials",
        "client_id",
        clientId,
        "client_secret",
        secret);
  }

  @Test
  void a_revoked_refresh_family_stays_revoked() {
    var agent =
        server.registerAgentWith(
            "name", "family", "grantTypes", List.of("client_credentials", "refresh_token"));
    var refresh = agent.requestToken().text("refresh_token");
    server.operator().form("/oauth/revoke", "token", refresh);

    isAheadFor("P90D");

    RefusalAssertions.isOAuthError(
        agent
            .client()
            .form("/oauth/refresh", "grant_type", "refresh_token", "refresh_token", refresh),
        400,
        "invalid_grant");
  }

  @Test
  void a_lost_response_is_given_again() {
    var client = server.operator().with("Idempotency-Key", UUID.randomUUID().toString());
    var first =
        client.post("/api/v1/operator-keys", "name", "again", "scopes", List.of("agents:read"));

    server.clock().jump(Duration.ofHours(2));
    server.internals().runJobs();
    server.clock().jump(Duration.ofHours(-2));

    assertThat(
            client
                .post("/api/v1/operator-keys", "name", "again", "scopes", List.of("agents:read"))
                .body())
        .isEqualTo(first.body());
  }

  @Test
  void the_audit_log_keeps_what_was_recorded_before_the_jump() {
    var agent = server.registerAgent("kept", "parcels:read");

    isAheadFor("P120D");

    assertThat(
            server
                .operator()
                .get("/api/v1/audit?action=agent.created&agentId=" + agent.id())
                .text("total"))
        .isEqualTo("1");
  }

  @Test
  void the_newest_event_is_first_and_the_export_has_all_after_the_clock_was_two_hours_ahead() {
    server.clock().jump(Duration.ofHours(2));
    var ahead = server.registerAgent("ahead", "parcels:read");
    server.clock().jump(Duration.ofHours(-2));
    var back = server.registerAgent("back", "parcels:read");

    var newest = server.operator().get("/api/v1/audit?limit=3").body();
    var export = server.operator().get("/api/v1/audit/export").body();
    server.restart();
    var later = server.registerAgent("later", "parcels:read");

    assertThat(newest).contains(back.id());
    assertThat(export).contains(ahead.id(), back.id());
    assertThat(server.operator().get("/api/v1/audit?limit=3").body()).contains(later.id());
    assertThat(server.operator().get("/api/v1/audit/verify").text("valid")).isEqualTo("true");
  }

  @Test
  void a_start_behind_the_newest_audit_event_logs_a_warning() {
    server.clock().jump(Duration.ofMillis(7_200_123));
    server.registerAgent("newest", "parcels:read");
    var event = server.clock().instant();
    try (var log = CapturedLog.of(DeletionClock.class)) {
      server.restart();
      assertThat(log.lines())
          .as("a right clock")
          .noneMatch(line -> line.contains("event=\"" + event));

      server.server().close();
      server.clock().jump(Duration.ofMillis(-7_200_123));
      server.restart();
      assertThat(log.lines())
          .contains(
              "WARN the clock is behind the newest event of the audit log clock=\"%s\" event=\"%s\""
                  .formatted(server.clock().instant(), event));
    }
  }

  @Test
  void an_agent_within_its_rate_is_served_after_the_clock_went_back() {
    var agent = server.registerAgent("steady", "parcels:read");
    var token = agent.token();
    var statuses = new ArrayList<Integer>();

    server.clock().jump(Duration.ofHours(-2));
    for (var call = 0; call < 600; call++) {
      server.clock().advance(Duration.ofMillis(10));
      statuses.add(server.unauthenticated().bearer(token).get("/api/v1/agents/me").status());
    }
    server.clock().jump(Duration.ofHours(2));

    assertThat(statuses).doesNotContain(429);
  }

  @Test
  void a_failed_caller_waits_one_minute_and_not_until_the_clock_catches_up() {
    var agent = server.registerAgent("waits", "parcels:read");
    for (var attempt = 0; attempt < 20; attempt++) {
      asksForToken(server.unauthenticated(), agent.clientId(), "wrong");
    }

    server.clock().jump(Duration.ofHours(-2));
    server.clock().advance(Duration.ofMinutes(1));
    var answer = agent.requestToken();
    server.clock().jump(Duration.ofHours(2));

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }
}
