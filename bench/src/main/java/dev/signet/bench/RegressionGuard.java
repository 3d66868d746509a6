package dev.signet.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Properties;
import java.util.stream.Stream;

/// Checks in a minute whether Signet has become slower: it compares the rate of tokens with ES256,
/// as a share of the raw signing rate of the same minute, with the share in `bench/guard.txt`.
///
/// Other processes use the machine too, so there are two shares. The share of the *rate* is the
/// best of several short windows, and only of those in which other processes left the processors
/// alone. The share of the *processor time* is that of a signature in the time of a response; it
/// depends less on other processes, which only evict data from the caches, but does not notice a
/// server that waits. The change is slow when either share has fallen by more than a third.
final class RegressionGuard {
  private static final int AGENTS = 50;
  private static final int CONNECTIONS = 32;
  private static final int WARMUP_SECONDS = 40;
  private static final int WINDOWS = 4;
  private static final int WINDOW_SECONDS = 2;
  private static final Duration RAW = Duration.ofMillis(450);

  /// The share of the processors that others may take in a window that counts.
  private static final double LEFT_ALONE = 0.1;

  /// The limit for the share of the processor time.
  private static final double LEFT_ENOUGH = 1 / 3.0;

  private static final double MOST_LOST = 1 / 3.0;

  /// The limit on a processor other than that of the committed shares, where a signature may be
  /// cheaper or more expensive in relation to other work.
  private static final double MOST_LOST_ELSEWHERE = 1 / 2.0;

  /// How often all windows are measured before the change is called slow.
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

  /// @param raw the better of the raw signing before and after the load
  /// @param rate tokens per second
  /// @param cpuMicros the server's processor time for one token
  /// @param others the share of the processors that others took, during the raw signing or the load
  private record MeasurementWindow(
      RawSignatureRate.RawMeasurement raw, double rate, double cpuMicros, double others) {}

  /// Best of the windows that count; empty when there are none.
  private record BestShares(OptionalDouble rate, OptionalDouble cpu) {}

  /// @param write whether to write the file instead of comparing with it
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
      System.out.println(
          attempt < TRIES ? "Slower than the limit; measuring again." : "Slower than the limit.");
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
          "Share of the raw %s: not compared, because %s%n",
          what, "other processes were busy, or the number of cores differs");
      return;
    }
    System.out.printf(
        "Share of the raw %s: %.2f %%, committed %.2f %%, limit %.2f %%%n",
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

  /// A warm server, and its load.
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
          "bench/guard.txt is missing; create it with bench/run --guard --write");
    }
    var kept = new Properties();
    try (var reader = Files.newBufferedReader(file)) {
      kept.load(reader);
    }
    return kept;
  }

  private void write(BestShares shares) throws IOException {
    if (shares.rate().isEmpty() || shares.cpu().isEmpty()) {
      throw new BenchFailure(
          "Other processes were busy all the time, so the figures are not of Signet alone.");
    }
    var lines =
        Stream.of(
            "# What `make bench-guard` holds a change against: tokens with ES256 as a share of the"
                + " raw",
            "# signing rate, and of their processor time the share that a signature alone would"
                + " take.",
            "# Written by `bench/run --guard --write`; %s, JDK %s, data in memory, %d connections."
                .formatted(MachineDescription.text(), Runtime.version(), CONNECTIONS),
            "taken = " + LocalDate.now(ZoneOffset.UTC),
            "rate = " + RoundStatistics.format("%.4f", shares.rate().getAsDouble()),
            "processor-time = " + RoundStatistics.format("%.4f", shares.cpu().getAsDouble()),
            "machine = " + MachineDescription.text(),
            "cores = " + Runtime.getRuntime().availableProcessors(),
            "crypto = " + crypto.name());
    Files.write(file, lines.toList());
    System.out.println("Written: " + file);
  }
}
