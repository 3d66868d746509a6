package dev.signet.identity.credentials;

import dev.signet.base.callers.Caller;
import dev.signet.identity.agents.Agent;
import dev.signet.validity.replay.OneTimeUse;
import java.util.Optional;

/// A client that has authenticated, or a public client that has named itself. Only
/// [ClientAuthentication] creates instances.
public final class AuthenticatedClient {

  /// How the client authenticated.
  public enum Method {
    /// A client secret.
    SECRET,
    /// An API key, sent as the client secret.
    API_KEY,
    /// A JWT signed by a key of the agent.
    ASSERTION,
    /// Not at all: a public client only names its client id, so the request may be anyone's.
    NONE
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

  /// Whether this is a public client, which has not authenticated.
  public boolean isPublic() {
    return method == Method.NONE;
  }

  /// Identifies for the audit log what the client used: a credential, an API key, or the thumbprint
  /// of the signing key; empty for a public client.
  public String credentialId() {
    return credentialId;
  }

  public Method method() {
    return method;
  }

  /// The assertion that the client used, as a value that may be used only once. At the token
  /// endpoint the issuance marks it as used; at other endpoints it is already marked.
  public Optional<OneTimeUse> assertion() {
    return assertion;
  }

  public Caller.Client toCaller() {
    return new Caller.Client(agent.id().value(), agent.organization().value());
  }
}
