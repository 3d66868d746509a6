package dev.signet.identity.apikeys;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.signet.base.db.Db;
import dev.signet.base.db.GroupCommit;
import dev.signet.base.refusals.Refused;
import dev.signet.identity.apikeys.ApiKeyStore.Use;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// Records when each API key was last used. This node knows its own uses exactly while it remembers
/// them. It writes them at most once a minute per key, and no caller waits for that.
final class ApiKeyLastUseRecorder {
  private static final Duration BETWEEN_WRITES = Duration.ofMinutes(1);
  private static final int REMEMBERED = 100_000;

  private record UseTimes(AtomicLong latest, AtomicLong written) {}

  private final Cache<ApiKeyId, UseTimes> seen =
      Caffeine.newBuilder().maximumSize(REMEMBERED).build();
  private final GroupCommit<Use, Boolean> writes;

  ApiKeyLastUseRecorder(Db db, ApiKeyStore store, MeterRegistry meters) {
    writes =
        new GroupCommit<>(
            "api-key-uses",
            db,
            (tx, uses) -> {
              store.saveUses(tx, uses);
              return uses.stream().map(_ -> true).toList();
            },
            meters);
  }

  void recordUse(ApiKeyId key, Instant at) {
    var now = at.toEpochMilli();
    var known = seen.get(key, _ -> new UseTimes(new AtomicLong(), new AtomicLong()));
    known.latest().accumulateAndGet(now, Math::max);
    var written = known.written().get();
    if (now - written >= BETWEEN_WRITES.toMillis() && known.written().compareAndSet(written, now)) {
      try {
        writes.submit(new Use(key, at));
      } catch (Refused _) {
        // The key is valid all the same; the next use will be written instead.
        known.written().set(written);
      }
    }
  }

  /// The latest use that this node remembers.
  Optional<Instant> lastUse(ApiKeyId key) {
    return Optional.ofNullable(seen.getIfPresent(key))
        .map(known -> Instant.ofEpochMilli(known.latest().get()));
  }
}
