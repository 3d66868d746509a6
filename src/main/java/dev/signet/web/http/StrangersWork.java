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
final class StrangersWork {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Semaphore turns;
  private final Map<Family, Semaphore> lines = new EnumMap<>(Family.class);
  private final Duration patience;

  StrangersWork() {
    this(Math.max(1, Runtime.getRuntime().availableProcessors() - 1), PATIENCE);
  }

  StrangersWork(int atOnce, Duration patience) {
    this.patience = patience;
    turns = new Semaphore(atOnce, true);
    for (var kind : Family.values()) {
      lines.put(kind, new Semaphore(atOnce, true));
    }
  }

  /// Handles a request when it is its turn.
  ///
  /// @throws Refused `Unavailable` when others take too long
  Response handle(Handler handler, Request request) {
    var until = System.nanoTime() + patience.toNanos();
    var line = Objects.requireNonNull(lines.get(Family.of(request.path())));
    acquire(line, until);
    try {
      acquire(turns, until);
      try {
        return handler.handle(request);
      } finally {
        turns.release();
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
    return turns.getQueueLength();
  }
}
