package dev.signet.web.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.signet.base.time.ElapsedTime;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Limits how often something may be tried, successfully or not, by one network or of one kind: a
/// number of attempts within any period of a given length. Exact, without refill in between, for
/// actions that are rare. Kept in this node's memory, so several nodes each allow that number.
public final class AttemptLimit {

  /// The attempt is refused for now.
  ///
  /// @param isFirst whether it is the first refusal there since the last attempt that was allowed
  public record RequiredWait(Duration delay, boolean isFirst) {}

  /// Over all keys, in attempts.
  private static final long MAX_ENTRIES = 1_000_000;

  /// The times of attempts in milliseconds of the elapsed time, the earliest first.
  ///
  /// @param lastWait the answer to the latest attempt; null when it was allowed
  private record RecentAttempts(List<Long> times, @Nullable RequiredWait lastWait) {
    static final RecentAttempts NONE = new RecentAttempts(List.of(), null);
  }

  private final int maxAttempts;
  private final Duration window;
  private final ElapsedTime elapsed;
  private final Cache<String, RecentAttempts> attempts;

  public AttemptLimit(int most, Duration within, Clock clock) {
    this.maxAttempts = most;
    this.window = within;
    this.elapsed = ElapsedTime.of(clock);
    this.attempts =
        Caffeine.newBuilder()
            .maximumWeight(MAX_ENTRIES)
            .weigher((String _, RecentAttempts tries) -> 1 + tries.times().size())
            .expireAfterAccess(within.plusMinutes(1))
            .build();
  }

  /// Counts an attempt from this address, unless there were too many from its network. A refused
  /// attempt is not counted, so a caller that waits as told is allowed.
  public Optional<RequiredWait> take(String address) {
    return takeFor(ClientNetwork.of(address));
  }

  /// As [#take], for one caller at this address.
  public Optional<RequiredWait> take(String caller, String address) {
    return takeFor(of(caller, address));
  }

  /// How long this caller at this address would have to wait; empty when it may try now. Does not
  /// count as an attempt.
  public Optional<Duration> requiredWait(String caller, String address) {
    var tries = attempts.getIfPresent(of(caller, address));
    return tries == null
        ? Optional.empty()
        : Optional.ofNullable(next(tries).lastWait()).map(RequiredWait::delay);
  }

  private static String of(String caller, String address) {
    return caller + '\n' + ClientNetwork.of(address);
  }

  /// As [#take], for what is limited by something else than the network of its caller.
  public Optional<RequiredWait> takeFor(String key) {
    var tries =
        attempts
            .asMap()
            .compute(key, (_, before) -> next(before == null ? RecentAttempts.NONE : before));
    return Optional.ofNullable(tries.lastWait());
  }

  private RecentAttempts next(RecentAttempts before) {
    var now = elapsed.nanos() / 1_000_000;
    var since = now - window.toMillis();
    var recent = new ArrayList<>(before.times());
    recent.removeIf(at -> at <= since);
    if (recent.size() >= maxAttempts) {
      var delay = Duration.ofMillis(recent.get(recent.size() - maxAttempts) - since);
      return new RecentAttempts(
          List.copyOf(recent), new RequiredWait(delay, before.lastWait() == null));
    }
    recent.add(now);
    return new RecentAttempts(List.copyOf(recent), null);
  }
}
