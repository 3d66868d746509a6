package dev.signet.identity.users;

import java.time.Instant;
import java.util.Optional;

/// A key pair that a person's device keeps, and signs him in with.
///
/// @param credentialId what the device calls it, in base64url
public record Passkey(
    String id,
    UserId user,
    String name,
    String credentialId,
    Instant createdAt,
    Optional<Instant> lastUsedAt) {}
