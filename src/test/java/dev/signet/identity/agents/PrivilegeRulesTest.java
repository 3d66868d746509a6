package dev.signet.identity.agents;

import static dev.signet.testing.RefusalAssertions.isProblem;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.TestAgent;
import dev.signet.testing.TestClient;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// An agent that manages agents may grant what it holds itself, and what an operator lets it grant.
/// It never extends its own rights.
@DisplayNameGeneration(ReplaceUnderscores.class)
class PrivilegeRulesTest {
  private static final String AGENTS = "/api/v1/agents";

  private static final String KEY_SET =
      """
      {"keys":[{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",\
      "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}\
      """;

  @RegisterExtension static final TestServer server = new TestServer();

  private TestAgent manager;
  private TestClient asManager;

  @BeforeEach
  void register() {
    manager =
        server.registerAgentWith(
            "name",
            "manager",
            "scopes",
            List.of("agents:write", "agents:read", "parcels:read"),
            "grantableScopes",
            List.of("parcels:write"),
            "tokenLifetime",
            7200);
    asManager = manager.with(manager.requestToken("agents:write agents:read").text("access_token"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"parcels:read", "parcels:write", "agents:read"})
  void an_agent_grants_scopes_that_it_holds_or_an_operator_lets_it_grant(String scope) {
    assertThat(asManager.post(AGENTS, "name", "a", "scopes", List.of(scope)).status())
        .isEqualTo(201);
    assertThat(asManager.post("/api/agents", "name", "a", "scopes", List.of(scope)).status())
        .isEqualTo(201);
    var other = server.registerAgent("other").id();
    assertThat(asManager.patch(AGENTS + "/" + other, "scopes", List.of(scope)).status())
        .isEqualTo(200);
  }

  @Test
  void an_agent_grants_no_other_scope_to_others_or_itself() {
    var other = server.registerAgent("other").id();
    for (var scopes : List.of(List.of("payments:admin"), List.of("parcels:read", "parcels:*"))) {
      for (var answer :
          List.of(
              asManager.post(AGENTS, "name", "a", "scopes", scopes),
              asManager.post("/api/agents", "name", "a", "scopes", scopes),
              asManager.patch(AGENTS + "/" + other, "scopes", scopes),
              asManager.patch("/api/agents/" + other, "scopes", scopes),
              asManager.put("/api/agents/" + other, "scopes", scopes),
              asManager.patch(AGENTS + "/" + manager.id(), "scopes", scopes),
              asManager.put("/api/agents/" + manager.id(), "scopes", scopes))) {
        isProblem(answer, 403, "insufficient_scope");
        assertThat(answer.text("detail")).contains(scopes.getLast());
      }
    }
    assertThat(get(other).json("scopes")).isEqualTo("[]");
    assertThat(server.operator().get(AGENTS + "?q=a&limit=1").body()).doesNotContain("payments");
  }

  @Test
  void only_operators_set_grantable_scopes() {
    var other = server.registerAgent("other").id();
    for (var answer :
        List.of(
            asManager.patch(AGENTS + "/" + manager.id(), "grantableScopes", List.of("x:y")),
            asManager.patch("/api/agents/" + manager.id(), "grantable_scopes", List.of("x:y")),
            asManager.patch(AGENTS + "/" + manager.id(), "grantableScopes", List.of()),
            asManager.patch(AGENTS + "/" + other, "grantableScopes", List.of("parcels:read")),
            asManager.post(AGENTS, "name", "a", "grantableScopes", List.of("parcels:read")),
            asManager.post("/api/agents", "name", "a", "grantable_scopes", List.of("x:y")))) {
      isProblem(answer, 403, "forbidden");
    }
    var set = server.operator().patch(AGENTS + "/" + other, "grantableScopes", List.of("x:y", "z"));
    assertThat(set.json("grantableScopes")).isEqualTo("[\"x:y\",\"z\"]");
    assertThat(server.operator().get("/api/agents/" + other).json("agent/grantable_scopes"))
        .isEqualTo("[\"x:y\",\"z\"]");
  }

  @Test
  void grantable_scopes_are_not_in_the_agents_own_tokens() {
    assertThat(manager.requestToken("parcels:write").json("error")).isEqualTo("invalid_scope");
  }

  @Test
  void an_operator_cannot_set_grantable_server_scopes_that_it_lacks() {
    var key =
        server
            .operator()
            .post("/api/v1/operator-keys", "name", "k", "scopes", List.of("agents:write"))
            .text("secret");
    var narrow = server.unauthenticated().bearer(key);

    isProblem(
        narrow.patch(AGENTS + "/" + manager.id(), "grantableScopes", List.of("audit:read")),
        403,
        "insufficient_scope");
    assertThat(
            narrow
                .patch(AGENTS + "/" + manager.id(), "grantableScopes", List.of("payments:admin"))
                .status())
        .isEqualTo(200);
  }

  @Test
  void agents_write_is_sufficient_for_an_agents_own_credentials() {
    var self =
        server.registerAgent(
            "self", "agents:write", "audit:read", "payments:admin", "parcels:read");
    var token = self.with(self.requestToken("agents:write").text("access_token"));
    var credentials = AGENTS + "/" + self.id() + "/credentials";

    var made = token.post(credentials);
    assertThat(made.status()).isEqualTo(201);
    var id = made.text("credentialId");
    assertThat(token.get(credentials).status()).isEqualTo(200);
    assertThat(token.post(credentials + "/" + id + "/rotate").status()).isEqualTo(200);
    assertThat(token.delete(credentials + "/" + id).status()).isEqualTo(204);
    assertThat(token.post("/api/agents/" + self.id() + "/rotate").status()).isEqualTo(200);
    assertThat(token.patch(AGENTS + "/" + self.id(), "jwks", TestResponse.parse(KEY_SET)).status())
        .isEqualTo(200);
  }

  @Test
  void an_agent_cannot_get_secrets_or_keys_of_an_agent_with_more_scopes() {
    var other = server.registerAgent("other", "parcels:read", "payments:admin");
    var path = AGENTS + "/" + other.id();
    var credential = server.operator().get(path + "/credentials").text("data/0/credentialId");
    for (var answer :
        List.of(
            asManager.post(path + "/credentials"),
            asManager.post(path + "/credentials/" + credential + "/rotate"),
            asManager.post("/api/agents/" + other.id() + "/rotate"),
            asManager.post("/api/agents/" + other.id(), "action", "rotate"),
            asManager.post(path + "/api-key/rotate"),
            asManager.post(path + "/api-key/rotate", "prepare", true),
            asManager.patch(path, "jwks", TestResponse.parse(KEY_SET)),
            asManager.patch(path, "jwksUri", "https://keys.example/set"))) {
      isProblem(answer, 403, "insufficient_scope");
      assertThat(answer.text("detail")).contains("payments:admin");
    }
    isProblem(
        asManager.post(path + "/rotate-dpop-key", "new_public_jwk", Map.of()), 403, "forbidden");
    assertThat(other.requestToken().status()).isEqualTo(200);
  }

  @Test
  void an_agent_manages_credentials_of_an_agent_without_further_scopes() {
    var other = server.registerAgent("other", "parcels:read");
    var path = AGENTS + "/" + other.id() + "/credentials";

    assertThat(asManager.post(path).status()).isEqualTo(201);
    assertThat(asManager.post("/api/agents/" + other.id() + "/rotate").status()).isEqualTo(200);
  }

  @Test
  void grantable_scopes_count_for_credentials_of_agents_that_it_registered_only() {
    var made = asManager.post(AGENTS, "name", "a", "scopes", List.of("parcels:write"));
    assertThat(asManager.post(AGENTS + "/" + made.text("agentId") + "/credentials").status())
        .isEqualTo(201);

    var other = server.registerAgent("other", "parcels:write");
    isProblem(
        asManager.post(AGENTS + "/" + other.id() + "/credentials"), 403, "insufficient_scope");
  }

  @Test
  void credentials_of_an_agent_with_more_grantable_scopes_are_refused() {
    var other =
        server.registerAgentWith(
            "name", "other", "scopes", List.of(), "grantableScopes", List.of("payments:admin"));

    isProblem(
        asManager.post(AGENTS + "/" + other.id() + "/credentials"), 403, "insufficient_scope");
  }

  @Test
  void revoking_a_credential_only_needs_agents_write() {
    var other = server.registerAgent("other", "payments:admin", "audit:read");
    var path = AGENTS + "/" + other.id();
    var credential = server.operator().get(path + "/credentials").text("data/0/credentialId");
    server.operator().post(path + "/api-key/rotate");

    assertThat(asManager.delete(path + "/credentials/" + credential).status()).isEqualTo(204);
    assertThat(asManager.delete(path + "/api-key").status()).isEqualTo(204);
    assertThat(other.requestToken().status()).isEqualTo(401);
    var reader = manager.with(manager.requestToken("agents:read").text("access_token"));
    isProblem(reader.delete(path + "/credentials/" + credential), 403, "insufficient_scope");
  }

  @Test
  void an_agent_cannot_turn_fapi2_off() {
    var other = server.registerAgentWith("name", "other", "fapi2", true);

    isProblem(asManager.patch(AGENTS + "/" + other.id(), "fapi2", false), 403, "forbidden");
    assertThat(get(other.id()).json("fapi2")).isEqualTo("true");
    var plain = server.registerAgent("plain");
    assertThat(asManager.patch(AGENTS + "/" + plain.id(), "fapi2", true).status()).isEqualTo(200);
    assertThat(server.operator().patch(AGENTS + "/" + other.id(), "fapi2", false).status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{`tokenLifetime`:7201}",
        "{`grantTypes`:[`client_credentials`,`refresh_token`]}",
        "{`teamId`:`another`}",
        "{`selfService`:`full`}",
        "{`expiresAt`:null}",
        "{`expiresAt`:`2027-06-01T00:00:00Z`}"
      })
  void an_agent_cannot_extend_its_own_rights(String body) {
    server
        .operator()
        .patch(
            AGENTS + "/" + manager.id(),
            "expiresAt",
            "2027-01-01T00:00:00Z",
            "selfService",
            "read");
    var before = get(manager.id()).body();

    isProblem(
        asManager.send(
            "PATCH",
            AGENTS + "/" + manager.id(),
            "application/json",
            body.replace('`', '"').getBytes(UTF_8)),
        403,
        "forbidden");

    assertThat(get(manager.id()).body()).isEqualTo(before);
  }

  @Test
  void an_agent_may_reduce_its_own_rights_and_describe_itself() {
    var answer =
        asManager.patch(
            AGENTS + "/" + manager.id(),
            "tokenLifetime",
            600,
            "expiresAt",
            "2027-01-01T00:00:00Z",
            "description",
            "looks after the others",
            "scopes",
            List.of("agents:write"),
            "fapi2",
            true);

    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
  }

  @Test
  void an_agent_cannot_grant_others_rights_that_it_could_not_have() {
    var other = server.registerAgent("other").id();
    for (var target : Map.of("POST", AGENTS, "PATCH", AGENTS + "/" + other).entrySet()) {
      for (var body :
          List.of("{\"name\":\"a\",\"tokenLifetime\":7201}", "{\"name\":\"a\",\"teamId\":\"t\"}")) {
        isProblem(
            asManager.send(
                target.getKey(), target.getValue(), "application/json", body.getBytes(UTF_8)),
            403,
            "forbidden");
      }
    }
    assertThat(asManager.post(AGENTS, "name", "a", "tokenLifetime", 7200).status()).isEqualTo(201);

    server.operator().patch(AGENTS + "/" + manager.id(), "expiresAt", "2027-01-01T00:00:00Z");
    isProblem(asManager.post(AGENTS, "name", "a"), 403, "forbidden");
    assertThat(asManager.post(AGENTS, "name", "a", "expiresAt", "2026-12-31T00:00:00Z").status())
        .isEqualTo(201);
  }

  private static TestResponse get(String id) {
    return server.operator().get(AGENTS + "/" + id);
  }
}
