package dev.signet.identity.agents;

import static dev.signet.testing.RefusalAssertions.isFieldError;
import static dev.signet.testing.RefusalAssertions.isProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class OAuthClientsTest {
  private static final String AGENTS = "/api/v1/agents";
  private static final List<String> LOCAL = List.of("http://localhost/callback");
  private static final List<String> CODE = List.of("authorization_code", "refresh_token");

  /// A key on P-256, which only serves as an example.
  private static final String JWKS =
      """
      {"keys":[{"kty":"EC","crv":"P-256",
      "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
      "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}\
      """;

  @RegisterExtension static final TestServer server = new TestServer();

  @Test
  void an_agent_is_a_confidential_client_without_redirect_uris_unless_it_says_else() {
    var made = server.operator().post(AGENTS, "name", "plain");

    assertThat(made.json("clientType")).isEqualTo("confidential");
    assertThat(made.json("redirectUris")).isEqualTo("[]");
    assertThat(made.json("grantTypes")).isEqualTo("[\"client_credentials\"]");
  }

  @Test
  void a_confidential_client_has_redirect_uris() {
    var uris = List.of("https://app.example.com/cb?x=a,b", "http://127.0.0.1:33418/");
    var made =
        register(
            "redirectUris", uris, "grantTypes", List.of("client_credentials", CODE.getFirst()));

    assertThat(made.status()).as(made.body()).isEqualTo(201);
    assertThat(made.json("redirectUris"))
        .isEqualTo("[\"https://app.example.com/cb?x=a,b\",\"http://127.0.0.1:33418/\"]");
    assertThat(made.json("grantTypes"))
        .isEqualTo("[\"client_credentials\",\"authorization_code\"]");
    assertThat(read(made).body()).isEqualTo(made.body());
  }

  @Test
  void a_public_client_gets_the_grant_types_of_public_clients() {
    var uris = List.of("com.example.app:/cb", "http://localhost/cb");
    var made = register("clientType", "public", "redirectUris", uris);

    assertThat(made.status()).as(made.body()).isEqualTo(201);
    assertThat(made.json("clientType")).isEqualTo("public");
    assertThat(made.json("grantTypes")).isEqualTo("[\"authorization_code\",\"refresh_token\"]");
    assertThat(made.json("redirectUris"))
        .isEqualTo("[\"com.example.app:/cb\",\"http://localhost/cb\"]");
    assertThat(read(made).body()).isEqualTo(made.body());
  }

  @Test
  void a_change_replaces_the_redirect_uris_and_is_recorded() {
    var id = register().text("agentId");
    var changed = change(id, "redirectUris", LOCAL, "grantTypes", CODE);

    assertThat(changed.json("redirectUris")).isEqualTo("[\"http://localhost/callback\"]");
    var event = server.operator().get("/api/v1/audit?agentId=" + id + "&limit=1");
    assertThat(event.json("data/0/action")).isEqualTo("agent.updated");
    assertThat(event.json("data/0/metadata/fields")).isEqualTo("[\"grantTypes\",\"redirectUris\"]");
    isFieldError(change(id, "redirectUris", List.of()), "redirectUris", "at least one");
    assertThat(
            change(id, "redirectUris", List.of(), "grantTypes", List.of("client_credentials"))
                .json("redirectUris"))
        .isEqualTo("[]");
  }

  @Test
  void the_authorization_code_needs_a_redirect_uri() {
    isFieldError(register("grantTypes", CODE), "redirectUris", "authorization_code");
    isFieldError(register("clientType", "public"), "redirectUris", "authorization_code");
    var id = register().text("agentId");
    isFieldError(change(id, "grantTypes", CODE), "redirectUris", "authorization_code");
    assertThat(server.operator().get(AGENTS + "/" + id).json("grantTypes"))
        .isEqualTo("[\"client_credentials\"]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://*.example.com/cb",
        "https://user@example.com/cb",
        "https://example.com/cb#x",
        "http://example.com/cb",
        "http://localhost.evil.test/cb",
        "http://127.1/cb",
        "javascript:/x",
        "https://example.com/a/../b"
      })
  void a_redirect_uri_that_is_not_safe_is_refused(String uri) {
    isFieldError(
        register("redirectUris", List.of("https://example.com/cb", uri)),
        "redirectUris",
        "entry 1 is not a redirect URI");
    isFieldError(
        change(register().text("agentId"), "redirectUris", List.of(uri)),
        "redirectUris",
        "entry 0 is not a redirect URI");
  }

  @Test
  void an_agent_has_at_most_ten_redirect_uris() {
    var eleven =
        IntStream.range(0, 11).mapToObj(number -> "https://example.com/" + number).toList();

    assertThat(register("redirectUris", eleven.subList(0, 10)).status()).isEqualTo(201);
    isFieldError(register("redirectUris", eleven), "redirectUris", "at most 10");
    isFieldError(register("redirectUris", "https://example.com/"), "redirectUris", "array");
  }

  @Test
  void a_private_scheme_is_only_for_public_clients() {
    var uris = List.of("com.example.app:/cb");
    isFieldError(register("redirectUris", uris), "redirectUris", "private scheme");

    var id = register("clientType", "public", "redirectUris", uris).text("agentId");
    isFieldError(change(id, "clientType", "confidential"), "redirectUris", "private scheme");
  }

  @Test
  void a_public_client_has_no_other_grant_types() {
    for (var other :
        List.of("client_credentials", "urn:ietf:params:oauth:grant-type:token-exchange")) {
      isFieldError(
          register(
              "clientType",
              "public",
              "redirectUris",
              LOCAL,
              "grantTypes",
              List.of("authorization_code", other)),
          "grantTypes",
          "does not authenticate");
    }
    isFieldError(
        change(register().text("agentId"), "clientType", "public"),
        "grantTypes",
        "does not authenticate");
    var id = register("clientType", "public", "redirectUris", LOCAL).text("agentId");
    isFieldError(
        change(id, "grantTypes", List.of("client_credentials")),
        "grantTypes",
        "does not authenticate");
  }

  @Test
  void a_public_client_has_no_keys_and_is_not_of_fapi2() {
    var jwks = TestResponse.parse(JWKS);
    isFieldError(
        register("clientType", "public", "redirectUris", LOCAL, "jwks", jwks),
        "clientType",
        "jwks");
    isFieldError(
        register(
            "clientType", "public", "redirectUris", LOCAL, "jwksUri", "https://example.com/jwks"),
        "clientType",
        "jwks");
    isFieldError(
        register("clientType", "public", "redirectUris", LOCAL, "fapi2", true),
        "fapi2",
        "confidential");
    var id = register("clientType", "public", "redirectUris", LOCAL).text("agentId");
    isFieldError(change(id, "jwks", jwks), "clientType", "jwks");
    isFieldError(change(id, "fapi2", true), "fapi2", "confidential");
  }

  @Test
  void the_client_type_changes_only_when_it_is_named() {
    var id = register("clientType", "public", "redirectUris", LOCAL).text("agentId");

    assertThat(change(id, "name", "renamed").json("clientType")).isEqualTo("public");
    assertThat(
            server.operator().patch("/api/agents/" + id, "name", "again").json("agent/client_type"))
        .isNull();
    isFieldError(change(id, "clientType", TestResponse.parse("null")), "clientType", "must");
    isFieldError(change(id, "clientType", "secret"), "clientType", "confidential, public");
    assertThat(server.operator().get(AGENTS + "/" + id).json("clientType")).isEqualTo("public");
    assertThat(change(id, "clientType", "confidential").json("clientType"))
        .isEqualTo("confidential");
  }

  @Test
  void only_operators_set_redirect_uris_and_the_client_type() {
    var manager =
        server.registerAgentWith(
            "name", "manager", "scopes", List.of("agents:write", "agents:read", "parcels:read"));
    var asManager =
        manager.with(manager.requestToken("agents:write agents:read").text("access_token"));
    var itself =
        server.registerAgentWith(
            "name",
            "itself",
            "redirectUris",
            LOCAL,
            "grantTypes",
            List.of("client_credentials", "authorization_code"));
    var asItself = itself.with(itself.token());
    var other = server.registerAgent("other").id();

    for (var answer :
        List.of(
            asManager.patch(AGENTS + "/" + manager.id(), "redirectUris", LOCAL),
            asManager.patch(AGENTS + "/" + other, "redirectUris", LOCAL),
            asManager.patch(AGENTS + "/" + itself.id(), "redirectUris", List.of()),
            asManager.post(AGENTS, "name", "a", "redirectUris", LOCAL),
            asManager.post(AGENTS, "name", "a", "clientType", "public"))) {
      isProblem(answer, 403, "forbidden");
      assertThat(answer.text("detail")).contains("Only an operator may set");
    }
    // Its own token is not enough at the registry, and the self-service has no such member.
    isProblem(
        asItself.patch(AGENTS + "/" + itself.id(), "redirectUris", List.of("https://evil.test/")),
        403,
        "insufficient_scope");
    isFieldError(
        server.operator().patch("/api/agents/" + itself.id(), "redirect_uris", LOCAL),
        "redirect_uris",
        "not a field");
    assertThat(server.operator().get(AGENTS + "/" + itself.id()).json("redirectUris"))
        .isEqualTo("[\"http://localhost/callback\"]");
    assertThat(server.operator().get(AGENTS + "/" + other).json("redirectUris")).isEqualTo("[]");
  }

  private static TestResponse register(Object... members) {
    var named = new Object[members.length + 2];
    named[0] = "name";
    named[1] = "client";
    System.arraycopy(members, 0, named, 2, members.length);
    return server.operator().post(AGENTS, named);
  }

  private static TestResponse change(String id, Object... members) {
    return server.operator().patch(AGENTS + "/" + id, members);
  }

  private static TestResponse read(TestResponse made) {
    return server.operator().get(AGENTS + "/" + made.text("agentId"));
  }
}
