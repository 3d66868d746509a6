package dev.signet.tokens.issuing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.db.Ids;
import dev.signet.base.jose.CryptoProvider;
import dev.signet.base.jose.SigningAlg;
import dev.signet.base.jose.SigningPool;
import dev.signet.testing.Jwt;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestClientKey;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Revoking more tokens than are counted while other writers wait: they are revoked immediately,
/// and the count is exact all the same.
@DisplayNameGeneration(ReplaceUnderscores.class)
class ManyTokensTest {
  @RegisterExtension static final TestServer server = new TestServer();

  /// Of the inserted events.
  private static final String METADATA =
      """
      {"scope":"","kid":"k1","audience":[],"expires_at":"2026-03-28T10:00:00.000Z"}\
      """;

  private static final int MANY = 12_000;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Test
  void suspending_an_agent_records_the_exact_count() {
    var agent = server.registerAgent("busy", "read");
    var token = agent.token();
    hasIssued(agent, MANY, null, null);

    var answer = server.operator().patch(path(agent), "active", false, "reason", "too busy");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(isActive(token)).isFalse();
    var event = only(agent, "agent.deactivated_with_revocation");
    assertThat(event.text("data/0/metadata/revoked_token_count")).isEqualTo(text(MANY + 1));
    assertThat(event.text("data/0/metadata/reason")).isEqualTo("too busy");
    assertThat(event.text("data/0/actor/type")).isEqualTo("operator");
    assertThat(event.text("data/0/outcome")).isEqualTo("success");
  }

  @Test
  void decommissioning_and_the_quick_api_report_the_exact_count() {
    var one = server.registerAgent("busy", "read");
    var other = server.registerAgent("busy", "read");
    hasIssued(one, MANY, null, null);
    hasIssued(other, MANY, null, null);

    assertThat(server.operator().delete(path(one)).status()).isEqualTo(204);
    var answer = server.operator().post("/api/agents/" + other.id() + "/deactivate");

    assertThat(only(one, "agent.decommissioned").text("data/0/metadata/revoked_token_count"))
        .isEqualTo(text(MANY));
    assertThat(answer.text("message")).contains(MANY + " tokens revoked");
  }

  @Test
  void revoking_all_tokens_of_an_active_agent_returns_the_count() {
    var agent = server.registerAgent("busy", "read");
    hasIssued(agent, MANY, null, null);

    var answer = server.operator().post(path(agent) + "/tokens/revoke");

    assertThat(answer.text("revokedTokenCount")).isEqualTo(text(MANY));
    assertThat(isActive(agent.token())).isTrue();
  }

