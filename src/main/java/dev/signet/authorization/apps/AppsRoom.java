package dev.signet.authorization.apps;

import dev.signet.base.fetch.DocumentFetcher;
import dev.signet.base.wiring.Foundation;
import dev.signet.identity.agents.Agents;
import dev.signet.web.http.Room;
import dev.signet.web.http.Router;

/// Builds the apps.
public final class AppsRoom implements Room {
  private final Apps apps;

  public AppsRoom(
      Foundation foundation, Agents agents, DocumentFetcher fetch, AppSettings settings) {
    apps =
        new Apps(
            foundation.db(),
            agents,
            fetch::get,
            foundation.secrets().master(),
            settings,
            foundation.clock());
  }

  public Apps apps() {
    return apps;
  }

  @Override
  public void mount(Router router) {
    if (apps.settings().isRegistrationOpen()) {
      new AppRegistrationRoutes(apps).mount(router);
    }
  }
}
