package dev.signet.bench;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// Measures the time from the start of Signet's process to the first token, with and without the
/// AOT cache, in turns: over an empty folder, where the client has to be registered as well, and
/// over the data that this has left.
final class StartupBenchmark {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Path root;
  private final Path log;
  private final BenchResources started;
  private final BenchHttpClient caller = new BenchHttpClient();
  private final int rounds;

  StartupBenchmark(Path root, Path results, BenchResources started, int rounds) throws IOException {
    this.root = root;
    this.log = results.resolve("starts.log");
    this.started = started;
    this.rounds = rounds;
    Files.deleteIfExists(log);
  }

  private enum CacheMode {
    WITHOUT("off"),
    WITH("on");

    private final String setting;

    CacheMode(String setting) {
      this.setting = setting;
    }
  }

  /// @param first seconds to the first token, over an empty folder
  /// @param again seconds to the first token, over existing data
  /// @param cpu processor time of the latter, in seconds
  /// @param memory resident after it, in MiB
  private record StartMeasurement(double first, double again, double cpu, double memory) {}

  String measure() {
    var found = new EnumMap<CacheMode, List<StartMeasurement>>(CacheMode.class);
    for (var round = 0; round < rounds; round++) {
      for (var how : CacheMode.values()) {
        var one = measureStart(how, started.scratch().resolve("start-" + how + round));
        found.computeIfAbsent(how, _ -> new ArrayList<>()).add(one);
      }
    }
    return table(found);
  }

  private StartMeasurement measureStart(CacheMode how, Path data) {
    var port = BenchProcess.freePort();
    var began = System.nanoTime();
    var server = start(how, port, data);
    server.awaitReady(data);
    var client = BenchAgents.register(server, Algorithm.RS256, 1).all().getFirst();
    caller.post(server.at("/oauth/token"), client.tokenForm(""));
    var first = secondsSince(began);
    started.stop(server);

    began = System.nanoTime();
    var again = start(how, port, data);
    var request =
        HttpRequest.newBuilder(again.at("/oauth/token"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(client.tokenForm("")))
            .build();
    again.program().await(PATIENCE, () -> caller.isOk(request));
    var second = secondsSince(began);
    var cpu = again.program().processorTime().toMillis() / 1e3;
    var memory = again.program().residentMebibytes();
    started.stop(again);
    return new StartMeasurement(first, second, cpu, memory);
  }

  private SignetServer start(CacheMode how, int port, Path data) {
    return started.start(() ->
        SignetServer.start(
            root, port, data, "", log, List.of(), Map.of("SIGNET_AOT", how.setting)));
  }

  private static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }

  private String table(Map<CacheMode, List<StartMeasurement>> found) {
    var lines = new ArrayList<String>();
    lines.add(
        "| Medians of %d starts, with their range | without the AOT cache | with it |"
            .formatted(rounds));
    lines.add("| --- | ---: | ---: |");
    lines.add(line("first start to the first token, s", "%.2f", found, StartMeasurement::first));
    lines.add(line("restart to the first token, s", "%.2f", found, StartMeasurement::again));
    lines.add(line("processor time of that, s", "%.2f", found, StartMeasurement::cpu));
    lines.add(line("memory after it, MiB", "%.0f", found, StartMeasurement::memory));
    return String.join("\n", lines) + "\n";
  }

  private static String line(
      String what,
      String format,
      Map<CacheMode, List<StartMeasurement>> found,
      ToDoubleFunction<StartMeasurement> value) {
    return "| %s | %s | %s |"
        .formatted(
            what,
            RoundStatistics.of(found.getOrDefault(CacheMode.WITHOUT, List.of()), value)
                .text(format),
            RoundStatistics.of(found.getOrDefault(CacheMode.WITH, List.of()), value).text(format));
  }
}
