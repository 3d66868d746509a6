package dev.signet.console.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.TestServer;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The release of a quarantined credential by a user.
@DisplayNameGeneration(ReplaceUnderscores.class)
class CredentialReleaseTest {
  @RegisterExtension static final TestServer server = new TestServer().with("leaks", "quarantine");

  @Test
  void releasing_a_quarantined_credential_is_confirmed_first() {
    var agent = server.registerAgent("courier");
    server.unauthenticated().post("/api/v1/leaks", "value", agent.secret());
    assertThat(agent.requestToken().status()).isEqualTo(401);
    var visitor = BrowserSession.signIn(server, server.operatorKey());
    var page = "/console/agents/" + agent.id();
    var id =
        server
            .operator()
            .get("/api/v1/agents/" + agent.id() + "/credentials?status=quarantined")
            .text("data/0/credentialId");
    var release = page + "/credentials/" + id + "/release";
    assertThat(visitor.get(page).body()).contains("quarantined", release);

    assertThat(visitor.get(release).body())
        .contains("Reported as leaked", "can get tokens again", "rotate it next");
    assertThat(agent.requestToken().status()).isEqualTo(401);
    assertThat(visitor.form(release).status()).isEqualTo(303);

    assertThat(agent.requestToken().status()).isEqualTo(200);
    assertThat(visitor.get(page).body())
        .contains("with the secret that leaked")
        .doesNotContain(release);
    assertThat(visitor.get(release).status()).isEqualTo(303);
  }
}
