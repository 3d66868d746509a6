package dev.signet.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signet.client.Credential.ClientSecret;
import dev.signet.client.testing.Door;
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
  TestAgent makesAgent() {
    return server.makesAgent("parcels:read");
  }

  @Override
  Credential.Shared gives(TestAgent agent) {
    var given = server.operator("POST", "/api/agents/" + agent.id() + "/rotate", Map.of());
    return new ClientSecret(agent.credential().clientId(), given.text("client_secret"));
  }

  @Test
  void a_token_that_ended_meanwhile_is_replaced_while_the_old_secret_is_good() {
    var agent = makesAgent();
    var store = store(agent);
    server.door().next(ROTATE, Door.LOST_ON_THE_WAY);
    assertThatThrownBy(impatient(store)::rotate).isInstanceOf(UnreachableException.class);
    withAnotherPending(store, kept(store).pending().orElseThrow().idempotencyKey());

    client(store).rotate();

    assertThat(opens(kept(store).credential())).isTrue();
    assertThat(rotationsOf(agent)).isEqualTo(1);
  }
}
