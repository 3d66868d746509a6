package dev.signet.authorization.apps;

import dev.signet.base.fetch.DocumentFetcher;
import dev.signet.base.wiring.Foundation;
import dev.signet.events.audit.Audit;
import dev.signet.identity.agents.Agents;
import dev.signet.web.http.Room;
import dev.signet.web.http.Router;

/// Builds the apps.
public final class AppsRoom implements Room {
  private final Apps apps;
  private final AppApprovals approvals;

  public AppsRoom(
      Foundation foundation,
      Audit audit,
      Agents agents,
      DocumentFetcher fetch,
      AppSettings settings) {
    apps =
        new Apps(
            foundation.db(),
            audit,
            agents,
            fetch::get,
            foundation.secrets().master(),
            settings,
            foundation.clock());
    approvals = new AppApprovals(foundation.db(), audit, agents, apps, foundation.clock());
  }

  public Apps apps() {
    return apps;
  }

  @Override
  public void mount(Router router) {
    new AppRoutes(approvals).mount(router);
    if (apps.settings().isRegistrationOpen()) {
      new AppRegistrationRoutes(apps).mount(router);
    }
  }
}
