package dev.signet.client;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The server's public keys. They are fetched again in the background when they expire, and at once
 * when a token names an unknown key, but at most every ten seconds, because any sender can name a
 * key. While the server is unreachable, the old keys are used for an hour.
 */
final class Jwks {
  private static final Logger LOG = System.getLogger(Jwks.class.getPackageName());
  private static final Duration MIN_FETCH_INTERVAL = Duration.ofSeconds(10);
  private static final Duration DEFAULT_AGE = Duration.ofMinutes(5);
  private static final Duration MAX_USABLE_AGE = Duration.ofHours(1);
  private static final Pattern MAX_AGE = Pattern.compile("(?i)\\bmax-age=(\\d{1,6})\\b");

  /**
   * @param number the number of this key set, one more than that of the previous one
   */
  private record KeySet(
      int number, Map<String, VerificationKey> keys, Instant freshUntil, Instant usableUntil) {}

  private final URI url;
  private final Transport transport;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable KeySet cached;
  private volatile Instant lastAttempt = Instant.EPOCH;
  private @Nullable CompletableFuture<KeySet> pendingFetch;

  Jwks(URI url, Transport transport, Clock clock) {
    this.url = url;
    this.transport = transport;
    this.clock = clock;
  }

  /**
   * The key with this id; empty if the server has none.
   *
   * @throws SignetException when the keys cannot be fetched
   */
  Optional<VerificationKey> find(String kid) {
    var now = clock.instant();
    var known = cached;
    if (known == null || !now.isBefore(known.usableUntil)) {
      known =
          SharedFutures.await(
              Objects.requireNonNull(fetchNewer(known, true)), "the keys of " + url);
    }
    var key = known.keys.get(kid);
    if (key == null || !now.isBefore(known.freshUntil)) {
      var newer = fetchNewer(known, !now.isBefore(lastAttempt.plus(MIN_FETCH_INTERVAL)));
      if (key == null && newer != null) {
        key = SharedFutures.await(newer, "the keys of " + url).keys.get(kid);
      }
    }
    return Optional.ofNullable(key);
  }

  /** Whether the server still publishes this key. */
  boolean has(String kid, VerificationKey key) {
    return find(kid).filter(found -> found.thumbprint().equals(key.thumbprint())).isPresent();
  }

  /**
   * Keys newer than these, already fetched or being fetched. Concurrent callers share one request.
   *
   * @param mayStart whether a request may be started
   */
  private @Nullable CompletableFuture<KeySet> fetchNewer(@Nullable KeySet old, boolean mayStart) {
    lock.lock();
    try {
      var known = cached;
      if (known != null && (old == null || known.number != old.number)) {
        return CompletableFuture.completedFuture(known);
      }
      if (pendingFetch == null && mayStart) {
        lastAttempt = clock.instant();
        var started = new CompletableFuture<KeySet>();
        pendingFetch = started;
        var number = old == null ? 0 : old.number + 1;
        Thread.ofVirtual().name("signet-jwks").start(() -> fetch(number, started));
      }
      return pendingFetch;
    } finally {
      lock.unlock();
    }
  }

  private void fetch(int number, CompletableFuture<KeySet> started) {
    try {
      var answer = transport.send(keySetRequest());
      if (answer.status() != 200) {
        throw answer.refusal("The server's key set");
      }
      var now = clock.instant();
      var fetched =
          new KeySet(
              number, keys(answer), now.plus(cacheLifetime(answer)), now.plus(MAX_USABLE_AGE));
      finishFetch(fetched);
      started.complete(fetched);
    } catch (RuntimeException | Error e) {
      LOG.log(Level.WARNING, "The keys of {0} cannot be fetched: {1}", url, e.getMessage());
      finishFetch(null);
      started.completeExceptionally(e);
    }
  }

  private void finishFetch(@Nullable KeySet fetched) {
    lock.lock();
    try {
      pendingFetch = null;
      if (fetched != null) {
        cached = fetched;
      }
    } finally {
      lock.unlock();
    }
  }

  private HttpRequest keySetRequest() {
    return HttpRequest.newBuilder(url).header("Accept", "application/jwk-set+json").build();
  }

  /** Skips unsupported keys, which may be for other clients. */
  private static Map<String, VerificationKey> keys(ServerResponse answer) {
    if (!(answer.json("The server's key set").get("keys") instanceof List<?> all)) {
      throw new InvalidResponseException("The server's key set is invalid");
    }
    var keys = new HashMap<String, VerificationKey>();
    for (var each : all) {
      if (each instanceof Map<?, ?> members && members.get("kid") instanceof String kid) {
        VerificationKey.parse(members).ifPresent(key -> keys.put(kid, key));
      }
    }
    return Map.copyOf(keys);
  }

  private static Duration cacheLifetime(ServerResponse answer) {
    var said = MAX_AGE.matcher(answer.headers().firstValue("Cache-Control").orElse(""));
    var age = said.find() ? Duration.ofSeconds(Long.parseLong(said.group(1))) : DEFAULT_AGE;
    if (age.compareTo(MIN_FETCH_INTERVAL) < 0) {
      return MIN_FETCH_INTERVAL;
    }
    return age.compareTo(MAX_USABLE_AGE) > 0 ? MAX_USABLE_AGE : age;
  }
}
