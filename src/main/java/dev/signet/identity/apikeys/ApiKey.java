package dev.signet.identity.apikeys;

import dev.signet.identity.agents.AgentId;
import java.time.Instant;
import java.util.Locale;

/// The stored data of an API key. The key itself is not stored: it is shown once and kept as a
/// hash. Rotation replaces a key by another one with another id.
///
/// @param hasRotationSecret whether a rotation secret belongs to the key
public record ApiKey(
    ApiKeyId id, AgentId agent, boolean hasRotationSecret, Instant createdAt, State state) {

  /// The state of a key. An agent has at most one prepared and one active key.
  public sealed interface State {

    /// Waits beside the active key, and replaces it when it is used for the first time.
    record Prepared() implements State {}

    record Active() implements State {}

    /// Final, except for a quarantined key. The key is remembered, to distinguish it from an
    /// unknown key.
    record Ended(Instant at, EndReason reason) implements State {}
  }

  /// Why a key is revoked.
  public enum EndReason {
    /// The agent rotated it.
    ROTATION,
    /// The agent was issued another key.
    REPLACEMENT,
    /// The key prepared beside it was used.
    ACTIVATION,
    REVOCATION,
    /// It leaked; an operator can release it.
    QUARANTINE,
    /// Its agent was decommissioned.
    DECOMMISSION;

    /// The spelling in the database and the audit log. In the database, a key in quarantine is a
    /// revoked one with a mark.
    public String wire() {
      return (this == QUARANTINE ? REVOCATION : this).name().toLowerCase(Locale.ROOT);
    }

    /// Whether another key has replaced it.
    boolean isRotation() {
      return switch (this) {
        case ROTATION, REPLACEMENT, ACTIVATION -> true;
        case REVOCATION, QUARANTINE, DECOMMISSION -> false;
      };
    }
  }
}
