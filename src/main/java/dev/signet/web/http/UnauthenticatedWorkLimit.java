package dev.signet.web.http;

import dev.signet.base.refusals.Refused;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Limits how many long requests of unauthenticated callers are processed at a time: one fewer than
/// there are cores. Virtual threads are not time-sliced, so other work (health checks, operators,
/// short requests) would wait for all of them.
///
/// Requests of one format queue behind each other before they queue with other formats, so a token
/// request waits for a few reports of leaked secrets and not for all of them.
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

  /// Handles a request when its turn comes.
  ///
  /// @throws Refused `ServiceUnavailable` when other requests take too long
  Response handle(ErrorFormat format, Handler handler, Request request) {
    var until = System.nanoTime() + waitTimeout.toNanos();
    var line = Objects.requireNonNull(queues.get(format));
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
        throw Refused.unavailable("too many long requests of unauthenticated callers");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw Refused.unavailable("interrupted while waiting for a turn");
    }
  }

  /// The number of requests that wait for a turn, for the test of their order.
  int waiting() {
    return permits.getQueueLength();
  }
}
