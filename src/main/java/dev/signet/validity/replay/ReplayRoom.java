package dev.signet.validity.replay;

import dev.signet.base.time.DeletionClock;
import dev.signet.base.wiring.Foundation;
import dev.signet.base.wiring.Jobs;
import dev.signet.web.http.Room;
import java.time.Duration;

/// Builds the guard of ids that may be used once.
public final class ReplayRoom implements Room {
  private final ReplayGuard guard;
  private final DeletionClock expiry;

  public ReplayRoom(Foundation foundation) {
    guard = new ReplayGuard(foundation.db(), foundation.meters());
    expiry = foundation.expiry();
  }

  public ReplayGuard guard() {
    return guard;
  }

  @Override
  public void schedule(Jobs jobs) {
    jobs.every(
        Duration.ofMinutes(1), "forget-spent-uses", () -> guard.deleteExpired(expiry.instant()));
  }
}
