package dev.signet.credentials;

import dev.signet.agents.Agent;
import dev.signet.http.Caller;

/// A client that has proved who it is. Only [ClientAuthentication] makes one.
public final class AuthenticatedClient {

  /// What it proved itself with.
  public enum Method {
    /// A client secret.
    SECRET,
    /// An API key, shown as the client secret.
    API_KEY,
    /// A JWT signed by a key of the agent's.
    ASSERTION
  }

  private final Agent agent;
  private final String credentialId;
  private final Method method;

  AuthenticatedClient(Agent agent, String credentialId, Method method) {
    this.agent = agent;
    this.credentialId = credentialId;
    this.method = method;
  }

  public Agent agent() {
    return agent;
  }

  /// Names the credential that it used, for the audit trail.
  public String credentialId() {
    return credentialId;
  }

  public Method method() {
    return method;
  }

  public Caller.Client toCaller() {
    return new Caller.Client(agent.id().value(), agent.organization().value());
  }
}
