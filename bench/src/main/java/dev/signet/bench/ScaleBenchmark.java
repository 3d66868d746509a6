package dev.signet.bench;

import dev.signet.base.db.DatabaseUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Compares a server with much data with an empty one: in turns, so that both are measured under
/// the same conditions.
final class ScaleBenchmark {
  private static final int FEW = 1_000;
  private static final int MANY = 100_000;
  private static final int ASKED = 40;

  /// In seconds; at 2,000/s each of [#MANY] has requested a token by then, and is cached by the
  /// server.
  private static final int UNTIL_ALL_HAVE_ASKED = 50;

  /// The job that prunes begins a minute after the start.
  private static final Duration UNTIL_PRUNING = Duration.ofSeconds(60);

  private final BenchSettings settings;
  private final BenchResources started;
  private final WrkLoad wrk;
  private final Path root;
  private final Path log;
  private final Path emptyData;
  private final String emptyDatabase;
  private final Path fullData;
  private final String fullDatabase;
  private final StringBuilder report = new StringBuilder();

  /// @param emptyDatabase in the form of `--database`; empty for SQLite in the data folder
  /// @param fullDatabase in the form of `--database`; empty for SQLite in the data folder
  ScaleBenchmark(
      BenchSettings settings,
      BenchResources started,
      WrkLoad wrk,
      Path root,
      Path log,
      String emptyDatabase,
      String fullDatabase) {
    this.settings = settings;
    this.started = started;
    this.wrk = wrk;
    this.root = root;
    this.log = log;
    this.emptyData = started.scratch().resolve("empty");
    this.emptyDatabase = emptyDatabase;
    this.fullData =
        settings.data().isEmpty() || !fullDatabase.isEmpty()
            ? started.scratch().resolve("full")
            : Path.of(settings.data());
    this.fullDatabase = fullDatabase;
  }

  String measure() throws IOException {
    fill();
    report.append(what()).append(", beside an empty server.\n\n");
    measureRates();
    measureLatencies();
    measurePruning();
    return report.toString();
  }

  /// Measures only lists and pages.
  String measureLists() throws IOException {
    fill();
    report.append(what()).append(".\n\n");
    measureLatencies();
    return report.toString();
  }

  private void fill() throws IOException {
    if (!Files.exists(GeneratedAgents.file(fullData))) {
      new DataGenerator(fullData, fullDatabase, settings.fillAgents(), settings.fillEvents()).run();
    }
  }

  private String what() {
    return "%s, %s; %,d agents and %,d events"
        .formatted(
            settings.database().equals("sqlite") ? "SQLite" : "PostgreSQL",
            MachineDescription.text(),
            settings.fillAgents(),
            settings.fillEvents());
  }

  private SignetServer start(Path data, String database, String... more) {
    var server =
        started.start(() ->
            SignetServer.start(root, BenchProcess.freePort(), data, database, log, List.of(more)));
    server.awaitReady(data);
    return server;
  }

  private SignetServer startFull(String... more) {
    return start(fullData, fullDatabase, more);
  }

  /// The figures of one server in one turn.
  ///
  /// @param cpuMicros the server's processor time for one token
  /// @param ready after how many seconds it responded
  /// @param memory resident, in MiB
  private record ScaleMeasurement(
      String server, double rate, double cpuMicros, Duration p99, double ready, long memory) {}

  private void measureRates() {
    var some =
        GeneratedAgents.sample(fullData, FEW).stream()
            .map(GeneratedAgents.Member::toClient)
            .toList();
    var many =
        GeneratedAgents.sample(fullData, MANY).stream()
            .map(GeneratedAgents.Member::toClient)
            .toList();
    var seen = new LinkedHashMap<String, List<ScaleMeasurement>>();
    List<BenchClient> own = List.of();
    for (var round = 0; round < settings.scaleRounds(); round++) {
      var began = System.nanoTime();
      var empty = start(emptyData, emptyDatabase);
      var ready = (System.nanoTime() - began) / 1e9;
      if (own.isEmpty()) {
        own = BenchAgents.register(empty, Algorithm.ES256, FEW).all();
      }
      var warmup = settings.warmup();
      note(seen, issue(empty, "empty, 1,000 agents ask", own, warmup, ready));
      started.stop(empty);
      began = System.nanoTime();
      var full = startFull();
      ready = (System.nanoTime() - began) / 1e9;
      note(seen, issue(full, "full, the same number asks", some, warmup, ready));
      note(seen, issue(full, "full, 100,000 agents ask for their first time", many, 1, ready));
      note(seen, issue(full, "full, the same ask again", many, UNTIL_ALL_HAVE_ASKED, ready));
      started.stop(full);
    }
    report.append(
        "| Server | Rate | Of empty | Processor time a token | p99 | Ready after | Memory |\n");
    report.append("| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n");
    var base = best(seen.values().iterator().next());
    seen.forEach((name, turns) -> {
      var best = best(turns);
      report.append(
          "| %s | %,.0f/s | %.0f %% | %.0f µs | %.1f ms | %.2f s | %d MiB |%n"
              .formatted(
                  name,
                  best.rate(),
                  100 * best.rate() / base.rate(),
                  best.cpuMicros(),
                  best.p99().toNanos() / 1e6,
                  turns.stream().mapToDouble(ScaleMeasurement::ready).min().orElseThrow(),
                  turns.stream().mapToLong(ScaleMeasurement::memory).max().orElseThrow()));
    });
    report.append("\n");
  }

