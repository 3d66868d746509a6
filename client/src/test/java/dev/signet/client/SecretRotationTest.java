package dev.signet.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signet.client.Credential.ClientSecret;
import dev.signet.client.testing.InterceptingProxy;
import dev.signet.client.testing.SignetServer;
import dev.signet.client.testing.SignetServer.TestAgent;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An agent gives itself a new client secret. */
class SecretRotationTest extends RotationTests {
  @RegisterExtension static final SignetServer SERVER = new SignetServer();

  private static final String ROTATE = "POST /api/agents/me/rotate";

  SecretRotationTest() {
    super(SERVER, ROTATE, "credential.rotated");
  }

  @Override
  TestAgent createAgent() {
    return server.createAgent("parcels:read");
  }

  @Override
  Credential.SharedSecret credentialOf(TestAgent agent) {
    var given = server.sendAsOperator("POST", "/api/agents/" + agent.id() + "/rotate", Map.of());
    return new ClientSecret(agent.credential().clientId(), given.text("client_secret"));
  }

  @Test
  void a_token_that_ended_meanwhile_is_replaced_while_the_old_secret_is_good() {
    var agent = createAgent();
    var store = store(agent);
    server.proxy().handleNext(ROTATE, InterceptingProxy.REQUEST_LOST);
    assertThatThrownBy(clientWithoutRetries(store)::rotate)
        .isInstanceOf(UnreachableException.class);
    withAnotherPending(store, storedCredential(store).pending().orElseThrow().idempotencyKey());

    client(store).rotate();

    assertThat(isAccepted(storedCredential(store).credential())).isTrue();
    assertThat(rotationsOf(agent)).isEqualTo(1);
  }
}