  @Test
  void a_key_rotation_returns_the_count_and_returns_it_again_to_a_retry() {
    var old = TestClientKey.generate();
    var fresh = TestClientKey.generate();
    var agent = server.registerAgentWith("name", "bound", "dpopPublicJwk", map(old.publicJwk()));
    hasIssued(agent, MANY, null, old.thumbprint());
    hasIssued(agent, 7, null, null);
    var call = server.operator().with("Idempotency-Key", UUID.randomUUID().toString());

    var answer =
        call.post(path(agent) + "/rotate-dpop-key", "new_public_jwk", map(fresh.publicJwk()));
    var again =
        call.post(path(agent) + "/rotate-dpop-key", "new_public_jwk", map(fresh.publicJwk()));

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.text("revoked_token_count")).isEqualTo(text(MANY));
    assertThat(again.body()).isEqualTo(answer.body());
    var event = server.operator().get("/api/v1/audit/" + answer.text("audit_event_id"));
    assertThat(event.text("metadata/revoked_token_count")).isEqualTo(text(MANY));
    assertThat(only(agent, "agent.dpop_key_rotated").text("total")).isEqualTo("1");
  }

  @Test
  void a_refresh_family_is_revoked_with_all_its_access_tokens() {
    var agent = refresher();
    var first = agent.requestToken();
    var second = refresh(first);
    var unrelated = agent.token();
    var family = Jwt.of(first.text("access_token")).claim("fam");
    assertThat(Jwt.of(second.text("access_token")).claim("fam")).isEqualTo(family);
    hasIssued(agent, MANY, family, null);

    server.operator().form("/oauth/revoke", "token", second.text("refresh_token"));

    assertThat(isActive(first.text("access_token"))).isFalse();
    assertThat(isActive(second.text("access_token"))).isFalse();
    assertThat(agent.with(second.text("access_token")).get("/api/agents/me").status())
        .isEqualTo(401);
    assertThat(isActive(unrelated)).isTrue();
    server.restart();
    assertThat(isActive(second.text("access_token"))).isFalse();
    assertThat(isActive(unrelated)).isTrue();
    var active = server.operator().get(path(agent) + "/tokens");
    assertThat(active.json().get("data").size()).isEqualTo(1);
    assertThat(active.text("data/0/tokenId")).isEqualTo(Jwt.of(unrelated).claim("jti"));
    assertThat(event(agent, "token.revoked").text("data/0/metadata/revoked_token_count"))
        .isEqualTo(text(MANY + 2));
  }

  @Test
  void reuse_of_a_refresh_token_revokes_them_too_and_is_recorded_once() {
    var agent = refresher();
    var first = agent.requestToken();
    var second = refresh(first);
    hasIssued(agent, MANY, Jwt.of(first.text("access_token")).claim("fam"), null);
    server.clock().advance(Duration.ofMinutes(11));

    assertThat(refresh(first).json("error")).isEqualTo("invalid_grant");
    assertThat(refresh(first).json("error")).isEqualTo("invalid_grant");

    assertThat(isActive(second.text("access_token"))).isFalse();
    assertThat(isActive(first.text("access_token"))).isFalse();
    var event = event(agent, "token.reuse_detected");
    assertThat(event.text("total")).isEqualTo("1");
    assertThat(event.text("data/0/metadata/revoked_token_count")).isEqualTo(text(MANY + 2));
    assertThat(event.text("data/0/outcome")).isEqualTo("failure");
  }

  @Test
  void a_token_of_a_revoked_family_is_not_revoked_again_individually() {
    var agent = refresher();
    var first = agent.requestToken();
    server.operator().form("/oauth/revoke", "token", first.text("refresh_token"));

    server.operator().form("/oauth/revoke", "token", first.text("access_token"));

    assertThat(only(agent, "token.revoked").text("data/0/metadata/what"))
        .isEqualTo("refresh_token");
  }

  @Test
  void a_token_of_an_earlier_release_is_revoked_with_its_family() throws IOException {
    try (var older = new TestServer()) {
      older.start();
      var agent =
          older.registerAgentWith(
              "name", "refresher", "grantTypes", List.of("client_credentials", "refresh_token"));
      var first = agent.requestToken();
      var second = refresh(older, first);
      // As the previous release issued them: without the claim, in a database that has not recorded
      // since when there is one.
      var silent = withoutFamily(older, second.text("access_token"));
      older
          .internals()
          .db()
          .inTransaction(tx -> tx.handle().execute("DELETE FROM token_families_carried"));
      older.clock().advance(Duration.ofSeconds(2));
      older.restart();
      assertThat(isActive(older, silent)).isTrue();

      older.operator().form("/oauth/revoke", "token", second.text("refresh_token"));

      assertThat(isActive(older, silent)).isFalse();
    }
  }

  private static String withoutFamily(TestServer server, String token) {
    var claims = (ObjectNode) Jwt.of(token).claims();
    claims.remove("fam");
    try (var pool = new SigningPool(CryptoProvider.jdk(), 1, 8, (_, _, _) -> {})) {
      return pool.sign(
          server.internals().keys().current(SigningAlg.RS256),
          "at+jwt",
          claims.toString().getBytes(UTF_8));
    }
  }

  private static TestAgent refresher() {
    return server.registerAgentWith(
        "name", "refresher", "grantTypes", List.of("client_credentials", "refresh_token"));
  }

  private static TestResponse refresh(TestResponse from) {
    return refresh(server, from);
  }

  private static TestResponse refresh(TestServer server, TestResponse from) {
    return server
        .unauthenticated()
        .post(
            "/oauth/refresh",
            "grant_type",
            "refresh_token",
            "refresh_token",
            from.text("refresh_token"));
  }

  private static boolean isActive(String token) {
    return isActive(server, token);
  }

  private static boolean isActive(TestServer server, String token) {
    return server
        .operator()
        .form("/oauth/introspect", "token", token)
        .text("active")
        .equals("true");
  }

  private static String path(TestAgent agent) {
    return "/api/v1/agents/" + agent.id();
  }

  private static String text(int number) {
    return Integer.toString(number);
  }

  private static TestResponse only(TestAgent agent, String action) {
    var events = server.operator().get("/api/v1/audit?agentId=" + agent.id() + "&action=" + action);
    assertThat(events.text("total")).as(events.body()).isEqualTo("1");
    return events;
  }

  /// An event that is recorded after the response to the revocation: every later revocation waits
  /// for its own count, which is made after this one.
  private static TestResponse event(TestAgent agent, String action) {
    var behind = server.registerAgent("behind", "read");
    hasIssued(behind, MANY, null, null);
    server.operator().post(path(behind) + "/tokens/revoke");
    return only(agent, action);
  }

  private static Object map(String json) {
    return JSON.readValue(json, Map.class);
  }

  /// Events of tokens that are active for an hour, one SQL statement for all: as issuance records
  /// them, but without the hash chain.
  private static void hasIssued(
      TestAgent agent, int count, @Nullable String family, @Nullable String thumbprint) {
    var now = server.clock().instant();
    server
        .internals()
        .db()
        .inTransaction(tx -> {
          var of =
              tx.query("SELECT generation, key_generation FROM agents WHERE agent_id = :agent")
                  .bind("agent", agent.id())
                  .map((row, _) -> new long[] {row.getLong(1), row.getLong(2)})
                  .one();
          return tx.update(
                  """
                  INSERT INTO audit_events (
                    event_id, chain_id, seq, occurred_at, action, outcome, agent_id, actor_type,
                    actor_id, ip_address, user_agent, request_id, metadata, token_expires_at,
                    token_generation, token_family, token_thumbprint, token_key_generation, prev_hash,
                    hash)
                  WITH RECURSIVE numbers (n) AS (
                    SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :count)
                  SELECT :first || substr(CAST(1000000000000 + n AS TEXT), 2), :chain, n, :now,
                    'token.issued', 'success', :agent, 'agent', :agent, '', '', '', :metadata, :expiresAt,
                    :generation, CAST(:family AS TEXT), CAST(:thumbprint AS TEXT),
                    CASE WHEN CAST(:thumbprint AS TEXT) IS NULL THEN NULL
                      ELSE CAST(:keyGeneration AS BIGINT) END, '', ''
                  FROM numbers
                  """)
              .bind("count", count)
              .bind("first", Ids.firstAt(now).substring(0, 14) + part() + "-" + part() + "-")
              .bind("chain", UUID.randomUUID().toString())
              .bind("metadata", METADATA)
              .bind("now", now.toEpochMilli())
              .bind("agent", agent.id())
              .bind("expiresAt", now.plus(Duration.ofHours(1)).toEpochMilli())
              .bind("generation", of[0])
              .bind("family", family)
              .bind("thumbprint", thumbprint)
              .bind("keyGeneration", of[1])
              .execute();
        });
  }

  private static String part() {
    return UUID.randomUUID().toString().substring(0, 4);
  }
}
