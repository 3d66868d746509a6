package dev.signet.console.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The usage of tokens on the page of an agent.
@DisplayNameGeneration(ReplaceUnderscores.class)
class TokenUsageTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private BrowserSession visitor;

  @BeforeEach
  void signIn() {
    visitor = BrowserSession.signIn(server, server.operatorKey());
  }

  private String page(String agent) {
    var page = visitor.get("/console/agents/" + agent);
    assertThat(page.status()).isEqualTo(200);
    return page.body();
  }

  @Test
  void an_agent_without_tokens_has_a_sentence_instead_of_a_chart() {
    var agent = server.registerAgent("idle");

    assertThat(page(agent.id())).contains("No tokens issued in the last 30 days");
  }

  @Test
  void tokens_are_counted_in_the_hour_and_on_the_day_of_issue() {
    var agent = server.registerAgent("courier");
    var other = server.registerAgent("another agent");
    agent.token();
    agent.token();
    server.clock().advance(Duration.ofHours(2));
    signIn();
    agent.token();
    other.token();

    assertThat(page(agent.id()))
        .contains("3 tokens in the last 24 hours, 2 in the busiest hour")
        .contains("3 tokens in the last 30 days");

    server.clock().advance(Duration.ofDays(2));
    signIn();
    agent.token();

    assertThat(page(agent.id()))
        .contains("1 token in the last 24 hours, 1 in the busiest hour")
        .contains("4 tokens in the last 30 days, 3 in the busiest day");

    server.clock().advance(Duration.ofDays(31));
    signIn();

    assertThat(page(agent.id())).contains("No tokens issued in the last 30 days");
  }

  @Test
  void a_busy_hour_is_an_estimate_and_counting_is_bounded() {
    var agent = server.registerAgent("busy");
    var idle = Duration.between(server.clock().instant(), nextHour());
    server.clock().advance(idle);
    // 240 in an hour; once the hour is a day ago, 200 of them are counted.
    for (var i = 0; i < 240; i++) {
      agent.token();
      server.clock().advance(Duration.ofSeconds(15));
    }
    signIn();
    assertThat(page(agent.id())).contains("240 tokens in the last 24 hours, 240 in the busiest");

    server.clock().advance(Duration.ofHours(25));
    signIn();

    assertThat(page(agent.id()))
        .contains("None in the last 24 hours.")
        .contains("about 240 tokens in the last 30 days, about 240 in the busiest day");
  }

  private static Instant nextHour() {
    return server.clock().instant().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofHours(1));
  }

  @Test
  void a_refused_request_is_not_counted() {
    var agent = server.registerAgent("courier");
    server
        .unauthenticated()
        .form(
            "/oauth/token",
            "grant_type",
            "client_credentials",
            "client_id",
            agent.id(),
            "client_secret",
            "cs_live_wrong");

    assertThat(page(agent.id())).contains("No tokens issued in the last 30 days");
  }

  @Test
  void a_user_who_may_not_read_the_audit_log_sees_the_usage_only() {
    var agent = server.registerAgent("courier");
    agent.token();
    var reader =
        BrowserSession.signIn(
            server,
            server
                .operator()
                .post("/api/v1/operator-keys", "name", "r", "scopes", List.of("agents:read"))
                .text("secret"));

    var page = reader.get("/console/agents/" + agent.id()).body();

    assertThat(page)
        .contains("in the last 24 hours")
        .doesNotContain("Recent events", "/console/audit");
  }

  @Test
  void the_page_links_to_all_events_of_the_agent() {
    var agent = server.registerAgent("courier");
    var path = "/console/audit?agentId=" + agent.id();

    assertThat(page(agent.id())).contains("href=\"" + path + "\"");
    assertThat(visitor.get(path).body()).contains("You registered “<bdi>courier</bdi>”.");
  }
}
