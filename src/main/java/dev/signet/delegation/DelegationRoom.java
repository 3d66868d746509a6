package dev.signet.delegation;

import dev.signet.base.wiring.Foundation;
import dev.signet.base.wiring.Jobs;
import dev.signet.events.audit.Audit;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.agents.Fapi2Policy;
import dev.signet.identity.organizations.Organizations;
import dev.signet.validity.revocations.Revocations;
import dev.signet.web.http.Room;
import dev.signet.web.http.Router;
import dev.signet.web.idempotency.IdempotentRequests;
import java.time.Duration;

/// Builds the delegations.
public final class DelegationRoom implements Room {
  private final Foundation foundation;
  private final IdempotentRequests idempotent;
  private final Delegations delegations;

  public DelegationRoom(
      Foundation foundation,
      Audit audit,
      IdempotentRequests idempotent,
      Organizations organizations,
      Agents agents,
      Fapi2Policy fapi2,
      Revocations revocations) {
    this.foundation = foundation;
    this.idempotent = idempotent;
    delegations =
        new Delegations(
            foundation.db(),
            audit,
            foundation.ids(),
            foundation.clock(),
            organizations,
            agents,
            fapi2,
            revocations);
  }

  public Delegations delegations() {
    return delegations;
  }

  @Override
  public void mount(Router router) {
    new DelegationRoutes(delegations, idempotent, foundation.clock(), foundation.issuer())
        .mount(router);
  }

  @Override
  public void schedule(Jobs jobs) {
    jobs.every(
        Duration.ofMinutes(1),
        "delegations",
        () -> delegations.deleteEnded(foundation.expiry().instant()));
  }
}
