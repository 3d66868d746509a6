package dev.signet.webhooks;

import dev.signet.base.db.Db;
import dev.signet.base.db.Tx;
import dev.signet.base.refusals.Refused;
import dev.signet.events.audit.BackgroundThrottle;
import dev.signet.webhooks.BulkChange.Kind;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Changes many deliveries of a webhook in small transactions, because all writers wait for each: a
/// request only stores what is to be done. A part and the position after it are one transaction, so
/// another node, or the next start, continues there.
final class BulkChanges {
  private static final Logger LOG = LoggerFactory.getLogger(BulkChanges.class);

  /// How many deliveries one transaction changes.
  static final int PART = 200;

  /// How many changes take turns.
  private static final int MAX_IN_TURNS = 100;

  /// How long one call of the job works, as other jobs wait for its thread.
  private static final Duration MAX_TURN = Duration.ofMillis(800);

  /// How long a reader of the audit log may still queue deliveries of a deleted webhook.
  private static final Duration DELETE_AGAIN_FOR = Duration.ofMinutes(1);

  private final Db db;
  private final Clock clock;
  private final BackgroundThrottle throttle;
  private final Webhooks.Wakeup wakeup;
  private final BulkChangeStore store;
  private final ReplayStore replays = new ReplayStore();
  private volatile int unfinished;

  BulkChanges(
      Db db,
      Clock clock,
      BackgroundThrottle throttle,
      Webhooks.Wakeup wakeup,
      MeterRegistry meters) {
    this.db = db;
    this.clock = clock;
    this.throttle = throttle;
    this.wakeup = wakeup;
    this.store = new BulkChangeStore(db.dialect());
    Gauge.builder("signet.webhooks.bulk.changes", () -> unfinished)
        .description(
            "Webhooks whose deliveries are being recovered, made due, given up or deleted, up to"
                + " 100")
        .register(meters);
  }

  /// The result of a part.
  private enum Part {
    MORE,
    /// There is nothing to do for now.
    FINISHED
  }

  /// Does the first part of a recovery at once; most have no other. The job does the rest.
  void begin(WebhookId webhook) {
    try {
      advance(webhook, Kind.RECOVER);
    } catch (Refused refused) {
      LOG.atWarn().addKeyValue("detail", refused.detail()).log("recovery postponed");
    }
  }

  /// Does some parts of each change, in turns. To be called every second.
  void advance() {
    var until = System.nanoTime() + MAX_TURN.toNanos();
    var open =
        new ArrayList<>(db.read(handle -> store.unfinished(handle, clock.instant(), MAX_IN_TURNS)));
    unfinished = open.size();
    while (!open.isEmpty()) {
      for (var change : new ArrayList<>(open)) {
        if (System.nanoTime() - until >= 0) {
          return;
        }
        var work = throttle.begin();
        if (advance(change.webhook(), change.kind()) == Part.FINISHED) {
          open.remove(change);
        }
        work.pause();
      }
    }
  }

  private Part advance(WebhookId webhook, Kind kind) {
    return db.inTransaction(tx ->
        store
            .lock(tx, webhook, kind)
            .map(change -> kind == Kind.DELETE ? delete(tx, change) : change(tx, change))
            .orElse(Part.FINISHED));
  }

  private Part change(Tx tx, BulkChange change) {
    var next = store.next(tx, change, PART);
    var changed = next.isEmpty() ? 0 : store.apply(tx, change, next, clock.instant());
    tx.afterCommit(() -> wakeup.wake(change.webhook()));
    if (next.size() == PART) {
      store.advance(tx, change, next.getLast(), changed, clock.instant());
      return Part.MORE;
    }
    return finish(tx, change, changed);
  }

  private Part delete(Tx tx, BulkChange change) {
    var deleted = store.deleteDeliveries(tx, change.webhook(), PART);
    if (deleted < PART) {
      deleted += replays.deleteOf(tx, change.webhook(), PART);
    }
    var again = change.requestedAt().plus(DELETE_AGAIN_FOR);
    if (deleted == 0 && !again.isAfter(clock.instant())) {
      return finish(tx, change, 0);
    }
    store.advance(tx, change, change.position(), deleted, deleted == 0 ? again : clock.instant());
    return deleted == 0 ? Part.FINISHED : Part.MORE;
  }

  private Part finish(Tx tx, BulkChange change, int changed) {
    store.delete(tx, change.webhook(), change.kind());
    tx.afterCommit(() ->
        LOG.atInfo()
            .addKeyValue("webhook", change.webhook().value())
            .addKeyValue("change", change.kind().stored())
            .addKeyValue("deliveries", change.changed() + changed)
            .log("change of deliveries finished"));
    return Part.FINISHED;
  }
}
