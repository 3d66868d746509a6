package dev.signet.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Sees to it that nobody takes for ever to send a request, be it byte by byte or not at all. The
/// web server's reads have no timeout; an interrupt ends them, and closes the connection.
final class SlowSenders implements AutoCloseable {
  private final long patienceNanos;
  private final Map<Thread, Sending> sending = new ConcurrentHashMap<>();
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("signet-slow-senders").daemon().factory());

  SlowSenders(Duration patience) {
    patienceNanos = patience.toNanos();
    var period = patienceNanos / 10;
    var _ = watch.scheduleAtFixedRate(this::interruptTheLate, period, period, TimeUnit.NANOSECONDS);
  }

  /// Somebody begins to send to this thread, and has the whole patience until [#ends].
  void begins() {
    var reader = Thread.currentThread();
    var before = sending.put(reader, new Sending(reader, System.nanoTime() + patienceNanos));
    if (before != null) {
      before.end();
    }
  }

  /// What was sent is here, or given up. From now on this thread is not interrupted.
  void ends() {
    var ended = sending.remove(Thread.currentThread());
    if (ended != null) {
      ended.end();
    }
  }

  private void interruptTheLate() {
    sending.values().removeIf(Sending::interruptWhenLate);
  }

  @Override
  public void close() {
    watch.shutdownNow();
  }

  private static final class Sending {
    private final Thread reader;
    private final long deadline;
    private boolean ended;

    Sending(Thread reader, long deadline) {
      this.reader = reader;
      this.deadline = deadline;
    }

    /// Returns whether there is nothing left to watch.
    synchronized boolean interruptWhenLate() {
      if (!ended && System.nanoTime() - deadline > 0) {
        ended = true;
        reader.interrupt();
      }
      return ended;
    }

    synchronized void end() {
      ended = true;
    }
  }
}
