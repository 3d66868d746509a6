package dev.signet.identity.quickapi;

import static dev.signet.testing.RefusalAssertions.isFieldError;
import static dev.signet.testing.RefusalAssertions.isProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.TestAgent;
import dev.signet.testing.TestClient;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `selfService` defines which self-service operations an agent's own tokens and API keys allow.
@DisplayNameGeneration(ReplaceUnderscores.class)
class SelfServiceSettingTest {
  private static final List<String> READS =
      List.of("/api/agents/me", "/api/agents/me/usage", "/api/v1/agents/me", "/v1/agents/self");

  private static final List<String> CHANGES =
      List.of("/api/agents/me/rotate", "/api/agents/me/reactivate", "/api/agents/me/deactivate");

  @RegisterExtension static final TestServer server = new TestServer();

  private TestAgent agent;
  private TestResponse pair;

  @BeforeEach
  void register() {
    agent = server.registerAgent("served");
    pair = server.operator().post("/api/v1/agents/" + agent.id() + "/api-key/rotate");
  }

  private List<TestClient> bearers() {
    return List.of(agent.with(agent.token()), server.unauthenticated().bearer(pair.text("apiKey")));
  }

  private TestResponse set(String selfService) {
    return server.operator().patch("/api/v1/agents/" + agent.id(), "selfService", selfService);
  }

  @Test
  void full_is_the_default_and_allows_everything() {
    assertThat(server.operator().get("/api/v1/agents/" + agent.id()).json("selfService"))
        .isEqualTo("full");
    for (var bearer : bearers()) {
      READS.forEach(path -> assertThat(bearer.get(path).status()).as(path).isEqualTo(200));
    }
    assertThat(agent.with(agent.token()).post("/api/agents/me/rotate").status()).isEqualTo(200);
  }

  @Test
  void read_allows_only_reading() {
    set("read");

    for (var bearer : bearers()) {
      READS.forEach(path -> assertThat(bearer.get(path).status()).as(path).isEqualTo(200));
      CHANGES.forEach(path -> isProblem(bearer.post(path), 403, "forbidden"));
      isProblem(bearer.delete("/api/agents/me"), 403, "forbidden");
    }
    assertThat(agent.requestToken().status()).isEqualTo(200);
  }

  @Test
  void off_allows_nothing_but_tokens_are_still_issued() {
    set("off");

    for (var bearer : bearers()) {
      READS.forEach(path -> isProblem(bearer.get(path), 403, "forbidden"));
      CHANGES.forEach(path -> isProblem(bearer.post(path), 403, "forbidden"));
      isProblem(bearer.delete("/api/agents/me"), 403, "forbidden");
    }
    assertThat(agent.requestToken().status()).isEqualTo(200);
  }

  @Test
  void a_change_applies_immediately_to_earlier_tokens() {
    var token = agent.with(agent.token());
    set("off");

    isProblem(token.get("/api/agents/me"), 403, "forbidden");
    set("full");
    assertThat(token.get("/api/agents/me").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"read", "off"})
  void an_api_key_still_rotates_itself_with_its_rotation_secret(String selfService) {
    set(selfService);

    assertThat(
            server
                .unauthenticated()
                .bearer(pair.text("apiKey"))
                .post("/v1/agents/self/rotate-key", "rotationSecret", pair.text("rotationSecret"))
                .status())
        .isEqualTo(200);
  }

  @Test
  void a_suspended_agent_without_self_service_cannot_reactivate_itself() {
    var key = server.unauthenticated().bearer(pair.text("apiKey"));
    assertThat(key.post("/api/agents/me/deactivate").status()).isEqualTo(200);
    set("off");

    isProblem(key.get("/api/agents/me"), 403, "forbidden");
    isProblem(key.post("/api/agents/me/reactivate"), 403, "forbidden");
    set("full");
    assertThat(key.post("/api/agents/me/reactivate").status()).isEqualTo(200);
  }

  @Test
  void the_quick_api_spells_it_in_snake_case() {
    var made = server.operator().post("/api/agents", "name", "q", "self_service", "read");
    assertThat(made.json("agent/self_service")).isEqualTo("read");
    var path = "/api/agents/" + made.text("agent/id");

    assertThat(server.operator().put(path, "self_service", "off").json("agent/self_service"))
        .isEqualTo("off");
    isFieldError(server.operator().patch(path, "self_service", "some"), "self_service", "full");
  }
}
