package dev.signet.client;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/** The proofs that were used here. When it is full, none is taken any more until some are old. */
final class UsedProofs implements ReplayCache {
  private static final int MOST = 1_000_000;
  private static final Duration BETWEEN_SWEEPS = Duration.ofSeconds(30);

  private final Clock clock;
  private final Map<String, Instant> used = new ConcurrentHashMap<>();
  private final AtomicReference<Instant> sweptAt = new AtomicReference<>(Instant.EPOCH);

  UsedProofs(Clock clock) {
    this.clock = clock;
  }

  @Override
  public boolean isFirstUse(String id, Instant forgetAfter) {
    var now = clock.instant();
    var last = sweptAt.get();
    if (now.isAfter(last.plus(BETWEEN_SWEEPS)) && sweptAt.compareAndSet(last, now)) {
      used.values().removeIf(until -> until.isBefore(now));
    }
    return used.size() < MOST && used.putIfAbsent(id, forgetAfter) == null;
  }
}
