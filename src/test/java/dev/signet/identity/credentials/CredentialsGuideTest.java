package dev.signet.identity.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.Curl;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The guide to managing credentials: its printed calls, and its responses except for ids and
/// secrets.
@DisplayNameGeneration(ReplaceUnderscores.class)
class CredentialsGuideTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final String GENERATE =
      """
      curl -s -X POST "http://localhost:3000/api/v1/agents/$AGENT_ID/credentials" \\
        -H "Authorization: Bearer $TOKEN" \\
        -H "Content-Type: application/json" \\
        -d '{}' | jq .
      """;

  private static final String GENERATE_UNTIL =
      """
      curl -s -X POST "http://localhost:3000/api/v1/agents/$AGENT_ID/credentials" \\
        -H "Authorization: Bearer $TOKEN" \\
        -H "Content-Type: application/json" \\
        -d '{ "expiresAt": "2027-03-28T00:00:00.000Z" }' | jq .
      """;

  private static final String LIST =
      """
      curl -s "http://localhost:3000/api/v1/agents/$AGENT_ID/credentials" \\
        -H "Authorization: Bearer $TOKEN" | jq .
      """;

  private static final String LIST_PAGE =
      """
      curl -s "http://localhost:3000/api/v1/agents/$AGENT_ID/credentials?page=1&limit=50" \\
        -H "Authorization: Bearer $TOKEN" | jq .
      """;

  private static final String LIST_ACTIVE =
      """
      curl -s "http://localhost:3000/api/v1/agents/$AGENT_ID/credentials?status=active" \\
        -H "Authorization: Bearer $TOKEN" | jq .
      """;

  private static final String LIST_REVOKED =
      """
      curl -s "http://localhost:3000/api/v1/agents/$AGENT_ID/credentials?status=revoked" \\
        -H "Authorization: Bearer $TOKEN" | jq .
      """;

  private static final String ROTATE =
      """
      curl -s -X POST \\
        "http://localhost:3000/api/v1/agents/$AGENT_ID/credentials/$CREDENTIAL_ID/rotate" \\
        -H "Authorization: Bearer $TOKEN" \\
        -H "Content-Type: application/json" \\
        -d '{}' | jq .
      """;

  private static final String REVOKE =
      """
      curl -s -X DELETE \\
        "http://localhost:3000/api/v1/agents/$AGENT_ID/credentials/$CREDENTIAL_ID" \\
        -H "Authorization: Bearer $TOKEN" \\
        -o /dev/null -w "%{http_code}\\n"
      """;

  private final String token = server.registerAgent("console", "agents:write").token();
  private String agentId = "";

  @BeforeEach
  void an_agent_without_credentials() {
    agentId = server.operator().post("/api/v1/agents", "name", "courier").text("agentId");
  }

  @Test
  void generate_returns_the_secret_once() {
    var answer = run(GENERATE_UNTIL, "");

    assertThat(answer.status()).isEqualTo(201);
    assertThat(plain(answer))
        .isEqualTo(
            """
            {"credentialId":"<id>","clientId":"<agent>","clientSecret":"<secret>",\
            "status":"active","createdAt":"2026-03-28T09:00:00.000Z",\
            "expiresAt":"2027-03-28T00:00:00.000Z","revokedAt":null}\
            """);
    assertThat(answer.header("cache-control")).contains("no-store");
    assertThat(agent(answer).requestToken().status()).isEqualTo(200);
  }

  @Test
  void generate_without_expiry_returns_null() {
    var answer = run(GENERATE, "");

    assertThat(answer.status()).isEqualTo(201);
    assertThat(plain(answer)).contains("\"expiresAt\":null,\"revokedAt\":null");
    assertThat(agent(answer).requestToken().status()).isEqualTo(200);
  }

  @Test
  void an_agent_can_hold_several_active_credentials_at_once() {
    var first = run(GENERATE, "");
    var second = run(GENERATE, "");

    assertThat(agent(first).requestToken().status()).isEqualTo(200);
    assertThat(agent(second).requestToken().status()).isEqualTo(200);
  }

  @Test
  void list_returns_everything_but_the_secret() {
    run(GENERATE_UNTIL, "");

    var answer = run(LIST, "");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(plain(answer))
        .isEqualTo(
            """
            {"data":[{"credentialId":"<id>","clientId":"<agent>","status":"active",\
            "createdAt":"2026-03-28T09:00:00.000Z","expiresAt":"2027-03-28T00:00:00.000Z",\
            "revokedAt":null}],"total":1,"page":1,"limit":20}\
            """);
  }

  @Test
  void list_accepts_a_page_and_a_limit() {
    run(GENERATE, "");

    assertThat(plain(run(LIST_PAGE, ""))).endsWith("\"total\":1,\"page\":1,\"limit\":50}");
  }

  @Test
  void list_filters_by_status() {
    var kept = run(GENERATE, "").text("credentialId");
    var revoked = run(GENERATE, "").text("credentialId");
    run(REVOKE, revoked);

    assertThat(run(LIST_ACTIVE, "").json("data/0/credentialId")).isEqualTo(kept);
    assertThat(run(LIST_ACTIVE, "").json("total")).isEqualTo("1");
    assertThat(run(LIST_REVOKED, "").json("data/0/credentialId")).isEqualTo(revoked);
    assertThat(run(LIST_REVOKED, "").json("data/0/status")).isEqualTo("revoked");
    assertThat(run(LIST_REVOKED, "").json("total")).isEqualTo("1");
    assertThat(run(LIST, "").json("total")).isEqualTo("2");
  }

  @Test
  void rotate_returns_a_new_secret_under_the_same_id() {
    var generated = run(GENERATE_UNTIL, "");

    var answer = run(ROTATE, generated.text("credentialId"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(plain(answer))
        .isEqualTo(
            """
            {"credentialId":"<id>","clientId":"<agent>","clientSecret":"<secret>",\
            "status":"active","createdAt":"2026-03-28T09:00:00.000Z","expiresAt":null,\
            "revokedAt":null}\
            """);
    assertThat(answer.text("credentialId")).isEqualTo(generated.text("credentialId"));
    assertThat(answer.header("cache-control")).contains("no-store");
    assertThat(agent(generated).requestToken().status()).isEqualTo(401);
    assertThat(agent(answer).requestToken().status()).isEqualTo(200);
  }

  @Test
  void a_revoked_credential_cannot_be_rotated() {
    var id = run(GENERATE, "").text("credentialId");
    run(REVOKE, id);

    assertThat(run(ROTATE, id).status()).isEqualTo(409);
    assertThat(run(ROTATE, id).json("error")).isEqualTo("credential_revoked");
  }

  @Test
  void revoke_returns_no_body_and_revokes_the_credential_but_not_its_tokens() {
    var generated = run(GENERATE, "");
    var issued = agent(generated).token();

    var answer = run(REVOKE, generated.text("credentialId"));

    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.body()).isEmpty();
    assertThat(agent(generated).requestToken().status()).isEqualTo(401);
    assertThat(server.operator().form("/oauth/introspect", "token", issued).json("active"))
        .isEqualTo("true");
  }

  @Test
  void revoking_a_credential_does_not_affect_the_agent_and_its_other_credentials() {
    var kept = run(GENERATE, "");
    run(REVOKE, run(GENERATE, "").text("credentialId"));

    assertThat(agent(kept).requestToken().status()).isEqualTo(200);
  }

  @Test
  void decommissioning_revokes_all_credentials_and_keeps_their_records() {
    run(GENERATE, "");
    run(GENERATE, "");

    server.operator().delete("/api/v1/agents/" + agentId);

    assertThat(run(LIST_ACTIVE, "").json("total")).isEqualTo("0");
    assertThat(run(LIST_REVOKED, "").json("total")).isEqualTo("2");
  }

  private TestResponse run(String command, String credentialId) {
    var variables = Map.of("TOKEN", token, "AGENT_ID", agentId, "CREDENTIAL_ID", credentialId);
    return new Curl(server.unauthenticated(), variables).run(command);
  }

  private TestAgent agent(TestResponse issued) {
    return new TestAgent(
        server.unauthenticated(), agentId, issued.text("clientId"), issued.text("clientSecret"));
  }

  private String plain(TestResponse answer) {
    return answer
        .body()
        .replaceAll("sk_live_[0-9A-Za-z]{46}", "<secret>")
        .replace(agentId, "<agent>")
        .replaceAll("\"credentialId\":\"[0-9a-f-]{36}\"", "\"credentialId\":\"<id>\"");
  }
}
