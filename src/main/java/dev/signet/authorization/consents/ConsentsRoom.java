package dev.signet.authorization.consents;

import dev.signet.authorization.resources.ProtectedResources;
import dev.signet.base.wiring.Foundation;
import dev.signet.base.wiring.Jobs;
import dev.signet.events.audit.Audit;
import dev.signet.identity.users.Users;
import dev.signet.validity.revocations.Revocations;
import dev.signet.web.http.Room;
import dev.signet.web.http.Router;
import java.time.Duration;

/// Builds the consents.
public final class ConsentsRoom implements Room {
  private final Foundation foundation;
  private final Consents consents;

  public ConsentsRoom(
      Foundation foundation,
      Audit audit,
      Revocations revocations,
      Users users,
      ProtectedResources resources) {
    this.foundation = foundation;
    this.consents =
        new Consents(
            foundation.db(), audit, foundation.ids(), foundation.clock(), users, revocations);
    var ended = new EndedAccess(consents);
    users.onAccessEnd(ended);
    resources.onDeletion(ended);
  }

  public Consents consents() {
    return consents;
  }

  @Override
  public void mount(Router router) {
    new ConsentRoutes(consents).mount(router);
  }

  @Override
  public void schedule(Jobs jobs) {
    jobs.every(
        Duration.ofSeconds(10),
        "consents",
        () -> consents.finishAndDeleteExpired(foundation.expiry().instant()));
  }
}
