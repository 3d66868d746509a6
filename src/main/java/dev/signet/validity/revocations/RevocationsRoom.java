package dev.signet.validity.revocations;

import dev.signet.base.db.Db;
import dev.signet.base.wiring.Foundation;
import dev.signet.base.wiring.Jobs;
import dev.signet.events.audit.Audit;
import dev.signet.web.http.Room;
import java.time.Duration;

/// Builds the revocations.
public final class RevocationsRoom implements Room {
  private final Db db;
  private final Audit audit;
  private final Revocations revocations;
  private Runnable evictSnapshots = () -> {};

  public RevocationsRoom(Foundation foundation, Audit audit) {
    db = foundation.db();
    this.audit = audit;
    revocations = new Revocations(db, audit, foundation.clock());
  }

  public Revocations revocations() {
    return revocations;
  }

  /// Has committed writes that a failover lost revoke all tokens from before, and evict what other
  /// rooms remember of the database.
  public void revokeAfterLostWrites(Runnable evictSnapshots) {
    this.evictSnapshots = evictSnapshots;
    audit.onLostWrites((tx, event) -> {
      revocations.revokeAllBefore(tx, event);
      tx.afterCommit(evictSnapshots);
    });
  }

  @Override
  public void schedule(Jobs jobs) {
    revocations.refreshCutoff();
    revocations.countInBackground();
    jobs.every(Duration.ofMinutes(1), "count-ended-tokens", revocations::countInBackground);
    if (db.dialect().isShared()) {
      jobs.every(Duration.ofSeconds(5), "revocation-floor", this::refreshCutoff);
    }
  }

  private void refreshCutoff() {
    if (revocations.refreshCutoff()) {
      evictSnapshots.run();
    }
  }
}
