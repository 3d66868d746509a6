package dev.signet.identity.quotas;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.refusals.RateLimitWindow;
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
            remedy,
            Optional.empty()),
        quota.wire() + " is used up");
  }

  /// As [#exceeded], for a limit that is reset after a period.
  static Refused exceeded(
      TierAssignment assignment, Quota quota, long used, RateLimitWindow window) {
    return new Refused(
        new Refusal.QuotaExceeded(
            quota.wire(),
            window.limit(),
            used,
            Optional.of(assignment.tier()),
            Optional.of(assignment.organization().value()),
            quota.remedy() + ", or ask an operator for a higher limit",
            Optional.of(window)),
        quota.wire() + " is used up");
  }
}
