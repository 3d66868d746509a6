package dev.signet.identity.agents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.TestAgent;
import dev.signet.testing.TestClient;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// An agent that manages others acts only within its organization, and gains no privileges by it.
@DisplayNameGeneration(ReplaceUnderscores.class)
class AgentTenantIsolationTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final String PATH = "/api/v1/agents";

  @Test
  void an_agent_registers_only_in_its_own_organization() {
    var own = server.createOrganization("registers-own");
    var beyond = server.createOrganization("registers-beyond");
    var manager = manager(own);

    var made = manager.post(PATH, "name", "colleague");
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.json("organizationId")).isEqualTo(own);
    assertThat(manager.post(PATH, "name", "colleague", "organizationId", own).status())
        .isEqualTo(201);

    for (var organization : List.of(beyond, "01890000-0000-7000-8000-000000000000")) {
      var refused = manager.post(PATH, "name", "spy", "organizationId", organization);
      assertThat(refused.status()).isEqualTo(404);
      assertThat(refused.json("detail")).isEqualTo("No such organization");
    }
    assertThat(list(server.operator(), beyond)).isEqualTo("0");
  }

  @Test
  void an_agent_of_another_organization_is_not_found() {
    var own = server.createOrganization("sees-own");
    var beyond = server.createOrganization("sees-beyond");
    var manager = manager(own);
    var foreign = server.registerAgentWith("name", "foreign", "organizationId", beyond);
    var before = server.operator().get(PATH + "/" + foreign.id()).body();

    for (var answer :
        List.of(
            manager.get(PATH + "/" + foreign.id()),
            manager.patch(PATH + "/" + foreign.id(), "name", "mine"),
            manager.patch(PATH + "/" + foreign.id(), "active", false),
            manager.delete(PATH + "/" + foreign.id()),
            manager.get("/api/agents/" + foreign.id()),
            manager.post("/api/agents/" + foreign.id() + "/rotate"),
            manager.post("/api/agents/" + foreign.id() + "/deactivate"),
            manager.post("/api/agents/" + foreign.id() + "/reactivate"),
            manager.delete("/api/agents/" + foreign.id()))) {
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.json("detail")).isEqualTo("No such agent");
      assertThat(answer.body()).doesNotContain("foreign", beyond);
    }
    assertThat(server.operator().get(PATH + "/" + foreign.id()).body()).isEqualTo(before);
    assertThat(list(manager, beyond)).isEqualTo("0");
    assertThat(manager.get(PATH).body()).contains(own).doesNotContain(beyond);
    assertThat(manager.get("/api/agents").body()).contains(own).doesNotContain(beyond);
  }

  @Test
  void an_agent_grants_no_scope_of_this_server_that_it_does_not_hold() {
    var own = server.createOrganization("gives");
    var manager = manager(own);

    assertThat(manager.post(PATH, "name", "a", "scopes", List.of("agents:read", "x:y")).status())
        .isEqualTo(201);
    for (var scope : List.of("tokens:read", "agents:*", "*", "audit:read", "operators:write")) {
      forbids(scope, manager.post(PATH, "name", "b", "scopes", List.of("read", scope)));
      forbids(scope, manager.post("/api/agents", "name", "b", "scopes", List.of(scope)));
    }
    var made = manager.post(PATH, "name", "c", "scopes", List.of("read")).text("agentId");
    forbids(
        "tokens:write",
        manager.patch(PATH + "/" + made, "scopes", List.of("read", "tokens:write")));
    assertThat(server.operator().get(PATH + "/" + made).json("scopes")).isEqualTo("[\"read\"]");
  }

  @Test
  void an_agent_cannot_change_an_agent_with_more_rights() {
    var own = server.createOrganization("changes");
    var manager = manager(own);
    var auditor =
        server.registerAgentWith(
            "name", "auditor", "organizationId", own, "scopes", List.of("audit:read", "read"));

    assertThat(manager.get(PATH + "/" + auditor.id()).status()).isEqualTo(200);
    forbids("audit:read", manager.patch(PATH + "/" + auditor.id(), "name", "mine"));
    forbids("audit:read", manager.patch(PATH + "/" + auditor.id(), "active", false));
    forbids("audit:read", manager.delete(PATH + "/" + auditor.id()));
    forbids("audit:read", manager.post("/api/agents/" + auditor.id() + "/rotate"));
    forbids("audit:read", manager.post("/api/agents/" + auditor.id() + "/deactivate"));
    assertThat(auditor.requestToken().status()).isEqualTo(200);

    var colleague = manager.post(PATH, "name", "colleague", "scopes", List.of("agents:read"));
    assertThat(
            manager
                .patch(PATH + "/" + colleague.text("agentId"), "name", "renamed", "active", false)
                .status())
        .isEqualTo(200);
  }

  @Test
  void a_token_with_fewer_scopes_than_its_agent_cannot_get_its_secret() {
    var agent = server.registerAgent("wide", "read", "agents:write");
    var narrow = agent.with(agent.requestToken("read").text("access_token"));

    forbids("agents:write", narrow.post("/api/agents/me/rotate"));
    assertThat(agent.requestToken().status()).isEqualTo(200);
    assertThat(narrow.post("/api/agents/me/deactivate").status()).isEqualTo(200);
  }

  private static void forbids(String scope, TestResponse answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(403);
    assertThat(answer.json("error")).isEqualTo("insufficient_scope");
    assertThat(answer.json("detail")).isEqualTo("This needs the scope " + scope);
  }

  private static TestClient manager(String organization) {
    TestAgent agent =
        server.registerAgentWith(
            "name",
            "manager",
            "grantableScopes",
            List.of("read", "x:y"),
            "organizationId",
            organization,
            "scopes",
            List.of("agents:read", "agents:write"));
    return agent.with(agent.token());
  }

  private static String list(TestClient caller, String organization) {
    return caller.get(PATH + "?organizationId=" + organization).text("total");
  }
}
