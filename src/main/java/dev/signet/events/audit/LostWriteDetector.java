package dev.signet.events.audit;

import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.db.Tx;
import dev.signet.base.refusals.Refused;
import dev.signet.events.audit.Checkpoint.ChainHead;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Detects that events which this node has recorded and acknowledged are missing from the database:
/// with asynchronous replication a promoted standby server may not have them. Revocations may be
/// among them. From then on no requests are served until the loss is recorded, in one transaction
/// with the countermeasures of other rooms.
final class LostWriteDetector {
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final Logger LOG = LoggerFactory.getLogger(LostWriteDetector.class);

  /// A loss.
  ///
  /// @param last the last event that this node recorded
  /// @param found the end of its chain in the database
  private record Loss(ChainHead last, ChainHead found) {}

  private final Db db;
  private final HashChain chain;
  private final Ids ids;
  private final Clock clock;
  private final Runnable afterRecording;
  private final List<BiConsumer<Tx, String>> lossActions = new CopyOnWriteArrayList<>();
  private final AtomicReference<@Nullable Thread> recording = new AtomicReference<>();
  private volatile boolean closed;

  /// @param afterwards runs when a loss has been recorded
  LostWriteDetector(Db db, HashChain chain, Ids ids, Clock clock, Runnable afterwards) {
    this.db = db;
    this.chain = chain;
    this.ids = ids;
    this.clock = clock;
    this.afterRecording = afterwards;
  }

  void onLoss(BiConsumer<Tx, String> work) {
    lossActions.add(work);
  }

  /// Checks whether the server of a new connection has the last event that this node recorded.
  ///
  /// @throws Refused `ServiceUnavailable` when it has not, or is a standby server
  void inspect(Handle handle) {
    var at = recording.get();
    if (Thread.currentThread().equals(at)) {
      return;
    }
    if (at != null) {
      throw Refused.unavailable("writes were lost, and that is being recorded");
    }
    var last = chain.lastCommitted();
    var found = last.seq() == 0 ? last : chain.lostSince(handle, last).orElse(last);
    if (found.seq() == last.seq()) {
      return;
    }
    if (handle.createQuery("SELECT pg_is_in_recovery()").mapTo(Boolean.class).one()) {
      throw Refused.unavailable("the database is a standby server that lags behind");
    }
    startRecording(new Loss(last, found));
    throw Refused.unavailable("writes were lost");
  }

  private void startRecording(Loss loss) {
    var thread = Thread.ofPlatform().name("lost-writes").daemon().unstarted(() -> record(loss));
    if (!closed && recording.compareAndSet(null, thread)) {
      LOG.atError()
          .addKeyValue("chain", loss.last().chainId())
          .addKeyValue("lost_from", loss.found().seq() + 1)
          .addKeyValue("lost_to", loss.last().seq())
          .log(
              "the database has lost its latest commits, which may include revocations:"
                  + " all tokens issued before now are refused");
      thread.start();
    }
  }

  private void record(Loss loss) {
    try {
      while (!closed && !isRecorded(loss)) {
        Thread.sleep(PAUSE);
      }
      if (!closed) {
        afterRecording.run();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.atWarn().setCause(e).log("lost writes were recorded, but not signed for yet");
    } finally {
      recording.set(null);
    }
  }

  private boolean isRecorded(Loss loss) {
    try {
      db.inTransaction(tx -> {
        var id = ids.next();
        var event = new AuditEvent.LostWrites(loss.found().seq() + 1, loss.last());
        lossActions.forEach(work -> work.accept(tx, id));
        chain.appendAfterLoss(
            tx, AuditEntry.of(id, clock.instant(), event, RequestContext.ofJob("database")));
        return true;
      });
      return true;
    } catch (RuntimeException e) {
      LOG.atWarn()
          .addKeyValue("reason", String.valueOf(e.getMessage()))
          .log("lost writes could not be recorded yet");
      return false;
    }
  }

  void close() {
    closed = true;
  }
}
