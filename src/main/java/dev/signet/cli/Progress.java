package dev.signet.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// A progress line on standard error, for a person who waits.
final class Progress implements AutoCloseable {
  private static final String CLEAR = "\r\u001b[K";

  private final PrintWriter err;
  private final boolean isTerminal;
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile Supplier<String> text = () -> "";

  Progress(Invocation call) {
    this(call, call.environment().isTerminal());
  }

  /// A progress line that is not shown, because the output itself uses the terminal.
  static Progress hidden(Invocation call) {
    return new Progress(call, false);
  }

  private Progress(Invocation call, boolean watched) {
    this.err = call.err();
    this.isTerminal = watched;
    if (watched) {
      Thread.ofVirtual().start(this::show);
    }
  }

  void update(Supplier<String> now) {
    text = now;
  }

  private void show() {
    var started = System.nanoTime();
    try {
      while (!done.await(1, TimeUnit.SECONDS)) {
        var seconds = Duration.ofNanos(System.nanoTime() - started).toSeconds();
        write(CLEAR + text.get() + " … " + seconds + " s");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void write(String line) {
    if (done.getCount() > 0) {
      err.print(line);
      err.flush();
    }
  }

  /// Clears the line.
  @Override
  public synchronized void close() {
    if (isTerminal) {
      err.print(CLEAR);
      err.flush();
    }
    done.countDown();
  }
}
