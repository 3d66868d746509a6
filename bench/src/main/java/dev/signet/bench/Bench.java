package dev.signet.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Set;

/// Starts servers, loads them, and reports the results. Called by `bench/run` with the repository's
/// folder before the arguments.
final class Bench {
  private static final Set<String> OPTIONS =
      Set.of(
          "--alone",
          "--quick",
          "--guard",
          "--write",
          "--fill",
          "--start",
          "--scale",
          "--lists",
          "--bulk",
          "--soak",
          "--publish");

  private final Path root;
  private final Path results;
  private final BenchResources started;
  private final BenchCrypto crypto = BenchCrypto.load();

  private Bench(Path root, Path results, BenchResources started) {
    this.root = root;
    this.results = results;
    this.started = started;
  }

  public static void main(String[] arguments) throws IOException {
    var root = Path.of(arguments[0]);
    var options = new HashSet<>(Arrays.asList(arguments).subList(1, arguments.length));
    if (options.contains("--help")) {
      System.out.print(BenchSettings.HELP);
      return;
    }
    var results = Files.createDirectories(root.resolve("target/bench"));
    var failed = false;
    try (var started = BenchResources.empty(scratchParent(options))) {
      try {
        new Bench(root, results, started).run(options);
      } catch (BenchFailure failure) {
        failed = true;
        // Errors after a stop signal are not reported.
        if (!started.isClosed()) {
          System.err.println(failure.getMessage());
        }
      }
    }
    if (failed) {
      System.exit(1);
    }
  }

  /// The guard keeps its data in memory: the speed of the disk says nothing about a change.
  private static Path scratchParent(Set<String> options) {
    var memory = Path.of("/dev/shm");
    return options.contains("--guard") && Files.isWritable(memory)
        ? memory
        : Path.of(System.getProperty("java.io.tmpdir"));
  }

  private void run(Set<String> options) throws IOException {
    if (!OPTIONS.containsAll(options)) {
      throw new BenchFailure("Unknown option.\n\n" + BenchSettings.HELP);
    }
    if (options.contains("--guard")) {
      new RegressionGuard(root, results, started, crypto).run(options.contains("--write"));
      return;
    }
    if (options.contains("--start")) {
      var settings = BenchSettings.read(BenchSettings.BenchMode.ALONE, System.getenv());
      System.out.print(
          new StartupBenchmark(root, results, started, settings.startRounds()).measure());
      return;
    }
    Files.deleteIfExists(results.resolve("result.svg"));
    var environment = System.getenv();
    if (options.contains("--fill")) {
      fill(BenchSettings.read(BenchSettings.BenchMode.SCALE, environment));
      return;
    }
    if (options.contains("--quick")) {
      finish(alone(BenchSettings.read(BenchSettings.BenchMode.QUICK, environment)), options);
      return;
    }
    if (options.contains("--alone")) {
      finish(alone(BenchSettings.read(BenchSettings.BenchMode.ALONE, environment)), options);
      return;
    }
    if (options.contains("--scale") || options.contains("--lists")) {
      finish(
          scale(BenchSettings.read(BenchSettings.BenchMode.SCALE, environment), options), options);
      return;
    }
    if (options.contains("--soak")) {
      var log = results.resolve("soak.log");
      Files.deleteIfExists(log);
      finish(
          new SoakBenchmark(
                  BenchSettings.read(BenchSettings.BenchMode.QUICK, environment),
                  started,
                  root,
                  log)
              .measure(),
          options);
      return;
    }
    if (options.contains("--bulk")) {
      finish(bulk(BenchSettings.read(BenchSettings.BenchMode.QUICK, environment)), options);
      return;
    }
    var settings = BenchSettings.read(BenchSettings.BenchMode.BESIDE_PEERS, environment);
    if (settings.database().contains("://")) {
      throw new BenchFailure(
          "BENCH_DATABASE can be a URL only where Signet is alone: two are needed here");
    }
    // The number of connections is a setting for the comparison with peers; Signet alone uses the
    // default.
    var others = new HashMap<>(environment);
    others.remove("BENCH_CONNECTIONS");
    var alone = alone(BenchSettings.read(BenchSettings.BenchMode.ALONE, others));
    finish("### Side by side\n\n" + beside(settings) + "\n### Signet alone\n\n" + alone, options);
  }

