import java.nio.file.Path;

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
  private SignetServer server;
  private PeerClients roster;

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
    start();
    server.awaitReady(data);
    roster =
        new PeerClients(
            BenchAgents.register(server, Algorithm.RS256, clients).all(),
            BenchAgents.register(server, Algorithm.ES256, clients).all(),
            BenchAgents.registerKeyed(server, clients, crypto).all(),
            BenchAgents.registerRefreshing(server, Algorithm.ES256, clients).all(),
            BenchAgents.register(server, Algorithm.ES256, 1).all().getFirst());
    stop();
  }

  @Override
  public BenchProcess start() {
    server = started.start(() -> SignetServer.start(root, port, data, database, log));
    return server.program();
  }

  @Override
  public void stop() {
    started.stop(server);
  }

  @Override
  public PeerClients roster() {
    return roster;
  }

  @Override
  public Endpoints endpoints() {
    return Endpoints.below(
        "http://127.0.0.1:" + port, "/oauth/token", "/oauth/introspect", "/.well-known/jwks.json");
  }
}
