package dev.signet.identity.credentials;

import dev.signet.identity.leaks.Quarantine;
import java.time.Instant;
import java.util.Optional;

/// What an agent proves itself with: a client id and a secret, of which only this much is ever
/// shown again.
///
/// @param clientId the agent's, which goes with the secret
/// @param createdAt when it was generated; rotation does not change it
/// @param expiresAt when it ends by itself; never, when empty
/// @param revokedAt when it was ended by a decision; it stays ended, but for a quarantine
/// @param quarantine why it counts as revoked although it may be released again
public record Credential(
    CredentialId id,
    String clientId,
    Instant createdAt,
    Optional<Instant> expiresAt,
    Optional<Instant> revokedAt,
    Optional<Quarantine> quarantine) {

  /// As a list is filtered by. A credential that has expired is still active by this measure: it
  /// was not revoked, and rotation makes it work again.
  public enum Status {
    ACTIVE,
    REVOKED,
    /// Revoked, until somebody releases it.
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
