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

/// How often one place may try something, whether it succeeds or not: at most so many times within
/// any stretch of so long. Exact, and not refilled in between, as it is for what hardly anybody
/// does twice. Kept in this node's memory, so with several nodes each allows as many.
public final class Attempts {

  /// Somebody has to wait.
  ///
  /// @param isFirst whether nobody there had to since the last attempt that was allowed
  public record Wait(Duration delay, boolean isFirst) {}

  /// Of all places together, in attempts.
  private static final long REMEMBERED = 1_000_000;

  /// When a place tried, in milliseconds of the elapsed time, the earliest first.
  ///
  /// @param told what the latest comer was told; null when it was allowed
  private record Tries(List<Long> times, @Nullable Wait told) {
    static final Tries NONE = new Tries(List.of(), null);
  }

  private final int most;
  private final Duration within;
  private final ElapsedTime elapsed;
  private final Cache<String, Tries> places;

  public Attempts(int most, Duration within, Clock clock) {
    this.most = most;
    this.within = within;
    this.elapsed = ElapsedTime.of(clock);
    this.places =
        Caffeine.newBuilder()
            .maximumWeight(REMEMBERED)
            .weigher((String _, Tries tries) -> 1 + tries.times().size())
            .expireAfterAccess(within.plusMinutes(1))
            .build();
  }

  /// Counts an attempt from this address, unless there were too many from its network. One that has
  /// to wait is not counted: who waits as told is let in.
  public Optional<Wait> take(String address) {
    return takeOf(Network.of(address));
  }

  /// As [#take], for one caller at this address.
  public Optional<Wait> take(String caller, String address) {
    return takeOf(of(caller, address));
  }

  /// How long this caller at this address would have to wait; empty when it may try now. Counts
  /// nothing.
  public Optional<Duration> mustWait(String caller, String address) {
    var tries = places.getIfPresent(of(caller, address));
    return tries == null
        ? Optional.empty()
        : Optional.ofNullable(next(tries).told()).map(Wait::delay);
  }

  private static String of(String caller, String address) {
    return caller + '\n' + Network.of(address);
  }

  private Optional<Wait> takeOf(String place) {
    var tries =
        places.asMap().compute(place, (_, before) -> next(before == null ? Tries.NONE : before));
    return Optional.ofNullable(tries.told());
  }

  private Tries next(Tries before) {
    var now = elapsed.nanos() / 1_000_000;
    var since = now - within.toMillis();
    var recent = new ArrayList<>(before.times());
    recent.removeIf(at -> at <= since);
    if (recent.size() >= most) {
      var delay = Duration.ofMillis(recent.get(recent.size() - most) - since);
      return new Tries(List.copyOf(recent), new Wait(delay, before.told() == null));
    }
    recent.add(now);
    return new Tries(List.copyOf(recent), null);
  }
}
