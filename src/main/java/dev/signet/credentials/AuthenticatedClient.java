package dev.signet.credentials;

import dev.signet.agents.Agent;
import dev.signet.http.Caller;

/// A client that has proved who it is. Only [ClientAuthentication] makes one.
public final class AuthenticatedClient {
  private final Agent agent;
  private final String credentialId;

  AuthenticatedClient(Agent agent, CredentialId credential) {
    this.agent = agent;
    this.credentialId = credential.value();
  }

  public Agent agent() {
    return agent;
  }

  /// Names the credential that it used, for the audit trail.
  public String credentialId() {
    return credentialId;
  }

  public Caller.Client toCaller() {
    return new Caller.Client(agent.id().value(), agent.organization().value());
  }
}
