package dev.signet.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The server in a process of its own, as `signet dev` starts it, so that a test can kill it.
public final class ServerProcess implements AutoCloseable {
  private final Process process;
  private final int port;
  private final Path data;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private ServerProcess(Process process, int port, Path data) {
    this.process = process;
    this.port = port;
    this.data = data;
  }

  /// Starts the server over this data folder and database, and returns when it answers.
  public static ServerProcess dev(Path data, String databaseUrl, String... settings) {
    return dev(freePort(), data, databaseUrl, settings);
  }

  /// As above, on this port: the issuer of a server in dev posture names it, so that tokens outlive
  /// a restart only on the same one.
  public static ServerProcess dev(int port, Path data, String databaseUrl, String... settings) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx320m",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.signet.app.Main",
                "dev",
                "--port",
                Integer.toString(port),
                "--data",
                data.toString(),
                "--database",
                databaseUrl));
    command.addAll(List.of(settings));
    try {
      var log = Files.createTempFile(data, "server", ".log");
      var process = new ProcessBuilder(command).redirectError(log.toFile()).start();
      var out = new BufferedReader(process.inputReader());
      for (var line = out.readLine(); line != null; line = out.readLine()) {
        if (line.startsWith("Signet is ready at ")) {
          return new ServerProcess(process, port, data);
        }
      }
      throw new AssertionError("The server did not start: " + Files.readString(log));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static int freePort() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Somebody without a credential: in dev posture, the operator.
  public Client client() {
    return new Client(http, URI.create("http://127.0.0.1:" + port), List.of());
  }

  /// A connection that shows bytes as they are.
  public RawConnection connect() {
    return RawConnection.to(URI.create("http://127.0.0.1:" + port));
  }

  /// Ends the process as `kill -9` does.
  public void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /// Tells the process to stop, as `kill` does, and says its exit code.
  public int stop() {
    process.destroy();
    awaitEnd();
    return process.exitValue();
  }

  private void awaitEnd() {
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new AssertionError("The process did not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public Path data() {
    return data;
  }

  @Override
  public void close() {
    process.destroyForcibly();
    awaitEnd();
  }
}
