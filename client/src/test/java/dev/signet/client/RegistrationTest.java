package dev.signet.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signet.client.Credential.ApiKey;
import dev.signet.client.testing.InterceptingProxy;
import dev.signet.client.testing.Race;
import dev.signet.client.testing.SignetServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** An agent registers itself. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class RegistrationTest {
  @RegisterExtension static final SignetServer server = new SignetServer("--registration", "open");

  private static final String REGISTER = "POST /v1/auth/agent-register";

  @TempDir private Path folder;

  @Test
  void a_new_agent_has_a_key_that_rotates_itself() {
    var registered = Registration.at(server.issuer()).name("my-research-agent").register();

    assertThat(registered.name()).isEqualTo("my-research-agent");
    assertThat(registered.credential().agentId()).isEqualTo(registered.agentId());
    assertThat(registered.developerId()).isNotEqualTo(registered.agentId());
    assertThat(registered.toString()).contains("***").doesNotContain("sk_live_");

    var claim = "/api/v1/agents/" + registered.agentId();
    server.sendAsOperator("POST", claim + "/claim", Map.of());
    server.sendAsOperator("PATCH", claim, Map.of("scopes", List.of("parcels:read")));
    var store =
        CredentialFile.at(folder.resolve("agent.json")).initializeWith(registered.credential());
    var client = server.client().credential(store).build();
    assertThat(client.token().scopes()).containsExactly("parcels:read");
    assertThat(client.rotate().credential()).isNotEqualTo(registered.credential());
  }

  @Test
  void a_lost_response_does_not_register_a_second_agent() {
    server
        .proxy()
        .handleNext(
            REGISTER,
            InterceptingProxy.RESPONSE_LOST,
            InterceptingProxy.REQUEST_LOST,
            InterceptingProxy.RESPONSE_LOST);
    var before = registrations();

    Registration.at(server.issuer()).register();

    var keys =
        server.proxy().requests(REGISTER).stream()
            .map(ask -> ask.header("Idempotency-Key").orElseThrow())
            .toList();
    assertThat(keys).hasSize(4).containsOnly(keys.getFirst());
    assertThat(registrations() - before).isEqualTo(1);
  }

  @Test
  void a_store_registers_once_however_many_programs_begin_with_it() {
    var before = registrations();

    var ids =
        Race.of(
            8,
            () -> {
              var store = CredentialFile.at(folder.resolve("agent.json"));
              Registration.at(server.issuer()).name("courier").registerInto(store);
              return store.read().orElseThrow().credential().clientId();
            });

    assertThat(Set.copyOf(ids)).hasSize(1);
    assertThat(registrations() - before).isEqualTo(1);
  }

  @Test
  void a_store_that_has_a_credential_is_left_as_it_is() {
    var known = new ApiKey("agent", "sk_live_1", "sk_live_2");
    var store = CredentialFile.at(folder.resolve("agent.json")).initializeWith(known);

    Registration.at(server.issuer()).registerInto(store);

    assertThat(store.read().orElseThrow().credential()).isEqualTo(known);
    assertThat(server.proxy().requests(REGISTER)).isEmpty();
  }

  @Test
  void an_invite_is_shown_to_the_server() {
    var invite =
        server.sendAsOperator("POST", "/api/v1/invites", Map.of("name", "research", "maxUses", 1));
    assertThat(invite.status()).as(invite.body()).isEqualTo(201);

    Registration.at(server.issuer()).invite(invite.text("inviteToken")).register();

    assertThatThrownBy(
            () -> Registration.at(server.issuer()).invite(invite.text("inviteToken")).register())
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> {
              assertThat(refused.status()).isBetween(400, 403);
              assertThat(refused).hasMessageNotContaining(invite.text("inviteToken"));
            });
  }

  @Test
  void too_many_registrations_are_refused_with_retry_after() {
    var registration = Registration.at(server.issuer()).retryTimeout(Duration.ZERO);
    server.proxy().handleNext(REGISTER, InterceptingProxy.respond(429, "Retry-After: 3000"));
    var store = CredentialFile.at(folder.resolve("agent.json"));

    assertThatThrownBy(() -> registration.registerInto(store))
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> assertThat(refused.retryAfter()).contains(Duration.ofMinutes(50)));
    assertThat(store.read()).isEmpty();
  }

  private static int registrations() {
    var listed = server.sendAsOperator("GET", "/api/v1/registrations?limit=100", Map.of());
    assertThat(listed.status()).as(listed.body()).isEqualTo(200);
    return listed.list("data").size();
  }
}
