package dev.signet.testing;

/// An agent that a test registered, with a credential of its own.
public record TestAgent(TestClient client, String id, String clientId, String secret) {

  public TestResponse requestToken() {
    return client.form(
        "/oauth/token",
        "grant_type",
        "client_credentials",
        "client_id",
        clientId,
        "client_secret",
        secret);
  }

  public TestResponse requestToken(String scope) {
    return client.form(
        "/oauth/token",
        "grant_type",
        "client_credentials",
        "client_id",
        clientId,
        "client_secret",
        secret,
        "scope",
        scope);
  }

  /// Asks with a proof, which binds the token to its key.
  public TestResponse requestToken(DpopProofBuilder proof) {
    return new TestAgent(client.with("DPoP", proof.build()), id, clientId, secret).requestToken();
  }

  /// Uses a refresh token.
  public TestResponse refresh(String refreshToken) {
    return client.form(
        "/oauth/token",
        "grant_type",
        "refresh_token",
        "refresh_token",
        refreshToken,
        "client_id",
        clientId,
        "client_secret",
        secret);
  }

  /// A token with all the scopes that the agent may have.
  public String token() {
    var answer = requestToken();
    if (answer.status() != 200) {
      throw new AssertionError("No token: " + answer);
    }
    return answer.text("access_token");
  }

  /// The agent's own calls, with this token.
  public TestClient with(String token) {
    return client.bearer(token);
  }
}
