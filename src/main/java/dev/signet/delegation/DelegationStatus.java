package dev.signet.delegation;

import java.time.Instant;

/// Whether a delegation was ended by a decision. Its expiry, and the status of its agents, are
/// separate.
public sealed interface DelegationStatus {

  record Active() implements DelegationStatus {}

  /// Final: a revoked delegation never becomes active again.
  ///
  /// @param by the id of the caller who revoked it
  /// @param reason empty when none was given
  record Revoked(Instant since, String by, String reason) implements DelegationStatus {}

  default boolean isActive() {
    return switch (this) {
      case Active() -> true;
      case Revoked _ -> false;
    };
  }
}
