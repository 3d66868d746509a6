package dev.signet.web.idempotency;

import dev.signet.base.time.DeletionClock;
import dev.signet.base.wiring.Foundation;
import dev.signet.base.wiring.Jobs;
import dev.signet.web.http.Room;
import java.time.Duration;

/// Builds the idempotent requests.
public final class IdempotencyRoom implements Room {
  private final IdempotentRequests requests;
  private final DeletionClock expiry;

  public IdempotencyRoom(Foundation foundation) {
    requests =
        new IdempotentRequests(
            foundation.db(),
            foundation.clock(),
            foundation.secrets().master(),
            foundation.meters());
    expiry = foundation.expiry();
  }

  public IdempotentRequests requests() {
    return requests;
  }

  @Override
  public void schedule(Jobs jobs) {
    jobs.every(
        Duration.ofMinutes(1), "forget-answers", () -> requests.deleteExpired(expiry.instant()));
  }
}
