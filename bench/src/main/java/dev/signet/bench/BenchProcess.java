package dev.signet.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A server's processes: the one that was started, and its children.
final class BenchProcess implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 15;

  private final String name;
  private final Process process;
  private final Path log;

  private BenchProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /// @param log receives the output, appended
  static BenchProcess start(String name, ProcessBuilder builder, Path log) {
    try {
      builder
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      return new BenchProcess(name, builder.start(), log);
    } catch (IOException e) {
      throw new BenchFailure(name + " cannot be run: " + e.getMessage());
    }
  }

  /// A port that was free just now.
  static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new BenchFailure("there is no free port: " + e.getMessage());
    }
  }

  /// @throws BenchFailure when the process has ended
  void requireRunning() {
    if (!process.isAlive()) {
      throw new BenchFailure(
          name
              + " ended by itself, with "
              + process.exitValue()
              + "; see "
              + log
              + "\n"
              + logTail());
    }
  }

  /// Waits until the condition holds.
  ///
  /// @throws BenchFailure when the process ends, or the time is up
  void await(Duration patience, Condition condition) {
    var deadline = System.nanoTime() + patience.toNanos();
    try {
      while (!condition.holds()) {
        if (process.waitFor(5, TimeUnit.MILLISECONDS)) {
          requireRunning();
        }
        if (System.nanoTime() > deadline) {
          throw new BenchFailure(name + " does not start; see " + log + "\n" + logTail());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchFailure("interrupted");
    }
  }

  @FunctionalInterface
  interface Condition {
    boolean holds();
  }

  private String logTail() {
    try {
      var lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
    } catch (IOException e) {
      return "";
    }
  }

  long pid() {
    return process.pid();
  }

  /// The resident memory in MiB; 0 where the system does not report it.
  long residentMebibytes() {
    return all().mapToLong(it -> residentKibibytes(it.pid())).sum() / 1024;
  }

  private static long residentKibibytes(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .map(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0L);
    } catch (IOException e) {
      return 0;
    }
  }

  /// The processor time they have used.
  Duration processorTime() {
    return all()
        .map(it -> it.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  private Stream<ProcessHandle> all() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants());
  }

  /// Stops the process, by force if necessary, with its children.
  @Override
  public void close() {
    end(process);
  }

  static void end(Process process) {
    var others = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      others.forEach(ProcessHandle::destroyForcibly);
      process.waitFor();
    } catch (InterruptedException e) {
      others.forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
