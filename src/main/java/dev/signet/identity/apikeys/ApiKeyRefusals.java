package dev.signet.identity.apikeys;

import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import dev.signet.identity.agents.Agent;
import java.time.Duration;

/// The refusals of this room, other than errors of single fields.
public final class ApiKeyRefusals {
  private ApiKeyRefusals() {}

  public static Refused notFound() {
    return Refused.notFound("API key");
  }

  static Refused agentNotActive(Agent agent) {
    return Refused.conflict(
        "agent_not_active",
        "The agent is "
            + agent.status().wire()
            + "; only an active agent can be issued an API key");
  }

  static Refused publicClient() {
    return Refused.conflict(
        "public_client",
        "A public client has no API key: it only names its client id. Set clientType to"
            + " confidential first");
  }

  static Refused agentHasApiKey() {
    return Refused.conflict(
        "agent_has_credentials",
        "A public client has no API key; revoke that of the agent before clientType becomes"
            + " public");
  }

  /// The one sentence for every API key or rotation secret that is not valid; `detail` names the
  /// case.
  static Refused invalidSecret(String detail) {
    return new Refused(
        new Refusal.InvalidProof("Invalid API key or invalid rotation secret"), detail);
  }

  static Refused agentRevoked() {
    return Refused.forbiddenWithCode(
        "agent_revoked", "The agent is revoked: suspended, decommissioned or expired");
  }

  static Refused noRotationSecret() {
    return Refused.forbiddenWithCode(
        "no_rotation_secret", "No rotation secret is configured; an operator can set one");
  }

  /// @param limit the number of attempts in a window
  static Refused tooManyRotations(Duration delay, int limit, Duration window) {
    return Refused.tooManyRequestsWithMessage(
        delay,
        "Too many rotation attempts (max " + limit + " per " + window.toMinutes() + " minutes)");
  }
}
