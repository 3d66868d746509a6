import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/// Starts a server, loads it, and says how it did. `bench/run` calls it, with the repository's
/// folder before the arguments.
final class Bench {
  private static final String ISSUED = "signet_tokens_issued_total{grant=\"client_credentials\"}";
  private static final String ACTIVE = "signet_introspections_total{active=\"true\"}";
  private static final String BATCHES = "signet_commit_batch_count{lane=\"issuance\"}";
  private static final String IN_BATCHES = "signet_commit_batch_sum{lane=\"issuance\"}";
  private static final String COMMIT_SECONDS = "signet_commit_time_seconds_sum{lane=\"issuance\"}";

  /// More than are answered: a load that runs out of them fails.
  private static final int MOST_PROOFS_A_SECOND = 12_000;

  private final Settings settings;
  private final SignetServer server;
  private final Crypto crypto = Crypto.load();
  private final RawRate raw = new RawRate(crypto);
  private final Wrk wrk;
  private final Path results;
  private final Path scratch;
  private final List<Row> rows = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  private Bench(Settings settings, SignetServer server, Wrk wrk, Path results, Path scratch) {
    this.settings = settings;
    this.server = server;
    this.wrk = wrk;
    this.results = results;
    this.scratch = scratch;
  }

  public static void main(String[] arguments) throws IOException {
    var root = Path.of(arguments[0]);
    var options = Arrays.asList(arguments).subList(1, arguments.length);
    if (options.contains("--help")) {
      System.out.print(Settings.HELP);
      return;
    }
    try {
      measure(root, Settings.read(options, System.getenv()));
    } catch (Failure failure) {
      System.err.println(failure.getMessage());
      System.exit(1);
    }
  }

  private static void measure(Path root, Settings settings) throws IOException {
    var results = Files.createDirectories(root.resolve("target/bench"));
    try (var started = Started.nothing()) {
      var scratch = started.scratch();
      var data = scratch.resolve("signet");
      var database = database(settings, started);
      var server =
          started.start(
              () -> SignetServer.start(root, data, database, results.resolve("server.log")));
      server.awaitReady(data);
      var wrk =
          started.start(() -> new Wrk(root.resolve("bench/load.lua"), settings.connections()));
      var bench = new Bench(settings, server, wrk, results, scratch);
      bench.loadAll();
      var report = new Report(settings, bench.crypto.name(), bench.rows, bench.notes);
      System.out.print(report.text());
      Files.writeString(results.resolve("result.md"), report.markdown());
    }
  }

  /// As `--database` takes it; empty for SQLite in the data folder.
  private static String database(Settings settings, Started started) {
    return switch (settings.database()) {
      case "sqlite" -> "";
      case "postgresql" -> {
        var folder = started.scratch().resolve("postgresql");
        yield started.start(() -> Postgres.start(folder, SignetServer.freePort())).url();
      }
      default -> settings.database();
    };
  }

  private void loadAll() {
    for (var algorithm : Algorithm.values()) {
      if (settings.includes(algorithm.name())) {
        issue(algorithm, register(algorithm));
      }
    }
    if (settings.includes("DPoP")) {
      issueBound();
    }
    if (settings.includes("introspection")) {
      introspect(register(Algorithm.ES256));
    }
  }

  private Agents register(Algorithm algorithm) {
    say("Registering %,d agents with %s …", settings.agents(), algorithm);
    return Agents.register(server, algorithm, settings.agents());
  }

  /// The raw rate is taken right before the rate that is held against it: a machine that others use
  /// too is not as fast at one time as at another.
  private void issue(Algorithm algorithm, Agents agents) {
    var signatures = raw.measure(algorithm);
    rows.add(Row.raw(algorithm, signatures));
    load(
        "client_credentials, " + algorithm,
        "tokens-" + algorithm,
        server.at("/oauth/token"),
        (_, requests) -> Wrk.write(requests, agents.tokenRequests()),
        ISSUED,
        OptionalDouble.of(signatures));
  }

  /// ES256 twice, without a proof and with one, so that the two rates are of the same minutes.
  private void issueBound() {
    say("Registering %,d agents, each with a key …", settings.agents());
    var plain = register(Algorithm.ES256);
    var bound = Agents.registerBound(server, Algorithm.ES256, settings.agents(), crypto);
    var endpoint = server.at("/oauth/token");
    load(
        "client_credentials, ES256 again",
        "tokens-ES256-again",
        endpoint,
        (_, requests) -> Wrk.write(requests, plain.tokenRequests()),
        ISSUED,
        OptionalDouble.empty());
    var without = rows.getLast().rate();
    load(
        "client_credentials, ES256, DPoP",
        "tokens-DPoP",
        endpoint,
        (seconds, requests) ->
            Wrk.writeOnce(
                requests,
                bound.boundTokenRequests(endpoint, crypto, seconds * MOST_PROOFS_A_SECOND)),
        ISSUED,
        OptionalDouble.empty());
    notes.add(
        "With a new DPoP proof each time: %.0f %% of the rate without, measured right before."
            .formatted(100 * rows.getLast().rate() / without));
  }

  private void introspect(Agents agents) {
    var introspections = agents.introspections(server);
    load(
        "introspection",
        "introspection",
        server.at("/oauth/introspect"),
        (_, requests) -> Wrk.write(requests, introspections),
        ACTIVE,
        OptionalDouble.empty());
  }

  /// @param counted what the server counts of this work; it must have counted every good answer
  private void load(
      String work,
      String name,
      URI url,
      Requests requests,
      String counted,
      OptionalDouble signatures) {
    say("%s …", work);
    var warming = load(url, requests, name, settings.warmup());
    server.requireAlive();
    warming.requireNoErrors(work + ", warming up");
    var toMeasure = requests.write(settings.seconds(), scratch.resolve(name));
    if (settings.profile()) {
      server.startRecording();
    }
    var before = server.metrics();
    var busyBefore = server.processorTime();
    var outcome = wrk.load(url, toMeasure, settings.seconds());
    server.requireAlive();
    var busy = server.processorTime().minus(busyBefore);
    var after = server.metrics();
    if (settings.profile()) {
      server.stopRecording(results.resolve(name + ".jfr"));
    }
    outcome.requireNoErrors(work);
    if (after.since(before, counted) < outcome.requests()) {
      throw new Failure(
          "%s: %,d good answers, but the server counted %,.0f"
              .formatted(work, outcome.requests(), after.since(before, counted)));
    }
    var batches = after.since(before, BATCHES);
    rows.add(
        new Row(
            work,
            outcome.rate(),
            outcome.p50(),
            outcome.p99(),
            ratio(outcome.rate(), signatures.orElse(0)),
            ratio(after.since(before, IN_BATCHES), batches),
            ratio(1000 * after.since(before, COMMIT_SECONDS), batches),
            ratio(busy.toNanos() / 1e3, outcome.requests()),
            server.residentMebibytes()));
  }

  private Wrk.Outcome load(URI url, Requests requests, String name, int seconds) {
    return wrk.load(url, requests.write(seconds, scratch.resolve(name)), seconds);
  }

  /// Writes what is to be asked in so many seconds into a file.
  @FunctionalInterface
  private interface Requests {
    Wrk.Requests write(int seconds, Path file);
  }

  private static OptionalDouble ratio(double value, double of) {
    return of == 0 || value == 0 ? OptionalDouble.empty() : OptionalDouble.of(value / of);
  }

  private static void say(String format, Object... values) {
    System.err.println(format.formatted(values));
  }
}
