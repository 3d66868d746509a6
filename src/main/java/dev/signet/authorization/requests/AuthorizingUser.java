package dev.signet.authorization.requests;

import dev.signet.base.callers.OrganizationId;
import dev.signet.identity.users.UserId;
import java.time.Instant;
import java.util.Set;

/// The signed-in user who is asked.
///
/// @param organizations those that the user is a member of
/// @param session the id of the session
/// @param authenticatedAt when the user last proved their identity
/// @param isRecentlyAuthenticated whether that was within the last minutes
public record AuthorizingUser(
    UserId id,
    String name,
    Set<OrganizationId> organizations,
    String session,
    Instant authenticatedAt,
    boolean isRecentlyAuthenticated) {

  public AuthorizingUser {
    organizations = Set.copyOf(organizations);
  }
}
