package dev.signet.base.db;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.signet.base.refusals.Refused;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/// Records when each key was last used. This node knows its own uses exactly while it remembers
/// them. It writes them at most once a minute per key, and no caller waits for that.
///
/// @param <K> the id of a key
public final class LastUseRecorder<K> {
  private static final Duration BETWEEN_WRITES = Duration.ofMinutes(1);
  private static final int REMEMBERED = 100_000;

  /// A use of a key.
  public record Use<K>(K key, Instant at) {}

  private record UseTimes(AtomicLong latest, AtomicLong written) {}

  private final Cache<K, UseTimes> seen = Caffeine.newBuilder().maximumSize(REMEMBERED).build();
  private final GroupCommit<Use<K>, Boolean> writes;

  /// @param name of the writes, in metrics
  /// @param save stores uses
  public LastUseRecorder(
      String name, Db db, BiConsumer<Tx, List<Use<K>>> save, MeterRegistry meters) {
    writes =
        new GroupCommit<>(
            name,
            db,
            (tx, uses) -> {
              save.accept(tx, uses);
              return uses.stream().map(_ -> true).toList();
            },
            meters);
  }

  /// Records a use now, and writes it soon.
  public void recordUse(K key, Instant at) {
    var now = at.toEpochMilli();
    var known = seen.get(key, _ -> new UseTimes(new AtomicLong(), new AtomicLong()));
    known.latest().accumulateAndGet(now, Math::max);
    var written = known.written().get();
    if (now - written >= BETWEEN_WRITES.toMillis() && known.written().compareAndSet(written, now)) {
      try {
        writes.submit(new Use<>(key, at));
      } catch (Refused _) {
        // The key is valid all the same; the next use will be written instead.
        known.written().set(written);
      }
    }
  }

  /// The latest use that this node remembers.
  public Optional<Instant> lastUse(K key) {
    return Optional.ofNullable(seen.getIfPresent(key))
        .map(known -> Instant.ofEpochMilli(known.latest().get()));
  }
}
