package dev.signet.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Signet and its peers, ready to be started. A peer that is not available is left out, and the
/// result says so.
final class Peers {
  private final BenchSettings settings;
  private final Path root;
  private final Path logs;
  private final BenchResources started;
  private final BenchCrypto crypto;
  private final List<Peer> ready = new ArrayList<>();
  private final List<String> missing = new ArrayList<>();

  Peers(BenchSettings settings, Path root, Path logs, BenchResources started, BenchCrypto crypto) {
    this.settings = settings;
    this.root = root;
    this.logs = logs;
    this.started = started;
    this.crypto = crypto;
  }

  /// Signet comes first.
  List<Peer> ready() {
    return ready;
  }

  /// A sentence for each peer that is not available.
  List<String> missing() {
    return missing;
  }

  /// @param database for Signet, in the form of `--database`; empty for SQLite
  void prepare(String database) throws IOException {
    var clients = settings.clients();
    var signet =
        new SignetPeer(root, started, database, logs.resolve("signet.log"), clients, crypto);
    signet.prepare();
    ready.add(signet);
    var fetchLog = logs.resolve("fetch.log");
    Files.deleteIfExists(fetchLog);
    var fetch = new PeerDownload(root, fetchLog, started);
    for (var name : settings.peers()) {
      System.err.println("Preparing " + name + " …");
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
    } catch (BenchFailure failure) {
      if (started.isClosed()) {
        throw failure;
      }
      missing.add("%s is left out: %s".formatted(name, failure.firstLine()));
      System.err.println(missing.getLast());
    }
  }

  private Peer keycloak(PeerDownload fetch) {
    var home = fetch.keycloak(BenchPostgres.isInstalled() ? "postgres" : "dev-file");
    var folder = started.scratch().resolve("keycloak-postgresql");
    var postgres =
        BenchPostgres.isInstalled()
            ? Optional.of(started.start(() -> BenchPostgres.start(folder, BenchProcess.freePort())))
            : Optional.<BenchPostgres>empty();
    return new KeycloakPeer(
        home, PeerDownload.KEYCLOAK, started, postgres, log("keycloak"), roster());
  }

  private Peer spring(PeerDownload fetch) {
    var jar = fetch.spring();
    return new SpringPeer(
        jar, PeerDownload.springVersion(jar), started, log("spring"), roster(), crypto);
  }

  private Peer oidcProvider(PeerDownload fetch) {
    var folder = fetch.oidcProvider();
    return new NodePeer(
        folder,
        PeerDownload.oidcProviderVersion(folder),
        started,
        log("oidc-provider"),
        roster(),
        crypto);
  }

  private PeerClients roster() {
    return PeerClients.generate(settings.clients(), crypto);
  }

  private Path log(String name) {
    return logs.resolve(name + ".log");
  }
}
