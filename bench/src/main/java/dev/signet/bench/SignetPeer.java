package dev.signet.bench;

import java.nio.file.Path;
import java.util.Optional;

/// Signet, with its clients registered over HTTP.
final class SignetPeer implements Peer {
  private final Path root;
  private final BenchResources started;
  private final Path data;
  private final String database;
  private final Path log;
  private final int clients;
  private final BenchCrypto crypto;
  private final int port = BenchProcess.freePort();
  private Optional<SignetServer> running = Optional.empty();
  private Optional<PeerClients> roster = Optional.empty();

  /// @param database in the form of `--database`; empty for SQLite
  SignetPeer(
      Path root,
      BenchResources started,
      String database,
      Path log,
      int clients,
      BenchCrypto crypto) {
    this.root = root;
    this.started = started;
    this.data = started.scratch().resolve("signet-beside-others");
    this.database = database;
    this.log = log;
    this.clients = clients;
    this.crypto = crypto;
  }

  @Override
  public String name() {
    return "Signet";
  }

  @Override
  public String description() {
    return "Signet, as shipped, rate limits off; %s, every answer durable"
        .formatted(database.isEmpty() ? "SQLite" : "PostgreSQL");
  }

  @Override
  public void prepare() {
    var server = startServer();
    server.awaitReady(data);
    roster =
        Optional.of(
            new PeerClients(
                BenchAgents.register(server, Algorithm.RS256, clients).all(),
                BenchAgents.register(server, Algorithm.ES256, clients).all(),
                BenchAgents.registerKeyed(server, clients, crypto).all(),
                BenchAgents.registerRefreshing(server, Algorithm.ES256, clients).all(),
                BenchAgents.register(server, Algorithm.ES256, 1).all().getFirst()));
    stop();
  }

  @Override
  public BenchProcess start() {
    return startServer().program();
  }

  private SignetServer startServer() {
    var server = started.start(() -> SignetServer.start(root, port, data, database, log));
    running = Optional.of(server);
    return server;
  }

  @Override
  public void stop() {
    running.ifPresent(started::stop);
  }

  @Override
  public PeerClients roster() {
    return roster.orElseThrow();
  }

  @Override
  public Endpoints endpoints() {
    return Endpoints.below(
        "http://127.0.0.1:" + port, "/oauth/token", "/oauth/introspect", "/.well-known/jwks.json");
  }
}
