package dev.signet.identity.quotas;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import java.time.Duration;
import java.util.Optional;

/// The refusals of this room, other than errors of single fields.
final class QuotaRefusals {
  private QuotaRefusals() {}

  static Refused tierNotFound() {
    return Refused.notFound("tier");
  }

  static Refused unlimitedIsFixed() {
    return Refused.conflict(
        "tier_fixed", "The tier unlimited has no limits, and can be neither changed nor deleted");
  }

  static Refused tierInUse() {
    return Refused.conflict(
        "tier_in_use",
        "Organizations have this tier, or new ones get it; give those another tier first");
  }

  static Refused defaultTierMissing(String tier) {
    return Refused.unavailableWithMessage(
        Duration.ofMinutes(1),
        "New organizations get the tier "
            + tier
            + ", which does not exist: an operator has to create it");
  }

  static Refused defaultOrganization() {
    return Refused.conflict(
        "default_organization",
        "The default organization has no tier; move its agents to an organization first");
  }

  /// @param assignment empty for a limit of all organizations together
  static Refused exceeded(Optional<TierAssignment> assignment, Quota quota, long limit, long used) {
    var remedy =
        quota.remedy()
            + (limit < quota.max() ? ", or ask an operator for a higher limit" : " first");
    return new Refused(
        new Refusal.QuotaExceeded(
            quota.wire(),
            limit,
            used,
            assignment.map(TierAssignment::tier),
            assignment.map(TierAssignment::organization).map(OrganizationId::value),
            remedy),
        quota.wire() + " is used up");
  }
}
