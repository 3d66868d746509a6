package dev.signet.web.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.signet.base.time.ElapsedTime;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// How often one caller may call. A caller is an operator key, an agent or, before authentication,
/// an address. Kept in this node's memory, so several nodes each allow the full rate.
public final class RateLimits {

  /// What is called; each category has its own rate.
  public enum RateCategory {
    /// The management interfaces, per operator key or agent.
    MANAGEMENT,
    /// The token endpoint, per client.
    TOKEN,
    /// Introspection and revocation, per caller: resource servers call for every request they
    /// receive.
    INTROSPECTION,
    /// Public routes, per address.
    PUBLIC,
    /// Reports of leaked secrets, which need no credential, per address.
    LEAKS
  }

  private static final int MAX_ENTRIES = 100_000;

  private final Map<RateCategory, Integer> perSecond;
  private final TimeMeter time;
  private final Cache<Key, Bucket> buckets =
      Caffeine.newBuilder()
          .maximumSize(MAX_ENTRIES)
          .expireAfterAccess(Duration.ofMinutes(1))
          .build();

  /// @param perSecond calls per second for each category, with bursts of twice as many; 0 means
  ///   unlimited
  public RateLimits(Map<RateCategory, Integer> perSecond, Clock clock) {
    this.perSecond = new EnumMap<>(perSecond);
    this.time = new ElapsedTimeMeter(ElapsedTime.of(clock));
  }

  /// Takes one call from the caller's budget. Empty when allowed, otherwise how long to wait.
  public Optional<Duration> take(RateCategory kind, String caller) {
    return take(kind, caller, 1);
  }

  /// Takes several calls from the caller's budget, but at most as many as are refilled within a
  /// second.
  public Optional<Duration> take(RateCategory kind, String caller, int calls) {
    var rate = perSecond.getOrDefault(kind, 0);
    if (rate == 0) {
      return Optional.empty();
    }
    var probe =
        buckets
            .get(new Key(kind, caller), _ -> bucket(rate))
            .tryConsumeAndReturnRemaining(Math.min(calls, rate));
    return probe.isConsumed()
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
  }

  private record Key(RateCategory kind, String caller) {}

  private Bucket bucket(int rate) {
    return Bucket.builder()
        .addLimit(
            Bandwidth.builder()
                .capacity(2L * rate)
                .refillGreedy(rate, Duration.ofSeconds(1))
                .build())
        .withCustomTimePrecision(time)
        .build();
  }
}
