package dev.signet.identity.credentials;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A credential with what proves it.
///
/// @param replaced the secret before the last rotation
record StoredCredential(Credential credential, StoredHash hash, Optional<ReplacedSecret> replaced) {

  /// A secret that rotation has replaced.
  ///
  /// @param validUntil when it stopped working, or will
  record ReplacedSecret(StoredHash hash, Instant validUntil) {}

  /// The secrets that prove this credential now: none once it is revoked or expired, two while an
  /// overlap lasts.
  List<StoredHash> usableHashes(Instant now) {
    if (credential.status() != Credential.Status.ACTIVE || credential.isExpired(now)) {
      return List.of();
    }
    return replaced
        .filter(old -> now.isBefore(old.validUntil()))
        .map(old -> List.of(hash, old.hash()))
        .orElse(List.of(hash));
  }

  /// The same credential under a new secret. The old one works until `oldUntil`, yet no longer than
  /// it would have without the rotation; the one that an earlier rotation replaced is given up.
  StoredCredential withSecret(StoredHash fresh, Optional<Instant> expiresAt, Instant oldUntil) {
    var until = credential.expiresAt().filter(oldUntil::isAfter).orElse(oldUntil);
    return new StoredCredential(
        new Credential(
            credential.id(),
            credential.clientId(),
            credential.createdAt(),
            expiresAt,
            credential.revokedAt(),
            credential.quarantine()),
        fresh,
        Optional.of(new ReplacedSecret(hash, until)));
  }
}
