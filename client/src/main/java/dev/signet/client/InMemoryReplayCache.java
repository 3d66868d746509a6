package dev.signet.client;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Remembers used proofs in memory. When it is full, all proofs are refused until some have expired.
 */
final class InMemoryReplayCache implements ReplayCache {
  private static final int MAX_ENTRIES = 1_000_000;
  private static final Duration SWEEP_INTERVAL = Duration.ofSeconds(30);

  private final Clock clock;
  private final Map<String, Instant> used = new ConcurrentHashMap<>();
  private final AtomicReference<Instant> sweptAt = new AtomicReference<>(Instant.EPOCH);

  InMemoryReplayCache(Clock clock) {
    this.clock = clock;
  }

  @Override
  public boolean isFirstUse(String id, Instant forgetAfter) {
    var now = clock.instant();
    var last = sweptAt.get();
    if (now.isAfter(last.plus(SWEEP_INTERVAL)) && sweptAt.compareAndSet(last, now)) {
      used.values().removeIf(until -> until.isBefore(now));
    }
    return used.size() < MAX_ENTRIES && used.putIfAbsent(id, forgetAfter) == null;
  }
}
