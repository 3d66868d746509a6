import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What is measured, and for how long. Each is a `BENCH_…` variable; `--quick` changes what they
/// are when not set.
///
/// @param seconds how long each work is measured
/// @param warmup how long each work is done before that
/// @param agents how many agents there are of each algorithm
/// @param connections how many ask at once, each of them again as soon as it is answered
/// @param database `sqlite`, `postgresql` for a temporary server, or the URL of an empty database
/// @param only the one work to do; empty for all
/// @param profile whether the server records itself while it is measured
record Settings(
    int seconds,
    int warmup,
    int agents,
    int connections,
    String database,
    String only,
    boolean profile) {

  static final String HELP =
      """
      Measures a Signet of its own on loopback, and removes it again.

        bench/run [--quick]

        --quick             shorter and coarser: is it still about as fast?
        BENCH_SECONDS       how long each work is measured (15; quick: 4)
        BENCH_WARMUP        how long it is done before that (20; quick: 6)
        BENCH_AGENTS        agents of each algorithm (1000)
        BENCH_CONNECTIONS   how many ask at once (32)
        BENCH_DATABASE      sqlite, postgresql (a temporary one), or the URL of an empty one
        BENCH_ONLY          RS256, ES256, DPoP or introspection: this work and no other
        BENCH_PROFILE       1: a Java Flight Recording of each work, in target/bench
        SIGNET_JAVA_OPTS    more options for the server's JVM
      """;

  /// @throws Failure when an argument or a variable makes no sense; it names all that do not
  static Settings read(List<String> arguments, Map<String, String> environment) {
    var faults = new ArrayList<String>();
    arguments.stream()
        .filter(argument -> !argument.equals("--quick"))
        .forEach(argument -> faults.add(argument + " is no option"));
    var quick = arguments.contains("--quick");
    var settings =
        new Settings(
            whole(environment, "BENCH_SECONDS", quick ? 4 : 15, faults),
            whole(environment, "BENCH_WARMUP", quick ? 6 : 20, faults),
            whole(environment, "BENCH_AGENTS", 1000, faults),
            whole(environment, "BENCH_CONNECTIONS", 32, faults),
            environment.getOrDefault("BENCH_DATABASE", "sqlite"),
            environment.getOrDefault("BENCH_ONLY", ""),
            environment.getOrDefault("BENCH_PROFILE", "0").equals("1"));
    if (!settings.database.matches("sqlite|postgresql|postgresql://.+")) {
      faults.add("BENCH_DATABASE must be sqlite, postgresql or a postgresql:// URL");
    }
    if (!settings.only.matches("|RS256|ES256|DPoP|introspection")) {
      faults.add("BENCH_ONLY must be RS256, ES256, DPoP or introspection");
    }
    if (!faults.isEmpty()) {
      throw new Failure(String.join("\n", faults) + "\n\n" + HELP);
    }
    return settings;
  }

  boolean includes(String work) {
    return only.isEmpty() || only.equals(work);
  }

  private static int whole(
      Map<String, String> environment, String name, int absent, List<String> faults) {
    var text = environment.getOrDefault(name, "");
    if (text.isEmpty()) {
      return absent;
    }
    if (text.matches("[1-9][0-9]{0,6}")) {
      return Integer.parseInt(text);
    }
    faults.add(name + " must be a whole number from 1 to 9999999");
    return absent;
  }
}
