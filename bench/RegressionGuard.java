import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Properties;
import java.util.stream.Stream;

/// Sees in a minute whether Signet has become slower: tokens with ES256 as a share of the raw
/// signing rate of the same minute, held against the share in `bench/guard.txt`.
///
/// Others use the machine too, and so there are two shares. Of the *rate*: what counts is the best
/// of several short windows, and only of those in which others left the processors alone. Of the
/// *processor time*: of what an answer takes, that of a signature; this depends less on others, who
/// only push each other out of the caches, but does not see a server that waits. The change is slow
/// when either has fallen by more than a third.
final class RegressionGuard {
  private static final int AGENTS = 50;
  private static final int CONNECTIONS = 32;
  private static final int WARMUP_SECONDS = 40;
  private static final int WINDOWS = 4;
  private static final int WINDOW_SECONDS = 2;
  private static final Duration RAW = Duration.ofMillis(450);

  /// What others may take of the processors in a window that counts.
  private static final double LEFT_ALONE = 0.1;

  /// The same for the processor time.
  private static final double LEFT_ENOUGH = 1 / 3.0;

  private static final double MOST_LOST = 1 / 3.0;

  /// The same on another processor than the committed shares are of, where a signature may cost
  /// more or less of what all else costs.
  private static final double MOST_LOST_ELSEWHERE = 1 / 2.0;

  /// So often are all windows taken before the change is called slow.
  private static final int TRIES = 3;

  private final Path file;
  private final Path root;
  private final Path results;
  private final BenchResources started;
  private final BenchCrypto crypto;

  RegressionGuard(Path root, Path results, BenchResources started, BenchCrypto crypto) {
    this.file = root.resolve("bench/guard.txt");
    this.root = root;
    this.results = results;
    this.started = started;
    this.crypto = crypto;
  }

  /// @param raw the better of the raw signing before it and after it
  /// @param rate tokens a second
  /// @param cpuMicros the server's processor time for one
  /// @param others the share of the processors that others took, of the raw signing or of the load
  private record MeasurementWindow(
      RawSignatureRate.RawMeasurement raw, double rate, double cpuMicros, double others) {}

  /// Best of the windows that count; empty when none does.
  private record BestShares(OptionalDouble rate, OptionalDouble cpu) {}

  /// @param write the file instead of holding anything against it
  void run(boolean write) throws IOException {
    var kept = write ? new Properties() : readBaseline();
    if (!write && !kept.getProperty("crypto", "").equals(crypto.name())) {
      System.out.printf(
          "bench/guard.txt was taken with %s, this is %s: there is nothing to compare.%n",
          kept.getProperty("crypto"), crypto.name());
      return;
    }
    var load = load();
    var windows = new ArrayList<MeasurementWindow>();
    var faults = new ArrayList<String>();
    for (var attempt = 1; attempt <= TRIES; attempt++) {
      load.take(windows);
      var shares = shares(windows);
      if (write) {
        write(shares);
        return;
      }
      faults.clear();
      check(shares, kept, faults);
      if (faults.isEmpty()) {
        return;
      }
      System.out.println(attempt < TRIES ? "Is that so? Once more." : "It is so.");
    }
    throw new BenchFailure(
        String.join("\n", faults)
            + "\nIf that is the price of something worth it, write the new figure:"
            + " bench/run --guard --write, on a machine that does nothing else.");
  }

  private static void check(BestShares shares, Properties kept, List<String> faults) {
    var here = kept.getProperty("machine", "").equals(MachineDescription.text());
    var mostLost = here ? MOST_LOST : MOST_LOST_ELSEWHERE;
    check(
        "rate",
        sameCores(kept) ? shares.rate() : OptionalDouble.empty(),
        Double.parseDouble(kept.getProperty("rate")),
        mostLost,
        faults);
    check(
        "processor time",
        shares.cpu(),
        Double.parseDouble(kept.getProperty("processor-time")),
        mostLost,
        faults);
  }

  private static boolean sameCores(Properties kept) {
    return kept.getProperty("cores", "")
        .equals(Integer.toString(Runtime.getRuntime().availableProcessors()));
  }

  private static void check(
      String what, OptionalDouble share, double kept, double mostLost, List<String> faults) {
    if (share.isEmpty()) {
      System.out.printf(
          "Of the raw %s: not judged, as %s%n",
          what, "others were at work, or the number of cores is another");
      return;
    }
    System.out.printf(
        "Of the raw %s: %.2f %%, committed %.2f %%, limit %.2f %%%n",
        what, 100 * share.getAsDouble(), 100 * kept, 100 * kept * (1 - mostLost));
    if (share.getAsDouble() < kept * (1 - mostLost)) {
      faults.add(
          "Tokens with ES256 have become slower: %.0f %% of the committed share of the raw %s."
              .formatted(100 * share.getAsDouble() / kept, what));
    }
  }

