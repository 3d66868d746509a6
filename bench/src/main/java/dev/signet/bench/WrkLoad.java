package dev.signet.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Sends requests through wrk: one thread, persistent connections, and on each the next request as
/// soon as the last is answered.
final class WrkLoad implements AutoCloseable {
  private static final Pattern RESULT =
      Pattern.compile(
          "result requests=(\\d+) micros=(\\d+) p50=(\\d+) p99=(\\d+) bytes=(\\d+) refused=(\\d+)"
              + " broken=(\\d+) late=(\\d+)");

  private final Path script;
  private volatile @Nullable Process running;

  WrkLoad(Path script) {
    this.script = script;
  }

  /// A file of requests in the format of `load.lua`.
  ///
  /// @param once whether each of them may be sent only once
  record Requests(Path file, boolean once) {

    /// Writes a file of requests that may be repeated.
    static Requests write(Path file, List<BenchRequest> asks) {
      return new Requests(written(file, asks), false);
    }

    /// Writes a file of requests that may each be sent only once.
    static Requests writeOnce(Path file, List<BenchRequest> asks) {
      return new Requests(written(file, asks), true);
    }

    private static Path written(Path file, List<BenchRequest> asks) {
      try (var writer = Files.newBufferedWriter(file)) {
        for (var ask : asks) {
          writer.write(ask.line());
          writer.write('\n');
        }
        return file;
      } catch (IOException e) {
        throw new BenchFailure("cannot write " + file + ": " + e.getMessage());
      }
    }
  }

  LoadResult load(URI url, Requests requests, int connections, int seconds) {
    var command =
        List.of(
            "wrk",
            "--threads=1",
            "--connections=" + connections,
            "--duration=" + seconds + "s",
            "--timeout=10s",
            "--script=" + script,
            url.toString());
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("REQUESTS", requests.file().toString());
    builder.environment().put("ORDER", requests.once() ? "once" : "random");
    try {
      var wrk = builder.start();
      running = wrk;
      try {
        var said = new String(wrk.getInputStream().readAllBytes(), UTF_8);
        var result = RESULT.matcher(said);
        if (wrk.waitFor() != 0 || !result.find()) {
          throw new BenchFailure("wrk failed:\n" + said);
        }
        return new LoadResult(
            Long.parseLong(result.group(1)),
            micros(result.group(2)),
            micros(result.group(3)),
            micros(result.group(4)),
            Long.parseLong(result.group(5)),
            Long.parseLong(result.group(6)),
            Long.parseLong(result.group(7)),
            Long.parseLong(result.group(8)));
      } finally {
        wrk.destroyForcibly();
      }
    } catch (IOException e) {
      throw new BenchFailure("wrk cannot be run: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchFailure("interrupted");
    }
  }

  /// Stops the load.
  @Override
  public void close() {
    var wrk = running;
    if (wrk != null) {
      wrk.destroyForcibly();
    }
  }

  private static Duration micros(String text) {
    return Duration.ofNanos(1000 * Long.parseLong(text));
  }
}
