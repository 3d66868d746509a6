package dev.signet.identity.users;

import dev.signet.base.callers.OrganizationId;
import java.time.Instant;

/// A user's place in an organization.
///
/// @param addedBy the caller's id
record Membership(
    OrganizationId organization, UserId user, Role role, String addedBy, Instant addedAt) {}
