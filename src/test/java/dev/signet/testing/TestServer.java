package dev.signet.testing;

import dev.signet.app.Config;
import dev.signet.app.Server;
import dev.signet.app.ServerInternals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// The real server over its own database, with a clock that the test moves. It is in `serve`
/// posture by default, without rate limits and failure budgets.
public final class TestServer implements BeforeAllCallback, AfterAllCallback, AutoCloseable {
  static {
    System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host,connection");
  }

  private final TestClock clock = new TestClock(Instant.parse("2026-03-28T09:00:00Z"));
  private final Map<String, String> settings = new LinkedHashMap<>();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private Config.Posture posture = Config.Posture.SERVE;
  private @Nullable Path data;
  private @Nullable Server server;

  public TestServer() {
    settings.put("rate-management", "0");
    settings.put("rate-token", "0");
    settings.put("rate-introspection", "0");
    settings.put("rate-public", "0");
    settings.put("rate-leaks", "0");
    settings.put("failures-per-secret", "1000000");
    settings.put("failures-per-client-and-address", "1000000");
    settings.put("failures-per-address", "1000000");
    settings.put("failures-per-client", "1000000");
    settings.put("audit-anonymous-rate", "1000000");
    settings.put("registration-rate", "100000");
  }

  /// As `signet dev`: requests without a credential act as the operator.
  public TestServer inDevPosture() {
    posture = Config.Posture.DEV;
    return this;
  }

  /// Sets what `--name` sets.
  public TestServer with(String setting, String value) {
    settings.put(setting, value);
    return this;
  }

  /// Makes it listen at the URL of its issuer, for clients that start from the issuer.
  public TestServer listeningAtIssuer() {
    var address = "127.0.0.1:" + ServerProcess.freePort();
    return with("issuer", "http://" + address).with("listen", address);
  }

  /// Forgets a setting that this class makes for tests, so that the server's own default holds.
  public TestServer withDefault(String setting) {
    settings.remove(setting);
    return this;
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    start();
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    close();
  }

  public void start() throws IOException {
    data = Files.createTempDirectory("signet-test");
    settings.putIfAbsent("database", TestDatabase.fresh(data));
    settings.put("data", data.toString());
    server = Server.start(config(), clock);
  }

  /// Stops the server and starts it again over the same data.
  public void restart() {
    server().close();
    server = Server.start(config(), clock);
  }

  /// Stops the server in order, and starts it again.
  public void restart(Duration drain) {
    server().stop(drain);
    server = Server.start(config(), clock);
  }

  /// A second node over the same database and data folder; PostgreSQL only.
  public TestServer startNode() {
    return startNode(databaseUrl());
  }

  /// A second node over the same data folder, which connects to the database by this URL;
  /// PostgreSQL only.
  public TestServer startNode(String databaseUrl) {
    return startNode(databaseUrl, "127.0.0.1:0");
  }

  /// A second node that connects to the database by this URL and listens on this address;
  /// PostgreSQL only.
  public TestServer startNode(String databaseUrl, String listen) {
    var node = new TestServer();
    node.posture = posture;
    node.settings.clear();
    node.settings.putAll(settings);
    node.settings.put("database", databaseUrl);
    node.settings.put("listen", listen);
    node.data = data;
    node.server = Server.start(node.config(), clock);
    return node;
  }

  private Config config() {
    var values = new LinkedHashMap<>(settings);
    if (posture == Config.Posture.SERVE) {
      values.putIfAbsent("issuer", "http://localhost:8080");
      values.putIfAbsent("listen", "127.0.0.1:0");
    } else {
      values.putIfAbsent("port", "0");
    }
    return Config.read(posture, values);
  }

  @Override
  public void close() throws IOException {
    var faults = server == null ? List.<String>of() : eventFaults();
    if (server != null) {
      server.close();
    }
    if (data != null) {
      Folders.delete(data);
    }
    if (!faults.isEmpty()) {
      throw new AssertionError("Recorded events are not as their types declare: " + faults);
    }
  }

  /// How the latest events differ from what their types declare.
  private List<String> eventFaults() {
    var catalog = internals().catalog();
    try {
      var events =
          internals()
              .db()
              .read(handle ->
                  handle
                      .createQuery(
                          """
                          SELECT action, metadata FROM audit_events ORDER BY event_id DESC LIMIT 1000
                          """)
                      .map(
                          (row, _) -> Map.entry(row.getString("action"), row.getString("metadata")))
                      .list());
      return events.stream()
          .flatMap(event ->
              catalog
                  .find(event.getKey())
                  .flatMap(type -> type.faultOf(TestResponse.parse(event.getValue())))
                  .stream())
          .distinct()
          .toList();
    } catch (RuntimeException e) {
      // The test has taken the database away, or has damaged it.
      return List.of();
    }
  }

  public Server server() {
    return Objects.requireNonNull(server, "the server has not been started");
  }

  public ServerInternals internals() {
    return new ServerInternals(server());
  }

  public TestClock clock() {
    return clock;
  }

  public Path data() {
    return Objects.requireNonNull(data);
  }

  /// Where the data is, as `--database` takes it.
  public String databaseUrl() {
    return Objects.requireNonNull(settings.get("database"));
  }

  public URI base() {
    return URI.create("http://127.0.0.1:" + server().port());
  }

  /// A path's URL, as the world knows it.
  public String url(String path) {
    return server().issuer() + path;
  }

  /// A proof for a request to this server, made now by its clock.
  public DpopProofBuilder proof(TestClientKey key, String method, String path) {
    return key.proof(method, url(path)).at(clock);
  }

  /// A client without a credential.
  public TestClient unauthenticated() {
    return new TestClient(http, base(), List.of());
  }

  /// The operator, with the first operator key.
  public TestClient operator() {
    return unauthenticated().bearer(operatorKey());
  }

  public String operatorKey() {
    try {
      return Files.readString(data().resolve("operator.key")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// An agent in the default organization that may ask for these scopes.
  public TestAgent registerAgent(String name, String... scopes) {
    return registerAgentWith("name", name, "scopes", List.of(scopes));
  }

  /// An agent with these members, and a credential.
  public TestAgent registerAgentWith(Object... members) {
    var made = operator().post("/api/v1/agents", members);
    if (made.status() != 201) {
      throw new AssertionError("Not registered: " + made);
    }
    var id = made.text("agentId");
    var credential = operator().post("/api/v1/agents/" + id + "/credentials");
    return new TestAgent(
        unauthenticated(), id, made.text("clientId"), credential.text("clientSecret"));
  }

  /// Gives an organization these limits, and no others.
  public void setLimits(String organization, Map<String, ?> limits) {
    var set =
        operator()
            .put(
                "/api/v1/organizations/" + organization + "/tier",
                "tier",
                "unlimited",
                "overrides",
                limits);
    if (set.status() != 200) {
      throw new AssertionError("No limits: " + set);
    }
  }

  /// The id of a new organization.
  public String createOrganization(String slug) {
    return operator()
        .post("/api/v1/organizations", "name", slug, "slug", slug)
        .text("organizationId");
  }
}
