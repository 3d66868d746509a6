package dev.signet.identity.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.signet.testing.TestAgent;
import dev.signet.testing.TestDatabase;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Two nodes sharing a PostgreSQL database: a change to a credential on one node takes effect on
/// the other, which has just used the credential.
@DisplayNameGeneration(ReplaceUnderscores.class)
class SharedCredentialsTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static @Nullable TestServer other;

  private TestAgent agent = server.registerAgent("courier", "read");

  @BeforeEach
  void the_other_node_accepts_the_agent() {
    assumeTrue(TestDatabase.isPostgresql(), "SQLite has one node");
    if (other == null) {
      other = server.startNode();
    }
    agent = server.registerAgent("courier", "read");
    assertThat(there(agent.secret()).status()).isEqualTo(200);
    assertThat(introspectsThere(agent.secret()).status()).isEqualTo(200);
  }

  @AfterAll
  static void the_other_node_refuses_a_revoked_credential() {
    if (other != null) {
      other.server().close();
    }
  }

  @Test
  void a_rotated_secret_is_refused_and_the_new_one_works() {
    var secret = rotate();

    assertThat(introspectsThere(agent.secret()).status()).isEqualTo(401);
    assertThat(there(agent.secret()).status()).isEqualTo(401);
    assertThat(there(secret).status()).isEqualTo(200);
  }

  @Test
  void the_token_endpoint_refuses_the_old_secret_without_a_notification() {
    rotate();

    assertThat(there(agent.secret()).status()).isEqualTo(401);
  }

  @Test
  void an_old_secret_cannot_refresh_on_the_other_node() {
    var refreshing =
        server.registerAgentWith(
            "name", "refreshing", "grantTypes", List.of("client_credentials", "refresh_token"));
    var basic = other().unauthenticated().basic(refreshing.clientId(), refreshing.secret());
    var issued = basic.form("/oauth/token", "grant_type", "client_credentials");
    assertThat(issued.status()).isEqualTo(200);
    var path = "/api/v1/agents/" + refreshing.id() + "/credentials";
    var id = server.operator().get(path).text("data/0/credentialId");

    server.operator().post(path + "/" + id + "/rotate");

    assertThat(
            basic
                .form(
                    "/oauth/token",
                    "grant_type",
                    "refresh_token",
                    "refresh_token",
                    issued.text("refresh_token"))
                .status())
        .isEqualTo(401);
  }

  @Test
  void a_new_secret_works_before_the_old_one_is_tried() {
    assertThat(there(rotate()).status()).isEqualTo(200);
  }

  @Test
  void a_suspended_agent_is_refused_and_accepted_again_when_it_is_active() {
    server.operator().patch("/api/v1/agents/" + agent.id(), "active", false);
    assertThat(there(agent.secret()).status()).isEqualTo(401);
    assertThat(introspectsThere(agent.secret()).status()).isEqualTo(401);

    server.operator().patch("/api/v1/agents/" + agent.id(), "active", true);
    assertThat(there(agent.secret()).status()).isEqualTo(200);
    assertThat(introspectsThere(agent.secret()).status()).isEqualTo(200);
  }

  @Test
  void an_agent_that_became_public_on_one_node_is_public_on_the_other() {
    var path = "/api/v1/agents/" + agent.id();
    assertThat(revokesThere().status()).isEqualTo(401);
    var credential = server.operator().get(path + "/credentials").text("data/0/credentialId");
    server.operator().delete(path + "/credentials/" + credential);

    server
        .operator()
        .patch(
            path,
            "clientType",
            "public",
            "grantTypes",
            List.of("authorization_code"),
            "redirectUris",
            List.of("http://localhost/callback"));
    assertThat(revokesThere().status()).isEqualTo(200);
    server.operator().patch(path, "clientType", "confidential");
    assertThat(revokesThere().status()).isEqualTo(401);
  }

  private TestResponse revokesThere() {
    return other()
        .unauthenticated()
        .form("/oauth/revoke", "token", "x", "client_id", agent.clientId());
  }

  @Test
  void an_agent_registered_on_one_node_authenticates_on_the_other() {
    var fresh = server.registerAgent("fresh", "read");

    assertThat(
            other()
                .unauthenticated()
                .basic(fresh.clientId(), fresh.secret())
                .form("/oauth/token", "grant_type", "client_credentials")
                .status())
        .isEqualTo(200);
  }

  private static TestServer other() {
    if (other == null) {
      throw new IllegalStateException("not started");
    }
    return other;
  }

  private String rotate() {
    var path = "/api/v1/agents/" + agent.id() + "/credentials";
    var id = server.operator().get(path).text("data/0/credentialId");
    return server.operator().post(path + "/" + id + "/rotate").text("clientSecret");
  }

  private TestResponse there(String secret) {
    return other()
        .unauthenticated()
        .basic(agent.clientId(), secret)
        .form("/oauth/token", "grant_type", "client_credentials");
  }

  private TestResponse introspectsThere(String secret) {
    return other()
        .unauthenticated()
        .basic(agent.clientId(), secret)
        .form("/oauth/introspect", "token", "x");
  }
}
