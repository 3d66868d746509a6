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

/// How often one caller may call. A caller is an operator key, an agent or, where nobody is known
/// yet, an address. Kept in this node's memory, so with several nodes each gives the full rate.
public final class RateLimits {

  /// What is being called; each kind has its own rate.
  public enum RateCategory {
    /// The management interfaces, per operator key or agent.
    MANAGEMENT,
    /// The token endpoint, per client.
    TOKEN,
    /// Introspection and revocation, per caller: resource servers ask for every call they get.
    INTROSPECTION,
    /// What anybody may read, per address.
    PUBLIC,
    /// Reports of leaked secrets, which anybody may make, per address.
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

  /// @param perSecond calls a second for each kind, with bursts of twice as many; 0 means no limit
  public RateLimits(Map<RateCategory, Integer> perSecond, Clock clock) {
    this.perSecond = new EnumMap<>(perSecond);
    this.time = new ElapsedTimeMeter(ElapsedTime.of(clock));
  }

  /// Takes one call off the caller's budget. Empty when it may go on, else how long to wait.
  public Optional<Duration> take(RateCategory kind, String caller) {
    return take(kind, caller, 1);
  }

  /// Takes as much off the caller's budget as so many calls do, though no more than a second brings
  /// back.
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
