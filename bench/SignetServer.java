import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The server that is measured: `./signet serve` as shipped, but for the rate limits, which are
/// off.
final class SignetServer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Process process;
  private final URI url;
  private final Path log;
  private String operatorKey = "";

  private SignetServer(Process process, URI url, Path log) {
    this.process = process;
    this.url = url;
    this.log = log;
  }

  /// Starts it over a folder that is not there yet.
  ///
  /// @param database as `--database` takes it; empty for SQLite in the folder
  static SignetServer start(Path root, Path data, String database, Path log) {
    var address = "127.0.0.1:" + freePort();
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
                "--rate-token",
                "0",
                "--rate-introspection",
                "0",
                "--rate-management",
                "0")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    // What is set for another server must not change what is measured.
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("SIGNET_") && !name.equals("SIGNET_JAVA_OPTS"));
    if (!database.isEmpty()) {
      builder.environment().put("SIGNET_DATABASE", database);
    }
    try {
      return new SignetServer(builder.start(), URI.create("http://" + address), log);
    } catch (IOException e) {
      throw new Failure("./signet cannot be run: " + e.getMessage());
    }
  }

  /// A port that nobody listened on just now.
  static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new Failure("there is no free port: " + e.getMessage());
    }
  }

  /// Waits until it answers, and takes its first operator key.
  void awaitReady(Path data) {
    var deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!isReady()) {
      try {
        if (process.waitFor(20, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
          throw new Failure("Signet does not start:\n" + Files.readString(log));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new Failure("interrupted");
      } catch (IOException e) {
        throw new Failure("Signet does not start, and " + log + " cannot be read");
      }
    }
    try {
      operatorKey = Files.readString(data.resolve("operator.key")).strip();
    } catch (IOException e) {
      throw new Failure("there is no operator.key in the data folder");
    }
  }

  /// @throws Failure when it is no longer there
  void requireAlive() {
    if (!process.isAlive()) {
      throw new Failure("Signet ended by itself, with " + process.exitValue() + "; see " + log);
    }
  }

  private boolean isReady() {
    try {
      var request = HttpRequest.newBuilder(url.resolve("/health/ready")).build();
      return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("interrupted");
    }
  }

  URI at(String path) {
    return url.resolve(path);
  }

  /// Does something as the operator.
  JsonNode post(String path, Object body) {
    return JSON.readTree(
        send(
            HttpRequest.newBuilder(at(path))
                .header("Authorization", "Bearer " + operatorKey)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build()));
  }

  /// Asks for a token with a form.
  JsonNode token(String form) {
    return JSON.readTree(
        send(
            HttpRequest.newBuilder(at("/oauth/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build()));
  }

  Metrics metrics() {
    return Metrics.parse(
        send(
            HttpRequest.newBuilder(at("/metrics"))
                .header("Authorization", "Bearer " + operatorKey)
                .build()));
  }

  private String send(HttpRequest request) {
    HttpResponse<String> answer;
    try {
      answer = http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new Failure(request.uri() + " does not answer: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("interrupted");
    }
    if (answer.statusCode() / 100 != 2) {
      throw new Failure(request.uri() + " answers " + answer.statusCode() + ": " + answer.body());
    }
    return answer.body();
  }

  /// The memory it holds now, in MiB; 0 where the system does not say.
  long residentMebibytes() {
    try {
      return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
          .findFirst()
          .orElse(0L);
    } catch (IOException e) {
      return 0;
    }
  }

  /// The processor time it has used.
  Duration processorTime() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /// With processor time sampled, where the JVM can: that shows native code as well, which here is
  /// half of the work.
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
                Long.toString(process.pid())));
    command.addAll(List.of(words));
    try {
      var jcmd = new ProcessBuilder(command).redirectErrorStream(true).start();
      var said = new String(jcmd.getInputStream().readAllBytes());
      if (jcmd.waitFor() != 0) {
        throw new Failure("the server does not record itself:\n" + said);
      }
    } catch (IOException e) {
      throw new Failure("jcmd cannot be run: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("interrupted");
    }
  }

  @Override
  public void close() {
    end(process);
  }

  /// Tells a process to stop, and ends it when it does not.
  static void end(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(15, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
