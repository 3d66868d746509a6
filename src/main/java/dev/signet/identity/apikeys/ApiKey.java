package dev.signet.identity.apikeys;

import dev.signet.identity.agents.AgentId;
import java.time.Instant;
import java.util.Locale;

/// What is known of an API key. The key itself is not: that is shown once and kept as a hash. Its
/// rotation replaces it by another one, with another id.
///
/// @param hasRotationSecret whether there is a rotation secret that goes with it
public record ApiKey(
    ApiKeyId id, AgentId agent, boolean hasRotationSecret, Instant createdAt, State state) {

  /// Whether the key opens anything. An agent has at most one that is prepared, and one that is
  /// active.
  public sealed interface State {

    /// It waits beside the active one, and takes its place when it is used for the first time.
    record Prepared() implements State {}

    record Active() implements State {}

    /// For good, but for a quarantine. It is remembered, to be told from a key that never was.
    record Ended(Instant at, EndReason reason) implements State {}
  }

  /// What ended a key.
  public enum EndReason {
    /// Its agent rotated it.
    ROTATION,
    /// The agent was given another one.
    REPLACEMENT,
    /// The one that was prepared beside it was used.
    ACTIVATION,
    REVOCATION,
    /// It leaked, and works again when an operator releases it.
    QUARANTINE,
    /// Its agent was.
    DECOMMISSION;

    /// As the database and the audit trail spell it. In the database a key in quarantine is a
    /// revoked one, with a mark.
    public String wire() {
      return (this == QUARANTINE ? REVOCATION : this).name().toLowerCase(Locale.ROOT);
    }

    /// Whether another key has taken its place.
    boolean isRotation() {
      return switch (this) {
        case ROTATION, REPLACEMENT, ACTIVATION -> true;
        case REVOCATION, QUARANTINE, DECOMMISSION -> false;
      };
    }
  }
}
