package dev.signet.identity.credentials;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.secrets.Bcrypt;
import dev.signet.base.secrets.Secret;
import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Agents that move here from another server, with bcrypt hashes of their existing secrets.
@DisplayNameGeneration(ReplaceUnderscores.class)
class ImportedSecretsTest {
  @RegisterExtension static final TestServer server = new TestServer();

  /// A secret of another server that has this server's prefix, without its checksum.
  private static final String SECRET = "sk_live_7f3a2b1c9d8e4f0a6b5c3d2e1f0a9b8c";

  /// A published test vector of bcrypt, for the secret `U*U`.
  private static final String VECTOR =
      "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

  @ParameterizedTest
  @ValueSource(strings = {"$2a$", "$2b$", "$2y$"})
  void an_agent_registered_with_a_hash_authenticates_with_its_secret(String version) {
    var id = registers(List.of(Map.of("clientSecretHash", version + hash(SECRET).substring(4))));

    assertThat(asks(id, SECRET).status()).isEqualTo(200);
    assertThat(asks(id, SECRET).status()).isEqualTo(200);
    assertThat(asks(id, SECRET + "0").status()).isEqualTo(401);
    assertThat(asks(id, SECRET.substring(0, 39)).status()).isEqualTo(401);
  }

  @Test
  void the_first_success_replaces_its_hash_by_a_keyed_one() {
    var id = registers(List.of(Map.of("clientSecretHash", hash(SECRET))));
    assertThat(kinds(id)).containsExactly("bcrypt");
    assertThat(asks(id, SECRET + "0").status()).isEqualTo(401);
    assertThat(kinds(id)).as("a wrong secret changes nothing").containsExactly("bcrypt");

    ConcurrentCalls.race(8, _ -> assertThat(asks(id, SECRET).status()).isEqualTo(200));

    assertThat(kinds(id)).containsExactly("keyed");
    assertThat(asks(id, SECRET).status()).isEqualTo(200);
    assertThat(asks(id, SECRET + "0").status()).isEqualTo(401);
    server.operator().post("/api/v1/leaks", "value", SECRET);
    assertThat(asks(id, SECRET).status()).as("not spelled like ours").isEqualTo(200);
  }

  @Test
  void a_secret_longer_than_bcrypt_reads_keeps_its_bcrypt_hash() {
    var id = registers(List.of(Map.of("clientSecretHash", hash("x".repeat(72)))));

    assertThat(asks(id, "x".repeat(80)).status()).isEqualTo(200);

    assertThat(kinds(id)).containsExactly("bcrypt");
    assertThat(asks(id, "x".repeat(72) + "another end").status()).isEqualTo(200);
  }

  private static List<String> kinds(String agent) {
    return server
        .internals()
        .db()
        .read(handle ->
            handle
                .createQuery("SELECT hash_kind FROM credentials WHERE agent_id = :agent")
                .bind("agent", agent)
                .mapTo(String.class)
                .list());
  }

  @Test
  void a_published_test_vector_matches() {
    var id = registers(List.of(Map.of("client_secret_hash", VECTOR)));

    assertThat(asks(id, "U*U").status()).isEqualTo(200);
    assertThat(asks(id, "U*U*").status()).isEqualTo(401);
  }

  @Test
  void an_agent_can_be_registered_with_several_secrets_each_with_its_expiry() {
    var until = server.clock().instant().plusSeconds(60).toString();
    var id =
        registers(
            List.of(
                Map.of("clientSecretHash", hash("first one"), "expiresAt", until),
                Map.of("clientSecretHash", hash("second one"))));

    assertThat(asks(id, "first one").status()).isEqualTo(200);
    assertThat(asks(id, "second one").status()).isEqualTo(200);
    server.clock().advance(Duration.ofSeconds(60));
    assertThat(asks(id, "first one").status()).isEqualTo(401);
    assertThat(asks(id, "second one").status()).isEqualTo(200);
  }

