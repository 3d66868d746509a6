package dev.signet.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Runs a server under full load for long: does its memory stay constant, and is each request
/// answered? Clients get a token, introspect it, revoke every third one, and repeat at once.
final class SoakBenchmark {
  private static final int AGENTS = 1_000;
  private static final int MOST_MEBIBYTES = 400;
  private static final Duration SLICE = Duration.ofSeconds(30);

  /// From one quarter of the run to the next.
  private static final double MOST_GROWTH = 1.05;

  private final BenchSettings settings;
  private final BenchResources started;
  private final Path root;
  private final Path log;
  private final BenchHttpClient caller = new BenchHttpClient();

  SoakBenchmark(BenchSettings settings, BenchResources started, Path root, Path log) {
    this.settings = settings;
    this.started = started;
    this.root = root;
    this.log = log;
  }

  /// @return the table of results
  /// @throws BenchFailure when a request failed, or the memory exceeded its limit or still grows
  String measure() {
    var data = started.scratch().resolve("soak");
    var server =
        started.start(() -> SignetServer.start(root, BenchProcess.freePort(), data, "", log));
    server.awaitReady(data);
    var clients = BenchAgents.register(server, Algorithm.ES256, AGENTS).all();
    var requests = new AtomicLong();
    var failed = new AtomicReference<@Nullable BenchFailure>();
    var until = System.nanoTime() + Duration.ofMinutes(settings.soakMinutes()).toNanos();
    var callers = new ArrayList<Thread>();
    for (var i = 0; i < settings.connections().getFirst(); i++) {
      var first = i;
      callers.add(
          Thread.ofVirtual()
              .start(() -> sendRequestsUntil(until, server, clients, first, requests, failed)));
    }
    var report =
        new StringBuilder(
            "SQLite, %s; %,d agents, %d callers.%n%n"
                .formatted(MachineDescription.text(), AGENTS, callers.size()));
    report.append("| After | Requests | Resident | Live heap |\n| ---: | ---: | ---: | ---: |\n");
    var began = System.nanoTime();
    var resident = new ArrayList<Long>();
    while (System.nanoTime() - until < 0 && failed.get() == null) {
      Pause.of(SLICE);
      resident.add(requireBounded(server.program().residentMebibytes()));
      report.append(
          "| %d s | %,d | %d MiB | %.0f MiB |%n"
              .formatted(
                  Duration.ofNanos(System.nanoTime() - began).toSeconds(),
                  requests.get(),
                  resident.getLast(),
                  liveMebibytes(server)));
    }
    started.stop(server);
    var failure = failed.get();
    if (failure != null) {
      throw failure;
    }
    requirePlateau(resident);
    return report.toString();
  }

  /// The last quarter of the run must use about as much as the one before it.
  private static void requirePlateau(List<Long> resident) {
    var quarter = resident.size() / 4;
    if (quarter == 0) {
      return;
    }
    var last = resident.subList(resident.size() - quarter, resident.size());
    var before = resident.subList(resident.size() - 2 * quarter, resident.size() - quarter);
    if (average(last) > average(before) * MOST_GROWTH) {
      throw new BenchFailure("the memory still grows: " + before + " MiB, then " + last);
    }
  }

  private static double average(List<Long> numbers) {
    return numbers.stream().mapToLong(Long::longValue).average().orElseThrow();
  }

  private static long requireBounded(long resident) {
    if (resident > MOST_MEBIBYTES) {
      throw new BenchFailure(
          "the server uses " + resident + " MiB, more than the limit of " + MOST_MEBIBYTES);
    }
    return resident;
  }

  private void sendRequestsUntil(
      long until,
      SignetServer server,
      List<BenchClient> clients,
      int first,
      AtomicLong requests,
      AtomicReference<@Nullable BenchFailure> failed) {
    try {
      for (var i = first; System.nanoTime() - until < 0 && failed.get() == null; i++) {
        var client = clients.get(i * 31 % clients.size());
        var issued = caller.post(server.at("/oauth/token"), client.tokenForm(""));
        var form = client.introspectionForm(issued.get("access_token").stringValue());
        caller.post(server.at("/oauth/introspect"), form);
        requests.addAndGet(2);
        if (i % 3 == 0) {
          caller.post(server.at("/oauth/revoke"), form);
          requests.incrementAndGet();
        }
      }
    } catch (BenchFailure failure) {
      failed.compareAndSet(null, failure);
    }
  }

  /// After a full garbage collection, which `jcmd` triggers.
  private static double liveMebibytes(SignetServer server) {
    try {
      var jcmd =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                  Long.toString(server.program().pid()),
                  "GC.class_histogram")
              .start();
      var lines = new String(jcmd.getInputStream().readAllBytes(), UTF_8).lines().toList();
      return Long.parseLong(lines.getLast().strip().split(" +", -1)[2]) / 1024.0 / 1024;
    } catch (IOException e) {
      throw new BenchFailure("jcmd cannot be run: " + e.getMessage());
    }
  }
}
