package dev.signet.identity.agents;

import dev.signet.base.wiring.Foundation;
import dev.signet.events.audit.Audit;
import dev.signet.identity.organizations.Organizations;
import dev.signet.identity.quotas.Quotas;
import dev.signet.validity.revocations.Revocations;
import dev.signet.web.http.Room;
import dev.signet.web.http.Router;
import dev.signet.web.idempotency.IdempotentRequests;
import java.util.ArrayList;
import java.util.List;

/// Builds the registry of agents.
public final class AgentsRoom implements Room {
  private final Foundation foundation;
  private final IdempotentRequests idempotent;
  private final Agents agents;
  private final Fapi2Policy fapi2;
  private final List<RegistrationExtension> extensions = new ArrayList<>();

  /// @param listeners what else ends with an agent that is decommissioned
  /// @param requireFapi2 whether every agent follows the FAPI 2.0 profile
  public AgentsRoom(
      Foundation foundation,
      Audit audit,
      Organizations organizations,
      Quotas quotas,
      Revocations revocations,
      IdempotentRequests idempotent,
      List<DecommissionListener> listeners,
      boolean requireFapi2) {
    this.foundation = foundation;
    this.idempotent = idempotent;
    agents =
        new Agents(
            foundation.db(),
            audit,
            foundation.ids(),
            foundation.clock(),
            organizations,
            quotas,
            revocations,
            listeners);
    fapi2 = new Fapi2Policy(requireFapi2);
  }

  public Agents agents() {
    return agents;
  }

  public Fapi2Policy fapi2() {
    return fapi2;
  }

  /// Lets another room read its part of a registration. Before [#mount].
  public void extend(RegistrationExtension extension) {
    extensions.add(extension);
  }

  @Override
  public void mount(Router router) {
    new AgentRoutes(agents, idempotent, foundation.clock(), List.copyOf(extensions)).mount(router);
  }
}
