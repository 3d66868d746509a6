package dev.signet.client;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** What is asked for once while many wait for it. */
final class SharedFutures {
  private SharedFutures() {}

  /**
   * What comes of it. Who is interrupted while waiting takes it from nobody else.
   *
   * @throws SignetException when it came to that
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
