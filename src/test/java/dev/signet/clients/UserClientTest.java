package dev.signet.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.console.pages.ConnectingClient;
import dev.signet.testing.TestServer;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A client that acts for a user with oauth4webapi, which checks each response against the RFCs and
/// fails at the first deviation.
@DisplayNameGeneration(ReplaceUnderscores.class)
class UserClientTest {
  @RegisterExtension static final TestServer server = new TestServer().listeningAtIssuer();

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String FILES = "https://mcp.example.com/mcp";
  private static final String REDIRECT = "http://127.0.0.1:33418/callback";

  private static ConnectingClient client;

  @BeforeAll
  static void start() {
    Oauth4webapi.install();
    server.clock().set(Instant.now());
    ConnectingClient.registerResource(server, FILES);
    client = ConnectingClient.register(server, "Files app", REDIRECT);
  }

  @Test
  void a_public_client_gets_refreshes_and_revokes_tokens_about_its_user() {
    var saw = connect(asked());

    assertThat(saw.path("tokenType").asString()).isEqualTo("bearer");
    assertThat(saw.at("/claims/cnf").isMissingNode()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ES256", "Ed25519"})
  void a_public_client_binds_its_code_and_its_tokens_to_its_key(String algorithm) {
    var saw = connect(asked().put("dpop", algorithm));

    assertThat(saw.path("tokenType").asString()).isEqualTo("dpop");
    var thumbprint = saw.at("/claims/cnf/jkt").asString();
    assertThat(thumbprint).isNotEmpty();
    assertThat(saw.at("/refreshedClaims/cnf/jkt").asString()).isEqualTo(thumbprint);
  }

  private static ObjectNode asked() {
    return JSON.createObjectNode()
        .put("issuer", server.server().issuer())
        .put("clientId", client.clientId())
        .put("redirectUri", REDIRECT)
        .put("resource", FILES)
        .put("scope", "files.read files.write");
  }

  private static JsonNode connect(ObjectNode asked) {
    var user = ConnectingClient.signInUser(server, "Ada");
    var saw =
        Oauth4webapi.converse(
            "user.mjs",
            asked,
            question -> {
              server.clock().set(Instant.now());
              return JSON.valueToTree(
                  ConnectingClient.allow(user, question.path("open").asString()));
            });
    assertThat(saw.path("failed").isMissingNode()).as("%s", saw).isTrue();
    assertThat(saw.path("announcesIss").asBoolean()).isTrue();
    assertThat(saw.path("scope").asString()).isEqualTo("files.read files.write");
    assertThat(saw.at("/claims/client_id").asString()).isEqualTo(client.clientId());
    assertThat(saw.at("/refreshedClaims/sub")).isEqualTo(saw.at("/claims/sub"));
    assertThat(saw.path("isRotated").asBoolean()).isTrue();
    assertThat(saw.path("refusedAfterRevocation").asString()).isEqualTo("invalid_grant");
    assertThat(saw.path("refusedCode").asString()).isEqualTo("invalid_grant");
    return saw;
  }
}
