package dev.signet.tokens.issuing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.Jwt;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestClient;
import dev.signet.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// The audit log records the token with which an agent acted.
@DisplayNameGeneration(ReplaceUnderscores.class)
class ActingTokenTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static JsonNode newest(String action, TestClient client) {
    return client.get("/api/v1/audit?action=" + action).json().at("/data/0");
  }

  private static JsonNode newest(String action) {
    return newest(action, server.operator());
  }

  private static void changes(TestAgent agent, String token, String description) {
    assertThat(
            agent
                .with(token)
                .patch("/api/v1/agents/" + agent.id(), "description", description)
                .status())
        .isEqualTo(200);
  }

  @Test
  void an_event_names_the_acting_token_and_its_credential() {
    var agent = server.registerAgent("courier", "agents:write");
    var credential =
        server
            .operator()
            .get("/api/v1/agents/" + agent.id() + "/credentials")
            .text("data/0/credentialId");
    var first = agent.token();
    var second = agent.token();

    changes(agent, first, "one");
    var event = newest("agent.updated");
    changes(agent, second, "two");

    assertThat(event.path("tokenId").stringValue()).isEqualTo(Jwt.of(first).claim("jti"));
    assertThat(event.path("testToken").booleanValue()).isFalse();
    assertThat(event.path("testTokenMaker").isNull()).isTrue();
    assertThat(event.path("credentialFingerprint").stringValue()).isEqualTo(credential);
    assertThat(newest("agent.updated").path("tokenId").stringValue())
        .isEqualTo(Jwt.of(second).claim("jti"));
    var issued = server.operator().get("/api/v1/audit/" + event.path("tokenId").stringValue());
    assertThat(issued.text("action")).isEqualTo("token.issued");
    assertThat(server.operator().get("/api/v1/audit/verify").text("valid")).isEqualTo("true");
  }

  @Test
  void an_operators_event_names_no_token() {
    var agent = server.registerAgent("courier");
    server.operator().patch("/api/v1/agents/" + agent.id(), "description", "by an operator");

    var event = newest("agent.updated");

    assertThat(event.path("tokenId").isNull()).isTrue();
    assertThat(event.path("testToken").booleanValue()).isFalse();
  }

  @Test
  void an_event_of_an_agent_with_an_api_key_names_the_key() {
    var agent = server.registerAgent("courier");
    var made = server.operator().post("/api/v1/agents/" + agent.id() + "/api-key/rotate");
    assertThat(made.status()).as(made.body()).isEqualTo(200);
    var key = newest("api_key.created").path("credentialFingerprint").stringValue();
    var suspended =
        server.unauthenticated().bearer(made.text("apiKey")).post("/api/agents/me/deactivate");
    assertThat(suspended.status()).as(suspended.body()).isEqualTo(200);

    var event = newest("agent.deactivated_with_revocation");

    assertThat(event.path("credentialFingerprint").stringValue()).isEqualTo(key);
    assertThat(event.path("tokenId").isNull()).isTrue();
    server.unauthenticated().bearer(made.text("apiKey")).post("/api/agents/me/reactivate");
    assertThat(newest("agent.reactivated").path("credentialFingerprint").stringValue())
        .isEqualTo(key);
  }

  @Test
  void all_actions_of_a_leaked_token_can_be_found() {
    var thief = server.registerAgent("thief", "agents:write", "tokens:write");
    var victim = server.registerAgent("victim");
    var token = thief.token();
    thief.with(token).post("/api/v1/agents/" + victim.id() + "/tokens/revoke");
    thief.with(token).post("/api/v1/agents", "name", "made", "scopes", List.of());
    thief.with(token).patch("/api/v1/agents/" + victim.id(), "active", false);

    for (var action :
        List.of("token.revoked", "agent.created", "agent.deactivated_with_revocation")) {
      assertThat(newest(action).path("tokenId").stringValue())
          .as(action)
          .isEqualTo(Jwt.of(token).claim("jti"));
    }
  }
}
