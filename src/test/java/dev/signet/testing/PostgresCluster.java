package dev.signet.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A primary server of PostgreSQL and two standby servers of it, each in a separate process. They
/// can be killed, frozen and promoted. Their writes are not synced to the disk, as the tests end
/// only processes, not machines.
public final class PostgresCluster implements AutoCloseable {
  private static final String USER = "signet";
  private static final String PASSWORD = "failover";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final SecureRandom random = new SecureRandom();

  private final Path folder;
  private final PostgresBinaries binaries;
  private final List<Member> members = new ArrayList<>();

  private PostgresCluster(Path folder, PostgresBinaries binaries) {
    this.folder = folder;
    this.binaries = binaries;
  }

  /// A cluster that replicates asynchronously.
  public static PostgresCluster asynchronous() {
    return start("");
  }

  /// One in which the first standby server has each commit before it is answered.
  public static PostgresCluster synchronous() {
    return start("FIRST 1 (standby1)");
  }

  private static PostgresCluster start(String synchronous) {
    try {
      var template = Template.MADE;
      var folder = Files.createTempDirectory("signet-cluster-");
      template.binaries.handOver(folder);
      var cluster = new PostgresCluster(folder, template.binaries);
      Runtime.getRuntime().addShutdownHook(new Thread(cluster::close));
      var primary = cluster.add("primary", template.data);
      primary.set("synchronous_standby_names", synchronous);
      for (var name : List.of("standby1", "standby2")) {
        cluster.add(name, template.data).follow(primary.port());
      }
      cluster.members.forEach(Member::start);
      cluster.members.forEach(Member::awaitAnswer);
      primary.awaitFollowers(2);
      return cluster;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Member add(String name, Path template) throws IOException {
    var data = folder.resolve(name);
    run(binaries, List.of("cp", "-a", template.toString(), data.toString()));
    var member = new Member(name, data, freePort());
    members.add(member);
    return member;
  }

  public Member primary() {
    return members.getFirst();
  }

  /// The first standby server, the synchronous one where there is one.
  public Member standby() {
    return members.get(1);
  }

  public Member secondStandby() {
    return members.getLast();
  }

  @Override
  public void close() {
    members.forEach(Member::kill);
    Folders.delete(folder);
  }

  /// Below the ports that systems hand out to clients, so that no client takes one meanwhile.
  private static int freePort() throws IOException {
    while (true) {
      var port = 20_000 + random.nextInt(10_000);
      try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return port;
      } catch (IOException _) {
        // It is taken.
      }
    }
  }

  private static void run(PostgresBinaries binaries, List<String> command) {
    try {
      var process = binaries.process(command).start();
      var output = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(command + " failed:\n" + output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// The files that each server starts from; made once.
  private record Template(PostgresBinaries binaries, Path data) {
    static final Template MADE = make();

    private static Template make() {
      try {
        var folder = Files.createTempDirectory("signet-cluster-template-");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> Folders.delete(folder)));
        var binaries = PostgresBinaries.unpackInto(folder);
        var data = Files.createDirectory(folder.resolve("data"));
        binaries.handOver(data);
        var initdb = binaries.program("initdb", "--pgdata=" + data, "--username=postgres");
        initdb.addAll(
            List.of(
                "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--wal-segsize=4"));
        run(binaries, initdb);
        var made = new PostgresCluster(folder, binaries).new Member("template", data, freePort());
        made.start();
        made.awaitAnswer();
        made.sql("CREATE ROLE " + USER + " LOGIN PASSWORD '" + PASSWORD + "'");
        made.sql("CREATE DATABASE signet OWNER " + USER);
        made.stop();
        return new Template(binaries, data);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /// A server of the cluster.
  public final class Member {
    private final String name;
    private final Path data;
    private final int port;
    private @Nullable Process process;

    Member(String name, Path data, int port) {
      this.name = name;
      this.data = data;
      this.port = port;
    }

    public int port() {
      return port;
    }

    /// As `--database` takes it.
    public String url() {
      return "postgresql://" + USER + ":" + PASSWORD + "@127.0.0.1:" + port + "/signet";
    }

    /// Starts it, and does not wait until it answers.
    public void start() {
      var command = new ArrayList<>(List.of("sh", "-c", PostgresServer.UNTIL_INPUT_ENDS, "sh"));
      command.addAll(
          binaries.program("postgres", "-D", data.toString(), "-p", Integer.toString(port)));
      for (var setting :
          List.of(
              "listen_addresses=127.0.0.1",
              "unix_socket_directories=",
              "max_connections=100",
              "shared_buffers=32MB",
              "fsync=off",
              "wal_keep_size=64MB",
              "wal_receiver_timeout=5s",
              "wal_retrieve_retry_interval=200ms")) {
        command.addAll(List.of("-c", setting));
      }
      try {
        process =
            binaries
                .process(command)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private Process running() {
      return Objects.requireNonNull(process, "it has not been started");
    }

    private Path log() {
      return data.resolveSibling(name + ".log");
    }

    public void awaitAnswer() {
      await(() -> {
        try {
          sql("SELECT 1");
          return true;
        } catch (IllegalStateException _) {
          if (!running().isAlive()) {
            throw new IllegalStateException(name + " does not start; see " + log());
          }
          return false;
        }
      });
    }

    /// Waits until so many standby servers have all that was written.
    public void awaitFollowers(int count) {
      await(() ->
          query(
                  "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'"
                      + " AND replay_lsn = pg_current_wal_lsn()")
              .equals(Integer.toString(count)));
    }

    /// Lets it follow the server on a port from its next start on.
    public void follow(int primaryPort) {
      try {
        var signal = data.resolve("standby.signal");
        if (Files.notExists(signal)) {
          run(binaries, List.of("touch", signal.toString()));
        }
        set(
            "primary_conninfo",
            "host=127.0.0.1 port=" + primaryPort + " user=postgres application_name=" + name);
        set("synchronous_standby_names", "");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /// Commits without waiting for standby servers.
    public void disableSynchronousStandbys() {
      sql("ALTER SYSTEM SET synchronous_standby_names = ''");
      sql("SELECT pg_reload_conf()");
    }

    /// Takes nothing from its primary server any more.
    public void stopFollowing() {
      sql("ALTER SYSTEM SET primary_conninfo = ''");
      sql("SELECT pg_reload_conf()");
      await(() -> query("SELECT count(*) FROM pg_stat_wal_receiver").equals("0"));
    }

    private void set(String setting, String value) throws IOException {
      Files.writeString(
          data.resolve("postgresql.auto.conf"),
          setting + " = '" + value + "'\n",
          StandardOpenOption.APPEND);
    }

    /// Stops it in order: its standby servers get all that was written.
    public void stop() {
      signal("-INT");
      awaitEnd();
    }

    /// Stops it at once.
    public void kill() {
      if (process != null && process.isAlive()) {
        signal("-QUIT");
        thaw();
        awaitEnd();
      }
    }

    private void awaitEnd() {
      try {
        if (!running().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
          throw new IllegalStateException(name + " does not stop");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    /// Lets all its processes stand still.
    public void freeze() {
      signal("-STOP");
      signalChildren("-STOP");
    }

    public void thaw() {
      signalChildren("-CONT");
      signal("-CONT");
    }

    /// Makes a primary server of a standby server, and returns when it takes writes.
    public void promote() {
      run(binaries, binaries.program("pg_ctl", "promote", "-w", "-D", data.toString()));
    }

    private void signal(String signal) {
      send(signal, Stream.of(running().toHandle()));
    }

    private void signalChildren(String signal) {
      send(signal, running().descendants());
    }

    private void send(String signal, Stream<ProcessHandle> to) {
      var command = new ArrayList<>(List.of("kill", signal));
      to.forEach(one -> command.add(Long.toString(one.pid())));
      if (command.size() == 2) {
        return;
      }
      try {
        // A process that has ended meanwhile needs no signal.
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    /// Runs a statement as the superuser.
    public void sql(String statement) {
      query(statement, "postgres");
    }

    /// Locks a table of Signet's for so long, and returns when it is free again.
    public void lockFor(String table, Duration time) {
      try (var connection =
              DriverManager.getConnection(
                  "jdbc:postgresql://127.0.0.1:" + port + "/signet", "postgres", "");
          var statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        statement.execute("LOCK TABLE " + table + " IN ACCESS EXCLUSIVE MODE");
        statement.execute("SELECT pg_sleep(" + time.toSeconds() + ")");
        connection.rollback();
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    /// The first value that a query of the superuser's gives.
    public String query(String statement) {
      return query(statement, "postgres");
    }

    /// All values of a query of Signet's database.
    public List<String> values(String statement) {
      try (var connection =
              DriverManager.getConnection(
                  "jdbc:postgresql://127.0.0.1:" + port + "/signet", "postgres", "");
          var found = connection.createStatement().executeQuery(statement)) {
        var values = new ArrayList<String>();
        while (found.next()) {
          values.add(found.getString(1));
        }
        return values;
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    private String query(String statement, String database) {
      try (var connection =
              DriverManager.getConnection(
                  "jdbc:postgresql://127.0.0.1:"
                      + port
                      + "/"
                      + database
                      + "?connectTimeout=2&socketTimeout=10",
                  "postgres",
                  "");
          var running = connection.createStatement()) {
        if (!running.execute(statement)) {
          return "";
        }
        try (var found = running.getResultSet()) {
          return found.next() ? String.valueOf(found.getString(1)) : "";
        }
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    private static void await(BooleanSupplier condition) {
      Await.until(PATIENCE, "the state of the cluster", condition);
    }
  }
}
