package dev.signet.delegation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.db.Ids;
import dev.signet.testing.Await;
import dev.signet.testing.ExchangingAgents;
import dev.signet.testing.Jwt;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// More exchanged tokens than are looked at while others wait: what ends them says that it did not
/// count them, or that their number may be too small.
@DisplayNameGeneration(ReplaceUnderscores.class)
class ManyExchangedTokensTest {
  @RegisterExtension static final TestServer server = new TestServer().with("token-alg", "ES256");

  private static final int MANY = 10_001;

  private static final String METADATA =
      """
      {"scope":"read","kid":"k1","audience":[],"subject":"another","subject_token":"another",\
      "expires_at":"2026-03-28T10:00:00.000Z"}\
      """;

  @Test
  void revoking_very_many_exchanged_tokens_of_an_agent_says_that_the_number_may_be_too_small() {
    var agents = new ExchangingAgents(server, server.createOrganization("agent"));
    var agent = agents.agent();
    var token = agent.token();
    addExchanged(agents.organization(), agent, "");

    var answer = server.operator().post("/api/v1/agents/" + agent.id() + "/tokens/revoke");

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(agents.isActive(token)).isFalse();
    server.internals().runJobs();
    var event = waitFor("token.revoked");
    assertThat(event.text("data/0/agentId")).isEqualTo(agent.id());
    assertThat(event.text("data/0/metadata/revoked_token_count")).isEqualTo("1");
    assertThat(event.text("data/0/metadata/exact")).isEqualTo("false");
  }

  @Test
  void an_organization_with_very_many_exchanged_tokens_is_suspended_and_counted_afterwards() {
    var agents = new ExchangingAgents(server, server.createOrganization("whole"));
    var agent = agents.agent();
    var token = agent.token();
    addExchanged(agents.organization(), agent, "");

    var answer =
        server.operator().post("/api/v1/organizations/" + agents.organization() + "/suspend");

    assertThat(answer.json("counted")).isEqualTo("false");
    assertThat(agents.isActive(token)).isFalse();
    server.internals().runJobs();
    var event = waitFor("organization.suspension_counted");
    assertThat(event.text("data/0/metadata/revoked_token_count")).isEqualTo("1");
    assertThat(event.text("data/0/metadata/exact")).isEqualTo("false");
  }

