package dev.signet.base.wiring;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What has to be closed when the server stops, the last one first.
public final class Shutdown implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);

  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  /// Has this closed before everything that was added earlier.
  public synchronized <C extends AutoCloseable> C add(C closeable) {
    open.push(closeable);
    return closeable;
  }

  /// Closes everything. One that fails is logged and keeps none of the others open.
  @Override
  public synchronized void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        LOG.atWarn().setCause(e).log("closing failed");
      }
    }
  }
}
