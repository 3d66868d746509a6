package dev.signet.identity.credentials;

import static dev.signet.testing.RefusalAssertions.isOAuthError;
import static dev.signet.testing.RefusalAssertions.isProblem;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A public client only names its client id (RFC 6749 §2.1, §3.2.1), and has no credentials.
@DisplayNameGeneration(ReplaceUnderscores.class)
class PublicClientTest {
  private static final String AGENTS = "/api/v1/agents";
  private static final List<String> LOCAL = List.of("http://localhost/callback");
  private static final List<String> CODE = List.of("authorization_code", "refresh_token");

  @RegisterExtension static final TestServer server = new TestServer();

  private final String client =
      server
          .operator()
          .post(AGENTS, "name", "editor", "clientType", "public", "redirectUris", LOCAL)
          .text("clientId");

  @Test
  void it_may_ask_for_tokens_that_something_else_proves_to_be_its_own() {
    isOAuthError(refreshes("client_id", client), 400, "invalid_grant");
    isOAuthError(refreshes("client_id", client, "client_secret", ""), 400, "invalid_grant");
    isOAuthError(
        server
            .unauthenticated()
            .postJson(
                "/oauth/token",
                """
                {"grant_type":"refresh_token","refresh_token":"rt_x","client_id":"%s"}
                """
                    .formatted(client)),
        400,
        "invalid_grant");
  }

  @Test
  void it_may_revoke_its_own_tokens_and_no_others() {
    var other = server.registerAgent("other", "read");
    var token = other.token();

    assertThat(
            server
                .unauthenticated()
                .form("/oauth/revoke", "token", "x", "client_id", client)
                .status())
        .isEqualTo(200);
    isOAuthError(
        server.unauthenticated().form("/oauth/revoke", "token", token, "client_id", client),
        400,
        "invalid_grant");
    assertThat(server.operator().form("/oauth/introspect", "token", token).json("active"))
        .isEqualTo("true");
  }

  @Test
  void a_token_from_before_it_became_public_is_revoked_by_its_client_id() {
    var agent = server.registerAgent("courier", "read");
    var path = AGENTS + "/" + agent.id();
    var token = agent.token();
    var credential = server.operator().get(path + "/credentials").text("data/0/credentialId");
    server.operator().delete(path + "/credentials/" + credential);
    assertThat(becomesPublic(path).status()).isEqualTo(200);
    assertThat(server.operator().form("/oauth/introspect", "token", token).json("active"))
        .isEqualTo("true");

    assertThat(
            server
                .unauthenticated()
                .form("/oauth/revoke", "token", token, "client_id", agent.clientId())
                .status())
        .isEqualTo(200);
    assertThat(server.operator().form("/oauth/introspect", "token", token).json("active"))
        .isEqualTo("false");
  }

  @Test
  void everything_else_needs_a_client_that_authenticates() {
    for (var answer :
        List.of(
            posts("/oauth/token", "grant_type", "client_credentials"),
            posts(
                "/oauth/token",
                "grant_type",
                "urn:ietf:params:oauth:grant-type:token-exchange",
                "subject_token",
                "x",
                "subject_token_type",
                "urn:ietf:params:oauth:token-type:access_token"),
            posts("/api/v1/token", "grant_type", "client_credentials"),
            posts("/oauth/introspect", "token", "x"),
            posts("/api/v1/token/introspect", "token", "x"))) {
      isOAuthError(answer, 401, "invalid_client");
    }
  }

  @Test
  void a_secret_or_an_assertion_of_a_public_client_is_refused() {
    isOAuthError(refreshes("client_id", client, "client_secret", "cs_x"), 401, "invalid_client");
    isOAuthError(
        server
            .unauthenticated()
            .basic(client, "cs_x")
            .form("/oauth/token", "grant_type", "refresh_token", "refresh_token", "rt_x"),
        401,
        "invalid_client");
    var none = encode("{\"alg\":\"ES256\"}");
    var claims =
        encode(
            "{\"iss\":\"%s\",\"sub\":\"%s\",\"aud\":\"https://auth.example.com\",\"jti\":\"1\",\"exp\":2}"
                .formatted(client, client));
    isOAuthError(
        refreshes(
            "client_id",
            client,
            "client_assertion_type",
            "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion",
            none + "." + claims + ".c2ln"),
        401,
        "invalid_client");
  }

  @Test
  void a_confidential_client_without_a_credential_looks_like_an_unknown_one() {
    var confidential = server.registerAgent("courier", "read");
    for (var parameters :
        List.<String[]>of(
            new String[] {"/oauth/token", "grant_type", "refresh_token", "refresh_token", "rt_x"},
            new String[] {"/oauth/revoke", "token", "x"})) {
      var path = parameters[0];
      var known = posts(path, confidential.clientId(), parameters);
      var unknown = posts(path, UUID.randomUUID().toString(), parameters);
      var random = posts(path, "cid_abcdefghijklmnopqrstuvwx", parameters);

      isOAuthError(known, 401, "invalid_client");
      assertThat(known.body()).isEqualTo(unknown.body()).isEqualTo(random.body());
      assertThat(known.header("WWW-Authenticate")).isEqualTo(unknown.header("WWW-Authenticate"));
    }
  }

