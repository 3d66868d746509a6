import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Signet and those that it is measured beside, ready to be started. One that cannot be had is left
/// out, and the result says so.
final class Peers {
  private final Settings settings;
  private final Path root;
  private final Path logs;
  private final Started started;
  private final Crypto crypto;
  private final List<Peer> ready = new ArrayList<>();
  private final List<String> missing = new ArrayList<>();

  Peers(Settings settings, Path root, Path logs, Started started, Crypto crypto) {
    this.settings = settings;
    this.root = root;
    this.logs = logs;
    this.started = started;
    this.crypto = crypto;
  }

  /// Signet first.
  List<Peer> ready() {
    return ready;
  }

  /// A sentence for each that there is not.
  List<String> missing() {
    return missing;
  }

  /// @param database for Signet, as `--database` takes it; empty for SQLite
  void getReady(String database) throws IOException {
    var clients = settings.clients();
    var signet =
        new SignetPeer(root, started, database, logs.resolve("signet.log"), clients, crypto);
    signet.prepare();
    ready.add(signet);
    var fetchLog = logs.resolve("fetch.log");
    Files.deleteIfExists(fetchLog);
    var fetch = new Fetch(root, fetchLog, started);
    for (var name : settings.peers()) {
      System.err.println("Getting " + name + " ready …");
      add(
          name,
          switch (name) {
            case "keycloak" -> () -> keycloak(fetch);
            case "spring" -> () -> spring(fetch);
            case "oidc-provider" -> () -> oidcProvider(fetch);
            default -> throw new IllegalArgumentException(name);
          });
    }
  }

  private void add(String name, Supplier<Peer> peer) {
    try {
      var found = peer.get();
      found.prepare();
      ready.add(found);
    } catch (Failure failure) {
      if (started.isOver()) {
        throw failure;
      }
      missing.add("%s is left out: %s".formatted(name, firstLine(failure)));
      System.err.println(missing.getLast());
    }
  }

  private static String firstLine(Failure failure) {
    return failure.getMessage().lines().findFirst().orElse("");
  }

  private Peer keycloak(Fetch fetch) {
    var home = fetch.keycloak(Postgres.isHere() ? "postgres" : "dev-file");
    var folder = started.scratch().resolve("keycloak-postgresql");
    var postgres =
        Postgres.isHere()
            ? Optional.of(started.start(() -> Postgres.start(folder, Program.freePort())))
            : Optional.<Postgres>empty();
    return new KeycloakPeer(home, Fetch.KEYCLOAK, started, postgres, log("keycloak"), roster());
  }

  private Peer spring(Fetch fetch) {
    var jar = fetch.spring();
    return new SpringPeer(jar, Fetch.springVersion(jar), started, log("spring"), roster(), crypto);
  }

  private Peer oidcProvider(Fetch fetch) {
    var folder = fetch.oidcProvider();
    return new NodePeer(
        folder, Fetch.oidcProviderVersion(folder), started, log("oidc-provider"), roster(), crypto);
  }

  private Roster roster() {
    return Roster.made(settings.clients(), crypto);
  }

  private Path log(String name) {
    return logs.resolve(name + ".log");
  }
}
