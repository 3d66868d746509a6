package dev.signet.web.idempotency;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Optional;

/// Identifies a stored response: its caller and its request.
///
/// @param caller the kind of the caller, and its id
/// @param credentialHash hash of the caller's secret, if the request replaces that secret
record IdempotencyRecord(
    String caller,
    String keyHash,
    String requestHash,
    Optional<String> credentialHash,
    Instant expiresAt) {

  /// Binds the sealed response to its row: an attacker who can write to the database cannot move it
  /// to another caller or keep it longer.
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
