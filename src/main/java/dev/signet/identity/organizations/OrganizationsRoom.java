package dev.signet.identity.organizations;

import dev.signet.base.wiring.Foundation;
import dev.signet.base.wiring.Jobs;
import dev.signet.events.audit.Audit;
import dev.signet.web.http.Room;
import dev.signet.web.http.Router;
import java.time.Duration;

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
  public void schedule(Jobs jobs) {
    jobs.every(Duration.ofMinutes(1), "count-suspensions", organizations::countSuspensions);
  }

  @Override
  public void mount(Router router) {
    new OrganizationRoutes(organizations).mount(router);
  }
}
