package dev.signet.identity.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.TestAgent;
import dev.signet.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// `--secret-hash bcrypt` changes no behaviour, only the stored hashes.
@DisplayNameGeneration(ReplaceUnderscores.class)
class BcryptSettingTest {
  @RegisterExtension
  static final TestServer server =
      new TestServer().with("secret-hash", "bcrypt").with("bcrypt-cost", "4");

  @Test
  void the_secret_works_and_is_stored_as_a_bcrypt_hash() {
    var agent = server.registerAgent("courier", "read");

    assertThat(agent.requestToken().status()).isEqualTo(200);
    assertThat(hashesOf(agent)).hasSize(1).allMatch(hash -> hash.startsWith("$2b$04$"));
  }

  @Test
  void a_wrong_secret_of_the_right_format_is_refused() {
    var agent = server.registerAgent("courier", "read");
    var other = server.registerAgent("other", "read");

    assertThat(with(agent, other.secret()).requestToken().status()).isEqualTo(401);
    assertThat(with(agent, "hunter2").requestToken().status()).isEqualTo(401);
  }

  @Test
  void rotation_overlaps_and_ends() {
    var agent = server.registerAgent("courier", "read");
    var path = "/api/v1/agents/" + agent.id() + "/credentials";
    var rotate = path + "/" + server.operator().get(path).text("data/0/credentialId") + "/rotate";

    var second = server.operator().post(rotate, "overlapSeconds", 60).text("clientSecret");
    assertThat(agent.requestToken().status()).isEqualTo(200);
    assertThat(with(agent, second).requestToken().status()).isEqualTo(200);

    var third = server.operator().post(rotate).text("clientSecret");
    assertThat(agent.requestToken().status()).isEqualTo(401);
    assertThat(with(agent, second).requestToken().status()).isEqualTo(401);
    assertThat(with(agent, third).requestToken().status()).isEqualTo(200);
    assertThat(hashesOf(agent)).allMatch(hash -> hash.startsWith("$2b$04$"));
  }

  @Test
  void the_quick_api_follows_the_setting() {
    var made = server.operator().post("/api/agents", "name", "quick", "scopes", List.of("read"));
    var agent =
        new TestAgent(
            server.unauthenticated(),
            made.text("agent/id"),
            made.text("client_id"),
            made.text("client_secret"));

    assertThat(agent.requestToken().status()).isEqualTo(200);
    assertThat(hashesOf(agent)).hasSize(1).allMatch(hash -> hash.startsWith("$2b$04$"));
  }

  private static TestAgent with(TestAgent agent, String secret) {
    return new TestAgent(agent.client(), agent.id(), agent.clientId(), secret);
  }

  private static List<String> hashesOf(TestAgent agent) {
    return server
        .internals()
        .db()
        .read(handle ->
            handle
                .createQuery("SELECT hash FROM credentials WHERE agent_id = :agent")
                .bind("agent", agent.id())
                .mapTo(String.class)
                .list());
  }
}
