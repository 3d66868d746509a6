package dev.signet.identity.operatorkeys;

import dev.signet.base.db.Db;
import dev.signet.base.db.GroupCommit;
import dev.signet.base.refusals.Refused;
import dev.signet.identity.operatorkeys.OperatorKeyStore.Use;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// Records when each key was last used. This node knows its own uses exactly. It writes them at
/// most once a minute per key, and no caller waits for that.
final class OperatorKeyLastUseRecorder {
  private static final Duration BETWEEN_WRITES = Duration.ofMinutes(1);

  private record UseTimes(AtomicLong latest, AtomicLong written) {}

  private final Map<OperatorKeyId, UseTimes> seen = new ConcurrentHashMap<>();
  private final GroupCommit<Use, Boolean> writes;

  OperatorKeyLastUseRecorder(Db db, OperatorKeyStore store, MeterRegistry meters) {
    writes =
        new GroupCommit<>(
            "operator-key-uses",
            db,
            (tx, uses) -> {
              store.saveUses(tx, uses);
              return uses.stream().map(_ -> true).toList();
            },
            meters);
  }

  void recordUse(OperatorKey key, Instant at) {
    var now = at.toEpochMilli();
    var known =
        seen.computeIfAbsent(key.id(), _ -> new UseTimes(new AtomicLong(), new AtomicLong()));
    known.latest().accumulateAndGet(now, Math::max);
    var written = known.written().get();
    if (now - written >= BETWEEN_WRITES.toMillis() && known.written().compareAndSet(written, now)) {
      write(new Use(key.id(), at));
    }
  }

  private void write(Use use) {
    try {
      writes.submit(use);
    } catch (Refused _) {
      // The key is valid all the same, and the next minute's use will be written.
    }
  }

  /// The key with its last use, as far as this node knows.
  OperatorKey withLastUse(OperatorKey key) {
    var known = seen.get(key.id());
    return known == null ? key : key.withLastUse(Instant.ofEpochMilli(known.latest().get()));
  }
}
