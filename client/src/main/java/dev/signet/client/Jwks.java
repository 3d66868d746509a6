package dev.signet.client;

import com.nimbusds.jose.jwk.JWKSet;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpRequest;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
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

  private record Held(
      int number, Map<String, CheckingKey> keys, Instant freshUntil, Instant goodUntil) {}

  private final URI url;
  private final Transport transport;
  private final Clock clock;
  private final ReentrantLock fetching = new ReentrantLock();
  private volatile @Nullable Held held;
  private final AtomicReference<Instant> lastTry = new AtomicReference<>(Instant.EPOCH);
  private volatile @Nullable SignetException lastFailure;

  private final AtomicInteger tries = new AtomicInteger();

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
      known = fetchedSince(known);
    } else if (!now.isBefore(known.freshUntil) && isMineToTry(now)) {
      Thread.ofVirtual().name("signet-jwks").start(this::renew);
    }
    var key = known.keys.get(kid);
    if (key == null && mayTry(now)) {
      key = fetchedSince(known).keys.get(kid);
    }
    return Optional.ofNullable(key);
  }

  /** Whether the server still has this key. */
  boolean has(String kid, CheckingKey key) {
    return find(kid).filter(found -> found.thumbprint().equals(key.thumbprint())).isPresent();
  }

  private boolean mayTry(Instant now) {
    return !now.isBefore(lastTry.get().plus(BETWEEN_FETCHES));
  }

  /** As {@link #mayTry}, for one of those who ask at the same time. */
  private boolean isMineToTry(Instant now) {
    var last = lastTry.get();
    return !now.isBefore(last.plus(BETWEEN_FETCHES)) && lastTry.compareAndSet(last, now);
  }

  /** Newer keys than these. Those who come for them at the same time fetch them once. */
  private Held fetchedSince(@Nullable Held old) {
    var seen = tries.get();
    fetching.lock();
    try {
      var known = held;
      if (known != null && (old == null || known.number != old.number)) {
        return known;
      }
      var failure = lastFailure;
      if (tries.get() != seen && failure != null) {
        throw failure;
      }
      return fetch();
    } finally {
      fetching.unlock();
    }
  }

  private void renew() {
    fetching.lock();
    try {
      fetch();
    } catch (SignetException e) {
      LOG.log(Level.WARNING, "The keys of {0} are not to be had: {1}", url, e.getMessage());
    } finally {
      fetching.unlock();
    }
  }

  private Held fetch() {
    lastTry.set(clock.instant());
    try {
      var answer = transport.once(question());
      if (answer.status() != 200) {
        throw answer.refusal("The server's key set");
      }
      var now = clock.instant();
      var fetched =
          new Held(tries.get(), keys(answer), now.plus(age(answer)), now.plus(LONGEST_AGE));
      held = fetched;
      lastFailure = null;
      return fetched;
    } catch (SignetException e) {
      lastFailure = e;
      throw e;
    } finally {
      tries.incrementAndGet();
    }
  }

  private HttpRequest question() {
    return HttpRequest.newBuilder(url).header("Accept", "application/jwk-set+json").build();
  }

  /** Keys that are of no use here are passed over: there may be others for others. */
  private static Map<String, CheckingKey> keys(Answer answer) {
    try {
      var keys = new HashMap<String, CheckingKey>();
      for (var jwk : JWKSet.parse(answer.body()).getKeys()) {
        if (jwk.getKeyID() != null) {
          CheckingKey.of(jwk).ifPresent(key -> keys.put(jwk.getKeyID(), key));
        }
      }
      return Map.copyOf(keys);
    } catch (ParseException e) {
      throw new BadAnswerException("The server's key set is none");
    }
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
