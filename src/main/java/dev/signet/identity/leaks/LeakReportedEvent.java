package dev.signet.identity.leaks;

import dev.signet.base.json.Json;
import dev.signet.base.secrets.SecretKind;
import dev.signet.events.audit.Event;
import dev.signet.events.catalog.EventField;
import dev.signet.events.catalog.EventType;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// A secret of this server was reported as leaked, with the outcome.
///
/// @param kind of the secret, as [#nameOf] and [#ACCESS_TOKEN] spell it
/// @param id of the credential, key or token that the secret belongs to; not itself a secret
/// @param agentId the agent that it belongs to, if any
/// @param organizationId the organization whose members may see the event, if any
/// @param revokedTokens how many of the agent's tokens were revoked with it
public record LeakReportedEvent(
    LeakReport report,
    String kind,
    LeakOutcome leakOutcome,
    String id,
    Optional<String> agentId,
    Optional<String> organizationId,
    long revokedTokens)
    implements Event {

  /// An event for a secret without further tokens to revoke.
  public LeakReportedEvent(
      LeakReport report,
      String kind,
      LeakOutcome done,
      String id,
      Optional<String> agentId,
      Optional<String> organizationId) {
    this(report, kind, done, id, agentId, organizationId, 0);
  }

  /// This event with the number of the agent's tokens that were revoked.
  public LeakReportedEvent withRevokedTokens(long count) {
    return new LeakReportedEvent(report, kind, leakOutcome, id, agentId, organizationId, count);
  }

  /// The outcome of a report.
  public enum LeakOutcome {
    REVOKED,
    QUARANTINED,
    /// It was the secret before the last rotation, still valid during the overlap; now it is
    /// rejected.
    OVERLAP_ENDED,
    /// Nothing was done: the secret was no longer valid.
    ALREADY_DEAD,
    /// Nothing was done, although the secret is valid: without it nothing could administer the
    /// server.
    KEPT;

    String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public static final String ACCESS_TOKEN = "access_token";

  /// The name of a kind of secret.
  public static String nameOf(SecretKind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public EventType type() {
    return LeakEvents.REPORTED;
  }

  @Override
  public Outcome outcome() {
    return leakOutcome == LeakOutcome.KEPT ? Outcome.FAILURE : Outcome.SUCCESS;
  }

  @Override
  public Optional<String> credentialFingerprint() {
    return Optional.of(id);
  }

  @Override
  public ObjectNode metadata() {
    var metadata = Json.object().put("kind", kind).put("done", leakOutcome.wire());
    report.source().ifPresent(source -> metadata.put("source", source));
    report.url().ifPresent(url -> metadata.put("url", url));
    if (revokedTokens > 0) {
      metadata.put(EventField.REVOKED_TOKENS, revokedTokens);
    }
    return metadata;
  }
}
