import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Set;

/// Starts servers, loads them, and says how they did. `bench/run` calls it, with the repository's
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
  private final Started started;
  private final Crypto crypto = Crypto.load();

  private Bench(Path root, Path results, Started started) {
    this.root = root;
    this.results = results;
    this.started = started;
  }

  public static void main(String[] arguments) throws IOException {
    var root = Path.of(arguments[0]);
    var options = new HashSet<>(Arrays.asList(arguments).subList(1, arguments.length));
    if (options.contains("--help")) {
      System.out.print(Settings.HELP);
      return;
    }
    var results = Files.createDirectories(root.resolve("target/bench"));
    var failed = false;
    try (var started = Started.nothing(scratchParent(options))) {
      try {
        new Bench(root, results, started).run(options);
      } catch (Failure failure) {
        failed = true;
        // Told to stop, it need not say what did not work after that.
        if (!started.isOver()) {
          System.err.println(failure.getMessage());
        }
      }
    }
    if (failed) {
      System.exit(1);
    }
  }

  /// The guard leaves the disk out: how fast that is says nothing about a change.
  private static Path scratchParent(Set<String> options) {
    var memory = Path.of("/dev/shm");
    return options.contains("--guard") && Files.isWritable(memory)
        ? memory
        : Path.of(System.getProperty("java.io.tmpdir"));
  }

  private void run(Set<String> options) throws IOException {
    if (!OPTIONS.containsAll(options)) {
      throw new Failure("There is no such option.\n\n" + Settings.HELP);
    }
    if (options.contains("--guard")) {
      new Guard(root, results, started, crypto).run(options.contains("--write"));
      return;
    }
    if (options.contains("--start")) {
      var settings = Settings.read(Settings.Where.ALONE, System.getenv());
      System.out.print(new Starts(root, results, started, settings.startRounds()).measure());
      return;
    }
    Files.deleteIfExists(results.resolve("result.svg"));
    var environment = System.getenv();
    if (options.contains("--fill")) {
      fill(Settings.read(Settings.Where.SCALE, environment));
      return;
    }
    if (options.contains("--quick")) {
      finish(alone(Settings.read(Settings.Where.QUICK, environment)), options);
      return;
    }
    if (options.contains("--alone")) {
      finish(alone(Settings.read(Settings.Where.ALONE, environment)), options);
      return;
    }
    if (options.contains("--scale") || options.contains("--lists")) {
      finish(scale(Settings.read(Settings.Where.SCALE, environment), options), options);
      return;
    }
    if (options.contains("--soak")) {
      var log = results.resolve("soak.log");
      Files.deleteIfExists(log);
      finish(
          new Soak(Settings.read(Settings.Where.QUICK, environment), started, root, log).measure(),
          options);
      return;
    }
    if (options.contains("--bulk")) {
      finish(bulk(Settings.read(Settings.Where.QUICK, environment)), options);
      return;
    }
    var settings = Settings.read(Settings.Where.BESIDE_PEERS, environment);
    if (settings.database().contains("://")) {
      throw new Failure(
          "BENCH_DATABASE can be a URL only where Signet is alone: two are needed here");
    }
    // How many ask at once is for the peers; alone it is what it always is.
    var others = new HashMap<>(environment);
    others.remove("BENCH_CONNECTIONS");
    var alone = alone(Settings.read(Settings.Where.ALONE, others));
    finish("### Side by side\n\n" + beside(settings) + "\n### Signet alone\n\n" + alone, options);
  }

  private void finish(String result, Set<String> options) throws IOException {
    System.out.print("\n" + result);
    Files.writeString(results.resolve("result.md"), result);
    if (options.contains("--publish")) {
      Publication.publish(root, results);
    }
  }

  private String beside(Settings settings) throws IOException {
    var peers = new Peers(settings, root, results, started, crypto);
    peers.getReady(database(settings, "postgresql-beside-others"));
    var findings =
        new SideBySide(settings, peers.ready(), crypto, started, root.resolve("bench/load.lua"))
            .measure();
    Files.writeString(
        results.resolve("result.svg"), new Picture(settings, peers.ready(), findings).svg());
    var report =
        new SideReport(settings, crypto.name(), peers.ready(), peers.missing(), findings)
            .markdown();
    var faults = findings.faults(peers.ready().getFirst());
    if (!faults.isEmpty()) {
      System.out.print("\n" + report);
      throw new Failure("Signet did not do all that was asked of it: " + faults);
    }
    return report;
  }

  private static void fill(Settings settings) {
    if (settings.data().isEmpty() || settings.database().equals("postgresql")) {
      throw new Failure("--fill needs BENCH_DATA, a folder, and a database that stays");
    }
    var database = settings.database().equals("sqlite") ? "" : settings.database();
    new Fill(Path.of(settings.data()), database, settings.fillAgents(), settings.fillEvents())
        .run();
  }

  private String scale(Settings settings, Set<String> options) throws IOException {
    var log = results.resolve("scale.log");
    Files.deleteIfExists(log);
    var wrk = started.start(() -> new Wrk(root.resolve("bench/load.lua")));
    var scale =
        new Scale(
            settings,
            started,
            wrk,
            root,
            log,
            database(settings, "postgresql-empty"),
            settings.database().equals("postgresql") ? database(settings, "postgresql-full") : "");
    return options.contains("--lists") ? scale.measureLists() : scale.measure();
  }

  private String bulk(Settings settings) throws IOException {
    var log = results.resolve("bulk.log");
    Files.deleteIfExists(log);
    var wrk = started.start(() -> new Wrk(root.resolve("bench/load.lua")));
    return new Bulk(settings, started, wrk, root, log).measure();
  }

  private String alone(Settings settings) throws IOException {
    if (settings.connections().size() > 1) {
      throw new Failure("BENCH_CONNECTIONS must be one number where Signet is alone");
    }
    var data = started.scratch().resolve("signet");
    var database = database(settings, "postgresql");
    var log = results.resolve("server.log");
    Files.deleteIfExists(log);
    var server =
        started.start(() -> SignetServer.start(root, Program.freePort(), data, database, log));
    server.awaitReady(data);
    var wrk = started.start(() -> new Wrk(root.resolve("bench/load.lua")));
    var report = new Alone(settings, server, crypto, wrk, results, started.scratch()).measure();
    started.stop(server);
    return report.markdown();
  }

  /// As `--database` takes it; empty for SQLite in the data folder.
  private String database(Settings settings, String folder) {
    return switch (settings.database()) {
      case "sqlite" -> "";
      case "postgresql" -> {
        var path = started.scratch().resolve(folder);
        yield started.start(() -> Postgres.start(path, Program.freePort())).url();
      }
      default -> settings.database();
    };
  }
}
