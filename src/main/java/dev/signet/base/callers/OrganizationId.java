package dev.signet.base.callers;

import dev.signet.base.db.Ids;
import java.util.Optional;

/// The permanent id of an organization.
public record OrganizationId(String value) {

  /// The organization of agents that are registered without one. It exists from the first start.
  public static final OrganizationId DEFAULT =
      new OrganizationId("00000000-0000-7000-8000-000000000000");

  public static Optional<OrganizationId> parse(String text) {
    return Ids.parse(text).map(OrganizationId::new);
  }

  public boolean isDefault() {
    return equals(DEFAULT);
  }
}
