package dev.signet.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A Signet server: `./signet serve` as shipped, except that rate limits are off.
final class SignetServer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Set<String> LAUNCHERS = Set.of("SIGNET_JAVA_OPTS", "SIGNET_AOT");
  private static final JsonMapper JSON = new JsonMapper();

  private final BenchHttpClient caller = new BenchHttpClient();
  private final BenchProcess program;
  private final URI url;
  private String operatorKey = "";
  private String cookie = "";

  private SignetServer(BenchProcess program, URI url) {
    this.program = program;
    this.url = url;
  }

  /// Starts it over a new folder, or over one that an earlier server has left.
  ///
  /// @param database in the form of `--database`; empty for SQLite in the folder
  static SignetServer start(Path root, int port, Path data, String database, Path log) {
    return start(root, port, data, database, log, List.of());
  }

  /// @param more settings
  static SignetServer start(
      Path root, int port, Path data, String database, Path log, List<String> more) {
    return start(root, port, data, database, log, more, Map.of());
  }

  /// @param environment further variables, besides those of this process
  static SignetServer start(
      Path root,
      int port,
      Path data,
      String database,
      Path log,
      List<String> more,
      Map<String, String> environment) {
    var address = "127.0.0.1:" + port;
    var builder =
        new ProcessBuilder(
            root.resolve("signet").toString(),
            "serve",
            "--issuer",
            "http://" + address,
            "--listen",
            address,
            "--data",
            data.toString(),
            "--drain",
            "0s",
            "--rate-token",
            "0",
            "--rate-introspection",
            "0",
            "--rate-management",
            "0");
    builder.command().addAll(more);
    // Settings for other servers must not affect the measurement.
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("SIGNET_") && !LAUNCHERS.contains(name));
    if (!database.isEmpty()) {
      builder.environment().put("SIGNET_DATABASE", database);
    }
    builder.environment().putAll(environment);
    return new SignetServer(
        BenchProcess.start("Signet", builder, log), URI.create("http://" + address));
  }

  /// Waits until it responds, and reads its first operator key.
  void awaitReady(Path data) {
    program.await(PATIENCE, () -> caller.isOk(at("/health/ready")));
    try {
      operatorKey = Files.readString(data.resolve("operator.key")).strip();
    } catch (IOException e) {
      throw new BenchFailure("operator.key is missing in the data folder");
    }
  }

  BenchProcess program() {
    return program;
  }

  URI at(String path) {
    return url.resolve(path);
  }

  /// Posts as the operator.
  JsonNode post(String path, Object body) {
    return JSON.readTree(
        caller.send(
            HttpRequest.newBuilder(at(path))
                .header("Authorization", "Bearer " + operatorKey)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build()));
  }

  /// Gets as the operator.
  JsonNode get(String path) {
    return JSON.readTree(
        caller.send(
            HttpRequest.newBuilder(at(path))
                .header("Authorization", "Bearer " + operatorKey)
                .build()));
  }

  /// Signs in to the console with the operator key, as a browser does.
  void signIn() {
    cookie =
        caller.cookie(
            HttpRequest.newBuilder(at("/console/sign-in"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Origin", url.toString())
                .POST(BodyPublishers.ofString("operator_key=" + operatorKey))
                .build());
  }

  /// A page of the console, for the signed-in user.
  String page(String path) {
    return caller.send(HttpRequest.newBuilder(at(path)).header("Cookie", cookie).build());
  }

  MetricsSnapshot metrics() {
    return MetricsSnapshot.parse(
        caller.send(
            HttpRequest.newBuilder(at("/metrics"))
                .header("Authorization", "Bearer " + operatorKey)
                .build()));
  }

  /// With sampling of processor time, if the JVM supports it: that includes native code, which is
  /// half of the work here.
  void startRecording() {
    tell(
        "JFR.start",
        "name=bench",
        "settings=profile",
        "jdk.CPUTimeSample#enabled=true",
        "jdk.CPUTimeSample#throttle=10ms");
  }

  void stopRecording(Path file) {
    tell("JFR.stop", "name=bench", "filename=" + file);
  }

  private void tell(String... words) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(program.pid())));
    command.addAll(List.of(words));
    try {
      var jcmd = new ProcessBuilder(command).redirectErrorStream(true).start();
      var said = new String(jcmd.getInputStream().readAllBytes(), UTF_8);
      if (jcmd.waitFor() != 0) {
        throw new BenchFailure("the server could not be profiled:\n" + said);
      }
    } catch (IOException e) {
      throw new BenchFailure("jcmd cannot be run: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchFailure("interrupted");
    }
  }

  @Override
  public void close() {
    program.close();
  }
}