  private static BestShares shares(List<MeasurementWindow> windows) {
    var cpu =
        windows.stream()
            .filter(window -> window.others() < LEFT_ENOUGH)
            .mapToDouble(window -> window.raw().cpuMicros() / window.cpuMicros())
            .max();
    var rate =
        windows.stream()
            .filter(window -> window.others() < LEFT_ALONE)
            .mapToDouble(window -> window.rate() / window.raw().rate())
            .max();
    return new BestShares(rate, cpu);
  }

  /// A server that is warm, and the load for it.
  private record GuardLoad(
      SignetServer server,
      WrkLoad wrk,
      URI endpoint,
      WrkLoad.Requests requests,
      RawSignatureRate signing) {

    void take(List<MeasurementWindow> windows) {
      var before = signing.measure(Algorithm.ES256, RAW);
      for (var i = 0; i < WINDOWS; i++) {
        var processors = ProcessorUsage.now();
        var busyBefore = server.program().processorTime();
        var outcome = wrk.load(endpoint, requests, CONNECTIONS, WINDOW_SECONDS);
        outcome.requireNoErrors("tokens");
        var busy = server.program().processorTime().minus(busyBefore);
        var taken = ProcessorUsage.now().takenByOthersSince(processors, busy);
        var after = signing.measure(Algorithm.ES256, RAW);
        var raw = before.better(after);
        var window =
            new MeasurementWindow(
                raw,
                outcome.rate(),
                busy.toNanos() / 1e3 / outcome.requests(),
                Math.max(1 - raw.shareOfCores(), taken));
        windows.add(window);
        System.out.printf(
            "raw %,.0f/s of %.0f µs, tokens %,.0f/s of %.0f µs; others took %.0f %% of the"
                + " processors%n",
            raw.rate(), raw.cpuMicros(), window.rate(), window.cpuMicros(), 100 * window.others());
        before = after;
      }
      server.program().requireRunning();
    }
  }

  private GuardLoad load() throws IOException {
    var data = started.scratch().resolve("signet");
    var log = results.resolve("guard.log");
    Files.deleteIfExists(log);
    var server =
        started.start(() -> SignetServer.start(root, BenchProcess.freePort(), data, "", log));
    server.awaitReady(data);
    var asks =
        BenchRequests.tokens(BenchAgents.register(server, Algorithm.ES256, AGENTS).all(), "");
    var requests = WrkLoad.Requests.write(started.scratch().resolve("requests"), asks);
    var wrk = started.start(() -> new WrkLoad(root.resolve("bench/load.lua")));
    var endpoint = server.at("/oauth/token");
    wrk.load(endpoint, requests, CONNECTIONS, WARMUP_SECONDS).requireNoErrors("warming up");
    return new GuardLoad(server, wrk, endpoint, requests, new RawSignatureRate(crypto));
  }

  private Properties readBaseline() throws IOException {
    if (!Files.exists(file)) {
      throw new BenchFailure(
          "There is no bench/guard.txt to hold this against: bench/run --guard --write");
    }
    var kept = new Properties();
    try (var reader = Files.newBufferedReader(file)) {
      kept.load(reader);
    }
    return kept;
  }

  private void write(BestShares shares) throws IOException {
    if (shares.rate().isEmpty() || shares.cpu().isEmpty()) {
      throw new BenchFailure("Others were at work all the time; a figure must be of Signet alone.");
    }
    var lines =
        Stream.of(
            "# What `make bench-guard` holds a change against: tokens with ES256 as a share of the"
                + " raw",
            "# signing rate, and of their processor time the share that a signature alone would"
                + " take.",
            "# Written by `bench/run --guard --write`; %s, JDK %s, data in memory, %d connections."
                .formatted(MachineDescription.text(), Runtime.version(), CONNECTIONS),
            "taken = " + LocalDate.now(),
            "rate = " + RoundStatistics.format("%.4f", shares.rate().getAsDouble()),
            "processor-time = " + RoundStatistics.format("%.4f", shares.cpu().getAsDouble()),
            "machine = " + MachineDescription.text(),
            "cores = " + Runtime.getRuntime().availableProcessors(),
            "crypto = " + crypto.name());
    Files.write(file, lines.toList());
    System.out.println("Written: " + file);
  }
}
