package dev.signet.identity.organizations;

import dev.signet.base.refusals.Refused;

/// The refusals of this room, other than errors of single fields.
public final class OrganizationRefusals {
  private OrganizationRefusals() {}

  public static Refused notFound() {
    return Refused.notFound("organization");
  }

  public static Refused suspended() {
    return Refused.conflict(
        "organization_suspended", "The organization is suspended; reactivate it first");
  }

  static Refused defaultOrganization() {
    return Refused.conflict(
        "default_organization",
        "Agents without an organization belong to the default organization, so it can be neither"
            + " suspended nor deleted");
  }

  static Refused hasAgents(long count) {
    return Refused.conflict(
        "organization_has_active_agents",
        "The organization has "
            + count
            + " agents that are not decommissioned; decommission them first");
  }

  static Refused slugTaken() {
    return Refused.conflict("slug_taken", "Another organization has this slug");
  }
}
