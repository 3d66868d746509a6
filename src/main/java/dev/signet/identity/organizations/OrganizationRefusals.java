package dev.signet.identity.organizations;

import dev.signet.base.refusals.Refused;

/// The refusals of this room, other than errors of single fields.
public final class OrganizationRefusals {
  private OrganizationRefusals() {}

  public static Refused notFound() {
    return Refused.notFound("organization");
  }

  static Refused slugTaken() {
    return Refused.conflict("slug_taken", "Another organization has this slug");
  }
}
