package dev.signet.web.idempotency;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Optional;

/// Whose answer it is, and to what.
///
/// @param caller of which kind the caller is, and who of that kind
/// @param credentialHash of the secret that the caller came with, where the request replaces it
record IdempotencyRecord(
    String caller,
    String keyHash,
    String requestHash,
    Optional<String> credentialHash,
    Instant expiresAt) {

  /// What binds a sealed answer to its row: none can be moved to another caller, or kept for
  /// longer, by whoever writes to the database.
  byte[] associatedData() {
    return String.join(
            "\n",
            keyHash,
            requestHash,
            credentialHash.orElse("-"),
            Long.toString(expiresAt.toEpochMilli()),
            caller)
        .getBytes(UTF_8);
  }
}
