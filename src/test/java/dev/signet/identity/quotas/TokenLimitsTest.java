package dev.signet.identity.quotas;

import static dev.signet.testing.RefusalAssertions.isOAuthErrorWith;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.ExchangingAgents;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Limits of the tokens that an organization is issued in a minute, a day and a month.
@DisplayNameGeneration(ReplaceUnderscores.class)
class TokenLimitsTest {
  private static final Set<String> MEMBERS =
      Set.of("quota", "limit", "used", "tier", "organizationId", "resetsAt", "remedy", "retryable");

  @RegisterExtension static final TestServer server = new TestServer();

  private static int count;

  /// Each test has a year of its own, so that the clock never goes back far.
  private final int year = 2026 + ++count;

  private final String organization = organizationOf(year);
  private final TestAgent agent = new ExchangingAgents(server, organization).agent();

  private static String organizationOf(int year) {
    server.clock().set(Instant.parse(year + "-03-28T09:00:00Z"));
    return server.createOrganization("tokens-" + year);
  }

  private static String tierOf(String organization) {
    return "/api/v1/organizations/" + organization + "/tier";
  }

  private void limit(Map<String, Object> limits, String enforcement) {
    var set =
        server
            .operator()
            .put(
                tierOf(organization),
                "tier",
                "unlimited",
                "overrides",
                limits,
                "enforcement",
                enforcement);
    assertThat(set.status()).as(set.body()).isEqualTo(200);
  }

  private void limit(String quota, int limit) {
    limit(Map.of(quota, limit), "hard");
  }

  private List<TestResponse> request(int times) {
    var answers = new ArrayList<TestResponse>();
    for (var i = 0; i < times; i++) {
      answers.add(agent.requestToken());
    }
    return answers;
  }

  private static void areTokens(List<TestResponse> answers) {
    assertThat(answers)
        .allSatisfy(answer -> assertThat(answer.status()).as(answer.body()).isEqualTo(200));
  }

  private void isRefused(TestResponse answer, String quota, int limit, String error) {
    isOAuthErrorWith(MEMBERS, answer, 429, error);
    assertThat(answer.json("quota")).isEqualTo(quota);
    assertThat(answer.json("limit")).isEqualTo(Integer.toString(limit));
    assertThat(answer.json("organizationId")).isEqualTo(organization);
    assertThat(answer.json("retryable")).isEqualTo("true");
    assertThat(answer.text("remedy")).contains("wait", "ask an operator");
  }

  private void isRefused(TestResponse answer, String quota, int limit) {
    isRefused(
        answer, quota, limit, quota.equals("tokensPerMinute") ? "slow_down" : "quota_exceeded");
  }

  private JsonNode status() {
    return server.operator().get(tierOf(organization)).json();
  }

