package dev.signet.identity.credentials;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A credential with its secret hashes.
///
/// @param replaced the secret before the last rotation
record StoredCredential(Credential credential, StoredHash hash, Optional<ReplacedSecret> replaced) {

  /// A secret that rotation has replaced.
  ///
  /// @param validUntil when it stopped or will stop being valid
  record ReplacedSecret(StoredHash hash, Instant validUntil) {}

  /// The secrets that are valid for this credential now: none once it is revoked or expired, two
  /// during an overlap.
  List<StoredHash> usableHashes(Instant now) {
    if (credential.status() != Credential.Status.ACTIVE || credential.isExpired(now)) {
      return List.of();
    }
    return replaced
        .filter(old -> now.isBefore(old.validUntil()))
        .map(old -> List.of(hash, old.hash()))
        .orElse(List.of(hash));
  }

  /// The same credential with a new secret. The old secret is valid until `oldUntil`, but no longer
  /// than it would have been without the rotation; a secret that an earlier rotation replaced is
  /// discarded.
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
