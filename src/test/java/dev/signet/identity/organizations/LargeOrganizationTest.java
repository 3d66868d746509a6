package dev.signet.identity.organizations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.db.Ids;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Suspending organizations with thousands of agents.
@DisplayNameGeneration(ReplaceUnderscores.class)
class LargeOrganizationTest {
  @RegisterExtension static final TestServer server = new TestServer().with("token-alg", "ES256");

  /// Of the inserted events.
  private static final String METADATA =
      """
      {"scope":"","kid":"k1","audience":[],"expires_at":"2026-03-28T10:00:00.000Z"}\
      """;

  private static final int BATCH = 20_000;
  private static final String PATH = "/api/v1/organizations/";

  @Test
  void the_tokens_of_ten_thousand_agents_are_counted_in_the_answer() {
    var organization = server.createOrganization("large");
    var agent = server.registerAgentWith("name", "first", "organizationId", organization);
    var token = agent.token();
    addAgents(organization, agent, 9_999, 20);
    assertThat(
            server.operator().get(PATH + organization + "/suspension-effect").json("activeTokens"))
        .isEqualTo("199981");

    var answer = server.operator().post(PATH + organization + "/suspend");

    assertThat(answer.json("counted")).isEqualTo("true");
    assertThat(answer.json("agents")).isEqualTo("10000");
    assertThat(answer.json("revokedTokenCount")).isEqualTo("199981");
    assertThat(server.operator().form("/oauth/introspect", "token", token).body())
        .isEqualTo("{\"active\":false}");
  }

  @Test
  void more_tokens_are_revoked_at_once_and_counted_afterwards() {
    var organization = server.createOrganization("larger");
    var agent = server.registerAgentWith("name", "first", "organizationId", organization);
    var token = agent.token();
    addAgents(organization, agent, 300, 700);

    var answer = server.operator().post(PATH + organization + "/suspend");

    assertThat(answer.json("counted")).isEqualTo("false");
    assertThat(answer.json("agents")).isEqualTo("301");
    assertThat(answer.json().get("revokedTokenCount").isNull()).isTrue();
    assertThat(server.operator().form("/oauth/introspect", "token", token).body())
        .isEqualTo("{\"active\":false}");
    server.internals().runJobs();
    var counted = waitForCount();
    assertThat(counted.text("data/0/organizationId")).isEqualTo(organization);
    assertThat(counted.text("data/0/metadata/revoked_token_count")).isEqualTo("210001");
    assertThat(counted.text("data/0/metadata/exact")).isEqualTo("true");
    assertThat(counted.text("total")).isEqualTo("1");
    var suspension = server.operator().get("/api/v1/audit?limit=1&action=organization.suspended");
    assertThat(counted.text("data/0/metadata/suspension"))
        .isEqualTo(suspension.text("data/0/eventId"));
  }

  private static TestResponse waitForCount() {
    var deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    TestResponse found;
    do {
      found = server.operator().get("/api/v1/audit?action=organization.suspension_counted");
    } while (found.text("total").equals("0") && System.nanoTime() < deadline);
    return found;
  }

  /// Copies an agent, each copy with this number of tokens.
  private static void addAgents(String organization, TestAgent model, int agents, int tokens) {
    var now = server.clock().instant();
    var prefix = Ids.firstAt(now).substring(0, 14) + part() + "-" + part() + "-";
    server
        .internals()
        .db()
        .inTransaction(tx -> {
          tx.update(
                  """
                  INSERT INTO agents (
                    agent_id, client_id, organization_id, name, agent_type, capabilities, status,
                    scopes, grant_types, token_lifetime_seconds, metadata, created_by, created_at,
                    updated_at, generation, revision, search_text)
                  WITH RECURSIVE numbers (n) AS (
                    SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :count)
                  SELECT :prefix || substr(CAST(1000000000000 + n AS TEXT), 2),
                    :prefix || substr(CAST(1000000000000 + n AS TEXT), 2), organization_id, name,
                    agent_type, capabilities, status, scopes, grant_types, token_lifetime_seconds,
                    metadata, created_by, created_at, updated_at, generation, revision, search_text
                  FROM numbers, agents WHERE agents.agent_id = :model
                  """)
              .bind("count", agents)
              .bind("prefix", prefix)
              .bind("model", model.id())
              .execute();
          tx.update(
                  """
                  UPDATE agent_counts SET agents = agents + :count
                  WHERE organization_id = :organization AND owner = '' AND status = 'active'
                  """)
              .bind("count", agents)
              .bind("organization", organization)
              .execute();
          return tx;
        });
    var events = Ids.firstAt(now).substring(0, 14) + part() + "-" + part() + "-";
    var chain = UUID.randomUUID().toString();
    for (var from = 0; from < agents * tokens; from += BATCH) {
      var first = from;
      var end = Math.min(from + BATCH, agents * tokens);
      server
          .internals()
          .db()
          .inTransaction(tx ->
              tx.update(
                      """
                      INSERT INTO audit_events (
                        event_id, chain_id, seq, occurred_at, action, outcome, agent_id,
                        actor_type, actor_id, ip_address, user_agent, request_id, metadata,
                        token_expires_at, token_generation, prev_hash, hash)
                      WITH RECURSIVE numbers (n) AS (
                        SELECT :first UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < :end)
                      SELECT :events || substr(CAST(1000000000000 + n AS TEXT), 2), :chain, n + 1,
                        :now, 'token.issued', 'success',
                        :prefix || substr(CAST(1000000000001 + n / :each AS TEXT), 2), 'agent',
                        'x', '', '', '', :metadata, :expiresAt, 1, '', ''
                      FROM numbers
                      """)
                  .bind("first", first)
                  .bind("end", end)
                  .bind("each", tokens)
                  .bind("prefix", prefix)
                  .bind("events", events)
                  .bind("chain", chain)
                  .bind("metadata", METADATA)
                  .bind("now", now.toEpochMilli())
                  .bind("expiresAt", now.plus(Duration.ofHours(1)).toEpochMilli())
                  .execute());
    }
  }

  private static String part() {
    return UUID.randomUUID().toString().substring(0, 4);
  }
}
