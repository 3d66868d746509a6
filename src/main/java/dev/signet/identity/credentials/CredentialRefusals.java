package dev.signet.identity.credentials;

import dev.signet.base.oauth.OAuthError;
import dev.signet.base.refusals.Refused;
import dev.signet.identity.agents.Agent;

/// The refusals of this room, other than errors of single fields.
public final class CredentialRefusals {
  private CredentialRefusals() {}

  public static Refused notFound() {
    return Refused.notFound("credential");
  }

  static Refused agentNotActive(Agent agent) {
    return Refused.conflict(
        "agent_not_active",
        "The agent is " + agent.status().wire() + "; only an active agent can get secrets");
  }

  static Refused publicClient() {
    return Refused.conflict(
        "public_client",
        "A public client has no credentials: it only names its client id. Set clientType to"
            + " confidential first");
  }

  static Refused agentHasCredentials() {
    return Refused.conflict(
        "agent_has_credentials",
        "A public client has no credentials; revoke those of the agent before clientType becomes"
            + " public");
  }

  /// @param limit the number of active credentials that an agent may have
  static Refused tooMany(int limit) {
    return Refused.conflict(
        "too_many_credentials",
        "The agent has " + limit + " active credentials; revoke one that is unused");
  }

  static Refused noneValid() {
    return Refused.conflict(
        "credential_revoked",
        "The agent has no valid credential; only an operator can create one for it");
  }

  static Refused revoked() {
    return Refused.conflict(
        "credential_revoked", "The credential is permanently revoked; generate a new one");
  }

  static Refused quarantined() {
    return Refused.conflict(
        "credential_quarantined",
        "The credential is in quarantine; release it, or revoke it and generate a new one");
  }

  static Refused severalMethods() {
    return Refused.oauth(
        OAuthError.INVALID_REQUEST,
        "The client authenticates in more than one way; only one is allowed");
  }

  static Refused clientIdsDiffer() {
    return Refused.oauth(
        OAuthError.INVALID_REQUEST,
        "The client_id in the body differs from the one in the Authorization header");
  }
}
