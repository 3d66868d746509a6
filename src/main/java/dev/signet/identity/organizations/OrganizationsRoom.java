package dev.signet.identity.organizations;

import dev.signet.base.wiring.Foundation;
import dev.signet.events.audit.Audit;
import dev.signet.web.http.Room;
import dev.signet.web.http.Router;

/// Builds the organizations.
public final class OrganizationsRoom implements Room {
  private final Organizations organizations;

  public OrganizationsRoom(Foundation foundation, Audit audit) {
    organizations = new Organizations(foundation.db(), audit, foundation.ids(), foundation.clock());
  }

  public Organizations organizations() {
    return organizations;
  }

  @Override
  public void mount(Router router) {
    new OrganizationRoutes(organizations).mount(router);
  }
}
