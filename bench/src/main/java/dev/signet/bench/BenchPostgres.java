package dev.signet.bench;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A temporary PostgreSQL server with default settings: each commit is flushed to disk. It uses the
/// system's installation; PostgreSQL refuses to run as root, so for root it runs as another user.
final class BenchPostgres implements AutoCloseable {
  static final String USER = "signet";
  private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

  private final Process process;
  private final int port;
  private final String password;

  private BenchPostgres(Process process, int port, String password) {
    this.process = process;
    this.port = port;
    this.password = password;
  }

  /// @param folder must not exist yet
  static BenchPostgres start(Path folder, int port) {
    var programs = programs();
    var user = unprivilegedUser();
    try {
      // The other user needs access to these folders.
      for (var passed : List.of(Files.createDirectory(folder), folder.getParent())) {
        Files.setPosixFilePermissions(passed, PosixFilePermissions.fromString("rwx--x--x"));
      }
      var data = Files.createDirectory(folder.resolve("data"));
      var password = new BigInteger(128, new SecureRandom()).toString(36);
      var secret = Files.writeString(folder.resolve("password"), password);
      handOver(user, data, secret);
      var log = folder.resolve("log").toFile();
      var made =
          new ProcessBuilder(
                  as(
                      user,
                      programs.resolve("initdb").toString(),
                      "--pgdata=" + data,
                      "--username=" + USER,
                      "--pwfile=" + secret,
                      "--auth=scram-sha-256",
                      "--encoding=UTF8",
                      "--locale=C"))
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log)
              .start();
      if (made.waitFor() != 0) {
        throw new BenchFailure("initdb failed:\n" + Files.readString(log.toPath()));
      }
      var process =
          new ProcessBuilder(
                  as(
                      user,
                      programs.resolve("postgres").toString(),
                      "-D",
                      data.toString(),
                      "-p",
                      Integer.toString(port),
                      "-c",
                      "listen_addresses=127.0.0.1",
                      "-c",
                      "unix_socket_directories="))
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
              .start();
      var postgres = new BenchPostgres(process, port, password);
      postgres.awaitListening(log.toPath());
      return postgres;
    } catch (IOException e) {
      throw new BenchFailure("PostgreSQL cannot be run: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchFailure("interrupted");
    }
  }

  /// In the form of Signet's `--database`.
  String url() {
    return "postgresql://" + USER + ":" + password + "@127.0.0.1:" + port + "/postgres";
  }

  /// In the form of JDBC, with `USER` and the password passed separately.
  String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  String password() {
    return password;
  }

  private void awaitListening(Path log) throws IOException, InterruptedException {
    for (var tries = 0; tries < 300; tries++) {
      try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException notYet) {
        if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
          break;
        }
      }
    }
    close();
    throw new BenchFailure("PostgreSQL does not start:\n" + Files.readString(log));
  }

  /// Whether PostgreSQL is installed.
  static boolean isInstalled() {
    try {
      programs();
      return true;
    } catch (BenchFailure _) {
      return false;
    }
  }

  /// The newest installed version.
  private static Path programs() {
    var folders = new ArrayList<Path>();
    if (Files.isDirectory(DEBIAN)) {
      try (var versions = Files.list(DEBIAN)) {
        versions
            .map(version -> version.resolve("bin"))
            .sorted(Comparator.<Path, Integer>comparing(BenchPostgres::version).reversed())
            .forEach(folders::add);
      } catch (IOException _) {
        // Then it is on the PATH.
      }
    }
    for (var folder : System.getenv("PATH").split(":", -1)) {
      folders.add(Path.of(folder));
    }
    return folders.stream()
        .filter(folder -> Files.isExecutable(folder.resolve("initdb")))
        .filter(folder -> Files.isExecutable(folder.resolve("postgres")))
        .findFirst()
        .orElseThrow(() ->
            new BenchFailure(
                "PostgreSQL is not installed: install it (your system's package"
                    + " postgresql), or set BENCH_DATABASE to the URL of an empty database."));
  }

  private static int version(Path bin) {
    var digits =
        bin.getName(Math.max(0, bin.getNameCount() - 2)).toString().replaceAll("\\D.*", "");
    return digits.isEmpty() ? 0 : Integer.parseInt(digits);
  }

  private static String unprivilegedUser() {
    if (!System.getProperty("user.name").equals("root")) {
      return "";
    }
    return isUser("postgres") ? "postgres" : "nobody";
  }

  private static boolean isUser(String name) {
    try {
      return new ProcessBuilder("id", "-u", name)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchFailure("interrupted");
    }
  }

  private static List<String> as(String user, String... command) {
    var line = new ArrayList<String>();
    if (!user.isEmpty()) {
      line.addAll(List.of("setpriv", "--reuid=" + user, "--clear-groups", "--"));
    }
    line.addAll(List.of(command));
    return line;
  }

  private static void handOver(String user, Path... paths) throws IOException {
    for (var path : paths) {
      Files.setPosixFilePermissions(
          path,
          PosixFilePermissions.fromString(Files.isDirectory(path) ? "rwx------" : "rw-------"));
      if (!user.isEmpty()) {
        var users = path.getFileSystem().getUserPrincipalLookupService();
        Files.setOwner(path, users.lookupPrincipalByName(user));
      }
    }
  }

  @Override
  public void close() {
    BenchProcess.end(process);
  }
}
