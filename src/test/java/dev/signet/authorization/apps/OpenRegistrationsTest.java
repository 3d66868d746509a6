package dev.signet.authorization.apps;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.json.Json;
import dev.signet.base.oauth.GrantType;
import dev.signet.base.oauth.RedirectUri;
import dev.signet.base.refusals.Refused;
import dev.signet.base.secrets.MasterKey;
import dev.signet.testing.WithoutDatabase;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// Client ids that contain what the client registered, so that nothing is stored for it.
@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class OpenRegistrationsTest {
  private static final String CURSOR =
      """
      {"client_name":"Cursor","token_endpoint_auth_method":"client_secret_post",
       "grant_types":["authorization_code","refresh_token","implicit"],"application_type":"web",
       "redirect_uris":["cursor://anysphere.cursor-mcp/oauth/callback",
         "https://www.cursor.com/agents/mcp/oauth/callback","http://localhost:8787/callback"]}
      """;

  private final OpenRegistrations registrations = registrations(1);

  @Test
  void the_id_contains_the_client() {
    var made = register(CURSOR).orElseThrow();

    assertThat(made.clientId()).startsWith("dcr1_").hasSizeLessThan(1025).matches("[A-Za-z0-9_-]+");
    assertThat(made.name()).isEqualTo("Cursor");
    assertThat(made.isPublicClient()).isTrue();
    assertThat(made.redirectUris().stream().map(RedirectUri::value))
        .containsExactly(
            "cursor://anysphere.cursor-mcp/oauth/callback",
            "http://localhost/callback",
            "https://www.cursor.com/agents/mcp/oauth/callback");
    assertThat(made.grantTypes())
        .containsExactlyInAnyOrder(GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN);
    assertThat(registrations.find(made.clientId())).hasValue(made);
    assertThat(registrations(1).find(made.clientId())).hasValue(made);
  }

  @Test
  void equal_metadata_have_one_id_whatever_their_order_and_ports() {
    var one = register(CURSOR).orElseThrow().clientId();
    var other =
        register(
                """
                {"redirect_uris":["http://localhost:1/callback","http://localhost:2/callback",
                   "https://www.cursor.com/agents/mcp/oauth/callback",
                   "cursor://anysphere.cursor-mcp/oauth/callback"],
                 "grant_types":["refresh_token","authorization_code"],"client_name":"Cursor",
                 "software_statement":"x","jwks":{"keys":[]},"logo_uri":"https://evil.test/"}
                """)
            .orElseThrow()
            .clientId();

    assertThat(other).isEqualTo(one);
    assertThat(register(CURSOR.replace("\"Cursor\"", "\"Other\"")).orElseThrow().clientId())
        .isNotEqualTo(one);
  }

  @Test
  void a_changed_id_or_one_of_another_server_is_unknown() {
    var id = register(CURSOR).orElseThrow().clientId();
    for (var i = 0; i < id.length(); i++) {
      var changed = id.substring(0, i) + (id.charAt(i) == 'A' ? 'B' : 'A') + id.substring(i + 1);
      assertThat(registrations.find(changed)).as("changed at %d", i).isEmpty();
    }
    assertThat(registrations(2).find(id)).isEmpty();
    assertThat(registrations.find(id + "A")).isEmpty();
    assertThat(registrations.find(id.substring(0, id.length() - 1))).isEmpty();
    assertThat(registrations.find("dcr1_")).isEmpty();
    assertThat(registrations.find("dcr1_" + "A".repeat(43))).isEmpty();
    assertThat(registrations.find("dcr1_" + "A".repeat(10_000))).isEmpty();
    var forged =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString("{\"n\":\"Claude\",\"r\":[\"https://evil.test/cb\"]}".getBytes(UTF_8));
    assertThat(registrations.find("dcr1_" + forged + id.substring(id.length() - 43))).isEmpty();
  }

  @Test
  void unusable_redirect_uris_are_dropped_and_one_must_be_left() {
    var made =
        register(
                """
                {"redirect_uris":["http://evil.test/cb","https://*.evil.test/cb",
                  "http://127.0.0.1:33418/"]}
                """)
            .orElseThrow();
    assertThat(made.redirectUris().stream().map(RedirectUri::value))
        .containsExactly("http://127.0.0.1/");
    assertThat(made.name()).isEqualTo("127.0.0.1");
    assertThat(made.grantTypes()).containsExactly(GrantType.AUTHORIZATION_CODE);

    assertThat(register("{\"redirect_uris\":[\"http://evil.test/cb\"]}")).isEmpty();
    assertThat(register("{\"redirect_uris\":\"http://localhost/\"}")).isEmpty();
    assertThat(register("{}")).isEmpty();
    assertThat(
            register("{\"redirect_uris\":[\"http://localhost/\"],\"grant_types\":[\"implicit\"]}"))
        .isEmpty();
  }

  @Test
  void an_id_that_would_be_too_long_is_not_made() {
    assertThat(register("{\"redirect_uris\":[\"https://example.com/" + "x".repeat(900) + "\"]}"))
        .isEmpty();
  }

  private Optional<App> register(String metadata) {
    try {
      return Optional.of(registrations.register(new ClientMetadata(Json.read(metadata))));
    } catch (Refused _) {
      return Optional.empty();
    }
  }

  private static OpenRegistrations registrations(int key) {
    var bytes = new byte[32];
    bytes[0] = (byte) key;
    return new OpenRegistrations(MasterKey.of(bytes));
  }
}
