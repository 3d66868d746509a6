package dev.signet.identity.organizations;

import java.util.OptionalLong;

/// The result of suspending an organization.
///
/// @param agents the number of agents that were active
/// @param revokedTokens empty while they are being counted
public record OrganizationSuspension(
    Organization organization, long agents, OptionalLong revokedTokens) {}
