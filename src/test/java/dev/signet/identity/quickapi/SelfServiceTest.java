package dev.signet.identity.quickapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.callers.OrganizationId;
import dev.signet.testing.TestClient;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SelfServiceTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final String ME = "/api/agents/me";

  @Test
  void an_agent_reads_itself() {
    var made = make("seer");
    var answer = as(made).get(ME);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json("agent/id")).isEqualTo(made.json("agent/id"));
    assertThat(answer.json("agent/client_id")).isEqualTo(made.json("client_id"));
    assertThat(answer.json("agent/token_count")).isEqualTo("1");
    assertThat(answer.body()).doesNotContain("cs_");
  }

  @Test
  void usage_is_exact_and_survives_a_restart() {
    var made = make("counted");
    var first = token(made);
    server.clock().advance(Duration.ofSeconds(10));
    var token = token(made).text("access_token");
    var self = server.unauthenticated().bearer(token);
    server.clock().advance(Duration.ofSeconds(10));
    var refreshed =
        server
            .unauthenticated()
            .post(
                "/oauth/refresh",
                "grant_type",
                "refresh_token",
                "refresh_token",
                first.text("refresh_token"));
    assertThat(refreshed.status()).isEqualTo(200);
    var lastIssued = server.clock().instant();
    server.clock().advance(Duration.ofSeconds(10));
    self.post(ME + "/rotate");

    var usage = self.get(ME + "/usage");

    assertThat(usage.status()).isEqualTo(200);
    assertThat(usage.json().propertyNames())
        .containsExactly(
            "agent",
            "organization_id",
            "token_count",
            "refresh_count",
            "last_activity_at",
            "last_token_issued_at",
            "rotation_history");
    assertThat(usage.json("agent/name")).isEqualTo("counted");
    assertThat(usage.json("organization_id")).isEqualTo(OrganizationId.DEFAULT.value());
    assertThat(usage.json("token_count")).isEqualTo("3");
    assertThat(usage.json("refresh_count")).isEqualTo("1");
    assertThat(usage.json("last_token_issued_at"))
        .isEqualTo(lastIssued.toString().replace("Z", ".000Z"));
    assertThat(usage.json().at("/rotation_history").size()).isEqualTo(1);
    assertThat(usage.json("rotation_history/0/rotated_at"))
        .isEqualTo(server.clock().instant().toString().replace("Z", ".000Z"));

    server.restart();
    assertThat(server.unauthenticated().bearer(token).get(ME + "/usage").body())
        .isEqualTo(usage.body());
  }

  @Test
  void an_agent_rotates_its_own_secret() {
    var made = make("rotator");
    var self = as(made);

    var answer = self.post(ME + "/rotate");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Cache-Control")).contains("no-store");
    assertThat(answer.json().propertyNames()).containsExactly("client_secret");
    assertThat(token(made, made.text("client_secret")).status()).isEqualTo(401);
    assertThat(token(made, answer.text("client_secret")).status()).isEqualTo(200);
    assertThat(self.get(ME).status()).isEqualTo(200);
  }

  @Test
  void an_agent_deactivates_itself_and_its_token_is_revoked() {
    var made = make("quitter");
    var self = as(made);

    var answer = self.post(ME + "/deactivate");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json("message")).isEqualTo("Agent deactivated. 1 token revoked.");
    for (var dead :
        List.of(
            self.get(ME),
            self.get(ME + "/usage"),
            self.post(ME + "/rotate"),
            self.post(ME + "/reactivate"),
            self.delete(ME))) {
      assertThat(dead.status()).isEqualTo(401);
      assertThat(dead.header("WWW-Authenticate")).isPresent();
      assertThat(dead.body()).doesNotContain("suspended", "deactivated");
    }
    var id = made.text("agent/id");
    assertThat(server.operator().post("/api/agents/" + id + "/reactivate").status()).isEqualTo(200);
    assertThat(self.get(ME).status()).isEqualTo(401);
    assertThat(as(made).get(ME).status()).isEqualTo(200);
    var event =
        server
            .operator()
            .get("/api/v1/audit?action=agent.deactivated_with_revocation&agentId=" + id);
    assertThat(event.json("data/0/actor/type")).isEqualTo("agent");
    assertThat(event.json("data/0/actor/id")).isEqualTo(id);
  }

  @Test
  void reactivating_itself_while_active_changes_nothing() {
    var self = as(make("awake"));

    assertThat(self.post(ME + "/reactivate").json("message")).isEqualTo("Agent reactivated.");
    assertThat(self.get(ME).json("agent/is_active")).isEqualTo("true");
  }

  @Test
  void an_agent_permanently_decommissions_itself() {
    var made = make("leaver");
    var self = as(made);

    assertThat(self.delete(ME).status()).isEqualTo(204);

    assertThat(self.get(ME).status()).isEqualTo(401);
    assertThat(token(made, made.text("client_secret")).status()).isEqualTo(401);
    assertThat(server.operator().get("/api/agents/" + made.text("agent/id")).json("agent/status"))
        .isEqualTo("decommissioned");
  }

  @Test
  void self_service_paths_need_no_scope_and_others_do() {
    var made = make("modest");
    var self = as(made);

    assertThat(self.get(ME).status()).isEqualTo(200);
    var refused = self.get("/api/agents/" + made.text("agent/id"));
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.json("detail")).isEqualTo("This needs the scope agents:read");
  }

  @Test
  void an_operator_is_not_an_agent() {
    for (var answer :
        List.of(
            server.operator().get(ME),
            server.operator().get(ME + "/usage"),
            server.operator().post(ME + "/rotate"),
            server.operator().post(ME + "/deactivate"),
            server.operator().delete(ME))) {
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.json("error")).isEqualTo("forbidden");
    }
  }

  private static TestResponse make(String name) {
    return server.operator().post("/api/agents", "name", name, "scopes", List.of("read"));
  }

  private static TestClient as(TestResponse made) {
    return server.unauthenticated().bearer(token(made).text("access_token"));
  }

  private static TestResponse token(TestResponse made) {
    return token(made, made.text("client_secret"));
  }

  private static TestResponse token(TestResponse made, String secret) {
    return server
        .unauthenticated()
        .post(
            "/oauth/token",
            "grant_type",
            "client_credentials",
            "client_id",
            made.text("client_id"),
            "client_secret",
            secret);
  }
}
