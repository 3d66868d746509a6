package dev.signet.web.http;

import dev.signet.base.refusals.Refused;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Bounds how many long requests of callers that are not known yet are worked on at a time: one
/// fewer than there are cores. Virtual threads are not time-sliced, so work of the others (health
/// checks, operators, short requests) would wait for all of theirs.
///
/// Requests of one kind line up behind each other before they line up with the other kinds, so a
/// token request waits for a few reports of leaked secrets and not for all of them.
final class UnauthenticatedWorkLimit {
  private static final Duration WAIT_TIMEOUT = Duration.ofSeconds(5);

  private final Semaphore permits;
  private final Map<ErrorFormat, Semaphore> queues = new EnumMap<>(ErrorFormat.class);
  private final Duration waitTimeout;

  UnauthenticatedWorkLimit() {
    this(Math.max(1, Runtime.getRuntime().availableProcessors() - 1), WAIT_TIMEOUT);
  }

  UnauthenticatedWorkLimit(int atOnce, Duration patience) {
    this.waitTimeout = patience;
    permits = new Semaphore(atOnce, true);
    for (var kind : ErrorFormat.values()) {
      queues.put(kind, new Semaphore(atOnce, true));
    }
  }

  /// Handles a request when it is its turn.
  ///
  /// @throws Refused `Unavailable` when others take too long
  Response handle(Handler handler, Request request) {
    var until = System.nanoTime() + waitTimeout.toNanos();
    var line = Objects.requireNonNull(queues.get(ErrorFormat.of(request.path())));
    acquire(line, until);
    try {
      acquire(permits, until);
      try {
        return handler.handle(request);
      } finally {
        permits.release();
      }
    } finally {
      line.release();
    }
  }

  private static void acquire(Semaphore from, long until) {
    try {
      if (!from.tryAcquire(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        throw Refused.unavailable("too many long requests of unknown callers");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw Refused.unavailable("stopped while waiting for a turn");
    }
  }

  /// How many wait for a turn, for the test of their order.
  int waiting() {
    return permits.getQueueLength();
  }
}
