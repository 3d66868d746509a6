package dev.signet.identity.credentials;

import dev.signet.base.json.Json;
import dev.signet.base.secrets.SecretFormat;
import dev.signet.events.audit.Event;
import dev.signet.identity.agents.Agent;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Somebody tried to be a client, and was not. The client is told the same in each case; here is
/// which it was.
///
/// @param detail what exactly was wrong, where the reason does not say it; in our own words only
/// @param claimedClientId the client id that was given; anybody may have written anything there
/// @param agent whose client id it is, if anybody's
/// @param credential names the credential, the API key or the key that was right, if it failed for
///   another reason
record ClientAuthenticationFailure(
    Reason reason,
    Optional<String> detail,
    String claimedClientId,
    Optional<Agent> agent,
    Optional<String> credential)
    implements Event {

  enum Reason {
    /// Nothing was tried. That is counted, but neither written down nor held against anybody: many
    /// HTTP clients wait to be asked for a password.
    NO_CREDENTIAL,
    UNREADABLE,
    UNKNOWN_CLIENT,
    WRONG_SECRET,
    /// A secret that rotation has replaced, and whose overlap is over.
    ROTATED_AWAY,
    EXPIRED_CREDENTIAL,
    REVOKED_CREDENTIAL,
    QUARANTINED_CREDENTIAL,
    /// An assertion that does not say what it must, or is none.
    BAD_ASSERTION,
    /// No key of the agent's has signed it.
    WRONG_SIGNATURE,
    ASSERTION_REUSED,
    /// The agent has not said what keys it signs with.
    NO_KEYS,
    /// None of the keys that it has said can check an assertion, or what it keeps at its URL is not
    /// a key set.
    KEYS_UNUSABLE,
    /// It keeps them where they could not be had.
    KEYS_UNREACHABLE,
    /// A right secret of an agent that FAPI 2.0 holds to signing.
    METHOD_NOT_ALLOWED,
    AGENT_NOT_ACTIVE,
    AGENT_EXPIRED,
    /// Not looked at, after too many failures. Counted, but not written down.
    OVER_BUDGET;

    String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final int MAX_NAMED = 128;

  @Override
  public String action() {
    return "auth.failed";
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

  /// Cut, printable, and no secret that was put into the wrong place.
  private static String sanitized(String text) {
    if (SecretFormat.isOwnFormat(text)) {
      return "***";
    }
    var cut = text.substring(0, Math.min(text.length(), MAX_NAMED));
    return cut.replaceAll("[^ -~]", "?");
  }
}
