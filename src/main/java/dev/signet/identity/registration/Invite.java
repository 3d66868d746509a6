package dev.signet.identity.registration;

import dev.signet.base.callers.OrganizationId;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/// What is known of an invite. Its token is not: that is shown once and kept as a hash.
///
/// @param organization where its agents are put; empty for an organization of their own
/// @param createdBy the caller's id, who answers for the agents
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

  /// Whether it lets anybody in.
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