  private List<JsonNode> events(String action) {
    return server
        .operator()
        .get("/api/v1/audit?limit=100&action=" + action)
        .json()
        .at("/data")
        .valueStream()
        .filter(event -> event.at("/organizationId").asString().equals(organization))
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "tokensPerMinute, slow_down, minute, 11-05T10:21, 30, 60",
    "tokensPerDay, quota_exceeded, day, 11-06T00:00, 49170, 86400",
    "tokensPerMonth, quota_exceeded, month, 12-01T00:00, 2209170, 2592000"
  })
  void the_limit_is_reached_and_not_exceeded(
      String quota, String error, String name, String resetsAt, String wait, String length) {
    server.clock().set(Instant.parse(year + "-11-05T10:20:30Z"));
    limit(quota, 3);

    areTokens(request(3));

    var refused = agent.requestToken();
    isRefused(refused, quota, 3, error);
    assertThat(refused.json("used")).isEqualTo("3");
    assertThat(refused.json("tier")).isEqualTo("unlimited");
    assertThat(refused.text("resetsAt")).isEqualTo(year + "-" + resetsAt + ":00.000Z");
    assertThat(refused.header("Retry-After")).contains(wait);
    assertThat(refused.header("RateLimit-Policy")).contains('"' + name + "\";q=3;w=" + length);
    assertThat(refused.header("RateLimit")).contains('"' + name + "\";r=0;t=" + wait);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tokensPerMinute", "tokensPerDay", "tokensPerMonth"})
  void the_next_window_begins_at_zero(String quota) {
    server.clock().set(Instant.parse(year + "-12-31T23:59:59Z"));
    limit(quota, 2);
    areTokens(request(2));
    isRefused(agent.requestToken(), quota, 2);

    server.clock().advance(Duration.ofSeconds(1));

    areTokens(request(2));
    isRefused(agent.requestToken(), quota, 2);
  }

  @Test
  void a_clock_that_is_set_back_does_not_give_a_used_up_month_again() {
    server.clock().set(Instant.parse(year + "-06-30T23:59:59Z"));
    limit("tokensPerMonth", 2);
    areTokens(request(2));
    server.clock().jump(Duration.ofSeconds(1));
    areTokens(request(1));

    server.clock().jump(Duration.ofSeconds(-1));

    isRefused(agent.requestToken(), "tokensPerMonth", 2);
  }

  @Test
  void the_longest_window_that_is_used_up_is_named() {
    limit(Map.of("tokensPerMinute", 2, "tokensPerDay", 2), "hard");
    areTokens(request(2));

    isRefused(agent.requestToken(), "tokensPerDay", 2);
  }

  @Test
  void what_one_limit_refuses_does_not_count_for_another() {
    limit(Map.of("tokensPerMinute", 1, "tokensPerDay", 3), "hard");
    areTokens(request(1));
    isRefused(agent.requestToken(), "tokensPerMinute", 1);

    assertThat(status().at("/usage/tokensToday").asLong()).isEqualTo(1);
  }

  @Test
  void of_concurrent_requests_as_many_succeed_as_the_limit_allows() {
    limit(Map.of("tokensPerMinute", 100, "tokensPerMonth", 60), "hard");
    var answers = new ConcurrentLinkedQueue<TestResponse>();

    ConcurrentCalls.race(
        16,
        racer -> {
          for (var i = 0; i < 10; i++) {
            answers.add(agent.requestToken());
          }
        });

    assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(60);
    assertThat(answers)
        .filteredOn(answer -> answer.status() != 200)
        .hasSize(100)
        .allSatisfy(answer -> isRefused(answer, "tokensPerMonth", 60));
    assertThat(status().at("/usage/tokensThisMonth").asLong()).isEqualTo(60);
  }

  @Test
  void refreshed_and_exchanged_tokens_count_and_test_tokens_do_not() {
    limit("tokensPerDay", 3);
    var first = agent.requestToken();
    var refreshed = refresh(first.text("refresh_token"));
    var exchanged = ExchangingAgents.exchange(server, agent, first.text("access_token"));

    areTokens(List.of(first, refreshed, exchanged));
    isRefused(
        ExchangingAgents.exchange(server, agent, first.text("access_token")), "tokensPerDay", 3);
    assertThat(status().at("/usage/tokensToday").asLong()).isEqualTo(3);
  }

  @Test
  void a_refresh_that_is_refused_leaves_its_token_valid() {
    limit("tokensPerMinute", 1);
    var refreshToken = agent.requestToken().text("refresh_token");

    isRefused(refresh(refreshToken), "tokensPerMinute", 1);
    isRefused(refresh(refreshToken), "tokensPerMinute", 1);

    server.clock().advance(Duration.ofMinutes(1));
    assertThat(refresh(refreshToken).status()).isEqualTo(200);
  }

  @Test
  void a_refresh_token_that_is_used_again_is_noticed_although_the_limit_is_used_up() {
    limit("tokensPerDay", 2);
    var first = agent.requestToken();
    var second = refresh(first.text("refresh_token"));
    server.clock().advance(Duration.ofMinutes(2));
    isRefused(agent.requestToken(), "tokensPerDay", 2);

    var reused = refresh(first.text("refresh_token"));

    assertThat(reused.json("error")).isEqualTo("invalid_grant");
    assertThat(events("token.reuse_detected")).hasSize(1);
    assertThat(
            server
                .operator()
                .form("/oauth/introspect", "token", second.text("access_token"))
                .json("active"))
        .isEqualTo("false");
  }

  private static TestResponse refresh(String refreshToken) {
    return server
        .unauthenticated()
        .post("/oauth/refresh", "grant_type", "refresh_token", "refresh_token", refreshToken);
  }

  @Test
  void a_wrong_secret_is_told_before_the_limit() {
    limit("tokensPerMinute", 0);
    var wrong = new TestAgent(server.unauthenticated(), agent.id(), agent.clientId(), "cs_wrong");

    assertThat(wrong.requestToken().status()).isEqualTo(401);
    isRefused(agent.requestToken(), "tokensPerMinute", 0);
  }

  @Test
  void responses_tell_what_is_left_once_four_fifths_are_used() {
    limit(Map.of("tokensPerMinute", 100, "tokensPerDay", 5), "hard");

    var answers = request(5);

    assertThat(answers.subList(0, 3))
        .allSatisfy(answer -> {
          assertThat(answer.header("RateLimit")).isEmpty();
          assertThat(answer.header("RateLimit-Policy")).isEmpty();
        });
    var left = Duration.between(server.clock().instant(), endOfDay()).toSeconds();
    assertThat(answers.get(3).header("RateLimit")).contains("\"day\";r=1;t=" + left);
    assertThat(answers.get(3).header("RateLimit-Policy")).contains("\"day\";q=5;w=86400");
    assertThat(answers.get(4).header("RateLimit")).contains("\"day\";r=0;t=" + left);
    assertThat(answers.get(4).header("Retry-After")).isEmpty();
  }

  private static Instant endOfDay() {
    return QuotaWindow.DAY.endOf(QuotaWindow.DAY.startAt(server.clock().instant()));
  }

  @Test
  void each_event_is_recorded_once_in_a_window() {
    limit("tokensPerDay", 5);

    areTokens(request(3));
    assertThat(events("quota.warning")).isEmpty();
    areTokens(request(1));
    assertThat(events("quota.warning")).hasSize(1);
    assertThat(events("quota.reached")).isEmpty();
    request(3);
    assertThat(events("quota.warning")).hasSize(1);
    assertThat(events("quota.reached")).hasSize(1);
    var reached = events("quota.reached").getFirst().at("/metadata");
    assertThat(reached.at("/quota").asString()).isEqualTo("tokensPerDay");
    assertThat(reached.at("/limit").asLong()).isEqualTo(5);
    assertThat(reached.at("/used").asLong()).isEqualTo(5);

    server.internals().runJobs();
    assertThat(events("quota.lifted")).isEmpty();
    server.clock().set(endOfDay());
    server.internals().runJobs();
    server.internals().runJobs();
    assertThat(events("quota.lifted")).hasSize(1);
    assertThat(events("quota.lifted").getFirst().at("/metadata/quota").asString())
        .isEqualTo("tokensPerDay");

    request(6);
    assertThat(events("quota.warning")).hasSize(2);
    assertThat(events("quota.reached")).hasSize(2);
  }

  @Test
  void a_higher_limit_lifts_a_used_up_one_at_once() {
    limit("tokensPerDay", 2);
    areTokens(request(2));
    isRefused(agent.requestToken(), "tokensPerDay", 2);

    limit("tokensPerDay", 4);

    assertThat(events("quota.lifted")).hasSize(1);
    areTokens(request(2));
    isRefused(agent.requestToken(), "tokensPerDay", 4);
    assertThat(events("quota.reached")).hasSize(2);
  }

  @Test
  void a_lower_limit_takes_back_what_is_not_issued() {
    limit("tokensPerDay", 1000);
    areTokens(request(7));

    limit("tokensPerDay", 5);

    var refused = agent.requestToken();
    isRefused(refused, "tokensPerDay", 5);
    assertThat(refused.json("used")).isEqualTo("7");
    limit("tokensPerDay", 9);
    areTokens(request(2));
    isRefused(agent.requestToken(), "tokensPerDay", 9);
  }

  @Test
  void other_limits_of_a_tier_apply_to_its_organizations() {
    var tier = "tier-" + year;
    saveTier(tier, Map.of("maxAgents", 10));
    assertThat(server.operator().put(tierOf(organization), "tier", tier).status()).isEqualTo(200);
    areTokens(request(3));

    saveTier(tier, Map.of("tokensPerDay", 2));
    areTokens(request(2));
    var refused = agent.requestToken();
    isRefused(refused, "tokensPerDay", 2);
    assertThat(refused.json("tier")).isEqualTo(tier);

    saveTier(tier, Map.of("tokensPerDay", 3));
    assertThat(events("quota.lifted")).hasSize(1);
    areTokens(request(1));
    isRefused(agent.requestToken(), "tokensPerDay", 3);

    saveTier(tier, Map.of());
    areTokens(request(3));
  }

  private static void saveTier(String tier, Map<String, Object> limits) {
    assertThat(server.operator().put("/api/v1/tiers/" + tier, "limits", limits).status())
        .isBetween(200, 201);
  }

  @Test
  void soft_enforcement_only_warns_and_off_does_not() {
    limit(Map.of("tokensPerDay", 2), "soft");
    areTokens(request(4));
    assertThat(events("quota.reached")).hasSize(1);
    assertThat(status().at("/usage/tokensToday").asLong()).isEqualTo(4);

    limit(Map.of("tokensPerDay", 5), "off");
    areTokens(request(4));
    assertThat(events("quota.reached")).hasSize(1);
  }

  @Test
  void the_status_has_use_and_time_of_reset() {
    limit(Map.of("tokensPerMinute", 5000, "tokensPerMonth", 9000), "hard");
    areTokens(request(3));

    var status = status();

    assertThat(status.at("/limits/tokensPerMinute").asLong()).isEqualTo(5000);
    assertThat(status.at("/limits/tokensPerDay").isNull()).isTrue();
    assertThat(status.at("/usage/tokensThisMinute").asLong()).isEqualTo(3);
    assertThat(status.at("/usage/tokensToday").isNull()).isTrue();
    assertThat(status.at("/usage/tokensThisMonth").asLong()).isEqualTo(3);
    assertThat(status.at("/resetsAt/tokensPerMinute").asString())
        .isEqualTo(year + "-03-28T09:01:00.000Z");
    assertThat(status.at("/resetsAt/tokensPerDay").isNull()).isTrue();
  }

  @Test
  void counts_survive_a_restart() {
    limit("tokensPerDay", 200);
    areTokens(request(5));

    server.restart();

    assertThat(status().at("/usage/tokensToday").asLong()).isEqualTo(5);
    server.internals().runJobs();
    assertThat(status().at("/usage/tokensToday").asLong()).isEqualTo(5);
    limit("tokensPerDay", 7);
    var again =
        new TestAgent(server.unauthenticated(), agent.id(), agent.clientId(), agent.secret());
    areTokens(List.of(again.requestToken(), again.requestToken()));
    isRefused(again.requestToken(), "tokensPerDay", 7);
  }

  @Test
  void another_organization_is_not_affected() {
    limit("tokensPerDay", 0);
    var other = new ExchangingAgents(server, server.createOrganization("other-" + year)).agent();

    isRefused(agent.requestToken(), "tokensPerDay", 0);

    assertThat(other.requestToken().status()).isEqualTo(200);
    assertThat(server.registerAgent("default").requestToken().status()).isEqualTo(200);
  }
}