  private void finish(String result, Set<String> options) throws IOException {
    System.out.print("\n" + result);
    Files.writeString(results.resolve("result.md"), result);
    if (options.contains("--publish")) {
      ResultPublication.publish(root, results);
    }
  }

  private String beside(BenchSettings settings) throws IOException {
    var peers = new Peers(settings, root, results, started, crypto);
    peers.prepare(database(settings, "postgresql-beside-others"));
    var findings =
        new SideBySideBenchmark(
                settings, peers.ready(), crypto, started, root.resolve("bench/load.lua"))
            .measure();
    Files.writeString(
        results.resolve("result.svg"), new RateChart(settings, peers.ready(), findings).svg());
    var report =
        new SideBySideReport(settings, crypto.name(), peers.ready(), peers.missing(), findings)
            .markdown();
    var faults = findings.faults(peers.ready().getFirst());
    if (!faults.isEmpty()) {
      System.out.print("\n" + report);
      throw new BenchFailure("Signet failed some of the requests: " + faults);
    }
    return report;
  }

  private static void fill(BenchSettings settings) {
    if (settings.data().isEmpty() || settings.database().equals("postgresql")) {
      throw new BenchFailure("--fill needs BENCH_DATA, a folder, and a database that stays");
    }
    var database = settings.database().equals("sqlite") ? "" : settings.database();
    new DataGenerator(
            Path.of(settings.data()), database, settings.fillAgents(), settings.fillEvents())
        .run();
  }

  private String scale(BenchSettings settings, Set<String> options) throws IOException {
    var log = results.resolve("scale.log");
    Files.deleteIfExists(log);
    var wrk = started.start(() -> new WrkLoad(root.resolve("bench/load.lua")));
    var scale =
        new ScaleBenchmark(
            settings,
            started,
            wrk,
            root,
            log,
            database(settings, "postgresql-empty"),
            settings.database().equals("postgresql") ? database(settings, "postgresql-full") : "");
    return options.contains("--lists") ? scale.measureLists() : scale.measure();
  }

  private String bulk(BenchSettings settings) throws IOException {
    var log = results.resolve("bulk.log");
    Files.deleteIfExists(log);
    var wrk = started.start(() -> new WrkLoad(root.resolve("bench/load.lua")));
    return new BulkBenchmark(settings, started, wrk, root, log).measure();
  }

  private String alone(BenchSettings settings) throws IOException {
    if (settings.connections().size() > 1) {
      throw new BenchFailure("BENCH_CONNECTIONS must be one number where Signet is alone");
    }
    var data = started.scratch().resolve("signet");
    var database = database(settings, "postgresql");
    var log = results.resolve("server.log");
    Files.deleteIfExists(log);
    var server =
        started.start(() -> SignetServer.start(root, BenchProcess.freePort(), data, database, log));
    server.awaitReady(data);
    var wrk = started.start(() -> new WrkLoad(root.resolve("bench/load.lua")));
    var report =
        new SignetBenchmark(settings, server, crypto, wrk, results, started.scratch()).measure();
    started.stop(server);
    return report.markdown();
  }

  /// As `--database` takes it; empty for SQLite in the data folder.
  private String database(BenchSettings settings, String folder) {
    return switch (settings.database()) {
      case "sqlite" -> "";
      case "postgresql" -> {
        var path = started.scratch().resolve(folder);
        yield started.start(() -> BenchPostgres.start(path, BenchProcess.freePort())).url();
      }
      default -> settings.database();
    };
  }
}
