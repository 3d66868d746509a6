package dev.signet.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.signet.base.db.DatabaseUnusable;
import dev.signet.testing.TestDatabase;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import dev.signet.tokens.signingkeys.WrongMasterKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The two postures: `dev` is open to this machine but not to web pages; `serve` requires
/// credentials.
@DisplayNameGeneration(ReplaceUnderscores.class)
class PostureTest {
  @RegisterExtension static final TestServer dev = new TestServer().inDevPosture();
  @RegisterExtension static final TestServer serve = new TestServer();

  private static void isForbidden(TestResponse answer) {
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.json("error")).isEqualTo("forbidden");
  }

  @Test
  void in_dev_requests_without_a_credential_act_as_the_operator() {
    var made = dev.unauthenticated().post("/api/v1/agents", "name", "courier");

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.text("createdBy")).isEqualTo("anonymous");
    assertThat(dev.unauthenticated().get("/metrics").status()).isEqualTo(200);
    assertThat(dev.unauthenticated().form("/oauth/introspect", "token", "x").status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer nonsense",
        "Bearer a.b.c",
        "Bearer sk_live_nonsense",
        "Basic eDp5",
        "Digest x",
        "Bearer",
        "Bearer a b"
      })
  void in_dev_a_presented_credential_must_be_valid(String authorization) {
    var answer = dev.unauthenticated().with("Authorization", authorization).get("/api/v1/agents");

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.json("error")).isEqualTo("unauthorized");
    assertThat(answer.header("WWW-Authenticate").orElseThrow()).startsWith("Bearer");
  }

  @ParameterizedTest
  @CsvSource({
    "Host, evil.example",
    "Host, localhost.evil.example",
    "Host, 127.0.0.1.evil.example:8080",
    "Origin, https://evil.example",
    "Origin, http://localhost.evil.example",
    "Origin, null",
    "Origin, http://localhost:1",
    "Sec-Fetch-Site, cross-site",
    "Sec-Fetch-Site, same-site"
  })
  void in_dev_what_a_web_page_could_send_is_refused(String header, String value) {
    isForbidden(
        dev.unauthenticated()
            .with(header, value)
            .post("/api/v1/agents", "name", "from a web page"));
    isForbidden(dev.unauthenticated().with(header, value).get("/api/v1/agents"));
  }

  @Test
  void in_dev_a_body_that_a_form_could_send_is_refused() {
    var body = "{\"name\":\"from a form\"}".getBytes(UTF_8);
    for (var type : new String[] {"text/plain", "application/x-www-form-urlencoded", ""}) {
      assertThat(dev.unauthenticated().send("POST", "/api/agents", type, body).status())
          .isEqualTo(415);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/x-www-form-urlencoded",
        "text/plain; charset=UTF-8",
        "multipart/form-data; boundary=x",
        "TEXT/PLAIN"
      })
  void in_dev_a_form_without_fields_is_refused_where_no_body_is_needed(String type) {
    var keys = dev.unauthenticated().get("/api/v1/keys").body();
    var rotate = "/api/v1/keys/rotate";

    var answer = dev.unauthenticated().send("POST", rotate, type, new byte[0]);

    assertThat(answer.status()).isEqualTo(415);
    assertThat(answer.json("error")).isEqualTo("unsupported_media_type");
    assertThat(dev.unauthenticated().get("/api/v1/keys").body()).isEqualTo(keys);
    var shown = dev.operator().send("POST", "/api/v1/agents/none/suspend", type, new byte[0]);
    assertThat(shown.status()).as("with a credential").isEqualTo(404);
    for (var fine : new String[] {"", "application/json"}) {
      assertThat(
              dev.unauthenticated()
                  .send("POST", "/api/v1/agents/none/suspend", fine, new byte[0])
                  .status())
          .as(fine)
          .isEqualTo(404);
    }
  }

  @Test
  void in_dev_the_names_of_this_machine_are_fine() {
    var port = dev.server().port();
    for (var host : new String[] {"localhost:" + port, "127.0.0.1:" + port, "[::1]:" + port}) {
      var answer =
          dev.unauthenticated()
              .with("Host", host)
              .with("Origin", "http://" + host)
              .with("Sec-Fetch-Site", "same-origin")
              .get("/api/v1/agents");
      assertThat(answer.status()).as(host).isEqualTo(200);
    }
  }

  @Test
  void in_serve_requests_without_a_credential_are_refused() {
    for (var path : new String[] {"/api/v1/agents", "/api/agents", "/api/v1/audit", "/metrics"}) {
      var answer = serve.unauthenticated().get(path);
      assertThat(answer.status()).as(path).isEqualTo(401);
      assertThat(answer.json("error")).isEqualTo("unauthorized");
    }
    assertThat(serve.unauthenticated().post("/api/agents", "name", "x").status()).isEqualTo(401);
  }

  @Test
  void in_serve_a_host_of_any_name_is_fine() {
    assertThat(serve.operator().with("Host", "id.example.com").get("/api/v1/agents").status())
        .isEqualTo(200);
  }

  @Test
  void the_first_operator_key_file_is_readable_by_its_owner_only_and_stays_the_same()
      throws IOException {
    var file = serve.data().resolve("operator.key");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(file)).startsWith("sk_live_");
  }

  @Test
  void the_first_operator_key_may_be_given() throws IOException {
    // A key of the right form: another server's.
    var given = serve.operatorKey();
    try (var server = new TestServer().with("operator-key", given)) {
      server.start();

      assertThat(server.data().resolve("operator.key")).doesNotExist();
      assertThat(server.unauthenticated().bearer(given).get("/api/v1/agents").status())
          .isEqualTo(200);
    }
  }

  @Test
  void a_configured_operator_key_of_another_format_stops_the_start() throws IOException {
    try (var server = new TestServer().with("operator-key", "sk_live_hunter2")) {
      assertThatThrownBy(server::start)
          .isInstanceOf(BadSettings.class)
          .hasMessageContaining("SIGNET_OPERATOR_KEY")
          .message()
          .doesNotContain("hunter2");
    }
  }

  @Test
  void a_second_server_on_the_same_file_does_not_start() {
    assumeFalse(TestDatabase.isPostgresql(), "several servers may share a PostgreSQL");
    var config =
        Config.read(
            Config.Posture.DEV,
            Map.of(
                "port", "0",
                "data", serve.data().toString(),
                "database", serve.databaseUrl()));

    assertThatThrownBy(() -> Server.start(config, Clock.systemUTC()))
        .isInstanceOf(DatabaseUnusable.class)
        .hasMessageContaining("in use by another Signet");
    assertThat(serve.operator().get("/api/v1/agents").status()).isEqualTo(200);
  }

  @Test
  void another_master_key_than_the_databases_does_not_start() throws IOException {
    try (var server = new TestServer()) {
      server.start();
      server.server().close();
      var config =
          Config.read(
              Config.Posture.DEV,
              Map.of(
                  "port",
                  "0",
                  "data",
                  server.data().toString(),
                  "database",
                  server.databaseUrl(),
                  "master-key",
                  "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"));

      assertThatThrownBy(() -> Server.start(config, Clock.systemUTC()))
          .isInstanceOf(WrongMasterKey.class);
      server.restart();
      assertThat(server.operator().get("/api/v1/agents").status()).isEqualTo(200);
    }
  }
}
