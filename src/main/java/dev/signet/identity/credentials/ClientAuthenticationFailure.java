package dev.signet.identity.credentials;

import dev.signet.base.json.Json;
import dev.signet.base.secrets.SecretFormat;
import dev.signet.events.audit.AuditEvents;
import dev.signet.events.audit.Event;
import dev.signet.events.catalog.EventType;
import dev.signet.identity.agents.Agent;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// A failed client authentication. The client gets the same response in each case; this event
/// records the reason.
///
/// @param detail details that the reason does not include; never text from the request
/// @param claimedClientId the client id in the request, which may be any text
/// @param agent the agent with that client id, if any
/// @param credential the id of the credential, API key or key that was correct, if authentication
///   failed for another reason
record ClientAuthenticationFailure(
    Reason reason,
    Optional<String> detail,
    String claimedClientId,
    Optional<Agent> agent,
    Optional<String> credential)
    implements Event {

  enum Reason {
    /// The request had no credential. That is counted, but neither recorded nor held against the
    /// address: many HTTP clients send their password only after a challenge.
    NO_CREDENTIAL,
    UNREADABLE,
    UNKNOWN_CLIENT,
    WRONG_SECRET,
    /// A secret that was replaced by rotation, and whose overlap has ended.
    ROTATED_AWAY,
    EXPIRED_CREDENTIAL,
    REVOKED_CREDENTIAL,
    QUARANTINED_CREDENTIAL,
    /// An assertion that is malformed or lacks required claims.
    BAD_ASSERTION,
    /// The assertion is not signed by a key of the agent.
    WRONG_SIGNATURE,
    ASSERTION_REUSED,
    /// The agent has no configured keys.
    NO_KEYS,
    /// None of the agent's keys can verify an assertion, or the document at its URL is not a key
    /// set.
    KEYS_UNUSABLE,
    /// The agent's keys could not be fetched.
    KEYS_UNREACHABLE,
    /// A correct secret of an agent that FAPI 2.0 requires to authenticate by signing.
    METHOD_NOT_ALLOWED,
    AGENT_NOT_ACTIVE,
    AGENT_EXPIRED,
    ORGANIZATION_SUSPENDED;

    /// Why an agent may not be issued tokens.
    static Reason ofInactive(Agent agent) {
      if (!agent.status().isActive()) {
        return AGENT_NOT_ACTIVE;
      }
      return agent.isOrganizationActive() ? AGENT_EXPIRED : ORGANIZATION_SUSPENDED;
    }

    String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final int MAX_NAMED = 128;

  @Override
  public EventType type() {
    return AuditEvents.AUTH_FAILED;
  }

  @Override
  public Outcome outcome() {
    return Outcome.FAILURE;
  }

  @Override
  public Optional<String> agentId() {
    return agent.map(found -> found.id().value());
  }

  @Override
  public Optional<String> organizationId() {
    return agent.map(found -> found.organization().value());
  }

  @Override
  public Optional<String> credentialFingerprint() {
    return credential;
  }

  @Override
  public ObjectNode metadata() {
    var metadata =
        Json.object().put("reason", reason.wire()).put("client_id", sanitized(claimedClientId));
    detail.ifPresent(said -> metadata.put("detail", said));
    return metadata;
  }

  /// Cut, printable, and without secrets that were put in the wrong field.
  private static String sanitized(String text) {
    if (SecretFormat.isOwnFormat(text)) {
      return "***";
    }
    var cut = text.substring(0, Math.min(text.length(), MAX_NAMED));
    return cut.replaceAll("[^ -~]", "?");
  }
}
