package dev.signet.identity.credentials;

import dev.signet.identity.leaks.Quarantine;
import java.time.Instant;
import java.util.Optional;

/// A client id and secret that an agent authenticates with. These are the only data about it that
/// can be shown again.
///
/// @param clientId the agent's client id, used with the secret
/// @param createdAt when it was generated; rotation does not change it
/// @param expiresAt when it expires; never, when empty
/// @param revokedAt when it was revoked; final, except in quarantine
/// @param quarantine why it counts as revoked although it may be released again
public record Credential(
    CredentialId id,
    String clientId,
    Instant createdAt,
    Optional<Instant> expiresAt,
    Optional<Instant> revokedAt,
    Optional<Quarantine> quarantine) {

  /// The status that lists filter by. An expired credential counts as active here: it was not
  /// revoked, and rotation makes it usable again.
  public enum Status {
    ACTIVE,
    REVOKED,
    /// Revoked until it is released.
    QUARANTINED
  }

  public Status status() {
    if (quarantine.isPresent()) {
      return Status.QUARANTINED;
    }
    return revokedAt.isEmpty() ? Status.ACTIVE : Status.REVOKED;
  }

  boolean isExpired(Instant now) {
    return expiresAt.isPresent() && !now.isBefore(expiresAt.get());
  }
}
