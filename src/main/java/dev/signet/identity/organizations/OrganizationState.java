package dev.signet.identity.organizations;

/// What an organization decides about the tokens of its agents: whether they may be issued any, and
/// which of those that they have were revoked with the organization.
///
/// @param generation 0 until the organization is suspended for the first time; then the time of the
///   latest suspension. Tokens that were issued under a smaller generation stay revoked
public record OrganizationState(boolean isActive, long generation) {

  /// Of an organization that was never suspended.
  public static final OrganizationState NEVER_SUSPENDED = new OrganizationState(true, 0);
}
