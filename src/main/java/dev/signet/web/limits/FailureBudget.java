package dev.signet.web.limits;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.signet.base.secrets.Fingerprint;
import dev.signet.base.secrets.Secret;
import dev.signet.base.time.ElapsedTime;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How many failed authentications are answered and recorded individually. Secrets are compared
/// first, and only failures count here: a right secret is never refused, whatever other callers do
/// at its address or in its client's name. A budget protects the log and the processor; it adds
/// nothing to the safety of a random secret.
///
/// Five budgets, each refilled evenly over a minute:
///
/// - one for a wrong secret from one address. A program that presents the same secret again and
///   again makes one guess, and uses up only this budget;
/// - one for a client from one address: an attacker who guesses;
/// - one for an address, whichever clients it names: an attacker who tries many clients;
/// - for IPv6, one for the /48 that the address is in, ten times as large: there, many addresses
///   are cheap;
/// - one for a client, from all addresses: an attacker with many addresses.
///
/// Kept in this node's memory, bounded; a restart forgets it.
public final class FailureBudget {

  /// The failures per minute of each budget.
  public record Limits(int secret, int clientAndAddress, int address, int client) {
    public static final Limits DEFAULT = new Limits(10, 10, 100, 100);
  }

  /// A failed authentication.
  ///
  /// @param client the client that the caller claims to be, if it names one
  /// @param secret the secret that was presented, if it is one that can be presented again
  public record Failure(Optional<String> client, Optional<Secret> secret, String address) {
    /// A failure of a caller that named no client.
    public static Failure of(Secret secret, String address) {
      return new Failure(Optional.empty(), Optional.of(secret), address);
    }

    /// A failure of a caller that named no client and presented nothing that can be presented
    /// again.
    public static Failure ofAddress(String address) {
      return new Failure(Optional.empty(), Optional.empty(), address);
    }
  }

  private static final int MAX_ENTRIES = 50_000;
  private static final int SUBSCRIBERS = 10;
  private static final Duration PERIOD = Duration.ofMinutes(1);

  /// How long a success of a client at an address is remembered.
  private static final Duration SUCCESS_RETENTION = Duration.ofDays(1);

  private final Limits limits;
  private final Fingerprint secrets;
  private final TimeMeter time;
  private final Cache<String, Bucket> bySecret = newCache();
  private final Cache<String, Bucket> byClientAndAddress = newCache();
  private final Cache<String, Bucket> byAddress = newCache();
  private final Cache<String, Bucket> byClient = newCache();
  private final Cache<String, Boolean> recentSuccesses =
      Caffeine.newBuilder().maximumSize(MAX_ENTRIES).expireAfterWrite(SUCCESS_RETENTION).build();

  /// @param secrets fingerprints by which a secret is recognized when it is presented again
  public FailureBudget(Limits limits, Fingerprint secrets, Clock clock) {
    this.limits = limits;
    this.secrets = secrets;
    this.time = new ElapsedTimeMeter(ElapsedTime.of(clock));
  }

  /// Counts a failure.
  ///
  /// @return empty when it is to be answered and recorded individually; otherwise how long the
  ///   caller has to wait, and nothing is recorded
  public Optional<Duration> recordFailure(Failure failure) {
    var address = ClientNetwork.of(failure.address());
    var secret = failure.secret().map(shown -> pair(hash(shown), address));
    var guess = secret.map(bySecret::getIfPresent);
    if (guess.isPresent() && guess.get().getAvailableTokens() < limits.secret()) {
      return take(guess.get());
    }
    var wait =
        failure
            .client()
            .flatMap(client ->
                take(byClientAndAddress, pair(client, address), limits.clientAndAddress()))
            .or(() -> take(byAddress, address, limits.address()))
            .or(() ->
                ClientNetwork.ipv6Site(failure.address())
                    .flatMap(wide -> take(byAddress, wide, SUBSCRIBERS * limits.address())))
            .or(() -> failure.client().flatMap(name -> take(byClient, name, limits.client())));
    if (wait.isEmpty()) {
      secret.ifPresent(key -> take(bySecret, key, limits.secret()));
    }
    return wait;
  }

  /// How long the caller has to wait before presenting a secret that has failed before; empty when
  /// it has not failed, or not often.
  public Optional<Duration> requiredWait(Failure failure) {
    var address = ClientNetwork.of(failure.address());
    return failure
        .secret()
        .flatMap(shown -> waitOf(bySecret.getIfPresent(pair(hash(shown), address))));
  }

  /// How long a client at an address has to wait before a secret that a person may have chosen is
  /// compared at all; empty when it need not wait. The budget of the client itself refuses only
  /// addresses that have failed recently and have not presented the right secret before: other
  /// addresses may try.
  public Optional<Duration> requiredWait(String client, String from) {
    var address = ClientNetwork.of(from);
    var here =
        waitOf(byClientAndAddress.getIfPresent(pair(client, address)))
            .or(() -> waitOf(byAddress.getIfPresent(address)))
            .or(() ->
                ClientNetwork.ipv6Site(from).flatMap(wide -> waitOf(byAddress.getIfPresent(wide))));
    if (here.isPresent()
        || isForgiven(address)
        || recentSuccesses.getIfPresent(pair(client, address)) != null) {
      return here;
    }
    return waitOf(byClient.getIfPresent(client));
  }

  /// Records that this client's right secret was presented from this address.
  public void recordSuccess(String client, String address) {
    recentSuccesses.put(pair(client, ClientNetwork.of(address)), true);
  }

  /// Whether the last failure of an address is so long ago that its budget is full again. That
  /// depends on its failures only, not on how often this is called.
  private boolean isForgiven(String address) {
    var bucket = byAddress.getIfPresent(address);
    return bucket == null || bucket.getAvailableTokens() >= limits.address();
  }

  private String hash(Secret secret) {
    return secrets.of(secret.reveal().getBytes(UTF_8));
  }

  private static String pair(String one, String other) {
    return one + '\n' + other;
  }

  private Optional<Duration> take(Cache<String, Bucket> buckets, String key, int capacity) {
    return take(buckets.get(key, _ -> bucket(capacity)));
  }

  private static Optional<Duration> take(Bucket bucket) {
    var probe = bucket.tryConsumeAndReturnRemaining(1);
    return probe.isConsumed()
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
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
  private static Cache<String, Bucket> newCache() {
    return Caffeine.newBuilder()
        .maximumSize(MAX_ENTRIES)
        .expireAfterAccess(PERIOD.multipliedBy(2))
        .build();
  }
}
