package dev.signet.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signet.client.Credential.ApiKey;
import dev.signet.client.testing.InterceptingProxy;
import dev.signet.client.testing.SignetServer;
import dev.signet.client.testing.SignetServer.TestAgent;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An agent gives itself a new API key, and a new rotation secret with it. */
class ApiKeyRotationTest extends RotationTests {
  @RegisterExtension static final SignetServer SERVER = new SignetServer();

  private static final String ROTATE = "POST /v1/agents/self/rotate-key";

  ApiKeyRotationTest() {
    super(SERVER, ROTATE, "api_key.rotated");
  }

  @Override
  TestAgent createAgent() {
    var made = server.createAgent("parcels:read");
    return new TestAgent(made.id(), credentialOf(made));
  }

  @Override
  Credential.SharedSecret credentialOf(TestAgent agent) {
    var path = "/api/v1/agents/" + agent.id() + "/api-key/rotate";
    var given = server.sendAsOperator("POST", path, Map.of());
    assertThat(given.status()).as(given.body()).isEqualTo(200);
    return new ApiKey(agent.id(), given.text("apiKey"), given.text("rotationSecret"));
  }

  @Test
  void both_values_are_rotated() {
    var agent = createAgent();
    var old = (ApiKey) agent.credential();
    var store = store(agent);

    var next = (ApiKey) client(store).rotate().credential();

    assertThat(next.agentId()).isEqualTo(agent.id());
    assertThat(next.key()).isNotEqualTo(old.key());
    assertThat(next.rotationSecret()).isNotEmpty().isNotEqualTo(old.rotationSecret());
    client(store).rotate();
    assertThat(isAccepted(storedCredential(store).credential())).isTrue();
  }

  @Test
  void the_fourth_rotation_from_one_address_waits_and_is_done_from_another() {
    var store = store(createAgent());
    var client = client(store);
    for (var i = 0; i < 3; i++) {
      client.rotate();
    }

    assertThatThrownBy(client::rotate)
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> {
              assertThat(refused.status()).isEqualTo(429);
              assertThat(refused.retryAfter().orElseThrow())
                  .isBetween(Duration.ofMinutes(10), Duration.ofMinutes(15));
            });
    assertThat(storedCredential(store).pending()).isPresent();
    assertThat(client(store).token().scopes()).containsExactly("parcels:read");

    server.proxy().setClientAddress("10.0.2.1");
    client.rotate();
    assertThat(storedCredential(store).pending()).isEmpty();
    assertThat(isAccepted(storedCredential(store).credential())).isTrue();
  }

  @Test
  void a_wrong_rotation_secret_leaves_the_key_as_it_was() {
    var agent = createAgent();
    var key = (ApiKey) agent.credential();
    var other = (ApiKey) createAgent().credential();
    var store =
        store(
            new TestAgent(
                agent.id(), new ApiKey(key.agentId(), key.key(), other.rotationSecret())));

    assertThatThrownBy(client(store)::rotate)
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> {
              assertThat(refused.status()).isEqualTo(401);
              assertThat(refused.description())
                  .isEqualTo("Invalid API key or invalid rotation secret");
            });

    assertThat(storedCredential(store).pending()).isEmpty();
    assertThat(client(store).token().scopes()).containsExactly("parcels:read");
  }

  @Test
  void a_key_is_not_discarded_until_the_server_rejects_it() {
    var agent = createAgent();
    var store = store(agent);
    server.proxy().handleNext(ROTATE, InterceptingProxy.respond(401));
    server
        .proxy()
        .handleNext("GET /v1/agents/self", InterceptingProxy.respond(429, "Retry-After: 900"));

    assertThatThrownBy(client(store)::rotate)
        .isInstanceOfSatisfying(
            RefusedException.class, refused -> assertThat(refused.status()).isEqualTo(429));

    assertThat(storedCredential(store).pending()).isPresent();
    client(store).rotate();
    assertThat(rotationsOf(agent)).isEqualTo(1);
  }

  @Test
  void a_key_without_a_rotation_secret_is_not_rotated() {
    var agent = createAgent();
    var key = (ApiKey) agent.credential();
    var store = store(new TestAgent(agent.id(), new ApiKey(key.agentId(), key.key().reveal())));

    assertThatThrownBy(client(store)::rotate)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("only an operator can rotate it");
    assertThat(server.proxy().requests(ROTATE)).isEmpty();
  }

  @Test
  void a_suspended_agent_gets_the_reason_and_keeps_its_key() {
    var agent = createAgent();
    var store = store(agent);
    server.sendAsOperator("POST", "/api/agents/" + agent.id() + "/deactivate", Map.of());

    assertThatThrownBy(client(store)::rotate)
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> assertThat(refused.error()).isEqualTo("agent_revoked"));

    assertThat(storedCredential(store).pending()).isEmpty();
    server.sendAsOperator("POST", "/api/agents/" + agent.id() + "/reactivate", Map.of());
    client(store).rotate();
    assertThat(rotationsOf(agent)).isEqualTo(1);
  }
}
