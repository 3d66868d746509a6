package dev.signet.identity.quotas;

import dev.signet.base.callers.OrganizationId;

/// The tier of an organization.
///
/// @param tierLimits the limits of the tier
/// @param overrides limits that the organization has instead
public record TierAssignment(
    OrganizationId organization,
    String tier,
    QuotaLimits tierLimits,
    QuotaLimits overrides,
    Enforcement enforcement) {

  /// Of an organization that no tier was set for.
  static TierAssignment unlimited(OrganizationId organization) {
    return new TierAssignment(
        organization, Tier.UNLIMITED, QuotaLimits.NONE, QuotaLimits.NONE, Enforcement.HARD);
  }

  /// The limits that apply.
  public QuotaLimits limits() {
    return tierLimits.with(overrides);
  }

  /// Whether the organization is as if no tier had been set.
  boolean isUnlimited() {
    return tier.equals(Tier.UNLIMITED)
        && overrides.values().isEmpty()
        && enforcement == Enforcement.HARD;
  }
}
