package dev.signet.identity.leaks;

import dev.signet.base.json.Json;
import dev.signet.base.secrets.SecretKind;
import dev.signet.events.audit.Event;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// A secret of ours was reported as leaked, and this came of it.
///
/// @param kind what it is, as [#nameOf] and [#ACCESS_TOKEN] spell it
/// @param id names what it belongs to, and proves nothing: a credential's id, a key's, a token's
/// @param agentId the agent that it belongs to, if it does
/// @param organizationId whose members may read of it, if any
/// @param revokedTokens how many of the agent's tokens were ended with it
public record LeakReportedEvent(
    LeakReport report,
    String kind,
    LeakOutcome leakOutcome,
    String id,
    Optional<String> agentId,
    Optional<String> organizationId,
    long revokedTokens)
    implements Event {

  /// As above, for what ends no tokens beside itself.
  public LeakReportedEvent(
      LeakReport report,
      String kind,
      LeakOutcome done,
      String id,
      Optional<String> agentId,
      Optional<String> organizationId) {
    this(report, kind, done, id, agentId, organizationId, 0);
  }

  /// The same, with how many of the agent's tokens were ended with it.
  public LeakReportedEvent withRevokedTokens(long count) {
    return new LeakReportedEvent(report, kind, leakOutcome, id, agentId, organizationId, count);
  }

  /// What was done.
  public enum LeakOutcome {
    REVOKED,
    QUARANTINED,
    /// It was the secret before the last rotation, and worked beside the new one; it does no more.
    OVERLAP_ENDED,
    /// Nothing: it did not work any more.
    ALREADY_DEAD,
    /// Nothing, though it works: without it nobody could run the server.
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
  public String action() {
    return "leak.reported";
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
      metadata.put("revoked_token_count", revokedTokens);
    }
    return metadata;
  }
}
