package dev.signet.identity.users;

import java.time.Instant;
import java.util.Optional;

/// Somebody who may sign in to the console.
///
/// @param createdBy the caller's id; for the first person `start`
/// @param lastSignedInAt empty for whoever is expected and has never come
/// @param removedAt from then on nothing that he has signs him in
public record User(
    UserId id,
    String name,
    Role role,
    String createdBy,
    Instant createdAt,
    Optional<Instant> lastSignedInAt,
    Optional<Instant> removedAt) {}
