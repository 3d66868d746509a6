package dev.signet.identity.directory;

import dev.signet.base.wiring.Foundation;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.organizations.Organizations;
import dev.signet.validity.revocations.Revocations;
import dev.signet.web.http.Room;
import dev.signet.web.http.Router;

/// Builds the directory of agents.
public final class DirectoryRoom implements Room {
  private final AgentDirectory directory;

  public DirectoryRoom(
      Foundation foundation, Agents agents, Organizations organizations, Revocations revocations) {
    directory = new AgentDirectory(foundation.db(), agents);
    agents.addListener(directory);
    organizations.countWith(new OrganizationTokenQueries(agents, new AgentCounts(), revocations));
  }

  public AgentDirectory directory() {
    return directory;
  }

  @Override
  public void mount(Router router) {
    new DirectoryRoutes(directory).mount(router);
  }
}
