package dev.signet.audit;

import dev.signet.db.Db;
import dev.signet.refusal.Refused;
import dev.signet.secrets.OwnSignature;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Checks the trail when asked, one check at a time and on a platform thread of its own: it
/// computes much, and virtual threads do not take turns by themselves.
final class Verifier {
  private static final Duration PATIENCE = Duration.ofHours(1);
  private static final Duration TRY_AGAIN = Duration.ofSeconds(5);

  private final Db db;
  private final ChainStore store;
  private final OwnSignature key;
  private final Checkpoints checkpoints;
  private final Chain own;
  private final Semaphore turn = new Semaphore(1);

  Verifier(Db db, ChainStore store, OwnSignature key, Checkpoints checkpoints, Chain own) {
    this.db = db;
    this.store = store;
    this.key = key;
    this.checkpoints = checkpoints;
    this.own = own;
  }

  /// @throws Refused `TooMany` while another check is under way
  Verification.Report verify() {
    if (!turn.tryAcquire()) {
      throw Refused.tooMany(TRY_AGAIN, "another check of the audit trail is under way");
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
      return task.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
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
    var known = own.known();
    var remembered = known.seq() == 0 ? List.<Checkpoint.Head>of() : List.of(known);
    return new Verification(db, store, key, checkpoints.lastNumber(), remembered).run();
  }
}