  @Test
  void a_suspended_public_client_is_refused() {
    server.operator().patch(AGENTS + "/" + client, "active", false);
    isOAuthError(refreshes("client_id", client), 401, "invalid_client");
    server.operator().patch(AGENTS + "/" + client, "active", true);
    isOAuthError(refreshes("client_id", client), 400, "invalid_grant");
    server.operator().delete(AGENTS + "/" + client);
    isOAuthError(refreshes("client_id", client), 401, "invalid_client");
  }

  @Test
  void a_public_client_gets_no_credentials() {
    var path = AGENTS + "/" + client;
    for (var answer :
        List.of(
            server.operator().post(path + "/credentials"),
            server
                .operator()
                .post(
                    path + "/credentials/import",
                    "clientSecretHash",
                    "$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy"),
            server.operator().post("/api/agents/" + client + "/rotate"),
            server.operator().post(path + "/api-key/rotate"),
            server.operator().post(path + "/api-key/rotate", "prepare", true),
            server
                .operator()
                .post(
                    AGENTS,
                    "name",
                    "imported",
                    "clientType",
                    "public",
                    "redirectUris",
                    LOCAL,
                    "credentials",
                    List.of(
                        Map.of(
                            "clientSecretHash",
                            "$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy"))))) {
      isProblem(answer, 409, "public_client");
      assertThat(answer.text("detail")).contains("A public client has no");
    }
    assertThat(server.operator().get(path + "/credentials").json("total")).isEqualTo("0");
    assertThat(server.operator().get(AGENTS + "?q=imported").json("total")).isEqualTo("0");
  }

  @Test
  void an_agent_with_a_credential_cannot_become_public_until_it_is_revoked() {
    var agent = server.registerAgent("courier", "read");
    var path = AGENTS + "/" + agent.id();
    isProblem(becomesPublic(path), 409, "agent_has_credentials");
    assertThat(server.operator().get(path).json("clientType")).isEqualTo("confidential");
    assertThat(agent.requestToken().status()).isEqualTo(200);

    var credential = server.operator().get(path + "/credentials").text("data/0/credentialId");
    server.operator().delete(path + "/credentials/" + credential);
    server.operator().post(path + "/api-key/rotate");
    isProblem(becomesPublic(path), 409, "agent_has_credentials");
    server.operator().delete(path + "/api-key");
    assertThat(becomesPublic(path).status()).isEqualTo(200);
    isOAuthError(refreshes("client_id", agent.clientId()), 400, "invalid_grant");
    isOAuthError(agent.requestToken(), 401, "invalid_client");
  }

  @Test
  void a_credential_and_the_change_to_a_public_client_exclude_each_other() {
    for (var round = 0; round < 10; round++) {
      var made = server.operator().post(AGENTS, "name", "raced");
      var path = AGENTS + "/" + made.text("agentId");
      var answers = new AtomicReferenceArray<TestResponse>(2);
      ConcurrentCalls.race(
          2,
          number ->
              answers.set(
                  number,
                  number == 0
                      ? becomesPublic(path)
                      : server.operator().post(path + "/credentials")));

      var isPublic = "public".equals(server.operator().get(path).json("clientType"));
      var credentials = server.operator().get(path + "/credentials").json("total");
      assertThat(credentials).isEqualTo(isPublic ? "0" : "1");
      assertThat(answers.get(0).status()).isEqualTo(isPublic ? 200 : 409);
      assertThat(answers.get(1).status()).isEqualTo(isPublic ? 409 : 201);
    }
  }

  private static TestResponse becomesPublic(String path) {
    return server
        .operator()
        .patch(path, "clientType", "public", "grantTypes", CODE, "redirectUris", LOCAL);
  }

  private static TestResponse refreshes(String... pairs) {
    var all = new String[pairs.length + 4];
    all[0] = "grant_type";
    all[1] = "refresh_token";
    all[2] = "refresh_token";
    all[3] = "rt_x";
    System.arraycopy(pairs, 0, all, 4, pairs.length);
    return server.unauthenticated().form("/oauth/token", all);
  }

  private TestResponse posts(String path, String... pairs) {
    var all = new String[pairs.length + 2];
    all[0] = "client_id";
    all[1] = client;
    System.arraycopy(pairs, 0, all, 2, pairs.length);
    return server.unauthenticated().form(path, all);
  }

  /// @param parameters the path, and the pairs after it
  private static TestResponse posts(String path, String clientId, String[] parameters) {
    var all = parameters.clone();
    var pairs = new String[all.length + 1];
    pairs[0] = "client_id";
    pairs[1] = clientId;
    System.arraycopy(all, 1, pairs, 2, all.length - 1);
    return server.unauthenticated().form(path, pairs);
  }

  private static String encode(String json) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(UTF_8));
  }
}
