package dev.signet.events.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.secrets.SecretGenerator;
import dev.signet.base.secrets.SecretKind;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// Unauthenticated callers cannot fill the audit log, from however many addresses they come.
@DisplayNameGeneration(ReplaceUnderscores.class)
class AnonymousEventLimitTest {
  private static final SecretGenerator SECRETS = new SecretGenerator(new SecureRandom());

  private static final int BURST = 200;

  private final TestServer server =
      new TestServer().withDefault("audit-anonymous-rate").with("trusted-proxies", "127.0.0.1");

  private int addresses;

  @BeforeEach
  void start() throws IOException {
    server.start();
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private TestResponse fails() {
    addresses++;
    return server
        .unauthenticated()
        .with("X-Forwarded-For", "2001:db8:" + Integer.toHexString(addresses) + "::1")
        .bearer(SECRETS.generate(SecretKind.OPERATOR_KEY).reveal())
        .get("/api/v1/agents");
  }

  private TestResponse events(String action) {
    return server.operator().get("/api/v1/audit?limit=1&action=" + action);
  }

  private String count(String action) {
    return events(action).text("total");
  }

  private void theMinuteIsOver() {
    server.internals().audit().recordCounts();
  }

  @Test
  void failures_from_many_addresses_are_recorded_up_to_the_limit_and_counted_beyond_it() {
    for (var i = 0; i < BURST + 37; i++) {
      assertThat(fails().status()).isEqualTo(401);
    }

    assertThat(count("auth.failed")).isEqualTo(Integer.toString(BURST));
    theMinuteIsOver();
    var summary = events("audit.suppressed");
    assertThat(summary.text("total")).isEqualTo("1");
    assertThat(summary.json("data/0/metadata"))
        .isEqualTo("{\"count\":37,\"actions\":{\"auth.failed\":37}}");
    assertThat(server.operator().get("/metrics").body())
        .contains("signet_audit_events_suppressed_total 37.0");

    theMinuteIsOver();
    assertThat(count("audit.suppressed")).as("nothing happened since").isEqualTo("1");

    server.clock().advance(Duration.ofSeconds(1));
    for (var i = 0; i < 25; i++) {
      fails();
    }
    theMinuteIsOver();
    assertThat(count("auth.failed")).isEqualTo(Integer.toString(BURST + 20));
    assertThat(events("audit.suppressed").json("data/0/metadata"))
        .isEqualTo("{\"count\":5,\"actions\":{\"auth.failed\":5}}");
  }

  @Test
  void above_the_limit_known_callers_and_reports_that_end_a_secret_are_still_recorded() {
    var agent = server.registerAgent("courier", "read");
    for (var i = 0; i < BURST + 1; i++) {
      fails();
    }

    server.operator().post("/api/v1/agents", "name", "made under attack");
    server.unauthenticated().post("/api/v1/leaks", "value", agent.secret());
    server.unauthenticated().post("/api/v1/leaks", "value", agent.secret());

    assertThat(events("agent.created").json("data/0/metadata")).contains("made under attack");
    assertThat(count("credential.revoked")).isEqualTo("1");
    assertThat(count("leak.reported")).isEqualTo("1");
    assertThat(events("leak.reported").json("data/0/metadata/done")).isEqualTo("revoked");
    theMinuteIsOver();
    assertThat(events("audit.suppressed").json("data/0/metadata"))
        .isEqualTo("{\"count\":2,\"actions\":{\"auth.failed\":1,\"leak.reported\":1}}");
  }

  @Test
  void a_hundred_ended_secrets_that_are_reported_fifty_times_are_a_hundred_events() {
    var agent = server.registerAgent("courier", "read");
    var tokens = new ArrayList<String>();
    for (var i = 0; i < 100; i++) {
      tokens.add(agent.token());
    }
    assertThat(server.operator().post("/api/agents/" + agent.id() + "/deactivate").status())
        .isEqualTo(200);
    var report = String.join("\n", tokens);

    var answers = new ArrayList<List<Object>>();
    for (var i = 0; i < 50; i++) {
      var answer = server.unauthenticated().post("/api/v1/leaks", "text", report);
      answers.add(List.of(answer.status(), answer.body()));
      server.clock().advance(Duration.ofSeconds(1));
    }

    assertThat(answers).containsOnly(answers.getFirst());
    assertThat(answers.getFirst().getFirst()).isEqualTo(202);
    assertThat(count("leak.reported")).isEqualTo("100");
    theMinuteIsOver();
    assertThat(count("audit.suppressed")).isEqualTo("0");
  }
}
