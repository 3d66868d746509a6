package dev.signet.identity.organizations;

/// What a transaction that issues tokens to an organization's agents needs to know of it.
///
/// @param quotaVersion 0 while the organization has never had limits; otherwise a number that
///   changes with them
public record IssuingTerms(OrganizationState state, long quotaVersion) {
  static final IssuingTerms DEFAULT = new IssuingTerms(OrganizationState.NEVER_SUSPENDED, 0);
}
