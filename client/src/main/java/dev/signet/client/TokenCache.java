package dev.signet.client;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Caches the agent's tokens. Concurrent callers share one request, and a token is renewed before it
 * expires, while callers continue to get the old one.
 */
final class TokenCache {
  private static final Logger LOG = System.getLogger(TokenCache.class.getPackageName());

  /** At most a minute, so that a long token lifetime does not cause a long wait. */
  private static final Duration MAX_RETRY_PAUSE = Duration.ofMinutes(1);

  private static final Duration MAX_EXPIRY_MARGIN = Duration.ofSeconds(10);

  /** Lifetimes are in seconds, and counted from the request on. */
  private static final Duration ROUNDING = Duration.ofSeconds(2);

  private static final Duration REJECTION_INTERVAL = Duration.ofSeconds(10);

  /**
   * The number of different token requests from which on entries without a usable token are
   * removed, each time that it has doubled.
   */
  private static final int CLEANUP_THRESHOLD = 64;

  /**
   * @param renewAt when a new token is requested
   * @param usableUntil when it is no longer returned, because it could expire before it arrives
   */
  private record CachedToken(AccessToken token, Instant renewAt, Instant usableUntil) {}

  private final Clock clock;
  private final Function<TokenRequest, AccessToken> source;
  private final Map<TokenRequest, Slot> slots = new ConcurrentHashMap<>();
  private volatile int cleanupAt = CLEANUP_THRESHOLD;

  /**
   * @param source requests a new token; called in a separate thread, so that an interrupted caller
   *     does not cancel it for the others
   */
  TokenCache(Clock clock, Function<TokenRequest, AccessToken> source) {
    this.clock = clock;
    this.source = source;
  }

  /** An active token. */
  AccessToken get(TokenRequest wanted) {
    var slot = slots.get(wanted);
    if (slot == null) {
      if (slots.size() >= cleanupAt) {
        slots.values().removeIf(Slot::isUnused);
        cleanupAt = Math.max(CLEANUP_THRESHOLD, 2 * slots.size());
      }
      slot = slots.computeIfAbsent(wanted, Slot::new);
    }
    return slot.get();
  }

  /** How many different token requests it remembers. */
  int size() {
    return slots.size();
  }

  /**
   * Removes this token, because an API has refused it.
   *
   * @return whether a new token should be tried. An API that refuses all tokens must not cause a
   *     stream of requests, so this is true at most every ten seconds
   */
  boolean forget(TokenRequest wanted, AccessToken token) {
    var slot = slots.get(wanted);
    return slot != null && slot.forget(token);
  }

  private final class Slot {
    private final TokenRequest wanted;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable CachedToken cached;
    private @Nullable CompletableFuture<AccessToken> pendingFetch;
    private Instant ignoreRejectionsUntil = Instant.MIN;
    private boolean hasFailed;

    Slot(TokenRequest wanted) {
      this.wanted = wanted;
    }

    AccessToken get() {
      var now = clock.instant();
      var known = cached;
      if (known != null && now.isBefore(known.renewAt)) {
        return known.token;
      }
      CompletableFuture<AccessToken> awaited;
      lock.lock();
      try {
        known = cached;
        if (known != null && now.isBefore(known.renewAt)) {
          return known.token;
        }
        if (pendingFetch == null) {
          var started = new CompletableFuture<AccessToken>();
          pendingFetch = started;
          Thread.ofVirtual().name("signet-token").start(() -> fetch(started));
        }
        if (known != null && now.isBefore(known.usableUntil)) {
          return known.token;
        }
        awaited = pendingFetch;
      } finally {
        lock.unlock();
      }
      return SharedFutures.await(awaited, "a token");
    }

    private void fetch(CompletableFuture<AccessToken> started) {
      try {
        var token = source.apply(wanted);
        storeToken(token);
        started.complete(token);
      } catch (RuntimeException | Error e) {
        recordFailure(e);
        started.completeExceptionally(e);
      }
    }

    private void storeToken(AccessToken token) {
      var now = clock.instant();
      var life = Duration.between(now, token.expiresAt());
      var spare = min(life.dividedBy(10), MAX_EXPIRY_MARGIN);
      // Programs that started together should not all renew in the same second.
      var share = ThreadLocalRandom.current().nextDouble(0.75, 0.85);
      var usableUntil = token.expiresAt().minus(spare);
      lock.lock();
      try {
        var renewAt =
            isAsLongAsAllowed(token)
                ? usableUntil
                : now.plusMillis((long) (life.toMillis() * share));
        cached = life.isPositive() ? new CachedToken(token, renewAt, usableUntil) : null;
        hasFailed = false;
        pendingFetch = null;
      } finally {
        lock.unlock();
      }
    }

    /**
     * Whether this token is valid no longer than the one that it replaces, because what it was
     * exchanged for, or the agent, expires then. A further one would not be valid longer either.
     */
    private boolean isAsLongAsAllowed(AccessToken token) {
      var known = cached;
      return known != null && !token.expiresAt().isAfter(known.token.expiresAt().plus(ROUNDING));
    }

    private void recordFailure(Throwable failure) {
      var now = clock.instant();
      lock.lock();
      try {
        pendingFetch = null;
        hasFailed = true;
        var known = cached;
        if (known != null && now.isBefore(known.usableUntil)) {
          var left = Duration.between(now, known.usableUntil);
          cached =
              new CachedToken(
                  known.token,
                  now.plus(min(left.dividedBy(4), MAX_RETRY_PAUSE)),
                  known.usableUntil);
          LOG.log(
              Level.WARNING,
              "The token could not be renewed yet, the old one is active until {0}: {1}",
              known.token.expiresAt(),
              failure.getMessage());
        }
      } finally {
        lock.unlock();
      }
    }

    boolean forget(AccessToken token) {
      lock.lock();
      try {
        var known = cached;
        if (known == null || !known.token.equals(token)) {
          // Another thread has already removed it.
          return true;
        }
        var now = clock.instant();
        if (now.isBefore(ignoreRejectionsUntil)) {
          return false;
        }
        ignoreRejectionsUntil = now.plus(REJECTION_INTERVAL);
        cached = null;
        return true;
      } finally {
        lock.unlock();
      }
    }

    /** Whether it has no usable token, and none is requested: it has expired, or was refused. */
    boolean isUnused() {
      lock.lock();
      try {
        var known = cached;
        return pendingFetch == null
            && (known == null
                ? hasFailed && !clock.instant().isBefore(ignoreRejectionsUntil)
                : !clock.instant().isBefore(known.usableUntil));
      } finally {
        lock.unlock();
      }
    }
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
