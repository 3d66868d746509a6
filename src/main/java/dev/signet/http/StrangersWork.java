package dev.signet.http;

import dev.signet.refusal.Refused;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Bounds how many long requests of callers that are not known yet are worked on at a time: one
/// fewer than there are cores. Virtual threads are not time-sliced, so work of the others (health
/// checks, operators, short requests) would wait for all of theirs.
final class StrangersWork {
  private static final int PATIENCE_SECONDS = 5;

  private final Semaphore turns =
      new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() - 1), true);

  /// Handles a request when it is its turn.
  ///
  /// @throws Refused `Unavailable` when others take too long
  Response handle(Handler handler, Request request) {
    try {
      if (!turns.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw Refused.unavailable("too many long requests of unknown callers");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw Refused.unavailable("stopped while waiting for a turn");
    }
    try {
      return handler.handle(request);
    } finally {
      turns.release();
    }
  }
}
