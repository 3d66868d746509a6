package dev.signet.authorization.consents;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.oauth.Scopes;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.users.UserId;
import java.time.Instant;

/// What a user has allowed a client at a resource. There is one for each user, client and resource;
/// a user who allows more adds to it.
///
/// @param scopes all that the user has allowed since the consent began, or began again
/// @param isEnding whether tokens are still being revoked since it ended
/// @param generation increases whenever the consent ends: what was begun under another generation
///   has been ended
/// @param decidedAt when the user last decided
public record Consent(
    ConsentId id,
    Parties parties,
    Scopes scopes,
    ConsentStatus status,
    boolean isEnding,
    long generation,
    Instant createdAt,
    Instant decidedAt,
    Instant updatedAt) {

  /// Whom and what a consent is about.
  ///
  /// @param resource the id of the resource
  /// @param organization of the resource
  public record Parties(
      UserId user, AgentId client, String resource, OrganizationId organization) {}

  public boolean isActive() {
    return status == ConsentStatus.ACTIVE;
  }

  public boolean isBlocked() {
    return status == ConsentStatus.BLOCKED;
  }
}