  @Test
  void tokens_below_a_delegation_are_not_counted_when_there_are_very_many_inactive_ones() {
    var agents = new ExchangingAgents(server, server.createOrganization("lent"));
    var subject = agents.agent();
    var actor = agents.agent();
    var delegation = agents.lend(subject, actor);
    var token = agents.exchanged(actor, subject.token());
    addExchanged(agents.organization(), actor, delegation);

    var answer = server.operator().delete("/api/v1/delegations/" + delegation);

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.text("counted")).isEqualTo("false");
    assertThat(answer.json().has("revokedTokenCount")).isFalse();
    assertThat(agents.isActive(token)).isFalse();
  }

  @Test
  void what_was_exchanged_from_a_refresh_family_of_very_many_tokens_is_counted() {
    var agents = new ExchangingAgents(server, server.createOrganization("family"));
    var subject = agents.agent();
    var actor = agents.agent();
    var last = agents.agent();
    agents.lend(subject, actor);
    agents.lend(actor, last);
    var issued = subject.requestToken();
    var token = issued.text("access_token");
    addTokens(
        agents.organization(),
        subject,
        "token.refreshed",
        DescendantCounter.LARGE_FAMILY,
        Map.of("token_family", Jwt.of(token).claim("fam")));
    var below = agents.exchanged(actor, token);
    var made = List.of(below, agents.exchanged(last, below), agents.exchanged(subject, token));
    var other = agents.exchanged(actor, subject.token());

    server.operator().form("/oauth/revoke", "token", issued.text("refresh_token"));

    assertThat(made).noneMatch(agents::isActive);
    assertThat(agents.isActive(other)).isTrue();
    server.internals().runJobs();
    var event = waitFor("token.revoked&agentId=" + subject.id());
    assertThat(event.text("data/0/metadata/revoked_token_count")).isEqualTo("1001");
    assertThat(event.text("data/0/metadata/revoked_descendant_count")).isEqualTo("3");
  }

  @Test
  void very_many_expired_tokens_below_a_delegation_do_not_count() {
    var agents = new ExchangingAgents(server, server.createOrganization("expired"));
    var subject = agents.agent();
    var actor = agents.agent();
    var delegation = agents.lend(subject, actor);
    var root = subject.token();
    var token = agents.exchanged(actor, root);
    var expired = Integer.getInteger("signet.expired.tokens", MANY);
    addTokens(
        agents.organization(),
        actor,
        "token.exchanged",
        expired,
        Duration.ofSeconds(-1),
        Map.of(
            "token_subject_token",
            Jwt.of(root).claim("jti"),
            "token_ancestors",
            "",
            "token_delegation",
            delegation));
    var preview =
        server.operator().get("/api/v1/tokens/" + Jwt.of(root).claim("jti") + "/blast-radius");

    var begin = System.nanoTime();
    var answer = server.operator().delete("/api/v1/delegations/" + delegation);
    System.out.printf(
        "%,d expired tokens, end of their delegation: %d ms%n",
        expired, (System.nanoTime() - begin) / 1_000_000);

    assertThat(preview.text("tokens")).isEqualTo("2");
    assertThat(answer.text("revokedTokenCount")).as(answer.body()).isEqualTo("1");
    assertThat(agents.isActive(token)).isFalse();
  }

  private static TestResponse waitFor(String action) {
    var path = "/api/v1/audit?limit=1&action=" + action;
    Await.until(
        Duration.ofSeconds(60),
        action,
        () -> !server.operator().get(path).text("total").equals("0"));
    return server.operator().get(path);
  }

  /// Adds unexpired tokens that an agent exchanged from some that are not active any more.
  private static void addExchanged(String organization, TestAgent agent, String delegation) {
    var columns = new HashMap<>(Map.of("token_subject_token", "another", "token_ancestors", ""));
    if (!delegation.isEmpty()) {
      columns.put("token_delegation", delegation);
    }
    addTokens(organization, agent, "token.exchanged", MANY, columns);
  }

  private static void addTokens(
      String organization, TestAgent agent, String action, int count, Map<String, String> columns) {
    addTokens(organization, agent, action, count, Duration.ofHours(1), columns);
  }

  /// @param columns further columns with their values
  private static void addTokens(
      String organization,
      TestAgent agent,
      String action,
      int count,
      Duration lifetime,
      Map<String, String> columns) {
    var now = server.clock().instant();
    var names = List.copyOf(columns.keySet());
    server
        .internals()
        .db()
        .inTransaction(tx ->
            tx.update(
                    """
                    INSERT INTO audit_events (
                      event_id, chain_id, seq, occurred_at, action, outcome, agent_id,
                      organization_id, actor_type, actor_id, ip_address, user_agent, request_id,
                      metadata, token_expires_at, token_generation, prev_hash, hash, %s)
                    WITH RECURSIVE numbers (n) AS (
                      SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :count)
                    SELECT :prefix || substr(CAST(1000000000000 + n AS TEXT), 2), :chain, n, :now,
                      :action, 'success', :agent, :organization, 'agent', :agent, '', '',
                      '', :metadata, :expiresAt, 1, '', '', :%s
                    FROM numbers
                    """
                        .formatted(String.join(", ", names), String.join(", :", names)))
                .bindMap(columns)
                .bind("count", count)
                .bind("action", action)
                .bind("metadata", METADATA)
                .bind(
                    "prefix",
                    Ids.firstAt(now).substring(0, 14)
                        + UUID.randomUUID().toString().substring(14, 24))
                .bind("chain", UUID.randomUUID().toString())
                .bind("now", now.toEpochMilli())
                .bind("agent", agent.id())
                .bind("organization", organization)
                .bind("expiresAt", now.plus(lifetime).toEpochMilli())
                .execute());
  }
}
