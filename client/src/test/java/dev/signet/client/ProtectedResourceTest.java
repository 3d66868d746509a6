package dev.signet.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How an API leads clients to the server that issues its tokens. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ProtectedResourceTest {
  private static final String ISSUER = "https://id.example.com";
  private static final ProtectedResource FILES =
      ProtectedResource.builder("https://mcp.example.com/mcp", ISSUER)
          .scopes("files.read", "files.write")
          .name("Example Files")
          .build();

  @Test
  void the_document_names_the_resource_its_issuer_and_its_scopes() {
    assertThat(Json.parseObject(FILES.metadata()).orElseThrow())
        .containsOnly(
            Map.entry("resource", "https://mcp.example.com/mcp"),
            Map.entry("authorization_servers", List.of(ISSUER)),
            Map.entry("scopes_supported", List.of("files.read", "files.write")),
            Map.entry("bearer_methods_supported", List.of("header")),
            Map.entry("resource_name", "Example Files"),
            Map.entry(
                "dpop_signing_alg_values_supported",
                List.of(DpopProofVerifier.ALGORITHMS.split(" "))));
  }

  @Test
  void a_resource_without_name_and_scopes_leaves_them_out() {
    var plain = ProtectedResource.builder("https://mcp.example.com/", ISSUER).build();

    assertThat(Json.parseObject(plain.metadata()).orElseThrow())
        .containsEntry("resource", "https://mcp.example.com/")
        .doesNotContainKeys("scopes_supported", "resource_name");
  }

  @ParameterizedTest
  @CsvSource({
    "https://a.example/mcp,https://a.example/.well-known/oauth-protected-resource/mcp",
    "https://a.example/v1/mcp,https://a.example/.well-known/oauth-protected-resource/v1/mcp",
    "https://a.example/mcp/,https://a.example/.well-known/oauth-protected-resource/mcp",
    "https://a.example,https://a.example/.well-known/oauth-protected-resource",
    "https://a.example/,https://a.example/.well-known/oauth-protected-resource",
    "http://localhost:3000/mcp,http://localhost:3000/.well-known/oauth-protected-resource/mcp"
  })
  void the_path_follows_the_well_known_path(String resource, String url) {
    var built = ProtectedResource.builder(resource, ISSUER).build();

    assertThat(built.metadataUrl()).isEqualTo(URI.create(url));
    assertThat(built.metadataPaths()).first().isEqualTo(URI.create(url).getPath());
    assertThat(built.metadataPaths()).contains("/.well-known/oauth-protected-resource");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://mcp.example.com/mcp",
        "https://mcp.example.com/mcp#part",
        "https://mcp.example.com/mcp?x=1",
        "https://user@mcp.example.com/mcp",
        "urn:mcp",
        "/mcp"
      })
  void a_resource_has_an_https_url_without_a_fragment_and_a_query(String resource) {
    assertThatThrownBy(() -> ProtectedResource.builder(resource, ISSUER).build())
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "", "a\"", "a\\", "ä", "offline_access"})
  void an_invalid_scope_is_refused(String scope) {
    var builder = ProtectedResource.builder("https://mcp.example.com/mcp", ISSUER).scopes(scope);

    assertThatThrownBy(builder::build).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_request_without_a_token_is_told_where_to_get_one_and_no_error() {
    var rejected = TokenRejectedException.missingToken(DpopProofVerifier.ALGORITHMS);

    var challenge = Challenge.of(rejected, FILES, "files.read", "files.write");

    assertThat(challenge.status()).isEqualTo(401);
    assertThat(challenge.headers())
        .containsOnly(
            Map.entry(
                "WWW-Authenticate",
                "Bearer resource_metadata=\"https://mcp.example.com/.well-known/"
                    + "oauth-protected-resource/mcp\", scope=\"files.read files.write\""));
    assertThat(Challenge.of(rejected, FILES).headers().get("WWW-Authenticate"))
        .doesNotContain("scope", "error");
  }

  @Test
  void an_invalid_token_is_called_invalid() {
    var challenge =
        Challenge.of(TokenRejectedException.invalidToken("expired", false), FILES, "files.read");

    assertThat(challenge.status()).isEqualTo(401);
    assertThat(challenge.headers().get("WWW-Authenticate"))
        .isEqualTo(
            "Bearer error=\"invalid_token\", resource_metadata=\"https://mcp.example.com/"
                + ".well-known/oauth-protected-resource/mcp\"");
  }

  @Test
  void a_bound_token_keeps_its_scheme_and_its_nonce() {
    var challenge =
        Challenge.of(TokenRejectedException.invalidToken("expired", true).withNonce("n1"), FILES);

    assertThat(challenge.headers()).containsEntry("DPoP-Nonce", "n1");
    assertThat(challenge.headers().get("WWW-Authenticate"))
        .startsWith("DPoP error=\"invalid_token\", algs=\"" + DpopProofVerifier.ALGORITHMS)
        .contains("resource_metadata=\"https://mcp.example.com/.well-known/");
  }

  @Test
  void a_token_with_too_few_scopes_is_told_all_that_the_call_needs() {
    var rejected =
        TokenRejectedException.insufficientScope(List.of("files.write"), "files.write", false);

    var challenge = Challenge.of(rejected, FILES, "files.read", "files.write");

    assertThat(challenge.status()).isEqualTo(403);
    assertThat(challenge.headers().get("WWW-Authenticate"))
        .isEqualTo(
            "Bearer error=\"insufficient_scope\", resource_metadata=\"https://mcp.example.com/"
                + ".well-known/oauth-protected-resource/mcp\", scope=\"files.read files.write\"");
    assertThat(Challenge.of(rejected, FILES).headers().get("WWW-Authenticate"))
        .endsWith("scope=\"files.write\"");
  }

  @ParameterizedTest
  @CsvSource({
    "https://mcp.example.com/mcp, true",
    "HTTPS://MCP.example.com:443/mcp, true",
    "https://mcp.example.com/mcp/, true",
    "https://mcp.example.com/mcp//, false",
    "https://mcp.example.com/MCP, false",
    "https://mcp.example.com/mcp?x, false",
    "https://mcp.example.com/, false",
    "https://mcp.example.com:8443/mcp, false",
    "http://mcp.example.com/mcp, false",
    "https://user@mcp.example.com/mcp, false",
    "https://mcp.example.com.attacker.example/mcp, false",
    "https://ORIGIN.example.com, true",
    "https://origin.example.com/, true",
    "parcels, true",
    "Parcels, false",
    "parcels/, false"
  })
  void urls_in_aud_are_compared_as_resources_and_other_names_exactly(String aud, boolean isOurs) {
    var audiences =
        new Audiences(
            List.of("https://mcp.example.com/mcp", "https://origin.example.com", "parcels"));

    assertThat(audiences.contains(aud)).isEqualTo(isOurs);
  }
}
