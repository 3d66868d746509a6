package dev.signet.events.audit;

import dev.signet.base.time.DeletionClock;
import dev.signet.base.wiring.Foundation;
import dev.signet.base.wiring.Jobs;
import dev.signet.web.http.Room;
import dev.signet.web.http.Router;
import java.time.Duration;

/// Builds the audit log.
public final class AuditRoom implements Room {
  private final Audit audit;
  private final DeletionClock expiry;
  private final Duration retention;

  /// @param anonymousRate how many events of unauthenticated callers are recorded one by one, a
  ///   minute
  /// @param retention how long events are kept
  public AuditRoom(Foundation foundation, int anonymousRate, Duration retention) {
    audit =
        new Audit(
            foundation.db(),
            foundation.ids(),
            foundation.clock(),
            foundation.secrets().master(),
            anonymousRate,
            foundation.meters());
    expiry = foundation.expiry();
    NewestEvent.time(foundation.db()).ifPresent(expiry::warnIfBehind);
    this.retention = retention;
  }

  public Audit audit() {
    return audit;
  }

  @Override
  public void mount(Router router) {
    new AuditRoutes(audit).mount(router);
  }

  @Override
  public void schedule(Jobs jobs) {
    jobs.every(Duration.ofMinutes(1), "audit-checkpoint", audit::checkpoint);
    jobs.every(Duration.ofMinutes(1), "audit-counts", audit::recordCounts);
    jobs.every(Duration.ofSeconds(5), "audit-heads", audit::saveHeads);
    jobs.every(Duration.ofHours(1), "audit-log-heads", audit::logHeads);
    jobs.every(
        Duration.ofMinutes(10), "audit-retention", () -> audit.prune(retention, expiry.instant()));
  }
}
