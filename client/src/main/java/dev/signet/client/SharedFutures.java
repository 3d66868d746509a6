package dev.signet.client;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Waits for a request that is sent once for many callers. */
final class SharedFutures {
  private SharedFutures() {}

  /**
   * The result. An interrupted caller does not cancel the request for the others.
   *
   * @throws SignetException when the request failed
   */
  static <T> T await(Future<T> flight, String what) {
    try {
      return flight.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnreachableException("Interrupted while waiting for " + what, e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
