package dev.signet.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What is measured, and for how long. Each component is a `BENCH_…` variable.
///
/// @param seconds how long each workload is measured
/// @param warmup how long each workload runs before that
/// @param agents the number of agents of each kind for Signet alone
/// @param clients the number of clients of each kind for the comparison with peers
/// @param rounds the number of rounds for each server
/// @param connections the number of connections, each with one request at a time
/// @param peers the servers to compare Signet with
/// @param database `sqlite`, `postgresql` for a temporary server, or the URL of an empty database
/// @param only the one workload to run; empty for all
/// @param profile whether the server is profiled
/// @param fillAgents the number of agents at scale
/// @param fillEvents the number of events in their audit log
/// @param data the folder to keep generated data in; empty for a temporary one
record BenchSettings(
    int seconds,
    int warmup,
    int agents,
    int clients,
    int rounds,
    List<Integer> connections,
    List<String> peers,
    String database,
    String only,
    boolean profile,
    int fillAgents,
    int fillEvents,
    String data) {

  static final String HELP =
      """
      Measures Signet, beside its peers and alone, on loopback; and removes all of it again.

        bench/run [--alone | --quick | --scale | --lists | --bulk | --soak | --fill | --start | --guard [--write]] [--publish]

        --alone             no peers
        --quick             no peers, shorter and coarser: is it still about as fast?
        --scale             beside an empty server: one with a million agents and their audit log
        --lists             the same server's lists and pages alone
        --bulk              millions of revoked tokens at a start, and of tokens that end at once
        --soak              ten minutes of full load: does the memory stay what it is? (BENCH_MINUTES)
        --fill              makes that server's data in BENCH_DATA, and no more
        --start             from the start of the process to the first token, with and without the AOT cache
        --guard             fails when it has become slower by a third than bench/guard.txt says
        --guard --write     writes that file
        --publish           writes the result into docs/performance.md

                            beside peers, alone, quick
        BENCH_SECONDS       5, 15, 4          how long each work is measured
        BENCH_WARMUP        10, 20, 6         how long it is done before that
        BENCH_CONNECTIONS   1,32,128; 32, 32  how many ask at once
        BENCH_ROUNDS        3                 how often each server has its turn
        BENCH_CLIENTS       100               clients of each kind, beside peers
        BENCH_AGENTS        -, 1000, 1000     agents of each kind, alone
        BENCH_PEERS         keycloak,spring,oidc-provider
        BENCH_DATABASE      sqlite, postgresql (a temporary one), or the URL of an empty one
        BENCH_ONLY          RS256, ES256, DPoP (alone), ASSERTION, INTROSPECTION or REFRESH
        BENCH_PROFILE       1: a Java Flight Recording of each work, in target/bench (alone)
        BENCH_FILL_AGENTS   1000000           agents of the server that is full
        BENCH_FILL_EVENTS   20000000          and their events, of the last 60 days
        BENCH_MINUTES       10                how long the soak takes
        BENCH_DATA          a folder that keeps the full server's data for the next time
        SIGNET_JAVA_OPTS    more options for Signet's JVM
      """;

  private static final List<String> PEERS = List.of("keycloak", "spring", "oidc-provider");

  /// What is measured, which determines the defaults.
  enum BenchMode {
    BESIDE_PEERS(5, 10, "1,32,128"),
    ALONE(15, 20, "32"),
    QUICK(4, 6, "32"),
    SCALE(10, 15, "32");

    private final int seconds;
    private final int warmup;
    private final String connections;

    BenchMode(int seconds, int warmup, String connections) {
      this.seconds = seconds;
      this.warmup = warmup;
      this.connections = connections;
    }
  }

  /// @throws BenchFailure naming all invalid variables
  static BenchSettings read(BenchMode where, Map<String, String> environment) {
    var faults = new ArrayList<String>();
    var settings =
        new BenchSettings(
            whole(environment, "BENCH_SECONDS", where.seconds, faults),
            whole(environment, "BENCH_WARMUP", where.warmup, faults),
            whole(environment, "BENCH_AGENTS", 1000, faults),
            whole(environment, "BENCH_CLIENTS", 100, faults),
            whole(environment, "BENCH_ROUNDS", 3, faults),
            wholes(environment, "BENCH_CONNECTIONS", where.connections, faults),
            words(environment.getOrDefault("BENCH_PEERS", String.join(",", PEERS))),
            environment.getOrDefault("BENCH_DATABASE", "sqlite"),
            environment.getOrDefault("BENCH_ONLY", ""),
            environment.getOrDefault("BENCH_PROFILE", "0").equals("1"),
            whole(environment, "BENCH_FILL_AGENTS", 1_000_000, faults),
            whole(environment, "BENCH_FILL_EVENTS", 20_000_000, faults),
            environment.getOrDefault("BENCH_DATA", ""));
    if (!PEERS.containsAll(settings.peers)) {
      faults.add("BENCH_PEERS must be some of " + String.join(",", PEERS));
    }
    if (!settings.database.matches("sqlite|postgresql|postgresql://.+")) {
      faults.add("BENCH_DATABASE must be sqlite, postgresql or a postgresql:// URL");
    }
    if (!settings.only.matches("|RS256|ES256|DPoP|ASSERTION|INTROSPECTION|REFRESH")) {
      faults.add("BENCH_ONLY must be RS256, ES256, DPoP, ASSERTION, INTROSPECTION or REFRESH");
    }
    if (!faults.isEmpty()) {
      throw new BenchFailure(String.join("\n", faults) + "\n\n" + HELP);
    }
    return settings;
  }

  /// The number of rounds at scale: each starts both servers.
  int scaleRounds() {
    return Math.min(rounds, 3);
  }

  /// The duration of a soak test.
  int soakMinutes() {
    var faults = new ArrayList<String>();
    var minutes = whole(System.getenv(), "BENCH_MINUTES", 10, faults);
    if (!faults.isEmpty()) {
      throw new BenchFailure(String.join("\n", faults));
    }
    return minutes;
  }

  /// The number of rounds of starts, which take little time.
  int startRounds() {
    return Math.max(rounds, 7);
  }

  boolean includes(String work) {
    return only.isEmpty() || only.equals(work);
  }

  private static int whole(
      Map<String, String> environment, String name, int absent, List<String> faults) {
    return wholes(environment, name, Integer.toString(absent), faults).getFirst();
  }

  private static List<Integer> wholes(
      Map<String, String> environment, String name, String absent, List<String> faults) {
    var text = environment.getOrDefault(name, "");
    if (text.isEmpty()) {
      text = absent;
    }
    if (!text.matches("[1-9][0-9]{0,7}(,[1-9][0-9]{0,7})*")) {
      faults.add(name + " must be whole numbers from 1 to 99999999");
      return List.of(1);
    }
    return words(text).stream().map(Integer::valueOf).toList();
  }

  private static List<String> words(String text) {
    return Stream.of(text.split(",")).filter(word -> !word.isEmpty()).toList();
  }
}
