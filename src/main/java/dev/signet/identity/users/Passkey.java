package dev.signet.identity.users;

import java.time.Instant;
import java.util.Optional;

/// A key pair on a user's device, which signs them in.
///
/// @param credentialId the device's id for it, in base64url
public record Passkey(
    String id,
    UserId user,
    String name,
    String credentialId,
    Instant createdAt,
    Optional<Instant> lastUsedAt) {}