  private static ScaleMeasurement best(List<ScaleMeasurement> turns) {
    return turns.stream()
        .max((one, other) -> Double.compare(one.rate(), other.rate()))
        .orElseThrow();
  }

  private static void note(Map<String, List<ScaleMeasurement>> seen, ScaleMeasurement one) {
    seen.computeIfAbsent(one.server(), _ -> new ArrayList<>()).add(one);
  }

  /// @param warmup the seconds of load before the measurement
  private ScaleMeasurement issue(
      SignetServer server, String name, List<BenchClient> clients, int warmup, double ready) {
    System.err.println(name + " …");
    var requests =
        WrkLoad.Requests.write(
            started.scratch().resolve("requests"), BenchRequests.tokens(clients, ""));
    load(server, requests, warmup).requireNoErrors(name + ", warming up");
    var busyBefore = server.program().processorTime();
    var outcome = load(server, requests, settings.seconds());
    var busy = server.program().processorTime().minus(busyBefore);
    outcome.requireNoErrors(name);
    var micros = busy.toNanos() / 1e3 / (outcome.rate() * settings.seconds());
    System.err.printf("  %,.0f/s, %.0f µs%n", outcome.rate(), micros);
    return new ScaleMeasurement(
        name, outcome.rate(), micros, outcome.p99(), ready, server.program().residentMebibytes());
  }

  private LoadResult load(SignetServer server, WrkLoad.Requests requests, int seconds) {
    return wrk.load(
        server.at("/oauth/token"), requests, settings.connections().getFirst(), seconds);
  }

  private void measureLatencies() {
    var server = startFull();
    var members = GeneratedAgents.sample(fullData, 100);
    var busiest = members.getFirst();
    var usual = members.get(members.size() / 2);
    var past = Instant.now().minus(20, ChronoUnit.DAYS).truncatedTo(ChronoUnit.MILLIS);
    var paths = new ArrayList<String>();
    for (var filter :
        List.of(
            "",
            "status=active",
            "status=suspended",
            "owner=owner-17",
            "agentType=router",
            "organizationId=" + members.get(51).organization(),
            "organizationId=00000000-0000-7000-8000-000000000000&status=suspended",
            "owner=owner-41&status=suspended&agentType=router",
            "q=agent",
            "q=agent%200314159",
            "q=%40example.com&status=active",
            "q=no-such-agent")) {
      paths.add("/api/v1/agents?" + filter);
      if (!filter.startsWith("q=")) {
        paths.add("/api/v1/agents?" + filter + "&after=" + usual.agent());
      }
    }
    paths.add("/api/v1/agents?page=100&limit=100");
    paths.add("/api/agents");
    paths.add("/api/agents?page=100&limit=100");
    paths.add("/api/agents?after=" + usual.agent());
    for (var filter :
        List.of(
            "",
            "agentId=" + usual.agent(),
            "agentId=" + busiest.agent(),
            "agentId=" + busiest.agent() + "&action=auth.failed",
            "action=auth.failed",
            "action=token.issued",
            "action=agent.decommissioned",
            "outcome=failure",
            "from=" + past,
            "to=" + past,
            "agentId=" + usual.agent() + "&to=" + past)) {
      paths.add("/api/v1/audit?" + filter);
    }
    paths.add("/api/v1/audit?page=100&limit=100");
    var event = server.get("/api/v1/audit?to=" + past).get("data").get(0).get("eventId");
    paths.add("/api/v1/audit?after=" + event.stringValue());
    paths.add("/api/v1/agents/" + usual.agent() + "/credentials");
    paths.add("/api/v1/agents/" + usual.agent() + "/tokens");
    paths.add("/api/v1/agents/" + busiest.agent() + "/tokens");
    paths.add("/api/v1/agents/" + busiest.agent() + "/tokens?page=100&limit=100");
    paths.add("/api/v1/organizations");
    paths.add("/api/v1/registrations");
    paths.add("/api/v1/invites");
    paths.add("/api/v1/operator-keys");
    paths.add("/api/v1/keys");
    report.append("| Page | Median | Slowest of ").append(ASKED).append(" |\n");
    report.append("| --- | ---: | ---: |\n");
    time(paths, server::get, members);
    server.signIn();
    time(pages(usual.agent(), busiest.agent()), server::page, members);
    report.append("\n");
    started.stop(server);
  }

