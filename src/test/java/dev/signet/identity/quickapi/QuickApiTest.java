package dev.signet.identity.quickapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.TestClient;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class QuickApiTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final String PATH = "/api/agents";

  @Test
  void one_call_creates_an_agent_and_its_secret() {
    var made =
        server
            .operator()
            .postJson(
                PATH,
                """
                {
                "name": "data-processor-agent",
                "scopes": ["read", "write"],
                "expires_in": 7776000
                }\
                """);

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.header("Cache-Control")).contains("no-store");
    assertThat(made.header("Location")).contains(PATH + "/" + made.text("agent/id"));
    assertThat(made.json().propertyNames()).containsExactly("agent", "client_id", "client_secret");
    assertThat(made.text("client_id")).matches("cid_[0-9A-Za-z]{24}");
    assertThat(made.text("client_secret")).matches("cs_[0-9A-Za-z]{46}");
    assertThat(made.json("agent/client_id")).isEqualTo(made.json("client_id"));
    assertThat(made.json().at("/agent").propertyNames())
        .containsExactlyInAnyOrder(
            "id",
            "client_id",
            "organization_id",
            "team_id",
            "name",
            "description",
            "scopes",
            "metadata",
            "status",
            "is_active",
            "created_at",
            "updated_at",
            "expires_at",
            "token_count",
            "refresh_count",
            "last_activity_at",
            "last_token_issued_at",
            "grantable_scopes",
            "self_service");
    assertThat(made.json("agent/name")).isEqualTo("data-processor-agent");
    assertThat(made.json("agent/scopes")).isEqualTo("[\"read\",\"write\"]");
    assertThat(made.json("agent/is_active")).isEqualTo("true");
    assertThat(made.json("agent/expires_at"))
        .isEqualTo(server.clock().instant().plusSeconds(7776000).toString().replace("Z", ".000Z"));
    assertThat(made.json("agent/token_count")).isEqualTo("0");

    var shown = server.operator().get(PATH + "/" + made.text("agent/id"));
    assertThat(shown.status()).isEqualTo(200);
    assertThat(shown.json("agent")).isEqualTo(made.json("agent"));
    assertThat(shown.body()).doesNotContain("cs_");
  }

  @Test
  void the_secret_gets_an_access_and_a_refresh_token_by_json() {
    var made = make("name", "asker", "scopes", List.of("read", "write"));

    var answer = token(made, made.text("client_secret"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json("scope")).isEqualTo("read write");
    assertThat(answer.text("refresh_token")).startsWith("rt_");
    var byAgentId =
        server
            .unauthenticated()
            .post(
                "/oauth/token",
                "grant_type",
                "client_credentials",
                "client_id",
                made.text("agent/id"),
                "client_secret",
                made.text("client_secret"));
    assertThat(byAgentId.status()).isEqualTo(200);
  }

  @Test
  void optional_fields_can_be_set() {
    var organization = server.createOrganization("quick");

    var made =
        make(
            "name", "described",
            "description", "What it is for",
            "metadata", Map.of("k", List.of(1)),
            "organization_id", organization,
            "team_id", "team-7");

    assertThat(made.json("agent/description")).isEqualTo("What it is for");
    assertThat(made.json("agent/metadata")).isEqualTo("{\"k\":[1]}");
    assertThat(made.json("agent/organization_id")).isEqualTo(organization);
    assertThat(made.json("agent/team_id")).isEqualTo("team-7");
    assertThat(made.json("agent/expires_at")).isNull();
  }

  @Test
  void expires_in_0_means_no_expiry() {
    var made = make("name", "endless", "expires_in", 0);
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.json("agent/expires_at")).isNull();
    var path = PATH + "/" + made.text("agent/id");

    assertThat(server.operator().patch(path, "expires_in", 60).json("agent/expires_at"))
        .isNotNull();
    assertThat(server.operator().put(path, "expires_in", 0).json("agent/expires_at")).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|name",
        "{\"name\":null}|name",
        "{\"name\":\"a\",\"scopes\":\"read\"}|scopes",
        "{\"name\":\"a\",\"expires_in\":59}|expires_in",
        "{\"name\":\"a\",\"expires_in\":1}|expires_in",
        "{\"name\":\"a\",\"expires_in\":-1}|expires_in",
        "{\"name\":\"a\",\"expires_in\":315360001}|expires_in",
        "{\"name\":\"a\",\"expires_in\":\"60\"}|expires_in",
        "{\"name\":\"a\",\"expires_in\":1e400}|expires_in",
        "{\"name\":\"a\",\"expires_at\":\"2030-01-01T00:00:00Z\"}|expires_at",
        "{\"name\":\"a\",\"is_active\":false}|is_active",
        "{\"name\":\"a\",\"email\":\"a@example.com\"}|email",
        "{\"name\":\"a\",\"client_id\":\"cid_mine\"}|client_id",
        "{\"name\":\"a\",\"metadata\":7}|metadata"
      })
  void an_invalid_member_is_named_and_nothing_is_created(String body, String field) {
    var before = server.operator().get(PATH).json("pagination/total");

    var answer = server.operator().postJson(PATH, body);

    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.json("error")).isEqualTo("invalid_request");
    assertThat(answer.json("errors/0/field")).isEqualTo(field);
    assertThat(server.operator().get(PATH).json("pagination/total")).isEqualTo(before);
  }

  @Test
  void agents_are_listed_with_the_pagination_of_this_api() {
    make("name", "older");
    make("name", "newer");

    var answer = server.operator().get(PATH + "?limit=1&page=2");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().propertyNames()).containsExactly("agents", "pagination");
    assertThat(answer.json("agents/0/name")).isEqualTo("older");
    assertThat(answer.json().at("/agents").size()).isEqualTo(1);
    assertThat(answer.json("pagination/page")).isEqualTo("2");
    assertThat(answer.json("pagination/limit")).isEqualTo("1");
    assertThat(answer.json("pagination/total_pages")).isEqualTo(answer.json("pagination/total"));
    assertThat(server.operator().get(PATH + "?limit=0").status()).isEqualTo(400);
  }

  @Test
  void put_and_patch_both_change_only_the_given_fields() {
    var path = PATH + "/" + make("name", "before", "description", "kept").text("agent/id");

    var patched = server.operator().patch(path, "name", "patched", "expires_in", 60);
    assertThat(patched.status()).isEqualTo(200);
    assertThat(patched.json("agent/name")).isEqualTo("patched");
    assertThat(patched.json("agent/description")).isEqualTo("kept");
    assertThat(patched.json("agent/expires_at")).isNotNull();

    var put = server.operator().put(path, "scopes", List.of("read"), "is_active", false);
    assertThat(put.status()).isEqualTo(200);
    assertThat(put.json("agent/name")).isEqualTo("patched");
    assertThat(put.json("agent/scopes")).isEqualTo("[\"read\"]");
    assertThat(put.json("agent/is_active")).isEqualTo("false");
    assertThat(put.json("agent/status")).isEqualTo("suspended");

    var forever =
        server
            .operator()
            .send(
                "PATCH",
                path,
                "application/json",
                "{\"expires_in\":null,\"isActive\":true}".getBytes(StandardCharsets.UTF_8));
    assertThat(forever.json("agent/expires_at")).isNull();
    assertThat(forever.json("agent/is_active")).isEqualTo("true");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id",
        "client_id",
        "clientId",
        "organization_id",
        "created_at",
        "token_count",
        "last_activity_at"
      })
  void read_only_fields_are_refused_by_name(String field) {
    var path = PATH + "/" + make("name", "fixed").text("agent/id");

    var answer = server.operator().put(path, "name", "other", field, "x");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json("errors/0/field")).isEqualTo(field);
    assertThat(answer.json("errors/0/message")).isEqualTo("cannot be changed");
    assertThat(server.operator().get(path).json("agent/name")).isEqualTo("fixed");
  }

  @Test
  void status_is_an_alias_of_is_active_and_may_not_contradict_it() {
    var path = PATH + "/" + make("name", "switched").text("agent/id");

    assertThat(server.operator().patch(path, "status", "suspended").json("agent/is_active"))
        .isEqualTo("false");
    assertThat(server.operator().put(path, "status", "active").json("agent/status"))
        .isEqualTo("active");
    var refused = server.operator().patch(path, "status", "suspended", "is_active", true);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json("errors/0/message")).isEqualTo("contradicts is_active");
    assertThat(server.operator().patch(path, "status", "deleted").status()).isEqualTo(400);
    assertThat(server.operator().get(path).json("agent/status")).isEqualTo("active");
  }

  @Test
  void rotation_immediately_replaces_the_secret_and_keeps_the_tokens() {
    var made = make("name", "rotated", "scopes", List.of("read"));
    var path = PATH + "/" + made.text("agent/id");
    var token = token(made, made.text("client_secret")).text("access_token");

    var first = server.operator().postJson(path, "{\"action\": \"rotate\"}");
    var second = server.operator().post(path + "/rotate");

    for (var answer : List.of(first, second)) {
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("Cache-Control")).contains("no-store");
      assertThat(answer.json().propertyNames()).containsExactly("client_secret");
      assertThat(answer.text("client_secret")).startsWith("cs_");
    }
    for (var old : List.of(made.text("client_secret"), first.text("client_secret"))) {
      var refused = token(made, old);
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.json("error")).isEqualTo("invalid_client");
    }
    assertThat(token(made, second.text("client_secret")).status()).isEqualTo(200);
    assertThat(isAlive(token)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"action\":\"explode\"}",
        "{\"action\":7}",
        "{\"action\":\"rotate\",\"x\":1}"
      })
  void an_unknown_action_changes_nothing(String body) {
    var made = make("name", "still");

    var answer = server.operator().postJson(PATH + "/" + made.text("agent/id"), body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json("error")).isEqualTo("invalid_request");
    assertThat(token(made, made.text("client_secret")).status()).isEqualTo(200);
  }

  @Test
  void a_suspended_agent_gets_no_secret() {
    var path = PATH + "/" + make("name", "off").text("agent/id");
    server.operator().post(path + "/deactivate");

    var answer = server.operator().post(path + "/rotate");

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.json("error")).isEqualTo("agent_not_active");
    assertThat(answer.body()).doesNotContain("cs_");
  }

  @Test
  void an_agent_is_deactivated_and_reactivated() {
    var made = make("name", "switched", "scopes", List.of("read"));
    var path = PATH + "/" + made.text("agent/id");
    var token = token(made, made.text("client_secret")).text("access_token");
    token(made, made.text("client_secret"));

    var off = server.operator().post(path + "/deactivate");
    assertThat(off.status()).isEqualTo(200);
    assertThat(off.body()).isEqualTo("{\"message\":\"Agent deactivated. 2 tokens revoked.\"}");
    assertThat(isAlive(token)).isFalse();
    assertThat(token(made, made.text("client_secret")).status()).isEqualTo(401);
    assertThat(server.operator().post(path + "/deactivate").text("message"))
        .isEqualTo("Agent deactivated. 0 tokens revoked.");

    var on = server.operator().post(path + "/reactivate");
    assertThat(on.status()).isEqualTo(200);
    assertThat(on.body()).isEqualTo("{\"message\":\"Agent reactivated.\"}");
    assertThat(isAlive(token)).isFalse();
    assertThat(token(made, made.text("client_secret")).status()).isEqualTo(200);
  }

  @Test
  void deleting_an_agent_is_final() {
    var made = make("name", "deleted");
    var path = PATH + "/" + made.text("agent/id");

    assertThat(server.operator().delete(path).status()).isEqualTo(204);

    assertThat(server.operator().get(path).json("agent/status")).isEqualTo("decommissioned");
    assertThat(token(made, made.text("client_secret")).status()).isEqualTo(401);
    for (var answer :
        List.of(
            server.operator().delete(path),
            server.operator().post(path + "/reactivate"),
            server.operator().post(path + "/deactivate"),
            server.operator().patch(path, "name", "back"))) {
      assertThat(answer.status()).isEqualTo(409);
      assertThat(answer.json("error")).isEqualTo("agent_decommissioned");
    }
  }

  @Test
  void an_expired_agent_has_no_active_tokens_and_gets_none() {
    var made = make("name", "brief", "scopes", List.of("read"), "expires_in", 60);
    var answer = token(made, made.text("client_secret"));
    assertThat(answer.json("expires_in")).isEqualTo("60");

    server.clock().advance(Duration.ofSeconds(60));

    assertThat(isAlive(answer.text("access_token"))).isFalse();
    assertThat(token(made, made.text("client_secret")).status()).isEqualTo(401);
  }

  @Test
  void an_unknown_agent_is_404() {
    var path = PATH + "/01890000-0000-7000-8000-000000000000";
    for (var answer :
        List.of(
            server.operator().get(path),
            server.operator().get(PATH + "/nobody"),
            server.operator().put(path, "name", "x"),
            server.operator().delete(path),
            server.operator().postJson(path, "{\"action\":\"rotate\"}"),
            server.operator().post(path + "/rotate"),
            server.operator().post(path + "/deactivate"),
            server.operator().post(path + "/reactivate"))) {
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.json("error")).isEqualTo("not_found");
    }
  }

  @Test
  void every_call_needs_a_credential() {
    var path = PATH + "/" + make("name", "private").text("agent/id");
    TestClient anybody = server.unauthenticated();
    for (var answer :
        List.of(
            anybody.post(PATH, "name", "x"),
            anybody.get(PATH),
            anybody.get(path),
            anybody.put(path, "name", "x"),
            anybody.delete(path),
            anybody.postJson(path, "{\"action\":\"rotate\"}"),
            anybody.post(path + "/rotate"),
            anybody.get(PATH + "/me"),
            anybody.get(PATH + "/me/usage"))) {
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.header("WWW-Authenticate")).isPresent();
    }
  }

  private static TestResponse make(Object... members) {
    var made = server.operator().post(PATH, members);
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    return made;
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

  private static boolean isAlive(String token) {
    return server
        .operator()
        .form("/oauth/introspect", "token", token)
        .text("active")
        .equals("true");
  }
}
