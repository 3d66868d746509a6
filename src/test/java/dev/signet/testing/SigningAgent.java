package dev.signet.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// An agent that a test registered, without any secret: it signs.
public record SigningAgent(TestServer server, String id, String clientId, DpopKey key) {
  private static final String ISSUER = "http://localhost:8080";

  /// Registers one whose key set has these keys, with more members as the registration takes them.
  public static SigningAgent in(TestServer server, DpopKey key, Object... members) {
    var all = new ArrayList<Object>(List.of("name", "signer", "scopes", List.of("read")));
    all.addAll(List.of("jwks", set(key)));
    all.addAll(List.of(members));
    return registered(server, key, all);
  }

  /// As above, its keys being at a URL.
  public static SigningAgent at(TestServer server, String jwksUri, DpopKey key) {
    return registered(
        server, key, List.of("name", "signer", "scopes", List.of("read"), "jwksUri", jwksUri));
  }

  /// Registers one with these members.
  public static SigningAgent registered(TestServer server, DpopKey key, List<Object> members) {
    var made = server.operator().post("/api/v1/agents", members.toArray());
    if (made.status() != 201) {
      throw new AssertionError("Not registered: " + made);
    }
    return new SigningAgent(server, made.text("agentId"), made.text("clientId"), key);
  }

  /// The key set that has these keys' public halves, as JSON.
  public static String json(DpopKey... keys) {
    return Stream.of(keys)
        .map(DpopKey::publicJwk)
        .collect(Collectors.joining(",", "{\"keys\":[", "]}"));
  }

  /// As [#json], to be sent as a member of a body.
  public static Object set(DpopKey... keys) {
    return Answer.parse(json(keys));
  }

  /// As a client of another node.
  public SigningAgent on(TestServer node) {
    return new SigningAgent(node, id, clientId, key);
  }

  public SigningAgent with(DpopKey other) {
    return new SigningAgent(server, id, clientId, other);
  }

  /// A right assertion, still to be changed and then made.
  public AssertionMaker assertion() {
    return AssertionMaker.by(key, clientId, ISSUER, server.clock());
  }

  public Answer asksForToken() {
    return asksForToken(assertion());
  }

  public Answer asksForToken(AssertionMaker assertion) {
    return asksForToken(assertion.make());
  }

  public Answer asksForToken(String assertion) {
    return posts("/oauth/token", assertion, "grant_type", "client_credentials");
  }

  /// Posts a form with this assertion and these pairs.
  public Answer posts(String path, String assertion, String... pairs) {
    var form =
        new ArrayList<>(
            List.of("client_assertion_type", AssertionMaker.TYPE, "client_assertion", assertion));
    form.addAll(List.of(pairs));
    return server.anybody().form(path, form.toArray(String[]::new));
  }

  /// The agent's newest audit event of this action.
  public Answer newest(String action) {
    return server.operator().get("/api/v1/audit?limit=1&agentId=" + id + "&action=" + action);
  }
}
