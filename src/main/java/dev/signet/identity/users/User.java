package dev.signet.identity.users;

import java.time.Instant;
import java.util.Optional;

/// A user who may sign in to the console.
///
/// @param createdBy the caller's id; `start` for the first user
/// @param lastSignedInAt empty for an invited user who has never signed in
/// @param removedAt from this time on the user cannot sign in
public record User(
    UserId id,
    String name,
    Role role,
    String createdBy,
    Instant createdAt,
    Optional<Instant> lastSignedInAt,
    Optional<Instant> removedAt) {}