  /// The pages of the console that are measured.
  private static List<String> pages(String usual, String busiest) {
    var agents = "/console/agents";
    return List.of(
        agents,
        agents + "?after=" + usual,
        agents + "?page=500",
        agents + "?sort=oldest",
        agents + "?sort=name",
        agents + "?sort=name&after=" + usual,
        agents + "?sort=name&page=500",
        agents + "?sort=name&status=suspended",
        agents + "?status=active&sort=name",
        agents + "?owner=owner-17&sort=name",
        agents + "?q=agent",
        agents + "?q=agent&sort=name",
        agents + "?q=agent&sort=oldest",
        agents + "?q=region+17&sort=name",
        agents + "?q=agent+0031415&sort=name",
        agents + "?q=no-such-agent",
        agents + "/" + usual,
        agents + "/" + busiest,
        agents + "/" + usual + "/edit",
        agents + "/" + busiest + "/deactivate",
        "/console",
        "/console/audit",
        "/console/audit?agentId=" + busiest);
  }

  private void time(
      List<String> paths, Consumer<String> ask, List<GeneratedAgents.Member> members) {
    for (var path : paths) {
      var took = new ArrayList<Long>();
      for (var i = 0; i < ASKED + 3; i++) {
        var began = System.nanoTime();
        ask.accept(path);
        took.add(System.nanoTime() - began);
      }
      // Without the first requests, when caches are empty and code is not compiled.
      var sorted = took.subList(3, took.size()).stream().sorted().toList();
      report.append(
          "| `%s` | %.1f ms | %.1f ms |%n"
              .formatted(
                  shown(path, members),
                  sorted.get(sorted.size() / 2) / 1e6,
                  sorted.getLast() / 1e6));
    }
  }

  private static String shown(String path, List<GeneratedAgents.Member> members) {
    return path.replace(members.getFirst().agent(), "BUSIEST")
        .replace(members.get(members.size() / 2).agent(), "USUAL")
        .replaceAll("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}", "ID")
        .replaceAll("[?&]$", "")
        .replace("?&", "?");
  }

  /// Half of the audit log is past its retention. The rate before the job that deletes it begins is
  /// compared with the rate while it runs, on the same server.
  private void measurePruning() {
    var began = System.nanoTime();
    var server = startFull("--audit-retention", DataGenerator.SPAN.toDays() / 2 + "d");
    var clients =
        GeneratedAgents.sample(fullData, FEW).stream()
            .map(GeneratedAgents.Member::toClient)
            .toList();
    var requests =
        WrkLoad.Requests.write(
            started.scratch().resolve("requests"), BenchRequests.tokens(clients, ""));
    var left = UNTIL_PRUNING.minusNanos(System.nanoTime() - began).toSeconds();
    var window = settings.seconds();
    load(server, requests, (int) Math.max(1, left - window - 4)).requireNoErrors("warming up");
    var without = load(server, requests, window);
    load(server, requests, 6).requireNoErrors("pruning begins");
    var first = firstSeq();
    var with = load(server, requests, 2 * window);
    without.requireNoErrors("without pruning");
    with.requireNoErrors("while pruning");
    var gone = firstSeq() - first;
    var idle = idle(window);
    report.append(
        """
        | While 32 connections ask | Rate | p99 | Events deleted |
        | --- | ---: | ---: | ---: |
        | nothing is pruned | %,.0f/s | %.1f ms | – |
        | half of the audit log is pruned | %,.0f/s (%.0f %%) | %.1f ms | %,.0f/s |
        | half is pruned, without load | – | – | %,.0f/s |
        """
            .formatted(
                without.rate(),
                without.p99().toNanos() / 1e6,
                with.rate(),
                100 * with.rate() / without.rate(),
                with.p99().toNanos() / 1e6,
                gone / (2.0 * window),
                idle));
    started.stop(server);
  }

  private double idle(int seconds) {
    var before = firstSeq();
    Pause.of(Duration.ofSeconds(seconds));
    return (firstSeq() - before) / (double) seconds;
  }

  /// The first event of the oldest chain.
  private long firstSeq() {
    var url = fullDatabase.isEmpty() ? "sqlite:" + fullData.resolve("signet.db") : fullDatabase;
    var database = DatabaseUrl.parse(url);
    try (var connection =
            switch (database) {
              case DatabaseUrl.Sqlite(var file) ->
                  DriverManager.getConnection("jdbc:sqlite:" + file);
              case DatabaseUrl.Postgresql(var jdbc, var user, var password) ->
                  DriverManager.getConnection(jdbc, user, password);
            };
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT seq FROM audit_events WHERE chain_id ="
                    + " (SELECT chain_id FROM audit_events ORDER BY chain_id, seq LIMIT 1)"
                    + " ORDER BY seq LIMIT 1")) {
      return rows.next() ? rows.getLong(1) : 0;
    } catch (SQLException e) {
      throw new BenchFailure("the audit log cannot be read: " + e.getMessage());
    }
  }
}
