package dev.signet.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Agents of an organization that lend each other rights and exchange tokens.
public record ExchangingAgents(TestServer server, String organization) {
  public static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";

  /// A chain of three agents, each of which lends to the next.
  ///
  /// @param root token of the first agent
  /// @param middle token that the second one exchanged from it
  /// @param last token that the third one exchanged from that
  public record Chain(
      TestAgent first,
      TestAgent second,
      TestAgent third,
      String firstDelegation,
      String secondDelegation,
      String root,
      String middle,
      String last) {}

  /// Registers an agent, with further members of the registration.
  public TestAgent agent(Object... members) {
    var all =
        new ArrayList<Object>(
            List.of(
                "name",
                "agent",
                "organizationId",
                organization,
                "scopes",
                List.of("read", "write"),
                "grantTypes",
                List.of("client_credentials", "refresh_token", EXCHANGE)));
    all.addAll(Arrays.asList(members));
    return server.registerAgentWith(all.toArray());
  }

  /// Lends all rights over up to eight hops.
  ///
  /// @param members further members of the delegation
  /// @return the id of the delegation
  public String lend(TestAgent subject, TestAgent actor, Object... members) {
    var all =
        new ArrayList<Object>(
            List.of(
                "subject",
                subject.id(),
                "actor",
                actor.id(),
                "scopes",
                List.of("read", "write"),
                "maxHops",
                8));
    all.addAll(Arrays.asList(members));
    var answer = server.operator().post("/api/v1/delegations", all.toArray());
    if (answer.status() != 201) {
      throw new AssertionError("Not lent: " + answer);
    }
    return answer.text("delegationId");
  }

  /// Asks this node for a token in exchange for another one.
  public static TestResponse exchange(
      TestServer node, TestAgent actor, String subjectToken, String... more) {
    return exchange(node.unauthenticated(), actor, subjectToken, more);
  }

  /// As [#exchange], with headers.
  public static TestResponse exchange(
      TestClient client, TestAgent actor, String subjectToken, String... more) {
    var parameters =
        new ArrayList<>(
            List.of(
                "grant_type",
                EXCHANGE,
                "client_id",
                actor.clientId(),
                "client_secret",
                actor.secret(),
                "subject_token",
                subjectToken,
                "subject_token_type",
                "urn:ietf:params:oauth:token-type:access_token"));
    parameters.addAll(Arrays.asList(more));
    return client.form("/oauth/token", parameters.toArray(String[]::new));
  }

  /// The token that an agent gets in exchange.
  public String exchanged(TestAgent actor, String subjectToken, String... more) {
    var answer = exchange(server, actor, subjectToken, more);
    if (answer.status() != 200) {
      throw new AssertionError("Not exchanged: " + answer);
    }
    return answer.text("access_token");
  }

  public Chain chain() {
    return chain(agent(), agent(), agent());
  }

  public Chain chain(TestAgent first, TestAgent second, TestAgent third) {
    var one = lend(first, second);
    var two = lend(second, third);
    var root = first.token();
    var middle = exchanged(second, root);
    return new Chain(first, second, third, one, two, root, middle, exchanged(third, middle));
  }

  /// Whether a node accepts the token.
  public static boolean isActive(TestServer node, String token) {
    return node.operator().form("/oauth/introspect", "token", token).text("active").equals("true");
  }

  public boolean isActive(String token) {
    return isActive(server, token);
  }
}
