package dev.signet.identity.registration;

import dev.signet.base.callers.OrganizationId;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/// The stored data of an invite. The token is not stored: it is shown once and kept as a hash.
///
/// @param organization that its agents belong to; empty for a separate organization for each
/// @param createdBy the caller's id, who is responsible for the agents
public record Invite(
    InviteId id,
    Optional<String> name,
    Optional<OrganizationId> organization,
    long maxUses,
    long uses,
    String createdBy,
    Instant createdAt,
    Instant expiresAt,
    Optional<Instant> revokedAt) {

  /// Whether it can still be used.
  public enum Status {
    ACTIVE,
    USED,
    EXPIRED,
    REVOKED;

    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Status status(Instant now) {
    if (revokedAt.isPresent()) {
      return Status.REVOKED;
    }
    if (uses >= maxUses) {
      return Status.USED;
    }
    return expiresAt.isAfter(now) ? Status.ACTIVE : Status.EXPIRED;
  }
}
