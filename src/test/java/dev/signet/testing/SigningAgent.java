package dev.signet.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// An agent that a test registered, without any secret: it signs.
public record SigningAgent(TestServer server, String id, String clientId, TestClientKey key) {
  private static final String ISSUER = "http://localhost:8080";

  /// Registers an agent with this key in its key set, and with further members of the registration.
  public static SigningAgent register(TestServer server, TestClientKey key, Object... members) {
    var all = new ArrayList<Object>(List.of("name", "signer", "scopes", List.of("read")));
    all.addAll(List.of("jwks", jwks(key)));
    all.addAll(List.of(members));
    return registerWithMembers(server, key, all);
  }

  /// Registers an agent whose key set is at this URL.
  public static SigningAgent registerWithJwksUri(
      TestServer server, String jwksUri, TestClientKey key) {
    return registerWithMembers(
        server, key, List.of("name", "signer", "scopes", List.of("read"), "jwksUri", jwksUri));
  }

  /// Registers one with these members.
  public static SigningAgent registerWithMembers(
      TestServer server, TestClientKey key, List<Object> members) {
    var made = server.operator().post("/api/v1/agents", members.toArray());
    if (made.status() != 201) {
      throw new AssertionError("Not registered: " + made);
    }
    return new SigningAgent(server, made.text("agentId"), made.text("clientId"), key);
  }

  /// The key set that has these keys' public halves, as JSON.
  public static String jwksJson(TestClientKey... keys) {
    return Stream.of(keys)
        .map(TestClientKey::publicJwk)
        .collect(Collectors.joining(",", "{\"keys\":[", "]}"));
  }

  /// As [#jwksJson], to be sent as a member of a body.
  public static Object jwks(TestClientKey... keys) {
    return TestResponse.parse(jwksJson(keys));
  }

  /// As a client of another node.
  public SigningAgent on(TestServer node) {
    return new SigningAgent(node, id, clientId, key);
  }

  public SigningAgent with(TestClientKey other) {
    return new SigningAgent(server, id, clientId, other);
  }

  /// A right assertion, still to be changed and then made.
  public AssertionBuilder assertion() {
    return AssertionBuilder.by(key, clientId, ISSUER, server.clock());
  }

  public TestResponse requestToken() {
    return requestToken(assertion());
  }

  public TestResponse requestToken(AssertionBuilder assertion) {
    return requestToken(assertion.build());
  }

  public TestResponse requestToken(String assertion) {
    return post("/oauth/token", assertion, "grant_type", "client_credentials");
  }

  /// Posts a form with this assertion and these pairs.
  public TestResponse post(String path, String assertion, String... pairs) {
    var form =
        new ArrayList<>(
            List.of("client_assertion_type", AssertionBuilder.TYPE, "client_assertion", assertion));
    form.addAll(List.of(pairs));
    return server.unauthenticated().form(path, form.toArray(String[]::new));
  }

  /// The agent's newest audit event of this action.
  public TestResponse newestEvent(String action) {
    return server.operator().get("/api/v1/audit?limit=1&agentId=" + id + "&action=" + action);
  }
}
