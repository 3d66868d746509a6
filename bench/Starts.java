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

/// How long Signet takes from the start of its process to the first token, with the AOT cache and
/// without, in turns: over an empty folder, where the client has to be registered as well, and over
/// the data that this has left.
final class Starts {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Path root;
  private final Path log;
  private final Started started;
  private final Caller caller = new Caller();
  private final int rounds;

  Starts(Path root, Path results, Started started, int rounds) throws IOException {
    this.root = root;
    this.log = results.resolve("starts.log");
    this.started = started;
    this.rounds = rounds;
    Files.deleteIfExists(log);
  }

  private enum How {
    WITHOUT("off"),
    WITH("on");

    private final String setting;

    How(String setting) {
      this.setting = setting;
    }
  }

  /// @param first from nothing to the first token, in seconds
  /// @param again the same over data that is there
  /// @param cpu processor time of the latter, in seconds
  /// @param memory what is resident after it, in MiB
  private record One(double first, double again, double cpu, double memory) {}

  String measure() {
    var found = new EnumMap<How, List<One>>(How.class);
    for (var round = 0; round < rounds; round++) {
      for (var how : How.values()) {
        var one = once(how, started.scratch().resolve("start-" + how + round));
        found.computeIfAbsent(how, _ -> new ArrayList<>()).add(one);
      }
    }
    return table(found);
  }

  private One once(How how, Path data) {
    var port = Program.freePort();
    var began = System.nanoTime();
    var server = start(how, port, data);
    server.awaitReady(data);
    var client = Agents.register(server, Algorithm.RS256, 1).all().getFirst();
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
    return new One(first, second, cpu, memory);
  }

  private SignetServer start(How how, int port, Path data) {
    return started.start(() ->
        SignetServer.start(
            root, port, data, "", log, List.of(), Map.of("SIGNET_AOT", how.setting)));
  }

  private static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }

  private String table(Map<How, List<One>> found) {
    var lines = new ArrayList<String>();
    lines.add(
        "| Medians of %d starts, with their range | without the AOT cache | with it |"
            .formatted(rounds));
    lines.add("| --- | ---: | ---: |");
    lines.add(line("first start to the first token, s", "%.2f", found, One::first));
    lines.add(line("restart to the first token, s", "%.2f", found, One::again));
    lines.add(line("processor time of that, s", "%.2f", found, One::cpu));
    lines.add(line("memory after it, MiB", "%.0f", found, One::memory));
    return String.join("\n", lines) + "\n";
  }

  private static String line(
      String what, String format, Map<How, List<One>> found, ToDoubleFunction<One> value) {
    return "| %s | %s | %s |"
        .formatted(
            what,
            Sample.of(found.get(How.WITHOUT), value).text(format),
            Sample.of(found.get(How.WITH), value).text(format));
  }
}
