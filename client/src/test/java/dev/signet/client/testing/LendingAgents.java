package dev.signet.client.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.client.Credential.ClientSecret;
import dev.signet.client.SignetClient;
import dev.signet.client.testing.SignetServer.TestAgent;
import java.util.List;
import java.util.Map;

/** Agents of one organization that lend each other rights. */
public final class LendingAgents {
  private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";

  private final SignetServer server;
  private final String organization;

  /**
   * @param slug of a new organization
   */
  public LendingAgents(SignetServer server, String slug) {
    this.server = server;
    var made =
        server.sendAsOperator("POST", "/api/v1/organizations", Map.of("name", slug, "slug", slug));
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    this.organization = made.text("organizationId");
  }

  /** An agent that may exchange tokens. */
  public TestAgent create(String name, String... scopes) {
    var made =
        server.sendAsOperator(
            "POST",
            "/api/v1/agents",
            Map.of(
                "name",
                name,
                "organizationId",
                organization,
                "scopes",
                List.of(scopes),
                "grantTypes",
                List.of("client_credentials", EXCHANGE)));
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    var id = made.text("agentId");
    var secret = server.sendAsOperator("POST", "/api/v1/agents/" + id + "/credentials", Map.of());
    assertThat(secret.status()).as(secret.body()).isEqualTo(201);
    return new TestAgent(id, new ClientSecret(made.text("clientId"), secret.text("clientSecret")));
  }

  /**
   * Lends these scopes over up to two hops, for this server and an API.
   *
   * @return the id of the delegation
   */
  public String lend(TestAgent subject, TestAgent actor, String api, String... scopes) {
    var made =
        server.sendAsOperator(
            "POST",
            "/api/v1/delegations",
            Map.of(
                "subject",
                subject.id(),
                "actor",
                actor.id(),
                "scopes",
                List.of(scopes),
                "resources",
                List.of(server.issuer(), api),
                "maxHops",
                2));
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    return made.text("delegationId");
  }

  /** Begins a client of an agent, with tokens for this API. */
  public SignetClient.Builder client(TestAgent agent) {
    return server.client().credential(agent.credential());
  }
}
