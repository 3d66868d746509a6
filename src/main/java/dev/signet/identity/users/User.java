package dev.signet.identity.users;

import java.time.Instant;
import java.util.Optional;

/// A user who may sign in: to the console, or only to their own account.
///
/// @param role on the whole server
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
    Optional<Instant> removedAt) {

  /// The user with another role, such as that in an organization.
  User with(Role other) {
    return new User(id, name, other, createdBy, createdAt, lastSignedInAt, removedAt);
  }
}
