package dev.signet.app;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signet.base.jose.SigningAlg;
import dev.signet.base.jose.SigningKey;
import dev.signet.base.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import picocli.CommandLine.Model.CommandSpec;
import tools.jackson.databind.JsonNode;

/// `signet rehearse`: a training run for the AOT cache. It starts a server over an empty temporary
/// folder on loopback, uses it, and ends it after a few seconds. Meanwhile the JVM records what it
/// had to load, link and compile ([JEP 514](https://openjdk.org/jeps/514)), so that servers which
/// start with that record need not do it again.
final class Rehearsal {
  /// How often the frequent requests of a server are repeated.
  private static final int REPETITIONS = 30;

  private static final String[] FORM = {"Content-Type", "application/x-www-form-urlencoded"};
  private static final String[] JSON = {"Content-Type", "application/json"};

  private final HttpClient http;
  private final URI url;
  private final Path folder;
  private final SigningKey key;

  private Rehearsal(Server server, Path folder, HttpClient http) {
    this.http = http;
    this.folder = folder;
    this.url = URI.create(server.issuer());
    this.key = SigningKey.generate(server.crypto(), SigningAlg.ES256);
  }

  private record ClientCredential(String clientId, String text) {
    String form(String more) {
      return "client_id=" + clientId + "&client_secret=" + text + more;
    }
  }

  static CommandSpec spec() {
    var spec = CommandSpec.create();
    spec.usageMessage()
        .hidden(true)
        .description("Run the workload that the AOT cache is made from.");
    return spec.addOption(StartCommand.help());
  }

  /// Runs the workload.
  ///
  /// @return the exit code: 0 when every request succeeded
  static int run(PrintWriter err) {
    try {
      var folder = Files.createTempDirectory("signet-rehearsal");
      try (var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
        // The second server starts over existing data, as most servers do.
        start(folder).close();
        try (var server = start(folder)) {
          new Rehearsal(server, folder, http).runRequests();
        }
      } finally {
        delete(folder);
      }
      return 0;
    } catch (IOException e) {
      err.println("The rehearsal failed: " + e);
      err.flush();
      return StartCommand.CANNOT_START;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return StartCommand.CANNOT_START;
    }
  }

  /// In dev posture, ignoring the environment, which may belong to another server.
  private static Server start(Path folder) {
    var parsed =
        Main.commandLine()
            .parseArgs("dev", "--port", "0", "--data", folder.toString(), "--log-level", "warn");
    var config = StartCommand.config(Config.Posture.DEV, parsed.subcommand(), Map.of());
    Logs.configure(config);
    return Server.start(config, Clock.systemUTC());
  }

  private void runRequests() throws IOException, InterruptedException {
    var rsa = register("RS256", "");
    var ec = register("ES256", "");
    var bound = register("ES256", ",\"dpopPublicJwk\":" + key.publicHalf().json());
    var seen = "";
    for (var i = 0; i < REPETITIONS; i++) {
      var token = post("/oauth/token", rsa.form("&grant_type=client_credentials"), FORM);
      seen = text(token, "access_token");
      post("/oauth/token", ec.form("&grant_type=client_credentials"), FORM);
      post(
          "/oauth/token",
          bound.form("&grant_type=client_credentials"),
          withHeader(FORM, "DPoP", proof()));
      post("/oauth/introspect", ec.form("&token=" + seen), FORM);
      var refresh = "&grant_type=refresh_token&refresh_token=" + text(token, "refresh_token");
      post("/oauth/token", rsa.form(refresh), FORM);
      get("/api/v1/agents?limit=20");
    }
    get("/api/agents/me", "Authorization", "Bearer " + seen);
    post("/oauth/revoke", rsa.form("&token=" + seen), FORM);
    for (var path :
        List.of(
            "/.well-known/jwks.json",
            "/.well-known/oauth-authorization-server",
            "/health/ready",
            "/metrics",
            "/api/openapi.json",
            "/api/v1/audit?limit=20",
            "/api/v1/audit/verify")) {
      get(path);
    }
    command("agent", "list");
    command("keys", "list");
  }

  private ClientCredential register(String alg, String more)
      throws IOException, InterruptedException {
    var members =
        """
        {"name":"rehearsal %s","tokenSigningAlg":"%s","scopes":["things:read"],\
        "grantTypes":["client_credentials","refresh_token"]%s}\
        """
            .formatted(alg, alg, more);
    var agent = post("/api/v1/agents", members, JSON);
    var path = "/api/v1/agents/" + text(agent, "agentId") + "/credentials";
    var credential = post(path, "{}", JSON);
    return new ClientCredential(text(credential, "clientId"), text(credential, "clientSecret"));
  }

  /// A new DPoP proof with the key of the bound agent.
  private String proof() {
    var head = "{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":" + key.publicHalf().json() + "}";
    var claims =
        "{\"jti\":\"%s\",\"htm\":\"POST\",\"htu\":\"%s\",\"iat\":%d}"
            .formatted(
                UUID.randomUUID(), url.resolve("/oauth/token"), System.currentTimeMillis() / 1000);
    var input = encoded(head.getBytes(UTF_8)) + "." + encoded(claims.getBytes(UTF_8));
    try {
      var signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(
          KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(key.toPkcs8())));
      signature.update(input.getBytes(US_ASCII));
      return input + "." + encoded(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String[] withHeader(String[] headers, String name, String value) {
    return new String[] {headers[0], headers[1], name, value};
  }

  private static String text(JsonNode json, String member) {
    return json.path(member).stringValue("");
  }

  private JsonNode post(String path, String body, String... headers)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(url.resolve(path))
            .headers(headers)
            .POST(BodyPublishers.ofString(body));
    var answer = send(request);
    return answer.isEmpty() ? Json.object() : Json.parseOwn(answer);
  }

  private void get(String path, String... headers) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(url.resolve(path));
    send(headers.length == 0 ? request : request.headers(headers));
  }

  private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
    var answer = http.send(request.build(), BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(
          answer.uri() + " responded " + answer.statusCode() + " " + answer.body());
    }
    return answer.body();
  }

  /// Runs an administrator's command, dropping its output. It must not find the key of a server
  /// that may be running in this folder and environment: this server would refuse it.
  private void command(String... words) throws IOException {
    var line = Main.isolatedCommandLine(folder);
    line.setOut(new PrintWriter(Writer.nullWriter()));
    var all = new String[words.length + 2];
    System.arraycopy(words, 0, all, 0, words.length);
    all[words.length] = "--url";
    all[words.length + 1] = url.toString();
    if (line.execute(all) != 0) {
      throw new IOException("signet " + String.join(" ", words) + " failed");
    }
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
