package dev.signet.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A real PostgreSQL for tests, as durable as in production (`fsync` on). It listens on loopback,
/// its files are in a temporary folder, and it ends with the JVM, however that ends.
///
/// Most tests take [#shared()], one a JVM, which is the server that `SIGNET_TEST_DATABASE_URL`
/// names where that is set. Tests in which the database goes away have their own, from
/// [#dedicated()].
public final class PostgresServer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final SecureRandom random = new SecureRandom();

  /// Sends an interrupt, which is PostgreSQL's word for "disconnect all and stop", when our end of
  /// its standard input closes. That happens when this JVM is killed, too.
  static final String UNTIL_INPUT_ENDS =
      "exec 3<&0; (read -r _ <&3; kill -INT $$) & exec \"$@\" 3<&- </dev/null";

  private final String name = "test_" + randomHex(4);
  private final AtomicInteger databases = new AtomicInteger();
  private final Queue<String> schemas = new ConcurrentLinkedQueue<>();
  private final URI url;
  private final @Nullable OwnServer own;
  private @Nullable Process process;

  private PostgresServer(URI url, @Nullable OwnServer own) {
    this.url = url;
    this.own = own;
  }

  /// The one that all tests of this JVM share. It is started by the first call.
  public static PostgresServer shared() {
    return Shared.SERVER;
  }

  /// A started one that no other test sees. Close it.
  public static PostgresServer dedicated() {
    try {
      var own = OwnServer.make();
      var server = new PostgresServer(own.url("signet", "signet"), own);
      Runtime.getRuntime().addShutdownHook(new Thread(server::close));
      server.start();
      server.admit();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A fresh, empty database as `postgresql://user:password@host:port/name?currentSchema=…`. It is
  /// a schema, as that is made in a millisecond.
  public String newDatabaseUrl() {
    var schema = name + "_" + databases.incrementAndGet();
    try (var connection = connect(url)) {
      run(connection, "CREATE SCHEMA " + schema);
    } catch (SQLException e) {
      throw new IllegalStateException("no new schema on " + where(url), e);
    }
    schemas.add(schema);
    return url + (url.getRawQuery() == null ? "?" : "&") + "currentSchema=" + schema;
  }

  /// Starts the server again after [#stop()], on the same port and with the committed data, and
  /// waits until it answers.
  public synchronized void start() {
    var own = ownServer();
    if (process != null && process.isAlive()) {
      return;
    }
    try {
      process = own.start();
      awaitAnswer(process, own);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Disconnects all clients and stops. Stopping it again changes nothing.
  public synchronized void stop() {
    ownServer();
    var running = process;
    if (running == null) {
      return;
    }
    try {
      running.getOutputStream().close();
      if (!running.waitFor(PATIENCE)) {
        running.destroyForcibly();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      running.destroyForcibly();
    }
    process = null;
  }

  /// Lets nothing be written any more, as a primary server that has become a standby, or lets it
  /// again.
  public void readOnly(boolean refusesWrites) {
    try (var connection = connect(ownServer().url("postgres", "postgres"))) {
      run(connection, "ALTER SYSTEM SET default_transaction_read_only = " + refusesWrites);
      run(connection, "SELECT pg_reload_conf()");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Moves a table to a folder, such as one on a small disk.
  ///
  /// @param databaseUrl of [#newDatabaseUrl]
  public void moveTable(String databaseUrl, String table, Path folder) {
    var server = ownServer();
    var schema = databaseUrl.substring(databaseUrl.indexOf("currentSchema=") + 14);
    try {
      server.binaries().handOver(folder);
      try (var connection = connect(server.url("postgres", "signet"))) {
        run(connection, "CREATE TABLESPACE small LOCATION '" + folder + "'");
        run(connection, "ALTER TABLE " + schema + "." + table + " SET TABLESPACE small");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Gives the server's role another password, or its own again.
  public void changePassword(boolean toAnother) {
    var server = ownServer();
    try (var connection = connect(server.url("postgres", "postgres"))) {
      run(
          connection,
          "ALTER ROLE signet PASSWORD '" + (toAnother ? "another" : server.password()) + "'");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Leaves nothing behind: no process, no file, and on a shared server none of our schemas.
  /// Closing it again changes nothing.
  @Override
  public synchronized void close() {
    if (own != null) {
      stop();
      own.delete();
      return;
    }
    if (schemas.isEmpty()) {
      return;
    }
    try (var connection = connect(url)) {
      for (var schema = schemas.poll(); schema != null; schema = schemas.poll()) {
        run(connection, "DROP SCHEMA IF EXISTS " + schema + " CASCADE");
      }
    } catch (SQLException e) {
      throw new IllegalStateException("cannot clean up on " + where(url), e);
    }
  }

  /// Signet gets a user with no more rights than it would have in production.
  private void admit() throws SQLException {
    var own = ownServer();
    try (var connection = connect(own.url("postgres", "postgres"))) {
      run(connection, "CREATE ROLE signet LOGIN PASSWORD '" + own.password + "'");
      run(connection, "CREATE DATABASE signet OWNER signet");
    }
  }

  private static void awaitAnswer(Process process, OwnServer own) throws IOException {
    var deadline = Instant.now().plus(PATIENCE);
    while (true) {
      try {
        connect(own.url("postgres", "postgres")).close();
        return;
      } catch (SQLException notYet) {
        try {
          if (process.waitFor(20, TimeUnit.MILLISECONDS) || Instant.now().isAfter(deadline)) {
            throw new IllegalStateException(
                "PostgreSQL does not start:\n" + Files.readString(own.log()), notYet);
          }
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IllegalStateException("interrupted while PostgreSQL starts", e);
        }
      }
    }
  }

  private static Connection connect(URI url) throws SQLException {
    var login = new Properties();
    var info = url.getUserInfo() == null ? "" : url.getUserInfo();
    var colon = info.indexOf(':');
    login.setProperty("user", colon < 0 ? info : info.substring(0, colon));
    login.setProperty("password", colon < 0 ? "" : info.substring(colon + 1));
    return DriverManager.getConnection("jdbc:postgresql://" + where(url), login);
  }

  /// Host, port, database and parameters: what of the URL may be shown.
  private static String where(URI url) {
    var port = url.getPort() < 0 ? "" : ":" + url.getPort();
    var query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    return url.getHost() + port + url.getRawPath() + query;
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private OwnServer ownServer() {
    if (own == null) {
      throw new IllegalStateException("a server that is not ours is not ours to stop");
    }
    return own;
  }

  private static String randomHex(int bytes) {
    var drawn = new byte[bytes];
    random.nextBytes(drawn);
    return HexFormat.of().formatHex(drawn);
  }

  private static final class Shared {
    static final PostgresServer SERVER = open();

    private static PostgresServer open() {
      var given = System.getenv("SIGNET_TEST_DATABASE_URL");
      if (given == null || given.isBlank()) {
        return dedicated();
      }
      var server = new PostgresServer(URI.create(given), null);
      Runtime.getRuntime().addShutdownHook(new Thread(server::close));
      return server;
    }
  }

  /// The files of a server that we run ourselves, and where it listens.
  private record OwnServer(PostgresBinaries binaries, Path folder, int port, String password) {

    static OwnServer make() throws IOException {
      var folder = Files.createTempDirectory("signet-postgres-");
      var binaries = PostgresBinaries.unpackInto(folder);
      var own = new OwnServer(binaries, folder, freePort(), randomHex(16));
      own.initialize();
      return own;
    }

    URI url(String user, String database) {
      return URI.create(
          "postgresql://" + user + ":" + password + "@127.0.0.1:" + port + "/" + database);
    }

    Path log() {
      return folder.resolve("log");
    }

    Process start() throws IOException {
      var server =
          binaries.program(
              "postgres",
              "-D",
              data().toString(),
              "-p",
              Integer.toString(port),
              "-c",
              "listen_addresses=127.0.0.1",
              "-c",
              "unix_socket_directories=",
              "-c",
              "max_connections=300",
              "-c",
              "fsync=on");
      var command = new ArrayList<>(List.of("sh", "-c", UNTIL_INPUT_ENDS, "sh"));
      command.addAll(server);
      return binaries
          .process(command)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
          .start();
    }

    void delete() {
      Folders.delete(folder);
    }

    private void initialize() throws IOException {
      binaries.handOver(Files.createDirectory(data()));
      var secret = Files.writeString(folder.resolve("password"), password);
      binaries.handOver(secret);
      var initdb =
          binaries
              .process(
                  binaries.program(
                      "initdb",
                      "--pgdata=" + data(),
                      "--username=postgres",
                      "--pwfile=" + secret,
                      "--auth=scram-sha-256",
                      "--encoding=UTF8",
                      "--locale=C",
                      "--no-instructions"))
              .start();
      var said = new String(initdb.getInputStream().readAllBytes(), UTF_8);
      try {
        if (initdb.waitFor() != 0) {
          throw new IllegalStateException("initdb failed:\n" + said);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted in initdb", e);
      }
      Files.delete(secret);
    }

    private Path data() {
      return folder.resolve("data");
    }

    /// A port below those that systems hand out to clients: on loopback a client that tries again
    /// and again to reach a server which is down can be given the server's own port, and so keep
    /// it.
    private static int freePort() throws IOException {
      for (int i = 0; i < 100; i++) {
        var port = 20_000 + random.nextInt(10_000);
        try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
          return port;
        } catch (IOException taken) {
          // The next one, then.
        }
      }
      throw new IOException("no free port between 20000 and 30000");
    }
  }
}
