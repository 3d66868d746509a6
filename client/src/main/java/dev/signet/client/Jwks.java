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
 * The server's public keys. They are fetched again when the server's own time for them is over, in
 * the background, and at once when a token names a key that is not among them: but not more often
 * than every ten seconds, as anybody can name a key. While the server is not reachable the old ones
 * serve for an hour.
 */
final class Jwks {
  private static final Logger LOG = System.getLogger(Jwks.class.getPackageName());
  private static final Duration BETWEEN_FETCHES = Duration.ofSeconds(10);
  private static final Duration USUAL_AGE = Duration.ofMinutes(5);
  private static final Duration LONGEST_AGE = Duration.ofHours(1);
  private static final Pattern MAX_AGE = Pattern.compile("(?i)\\bmax-age=(\\d{1,6})\\b");

  /**
   * @param number one more than that of the keys before
   */
  private record Held(
      int number, Map<String, CheckingKey> keys, Instant freshUntil, Instant goodUntil) {}

  private final URI url;
  private final Transport transport;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable Held held;
  private volatile Instant lastTry = Instant.EPOCH;
  private @Nullable CompletableFuture<Held> flight;

  Jwks(URI url, Transport transport, Clock clock) {
    this.url = url;
    this.transport = transport;
    this.clock = clock;
  }

  /**
   * The key of this name; empty when the server has none.
   *
   * @throws SignetException when the keys cannot be had
   */
  Optional<CheckingKey> find(String kid) {
    var now = clock.instant();
    var known = held;
    if (known == null || !now.isBefore(known.goodUntil)) {
      known = Flights.await(Objects.requireNonNull(fetching(known, true)), "the keys of " + url);
    }
    var key = known.keys.get(kid);
    if (key == null || !now.isBefore(known.freshUntil)) {
      var newer = fetching(known, !now.isBefore(lastTry.plus(BETWEEN_FETCHES)));
      if (key == null && newer != null) {
        key = Flights.await(newer, "the keys of " + url).keys.get(kid);
      }
    }
    return Optional.ofNullable(key);
  }

  /** Whether the server still has this key. */
  boolean has(String kid, CheckingKey key) {
    return find(kid).filter(found -> found.thumbprint().equals(key.thumbprint())).isPresent();
  }

  /**
   * Newer keys than these, there already or on their way. Who needs them does not wait for others
   * who need them too.
   *
   * @param mayStart whether they may be asked for
   */
  private @Nullable CompletableFuture<Held> fetching(@Nullable Held old, boolean mayStart) {
    lock.lock();
    try {
      var known = held;
      if (known != null && (old == null || known.number != old.number)) {
        return CompletableFuture.completedFuture(known);
      }
      if (flight == null && mayStart) {
        lastTry = clock.instant();
        var started = new CompletableFuture<Held>();
        flight = started;
        var number = old == null ? 0 : old.number + 1;
        Thread.ofVirtual().name("signet-jwks").start(() -> fetch(number, started));
      }
      return flight;
    } finally {
      lock.unlock();
    }
  }

  private void fetch(int number, CompletableFuture<Held> started) {
    try {
      var answer = transport.once(question());
      if (answer.status() != 200) {
        throw answer.refusal("The server's key set");
      }
      var now = clock.instant();
      var fetched = new Held(number, keys(answer), now.plus(age(answer)), now.plus(LONGEST_AGE));
      arrived(fetched);
      started.complete(fetched);
    } catch (RuntimeException | Error e) {
      LOG.log(Level.WARNING, "The keys of {0} are not to be had: {1}", url, e.getMessage());
      arrived(null);
      started.completeExceptionally(e);
    }
  }

  private void arrived(@Nullable Held fetched) {
    lock.lock();
    try {
      flight = null;
      if (fetched != null) {
        held = fetched;
      }
    } finally {
      lock.unlock();
    }
  }

  private HttpRequest question() {
    return HttpRequest.newBuilder(url).header("Accept", "application/jwk-set+json").build();
  }

  /** Keys that are of no use here are passed over: there may be others for others. */
  private static Map<String, CheckingKey> keys(Answer answer) {
    if (!(answer.json("The server's key set").get("keys") instanceof List<?> all)) {
      throw new BadAnswerException("The server's key set is none");
    }
    var keys = new HashMap<String, CheckingKey>();
    for (var each : all) {
      if (each instanceof Map<?, ?> members && members.get("kid") instanceof String kid) {
        CheckingKey.parse(members).ifPresent(key -> keys.put(kid, key));
      }
    }
    return Map.copyOf(keys);
  }

  private static Duration age(Answer answer) {
    var said = MAX_AGE.matcher(answer.headers().firstValue("Cache-Control").orElse(""));
    var age = said.find() ? Duration.ofSeconds(Long.parseLong(said.group(1))) : USUAL_AGE;
    if (age.compareTo(BETWEEN_FETCHES) < 0) {
      return BETWEEN_FETCHES;
    }
    return age.compareTo(LONGEST_AGE) > 0 ? LONGEST_AGE : age;
  }
}
