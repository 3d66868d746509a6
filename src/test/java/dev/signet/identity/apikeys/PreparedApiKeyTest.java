package dev.signet.identity.apikeys;

import static dev.signet.testing.RefusalAssertions.isProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.TestDatabase;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.io.IOException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayNameGeneration(ReplaceUnderscores.class)
class PreparedApiKeyTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private final String id = server.operator().post("/api/v1/agents", "name", "a").text("agentId");
  private final String old = given().text("apiKey");

  private TestResponse given(Object... wishes) {
    var given = server.operator().post("/api/v1/agents/" + id + "/api-key/rotate", wishes);
    assertThat(given.status()).as(given.body()).isEqualTo(200);
    return given;
  }

  private static TestResponse self(String key) {
    return server.unauthenticated().bearer(key).get("/v1/agents/self");
  }

  private static void isDead(String key) {
    isProblem(self(key), 401, "unauthorized");
  }

  private String activations() {
    return server
        .operator()
        .get("/api/v1/audit?action=api_key.activated&agentId=" + id)
        .text("total");
  }

  @Test
  void a_prepared_key_replaces_the_active_key_when_it_is_used() {
    var prepared = given("prepare", true);
    assertThat(prepared.text("status")).isEqualTo("prepared");
    assertThat(self(old).text("hasPreparedKey")).isEqualTo("true");
    assertThat(activations()).isEqualTo("0");

    assertThat(self(prepared.text("apiKey")).status()).isEqualTo(200);

    isDead(old);
    assertThat(self(prepared.text("apiKey")).text("hasPreparedKey")).isEqualTo("false");
    assertThat(activations()).isEqualTo("1");
  }

  @Test
  void its_first_use_may_be_as_a_client_secret() {
    var prepared = given("prepare", true).text("apiKey");

    var token =
        server
            .unauthenticated()
            .basic(id, prepared)
            .form("/oauth/token", "grant_type", "client_credentials");

    assertThat(token.status()).isEqualTo(200);
    isDead(old);
    assertThat(
            server
                .unauthenticated()
                .basic(id, old)
                .form("/oauth/token", "grant_type", "client_credentials")
                .status())
        .isEqualTo(401);
  }

  @Test
  void preparing_again_replaces_the_prepared_key_and_an_immediate_rotation_revokes_both() {
    var first = given("prepare", true).text("apiKey");
    var second = given("prepare", true).text("apiKey");
    isDead(first);
    assertThat(self(old).status()).isEqualTo(200);

    var now = given().text("apiKey");

    isDead(old);
    isDead(second);
    assertThat(self(now).status()).isEqualTo(200);
  }

  @Test
  void its_first_use_may_be_a_rotation() {
    var prepared = given("prepare", true);

    var rotated =
        server
            .unauthenticated()
            .bearer(prepared.text("apiKey"))
            .post("/v1/agents/self/rotate-key", "rotationSecret", prepared.text("rotationSecret"));

    assertThat(rotated.status()).isEqualTo(200);
    isDead(old);
    isDead(prepared.text("apiKey"));
    assertThat(self(rotated.text("apiKey")).status()).isEqualTo(200);
  }

  @Test
  void sixteen_concurrent_first_uses_activate_it_once() {
    var prepared = given("prepare", true).text("apiKey");

    ConcurrentCalls.race(16, _ -> assertThat(self(prepared).status()).isEqualTo(200));

    assertThat(activations()).isEqualTo("1");
    isDead(old);
  }

  @Test
  void decommissioning_the_agent_revokes_both() {
    var prepared = given("prepare", true).text("apiKey");

    server.operator().delete("/api/v1/agents/" + id);

    isDead(old);
    isDead(prepared);
    isProblem(
        server.operator().post("/api/v1/agents/" + id + "/api-key/rotate"),
        409,
        "agent_not_active");
  }

  @Test
  void an_agent_that_suspended_itself_can_read_and_reactivate_itself() {
    var self = server.unauthenticated().bearer(old);
    assertThat(self.post("/api/agents/me/deactivate").status()).isEqualTo(200);

    assertThat(self.get("/v1/agents/self").text("status")).isEqualTo("suspended");
    isProblem(self.post("/api/agents/me/deactivate"), 403, "forbidden");
    isProblem(self.delete("/api/agents/me"), 403, "forbidden");
    assertThat(self.post("/api/agents/me/reactivate").status()).isEqualTo(200);
    assertThat(self.get("/v1/agents/self").text("status")).isEqualTo("active");
  }

  @Test
  void a_suspension_by_another_caller_remains() {
    var self = server.unauthenticated().bearer(old);
    self.post("/api/agents/me/deactivate");
    server.operator().post("/api/agents/" + id + "/deactivate");

    isProblem(self.post("/api/agents/me/reactivate"), 403, "forbidden");

    assertThat(self.get("/v1/agents/self").text("status")).isEqualTo("suspended");
    server.operator().post("/api/agents/" + id + "/reactivate");
    assertThat(self.get("/v1/agents/self").text("status")).isEqualTo("active");
  }

  @Test
  void an_api_key_grants_no_scope() {
    var self = server.unauthenticated().bearer(old);

    isProblem(self.get("/api/v1/agents"), 403, "insufficient_scope");
    isProblem(self.get("/api/v1/operator-keys"), 403, "forbidden");
    assertThat(self.get("/api/agents/me").status()).isEqualTo(200);
    assertThat(self.get("/api/v1/agents/me").status()).isEqualTo(200);
  }

  @Test
  void the_old_pair_is_refused_on_the_other_node_after_the_response() throws IOException {
    assumeTrue(TestDatabase.isPostgresql(), "several nodes need PostgreSQL");
    try (var here = new TestServer()) {
      here.start();
      var there = here.startNode();
      var agent = here.operator().post("/api/v1/agents", "name", "a").text("agentId");
      var pair = here.operator().post("/api/v1/agents/" + agent + "/api-key/rotate");
      var other = there.unauthenticated().bearer(pair.text("apiKey"));
      assertThat(other.get("/v1/agents/self").status()).isEqualTo(200);

      var rotated =
          here.unauthenticated()
              .bearer(pair.text("apiKey"))
              .post("/v1/agents/self/rotate-key", "rotationSecret", pair.text("rotationSecret"));

      assertThat(other.get("/v1/agents/self").status()).isEqualTo(401);
      assertThat(
              there
                  .unauthenticated()
                  .bearer(rotated.text("apiKey"))
                  .get("/v1/agents/self")
                  .status())
          .isEqualTo(200);
      there.server().close();
    }
  }
}
