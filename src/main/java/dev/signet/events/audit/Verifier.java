package dev.signet.events.audit;

import dev.signet.base.db.Db;
import dev.signet.base.refusals.Refused;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// Checks the trail when asked, one check at a time and on a platform thread of its own: it
/// computes much, and virtual threads do not take turns by themselves.
final class Verifier {
  private static final Duration TIMEOUT = Duration.ofHours(1);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final Db db;
  private final ChainStore store;
  private final Supplier<AuditKeys> keys;
  private final Clock clock;
  private final Supplier<Verification.ExternalEvidence> evidence;
  private final Semaphore turn = new Semaphore(1);

  /// @param witness what this node knows to have been written
  Verifier(
      Db db,
      ChainStore store,
      Supplier<AuditKeys> keys,
      Clock clock,
      Supplier<Verification.ExternalEvidence> witness) {
    this.db = db;
    this.store = store;
    this.keys = keys;
    this.clock = clock;
    this.evidence = witness;
  }

  /// @throws Refused `TooMany` while another check is under way
  Verification.Report verify() {
    if (!turn.tryAcquire()) {
      throw Refused.tooManyRequests(RETRY_AFTER, "another check of the audit trail is under way");
    }
    var task =
        new FutureTask<>(() -> {
          try {
            return check();
          } finally {
            turn.release();
          }
        });
    Thread.ofPlatform().name("audit-verify").daemon().start(task);
    try {
      return task.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException(e);
    } catch (TimeoutException _) {
      throw Refused.unavailable("checking the audit trail took too long");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw Refused.unavailable("interrupted while checking the audit trail");
    }
  }

  private Verification.Report check() {
    return new Verification(db, store, keys.get(), clock, evidence.get()).run();
  }
}
