package dev.signet.delegation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.db.Ids;
import dev.signet.testing.Await;
import dev.signet.testing.ExchangingAgents;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.time.Duration;
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
    var now = server.clock().instant();
    server
        .internals()
        .db()
        .inTransaction(tx ->
            tx.update(
                    """
                    INSERT INTO audit_events (
                      event_id, chain_id, seq, occurred_at, action, outcome, agent_id,
                      organization_id, actor_type, actor_id, ip_address, user_agent, request_id,
                      metadata, token_expires_at, token_generation, token_subject_token,
                      token_delegation, token_ancestors, prev_hash, hash)
                    WITH RECURSIVE numbers (n) AS (
                      SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :count)
                    SELECT :prefix || substr(CAST(1000000000000 + n AS TEXT), 2), :chain, n, :now,
                      'token.exchanged', 'success', :agent, :organization, 'agent', :agent, '', '',
                      '', :metadata, :expiresAt, 1, 'another',
                      NULLIF(:delegation, ''), '', '', ''
                    FROM numbers
                    """)
                .bind("count", MANY)
                .bind("metadata", METADATA)
                .bind(
                    "prefix",
                    Ids.firstAt(now).substring(0, 14)
                        + UUID.randomUUID().toString().substring(14, 24))
                .bind("chain", UUID.randomUUID().toString())
                .bind("now", now.toEpochMilli())
                .bind("agent", agent.id())
                .bind("organization", organization)
                .bind("expiresAt", now.plus(Duration.ofHours(1)).toEpochMilli())
                .bind("delegation", delegation)
                .execute());
  }
}