  @Test
  void a_hash_can_be_added_to_an_existing_agent() {
    var agent = server.registerAgent("courier", "read");

    var answer = brings(agent.id(), hash(SECRET));

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.json("clientId")).isEqualTo(agent.clientId());
    assertThat(answer.json("status")).isEqualTo("active");
    assertThat(answer.body()).doesNotContain("clientSecret", "$2b$");
    assertThat(asks(agent.id(), SECRET).status()).isEqualTo(200);
    assertThat(agent.requestToken().status()).isEqualTo(200);
    var event =
        server
            .operator()
            .get("/api/v1/audit?limit=1&action=credential.generated&agentId=" + agent.id());
    assertThat(event.json("data/0/metadata/imported")).isEqualTo("true");
    assertThat(event.body()).doesNotContain("$2b$");
  }

  @Test
  void responses_never_contain_the_hash() {
    var id = registers(List.of(Map.of("clientSecretHash", hash(SECRET))));

    for (var path : List.of("/api/v1/agents/" + id, "/api/v1/agents/" + id + "/credentials")) {
      assertThat(server.operator().get(path).body()).doesNotContain("$2b$", "clientSecret");
    }
  }

  @Test
  void rotation_replaces_it_by_a_secret_of_this_server() {
    var id = registers(List.of(Map.of("clientSecretHash", hash(SECRET))));
    var path = "/api/v1/agents/" + id + "/credentials";
    var credential = server.operator().get(path).text("data/0/credentialId");

    var rotated = server.operator().post(path + "/" + credential + "/rotate", "overlapSeconds", 60);

    assertThat(asks(id, SECRET).status()).isEqualTo(200);
    assertThat(asks(id, rotated.text("clientSecret")).status()).isEqualTo(200);
    server.clock().advance(Duration.ofSeconds(60));
    assertThat(asks(id, SECRET).status()).isEqualTo(401);
    assertThat(asks(id, rotated.text("clientSecret")).status()).isEqualTo(200);
  }

  @Test
  void revocation_ends_a_secret_that_was_used() {
    var id = registers(List.of(Map.of("clientSecretHash", hash(SECRET))));
    assertThat(asks(id, SECRET).status()).isEqualTo(200);
    var path = "/api/v1/agents/" + id + "/credentials";

    server.operator().delete(path + "/" + server.operator().get(path).text("data/0/credentialId"));

    assertThat(asks(id, SECRET).status()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a+b", "100%", "%41", "a:b", "ключ 鍵", "x y"})
  void basic_accepts_secrets_with_any_characters_encoded_or_not(String secret) {
    var id = registers(List.of(Map.of("clientSecretHash", hash(secret))));

    for (var spelled : List.of(secret, URLEncoder.encode(secret, UTF_8))) {
      var pair = Base64.getEncoder().encodeToString((id + ":" + spelled).getBytes(UTF_8));
      var answer =
          server
              .unauthenticated()
              .with("Authorization", "Basic " + pair)
              .form("/oauth/token", "grant_type", "client_credentials");
      assertThat(answer.status()).as(spelled).isEqualTo(200);
    }
    assertThat(asks(id, secret).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hunter2",
        "$2b$10$",
        "$2x$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$2a$03$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$2a$13$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$2a$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOe!",
        "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeWW"
      })
  void a_malformed_hash_or_one_of_too_high_cost_is_refused_by_name(String hash) {
    var agent = server.registerAgent("courier", "read");

    var brought = brings(agent.id(), hash);
    var registered =
        server
            .operator()
            .post(
                "/api/v1/agents",
                "name",
                "mover",
                "credentials",
                List.of(Map.of("clientSecretHash", hash)));

    assertThat(brought.status()).isEqualTo(400);
    assertThat(brought.json("errors/0/field")).isEqualTo("clientSecretHash");
    assertThat(registered.status()).isEqualTo(400);
    assertThat(registered.json("errors/0/field")).isEqualTo("credentials");
    assertThat(registered.json("errors/0/message")).contains("entry 0", "clientSecretHash");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "null",
        "[{}]",
        "[null]",
        "[\"$2b$\"]",
        "[{\"clientSecret\":\"x\"}]",
        "[{\"clientSecretHash\":5}]"
      })
  void credentials_in_a_registration_must_be_hashes(String credentials) {
    var answer =
        server
            .operator()
            .postJson("/api/v1/agents", "{\"name\":\"mover\",\"credentials\":" + credentials + "}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json("errors/0/field")).isEqualTo("credentials");
  }

  @Test
  void only_an_operator_can_import_hashes() {
    var manager = server.registerAgent("manager", "agents:write");
    var managing = manager.with(manager.token());

    assertThat(
            managing
                .post(
                    "/api/v1/agents/" + manager.id() + "/credentials/import",
                    "clientSecretHash",
                    hash(SECRET))
                .status())
        .isEqualTo(403);
    var registered =
        managing.post(
            "/api/v1/agents",
            "name",
            "mover",
            "credentials",
            List.of(Map.of("clientSecretHash", hash(SECRET))));
    assertThat(registered.status()).isEqualTo(400);
    assertThat(registered.json("errors/0/field")).isEqualTo("credentials");
  }

  private static String registers(List<Map<String, String>> credentials) {
    var answer =
        server
            .operator()
            .post(
                "/api/v1/agents",
                "name",
                "mover",
                "scopes",
                List.of("read"),
                "credentials",
                credentials);
    assertThat(answer.status()).isEqualTo(201);
    return answer.text("agentId");
  }

  private static TestResponse brings(String agentId, String hash) {
    return server
        .operator()
        .post("/api/v1/agents/" + agentId + "/credentials/import", "clientSecretHash", hash);
  }

  private static TestResponse asks(String id, String secret) {
    return server
        .unauthenticated()
        .form(
            "/oauth/token",
            "grant_type",
            "client_credentials",
            "client_id",
            id,
            "client_secret",
            secret);
  }

  private static String hash(String secret) {
    try (var bcrypt = new Bcrypt(4, 1, 1)) {
      return bcrypt.hash(Secret.of(secret));
    }
  }
}
