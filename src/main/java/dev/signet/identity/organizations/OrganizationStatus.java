package dev.signet.identity.organizations;

import java.time.Instant;

/// Whether the agents of an organization may be issued tokens.
public sealed interface OrganizationStatus {
  record Active() implements OrganizationStatus {}

  record Suspended(Instant since, String reason) implements OrganizationStatus {}

  /// As the wire and the database spell it.
  default String wire() {
    return switch (this) {
      case Active() -> "active";
      case Suspended _ -> "suspended";
    };
  }

  default boolean isActive() {
    return this instanceof Active;
  }
}
