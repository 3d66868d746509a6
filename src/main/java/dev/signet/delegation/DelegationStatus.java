package dev.signet.delegation;

import java.time.Instant;
import java.util.Optional;

/// Whether a delegation has ended. The status of its agents is separate.
public sealed interface DelegationStatus {

  record Active() implements DelegationStatus {}

  /// Ended by a decision; final.
  ///
  /// @param by the id of the caller who revoked it
  /// @param reason empty when none was given
  record Revoked(Instant since, String by, String reason) implements DelegationStatus {}

  /// Ended by time, which a job has recorded; final.
  record Expired(Instant since) implements DelegationStatus {}

  default boolean isActive() {
    return this instanceof Active;
  }

  /// When it ended; empty while it is active.
  default Optional<Instant> endedAt() {
    return switch (this) {
      case Active() -> Optional.empty();
      case Revoked(var since, _, _) -> Optional.of(since);
      case Expired(var since) -> Optional.of(since);
    };
  }

  /// As the database and the filter of the list spell it.
  default String wire() {
    return switch (this) {
      case Active() -> "active";
      case Revoked _ -> "revoked";
      case Expired _ -> "expired";
    };
  }
}
