package dev.signet.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

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
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The server in a process of its own, as `signet dev` starts it, so that a test can kill it.
public final class ServerProcess implements AutoCloseable {
  static {
    // Read once, by the first HTTP client that there is: other tests send these.
    System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host,connection");
  }

  private final Process process;
  private final int port;
  private final Path data;
  private final Path log;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private ServerProcess(Process process, int port, Path data, Path log) {
    this.process = process;
    this.port = port;
    this.data = data;
    this.log = log;
  }

  /// Starts the server over this data folder and database, and returns when it answers.
  public static ServerProcess dev(Path data, String databaseUrl, String... settings) {
    return dev(freePort(), data, databaseUrl, settings);
  }

  /// Starts the server on this port, and returns when it answers. In dev posture the issuer
  /// contains the port, so tokens outlive a restart only on the same port.
  public static ServerProcess dev(int port, Path data, String databaseUrl, String... settings) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx320m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
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
    return start(command, port, data);
  }

  /// Starts the server as `signet serve` does, with the JVM options that it is shipped with.
  ///
  /// @param descriptors how many file descriptors it may have; 0 for as many as this process
  public static ServerProcess serve(Path data, int descriptors, String... settings) {
    var port = freePort();
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@bin/jvm.options",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.signet.app.Main",
                "serve",
                "--listen",
                "127.0.0.1:" + port,
                "--data",
                data.toString()));
    if (!List.of(settings).contains("--issuer")) {
      command.addAll(List.of("--issuer", "http://127.0.0.1:" + port));
    }
    command.addAll(List.of(settings));
    return start(
        descriptors == 0
            ? command
            : Stream.concat(
                    Stream.of("sh", "-c", "ulimit -n " + descriptors + " && exec \"$@\"", "sh"),
                    command.stream())
                .toList(),
        port,
        data);
  }

  private static ServerProcess start(List<String> command, int port, Path data) {
    try {
      var log = Files.createTempFile(data, "server", ".log");
      var process = new ProcessBuilder(command).redirectError(log.toFile()).start();
      var out = new BufferedReader(process.inputReader());
      for (var line = out.readLine(); line != null; line = out.readLine()) {
        if (line.startsWith("Signet is ready at ")) {
          return new ServerProcess(process, port, data, log);
        }
      }
      throw new AssertionError("The server did not start: " + Files.readString(log));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public URI base() {
    return URI.create("http://127.0.0.1:" + port);
  }

  public boolean isRunning() {
    return process.isAlive();
  }

  /// Leaves the process this many file descriptors beside those that it has open.
  public void limitDescriptors(int more) {
    try {
      var pid = Long.toString(process.pid());
      long highest;
      try (var open = Files.list(Path.of("/proc", pid, "fd"))) {
        highest =
            open.mapToLong(file -> Long.parseLong(file.getFileName().toString())).max().orElse(0);
      }
      setLimit("--nofile=" + (highest + 1 + more));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Fails every write of the process beyond this size of a file, as a full disk does.
  public void limitFileSize(long bytes) {
    setLimit("--fsize=" + bytes + ":");
  }

  public void liftLimitOfFileSize() {
    setLimit("--fsize=unlimited:");
  }

  private void setLimit(String limit) {
    try {
      var set = new ProcessBuilder("prlimit", "--pid", Long.toString(process.pid()), limit);
      if (set.inheritIO().start().waitFor() != 0) {
        throw new AssertionError("prlimit (util-linux) did not set the limit");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// What it has logged so far.
  public String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// How many bytes of its heap are in use once it has collected its garbage.
  public long heapInUse() {
    try {
      var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
      var pid = Long.toString(process.pid());
      new ProcessBuilder(jcmd, pid, "GC.run").start().waitFor();
      var heap = new ProcessBuilder(jcmd, pid, "GC.heap_info").start();
      var text = new String(heap.getInputStream().readAllBytes(), US_ASCII);
      return Pattern.compile("(?:generation|def new).*?used ([0-9]+)K")
              .matcher(text)
              .results()
              .mapToLong(found -> Long.parseLong(found.group(1)))
              .sum()
          * 1024;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public static int freePort() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A client without a credential: in dev posture, the operator.
  public TestClient client() {
    return new TestClient(http, URI.create("http://127.0.0.1:" + port), List.of());
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

  /// Tells the process to stop, as `kill` does.
  public void sendTerm() {
    process.destroy();
  }

  /// Tells the process to stop, as `kill` does, and says its exit code.
  public int stop() {
    sendTerm();
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
