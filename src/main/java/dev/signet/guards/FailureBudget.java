package dev.signet.guards;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.signet.time.ElapsedTime;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How often somebody may fail to prove who they are before they have to wait. Three budgets, each
/// refilled evenly over a minute:
///
/// - one for a client *from one address*, the tightest: a guesser, or a fleet member gone wrong;
/// - one for an address, whatever it claims to be: a guesser who walks through clients;
/// - one for a client, wherever from: a guesser with many addresses. When it is used up an address
///   that has not failed may still try, so the guesser locks nobody out.
///
/// Only failures are counted: an agent with the right secret never meets a budget of its own. Kept
/// in this node's memory, bounded; a restart forgets it.
public final class FailureBudget {

  /// How many failures a minute each budget has.
  public record Limits(int clientAndAddress, int address, int client) {
    public static final Limits DEFAULT = new Limits(10, 100, 100);
  }

  private static final int REMEMBERED = 50_000;
  private static final Duration PERIOD = Duration.ofMinutes(1);

  private final Limits limits;
  private final TimeMeter time;
  private final Cache<String, Bucket> byClientAndAddress = remembered();
  private final Cache<String, Bucket> byAddress = remembered();
  private final Cache<String, Bucket> byClient = remembered();

  public FailureBudget(Limits limits, Clock clock) {
    this.limits = limits;
    this.time = new ClockTime(ElapsedTime.of(clock));
  }

  /// How long this client at this address has to wait before it may try; empty when it may now.
  public Optional<Duration> mustWait(String client, String from) {
    var address = Network.of(from);
    var pair = waitOf(byClientAndAddress.getIfPresent(pair(client, address)));
    if (pair.isPresent()) {
      return pair;
    }
    var there = byAddress.getIfPresent(address);
    var here = waitOf(there);
    if (here.isPresent()) {
      return here;
    }
    return there == null ? Optional.empty() : waitOf(byClient.getIfPresent(client));
  }

  /// How long this address has to wait, whoever it says it is.
  public Optional<Duration> mustWait(String address) {
    return waitOf(byAddress.getIfPresent(Network.of(address)));
  }

  /// Counts one failure.
  public void failed(String client, String address) {
    take(byClientAndAddress, pair(client, Network.of(address)), limits.clientAndAddress());
    take(byClient, client, limits.client());
    failed(address);
  }

  /// Counts one failure of somebody who named no client.
  public void failed(String address) {
    take(byAddress, Network.of(address), limits.address());
  }

  private static String pair(String client, String address) {
    return client + '\n' + address;
  }

  private void take(Cache<String, Bucket> buckets, String key, int capacity) {
    buckets.get(key, _ -> bucket(capacity)).tryConsume(1);
  }

  private Bucket bucket(int capacity) {
    return Bucket.builder()
        .addLimit(Bandwidth.builder().capacity(capacity).refillGreedy(capacity, PERIOD).build())
        .withCustomTimePrecision(time)
        .build();
  }

  private static Optional<Duration> waitOf(@Nullable Bucket bucket) {
    if (bucket == null) {
      return Optional.empty();
    }
    var estimate = bucket.estimateAbilityToConsume(1);
    return estimate.canBeConsumed()
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(estimate.getNanosToWaitForRefill()));
  }

  // A bucket that has not been touched for the whole period is full again, so it can be forgotten.
  private static Cache<String, Bucket> remembered() {
    return Caffeine.newBuilder()
        .maximumSize(REMEMBERED)
        .expireAfterAccess(PERIOD.multipliedBy(2))
        .build();
  }
}
