package dev.signet.identity.credentials;

import dev.signet.base.callers.Caller;
import dev.signet.identity.agents.Agent;
import dev.signet.validity.replay.OneTimeUse;
import java.util.Optional;

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

  private final Optional<OneTimeUse> assertion;

  AuthenticatedClient(
      Agent agent, String credentialId, Method method, Optional<OneTimeUse> assertion) {
    this.agent = agent;
    this.credentialId = credentialId;
    this.method = method;
    this.assertion = assertion;
  }

  public Agent agent() {
    return agent;
  }

  /// Names what it used, for the audit trail: a credential, an API key, or the thumbprint of the
  /// key that signed.
  public String credentialId() {
    return credentialId;
  }

  public Method method() {
    return method;
  }

  /// The assertion that it used, as something that is good once. At the token endpoint it is used
  /// up by the issuance; everywhere else it is already.
  public Optional<OneTimeUse> assertion() {
    return assertion;
  }

  public Caller.Client toCaller() {
    return new Caller.Client(agent.id().value(), agent.organization().value());
  }
}
