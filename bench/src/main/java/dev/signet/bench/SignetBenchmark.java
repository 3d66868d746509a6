package dev.signet.bench;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/// Signet alone, with its own metrics beside the measurements.
final class SignetBenchmark {
  private static final String ISSUED = "signet_tokens_issued_total{grant=\"client_credentials\"}";
  private static final String REFRESHED = "signet_tokens_issued_total{grant=\"refresh_token\"}";
  private static final String ACTIVE = "signet_introspections_total{active=\"true\"}";
  private static final String BATCHES = "signet_commit_batch_count{lane=\"issuance\"}";
  private static final String IN_BATCHES = "signet_commit_batch_sum{lane=\"issuance\"}";
  private static final String COMMIT_SECONDS = "signet_commit_time_seconds_sum{lane=\"issuance\"}";

  /// More than are answered: a load that runs out of single-use requests fails.
  private static final int MOST_A_SECOND = 20_000;

  private final BenchSettings settings;
  private final SignetServer server;
  private final BenchCrypto crypto;
  private final RawSignatureRate raw;
  private final WrkLoad wrk;
  private final Path results;
  private final Path scratch;
  private final List<ResultRow> rows = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /// @param results the folder for recordings
  SignetBenchmark(
      BenchSettings settings,
      SignetServer server,
      BenchCrypto crypto,
      WrkLoad wrk,
      Path results,
      Path scratch) {
    this.settings = settings;
    this.server = server;
    this.crypto = crypto;
    this.raw = new RawSignatureRate(crypto);
    this.wrk = wrk;
    this.results = results;
    this.scratch = scratch;
  }

  SignetReport measure() {
    for (var algorithm : Algorithm.values()) {
      if (settings.includes(algorithm.name())) {
        issue(algorithm, BenchAgents.register(server, algorithm, settings.agents()));
      }
    }
    if (settings.includes("DPoP")) {
      issueBound();
    }
    if (settings.includes("ASSERTION")) {
      issueAsserted(BenchAgents.registerKeyed(server, settings.agents(), crypto));
    }
    if (settings.includes("INTROSPECTION")) {
      introspect(BenchAgents.register(server, Algorithm.ES256, settings.agents()));
    }
    if (settings.includes("REFRESH")) {
      refresh(BenchAgents.registerRefreshing(server, Algorithm.ES256, settings.agents()));
    }
    return new SignetReport(settings, crypto.name(), rows, notes);
  }

  /// The raw rate is measured right before the rate that is compared with it: the speed of a shared
  /// machine varies.
  private void issue(Algorithm algorithm, BenchAgents agents) {
    var signatures = raw.measure(algorithm);
    rows.add(ResultRow.raw(algorithm, signatures));
    measure(
        "client_credentials, " + algorithm,
        "tokens-" + algorithm,
        again(token(), BenchRequests.tokens(agents.all(), "")),
        ISSUED,
        OptionalDouble.of(signatures));
  }

  /// ES256 twice, without a proof and with one, so that both rates are measured in the same
  /// minutes.
  private void issueBound() {
    var plain = BenchAgents.register(server, Algorithm.ES256, settings.agents());
    var bound = BenchAgents.registerBound(server, Algorithm.ES256, settings.agents(), crypto);
    measure(
        "client_credentials, ES256 again",
        "tokens-ES256-again",
        again(token(), BenchRequests.tokens(plain.all(), "")),
        ISSUED,
        OptionalDouble.empty());
    var without = rows.getLast().rate();
    measure(
        "client_credentials, ES256, DPoP",
        "tokens-DPoP",
        (seconds, file) ->
            wrk(
                token(),
                WrkLoad.Requests.writeOnce(
                    file,
                    BenchRequests.bound(bound.all(), crypto, token(), seconds * MOST_A_SECOND)),
                seconds),
        ISSUED,
        OptionalDouble.empty());
    notes.add(
        "With a new DPoP proof each time: %.0f %% of the rate without, measured right before."
            .formatted(100 * rows.getLast().rate() / without));
  }

  private void issueAsserted(BenchAgents agents) {
    measure(
        "private_key_jwt, ES256",
        "tokens-assertion",
        (seconds, file) ->
            wrk(
                token(),
                WrkLoad.Requests.writeOnce(
                    file,
                    BenchRequests.asserted(
                        agents.all(),
                        crypto,
                        server.at("").toString(),
                        "",
                        seconds * MOST_A_SECOND)),
                seconds),
        ISSUED,
        OptionalDouble.empty());
  }

  /// Each agent introspects its neighbour's token.
  private void introspect(BenchAgents agents) {
    var all = agents.all();
    var asks =
        BenchRequests.introspections(
            all, number -> all.get((number + 1) % all.size()), token(), "");
    measure(
        "introspection",
        "introspection",
        again(server.at("/oauth/introspect"), asks),
        ACTIVE,
        OptionalDouble.empty());
  }

  private void refresh(BenchAgents agents) {
    measure(
        "refresh, ES256",
        "refresh",
        (seconds, _) ->
            new LoadGenerator(token(), connections())
                .inTurn(
                    Duration.ZERO,
                    Duration.ofSeconds(seconds),
                    LoadScripts.refreshing(token(), agents.all())),
        REFRESHED,
        OptionalDouble.empty());
  }

  private URI token() {
    return server.at("/oauth/token");
  }

  private int connections() {
    return settings.connections().getFirst();
  }

  private LoadRun again(URI url, List<BenchRequest> asks) {
    return (seconds, file) -> wrk(url, WrkLoad.Requests.write(file, asks), seconds);
  }

  private LoadResult wrk(URI url, WrkLoad.Requests requests, int seconds) {
    return wrk.load(url, requests, connections(), seconds);
  }

  /// Loads the server for some seconds.
  @FunctionalInterface
  private interface LoadRun {
    /// @param file for the requests
    LoadResult run(int seconds, Path file);
  }

  /// @param counted the server's counter of this workload; it must equal the number of good
  ///   responses
  private void measure(
      String work, String name, LoadRun load, String counted, OptionalDouble signatures) {
    System.err.println(work + " …");
    var file = scratch.resolve(name);
    load.run(settings.warmup(), file).requireNoErrors(work + ", warming up");
    server.program().requireRunning();
    if (settings.profile()) {
      server.startRecording();
    }
    var before = server.metrics();
    var busyBefore = server.program().processorTime();
    var outcome = load.run(settings.seconds(), file);
    server.program().requireRunning();
    var busy = server.program().processorTime().minus(busyBefore);
    var after = server.metrics();
    if (settings.profile()) {
      server.stopRecording(results.resolve(name + ".jfr"));
    }
    outcome.requireNoErrors(work);
    if (after.since(before, counted) < outcome.requests()) {
      throw new BenchFailure(
          "%s: %,d good answers, but the server counted %,.0f"
              .formatted(work, outcome.requests(), after.since(before, counted)));
    }
    var batches = after.since(before, BATCHES);
    rows.add(
        new ResultRow(
            work,
            outcome.rate(),
            outcome.p50(),
            outcome.p99(),
            ratio(outcome.rate(), signatures.orElse(0)),
            ratio(after.since(before, IN_BATCHES), batches),
            ratio(1000 * after.since(before, COMMIT_SECONDS), batches),
            ratio(busy.toNanos() / 1e3, (double) outcome.requests()),
            server.program().residentMebibytes()));
  }

  private static OptionalDouble ratio(double value, double of) {
    return of == 0 || value == 0 ? OptionalDouble.empty() : OptionalDouble.of(value / of);
  }
}
