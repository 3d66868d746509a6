package dev.signet.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.function.Supplier;

/// Everything that the benchmark has started and written. It is stopped and removed at the end:
/// after success, failure, or ctrl-C.
final class BenchResources implements AutoCloseable {
  private final Deque<AutoCloseable> running = new ArrayDeque<>();
  private final Path scratch;
  private boolean closed;

  private BenchResources(Path scratch) {
    this.scratch = scratch;
  }

  /// Empty, with a temporary folder.
  static BenchResources empty(Path parent) throws IOException {
    var started = new BenchResources(Files.createTempDirectory(parent, "signet-bench-"));
    Runtime.getRuntime().addShutdownHook(new Thread(started::close));
    return started;
  }

  /// The folder for temporary files.
  Path scratch() {
    return scratch;
  }

  /// Starts something that runs until the end.
  synchronized <R extends AutoCloseable> R start(Supplier<R> start) {
    if (closed) {
      throw new BenchFailure("the benchmark was stopped");
    }
    var started = start.get();
    running.push(started);
    return started;
  }

  /// Stops something before the end.
  synchronized void stop(AutoCloseable one) {
    if (running.remove(one)) {
      stopNow(one);
    }
  }

  /// Whether everything has been stopped.
  synchronized boolean isClosed() {
    return closed;
  }

  private static void stopNow(AutoCloseable one) {
    try {
      one.close();
    } catch (Exception e) {
      System.err.println("something did not stop: " + e);
    }
  }

  /// Stops everything in reverse order. A second call changes nothing.
  @Override
  public synchronized void close() {
    closed = true;
    while (!running.isEmpty()) {
      stopNow(running.pop());
    }
    if (!Files.exists(scratch)) {
      return;
    }
    try (var files = Files.walk(scratch)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      System.err.println("could not remove " + scratch + ": " + e.getMessage());
    }
  }
}
