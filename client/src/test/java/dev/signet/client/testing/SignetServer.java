package dev.signet.client.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import dev.signet.client.Credential;
import dev.signet.client.Credential.ClientSecret;
import dev.signet.client.SignetClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The packaged server as a process of its own, in the posture for production, over an empty
 * database. The world reaches it through {@link #proxy()}, whose URL is the issuer.
 */
public final class SignetServer implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {
  private static final Path JAR =
      Path.of(System.getProperty("signet.server.jar", "../target/signet.jar"));

  private final List<String> settings;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private @Nullable Path data;
  private @Nullable InterceptingProxy door;
  private @Nullable Process process;
  private int port;

  public SignetServer(String... settings) {
    this.settings = List.of(settings);
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    data = Files.createTempDirectory("signet-client");
    door = new InterceptingProxy();
    start();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    proxy().reset();
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    stop();
    proxy().close();
    try (var files = Files.walk(folder())) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Starts it, again with the data that it has. */
  public void start() throws IOException {
    assertThat(JAR).as("the server, made by `mvn package` one folder up").exists();
    port = freePort();
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-jar",
                JAR.toString(),
                "serve",
                "--issuer",
                issuer(),
                "--listen",
                "127.0.0.1:" + port,
                "--trusted-proxies",
                "127.0.0.0/8",
                "--data",
                folder().toString()));
    command.addAll(settings);
    var log = Files.createTempFile(folder(), "server", ".log");
    process = new ProcessBuilder(command).redirectError(log.toFile()).start();
    var out = new BufferedReader(process.inputReader());
    for (var line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith("Signet is ready at ")) {
        proxy().forwardTo(port);
        return;
      }
    }
    throw new AssertionError("The server did not start: " + Files.readString(log));
  }

  /** Ends it as {@code kill -9} does. */
  public void stop() {
    var running = Objects.requireNonNull(process);
    running.destroyForcibly();
    try {
      assertThat(running.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** The way to the server, on which a test lets things go wrong. */
  public InterceptingProxy proxy() {
    return Objects.requireNonNull(door);
  }

  private Path folder() {
    return Objects.requireNonNull(data);
  }

  public String issuer() {
    return "http://localhost:" + proxy().port();
  }

  public SignetClient.Builder client() {
    return SignetClient.builder(issuer());
  }

  /** An agent with a client secret, made at the quick API. */
  public TestAgent createAgent(String... scopes) {
    var made =
        sendAsOperator("POST", "/api/agents", Map.of("name", "courier", "scopes", List.of(scopes)));
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    var agent = (Map<?, ?>) Objects.requireNonNull(made.json().get("agent"));
    return new TestAgent(
        (String) Objects.requireNonNull(agent.get("id")),
        new ClientSecret(made.text("client_id"), made.text("client_secret")));
  }

  /** Sends a request as the operator, directly to the server and not through the proxy. */
  public Reply sendAsOperator(String method, String path, Map<String, ?> body) {
    try {
      var key = Files.readString(folder().resolve("operator.key")).strip();
      return send(method, path, body, "Authorization", "Bearer " + key);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Sends a request with these headers, directly to the server and not through the proxy. */
  public Reply send(String method, String path, Map<String, ?> body, String... headers) {
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    if (body.isEmpty()) {
      request.method(method, BodyPublishers.noBody());
    } else {
      var json = JSONObjectUtils.toJSONString(body);
      request.method(method, BodyPublishers.ofString(json));
      request.header("Content-Type", "application/json");
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return Reply.of(http.send(request.build(), BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** An agent that the server knows. */
  public record TestAgent(String id, Credential.SharedSecret credential) {}

  /** What a call came to. */
  public record Reply(int status, String body) {
    static Reply of(HttpResponse<String> answer) {
      return new Reply(answer.statusCode(), answer.body());
    }

    public Map<String, Object> json() {
      try {
        return JSONObjectUtils.parse(body);
      } catch (ParseException e) {
        throw new AssertionError(body, e);
      }
    }

    public List<?> list(String name) {
      return (List<?>) Objects.requireNonNull(json().get(name), () -> name + " in " + body);
    }

    public String text(String name) {
      return (String) Objects.requireNonNull(json().get(name), () -> name + " in " + body);
    }
  }
}
