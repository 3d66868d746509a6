package dev.signet.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.signet.testing.Jwt;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/// `signet resource check` against a resource that can be wrong in each of the ways that it finds.
@DisplayNameGeneration(ReplaceUnderscores.class)
class ResourceCheckTest {
  @RegisterExtension static final TestServer server = new TestServer();

  /// What is wrong with the resource, and the checks that find it.
  enum Fault {
    OPEN("401_without_token", "challenge", "challenge_url", "slash"),
    NO_CHALLENGE("challenge", "challenge_url"),
    ERROR_IN_CHALLENGE("challenge"),
    OTHER_DOCUMENT_IN_CHALLENGE("challenge_url"),
    NO_DOCUMENT("document", "document_at_root", "cors", "resource", "issuer"),
    DOCUMENT_AS_TEXT("document"),
    NO_DOCUMENT_AT_ROOT("document_at_root"),
    NO_CORS("cors"),
    OTHER_RESOURCE("resource"),
    OTHER_ISSUER_IN_DOCUMENT("issuer"),
    UNKNOWN_SCOPE("scopes"),
    NO_SLASH("slash"),
    REFUSES_ALL_TOKENS("token"),
    ACCEPTS_OTHER_AUDIENCES("other_audience"),
    ACCEPTS_EXPIRED("expired"),
    ACCEPTS_OTHER_ISSUERS("other_issuer"),
    ACCEPTS_FORGED("forged"),
    ACCEPTS_UNSIGNED("unsigned"),
    REFUSES_WITH_403("other_audience", "expired", "other_issuer", "forged", "unsigned");

    /// Separated by spaces.
    private final String found;

    Fault(String... found) {
      this.found = String.join(" ", found);
    }
  }

  private record CliResult(int code, String out, String err) {}

  private HttpServer resource;
  private String url;
  private TestAgent client;
  private @Nullable Fault fault;

  @BeforeEach
  void start() throws IOException {
    resource = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    resource.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    resource.createContext("/", this::answer);
    resource.start();
    url = "http://127.0.0.1:" + resource.getAddress().getPort() + "/mcp";
    client = server.registerAgent("checker");
    var made =
        server
            .operator()
            .post(
                "/api/v1/resources",
                "uri",
                url,
                "name",
                "Files",
                "scopes",
                List.of(Map.of("name", "files.read", "title", "Read your files")));
    assertThat(made.status()).as(made.body()).isEqualTo(201);
  }

  @AfterEach
  void stop() {
    resource.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      var path = exchange.getRequestURI().getPath();
      switch (path) {
        case "/mcp" -> guard(exchange);
        case "/mcp/" -> {
          if (fault == Fault.NO_SLASH) {
            send(exchange, 404, "");
          } else {
            guard(exchange);
          }
        }
        case "/.well-known/oauth-protected-resource/mcp" ->
            describe(exchange, fault == Fault.NO_DOCUMENT);
        case "/.well-known/oauth-protected-resource" ->
            describe(exchange, fault == Fault.NO_DOCUMENT || fault == Fault.NO_DOCUMENT_AT_ROOT);
        default -> send(exchange, 404, "");
      }
    }
  }

  private void describe(HttpExchange exchange, boolean isMissing) throws IOException {
    if (isMissing) {
      send(exchange, 404, "");
      return;
    }
    if (fault != Fault.NO_CORS) {
      exchange.getResponseHeaders().set("Access-Control-Allow-Origin", "*");
    }
    exchange
        .getResponseHeaders()
        .set("Content-Type", fault == Fault.DOCUMENT_AS_TEXT ? "text/plain" : "application/json");
    var issuer = server.server().issuer();
    send(
        exchange,
        200,
        """
        {"resource":"%s","authorization_servers":["%s"],"scopes_supported":["%s"]}\
        """
            .formatted(
                fault == Fault.OTHER_RESOURCE ? url + "/" : url,
                fault == Fault.OTHER_ISSUER_IN_DOCUMENT ? issuer + "/" : issuer,
                fault == Fault.UNKNOWN_SCOPE ? "files.burn" : "files.read"));
  }

  private void guard(HttpExchange exchange) throws IOException {
    var token =
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
            .map(header -> header.substring("Bearer ".length()));
    if (token.isEmpty()) {
      if (fault == Fault.OPEN) {
        send(exchange, 200, "{}");
        return;
      }
      if (fault != Fault.NO_CHALLENGE) {
        exchange.getResponseHeaders().set("WWW-Authenticate", challenge());
      }
      send(exchange, 401, "");
    } else if (accepts(token.get())) {
      send(exchange, 200, "{}");
    } else {
      exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer error=\"invalid_token\"");
      send(exchange, fault == Fault.REFUSES_WITH_403 ? 403 : 401, "");
    }
  }

  private String challenge() {
    var document =
        url.replace("/mcp", "/.well-known/oauth-protected-resource")
            + (fault == Fault.OTHER_DOCUMENT_IN_CHALLENGE ? "" : "/mcp");
    return "Bearer "
        + (fault == Fault.ERROR_IN_CHALLENGE ? "error=\"invalid_token\", " : "")
        + "resource_metadata=\""
        + document
        + "\", scope=\"files.read\"";
  }

  /// As a resource that knows the server's signatures: all but genuine tokens are forged.
  private boolean accepts(String token) {
    var jwt = Jwt.of(token);
    if (jwt.headers().path("alg").stringValue("").equals("none")) {
      return fault == Fault.ACCEPTS_UNSIGNED;
    }
    var isForUs = jwt.claim("aud").contains(url) || fault == Fault.ACCEPTS_OTHER_AUDIENCES;
    if (!jwt.headers().path("kid").stringValue("").equals("signet-resource-check")) {
      return isForUs && fault != Fault.REFUSES_ALL_TOKENS;
    }
    if (!jwt.claim("iss").equals(server.server().issuer())) {
      return fault == Fault.ACCEPTS_OTHER_ISSUERS;
    }
    if (Long.parseLong(jwt.claim("exp")) < Instant.now().getEpochSecond()) {
      return fault == Fault.ACCEPTS_EXPIRED;
    }
    return fault == Fault.ACCEPTS_FORGED && isForUs;
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    var bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private CliResult check(String... words) {
    var environment = new HashMap<String, String>();
    environment.put("SIGNET_URL", server.base().toString());
    environment.put("SIGNET_OPERATOR_KEY", server.operatorKey());
    environment.put("SIGNET_CLIENT_SECRET", client.secret());
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var root = new CommandLine(CommandSpec.create().name("signet"));
    AdminCommands.addTo(
        root,
        new CommandEnvironment(
            environment, Path.of(""), InputStream.nullInputStream(), out, false));
    root.setOut(new PrintWriter(new OutputStreamWriter(out, UTF_8)));
    root.setErr(new PrintWriter(new OutputStreamWriter(err, UTF_8)));
    var all = new ArrayList<>(List.of("resource", "check"));
    all.addAll(List.of(words));
    var code = root.execute(all.toArray(String[]::new));
    root.getOut().flush();
    root.getErr().flush();
    return new CliResult(code, out.toString(UTF_8), err.toString(UTF_8));
  }

  private static List<String> namesOf(CliResult result, String outcome) {
    var names = new ArrayList<String>();
    for (var found : TestResponse.parse(result.out()).get("checks")) {
      if (found.get("outcome").stringValue().equals(outcome)) {
        names.add(found.get("check").stringValue());
      }
    }
    return names;
  }

  @Test
  void a_right_resource_passes_every_check() {
    var checked = check(url, "--client-id", client.clientId(), "--json");

    assertThat(checked.code()).as(checked.out() + checked.err()).isZero();
    assertThat(TestResponse.parse(checked.out()).get("ok").booleanValue()).isTrue();
    assertThat(namesOf(checked, "ok"))
        .containsExactly(
            "registered",
            "401_without_token",
            "challenge",
            "challenge_url",
            "document",
            "document_at_root",
            "cors",
            "resource",
            "issuer",
            "scopes",
            "slash",
            "token",
            "other_audience",
            "expired",
            "other_issuer",
            "forged",
            "unsigned");
  }

  @ParameterizedTest
  @EnumSource
  void each_fault_is_found_and_nothing_else(Fault wrong) {
    fault = wrong;

    var checked = check(url, "--client-id", client.clientId(), "--json");

    assertThat(checked.code()).as(checked.out() + checked.err()).isEqualTo(1);
    assertThat(namesOf(checked, "wrong")).containsExactly(wrong.found.split(" ", -1));
  }

  @Test
  void for_people_each_line_says_what_to_change() {
    fault = Fault.OTHER_ISSUER_IN_DOCUMENT;

    var checked = check(url);

    assertThat(checked.code()).isEqualTo(1);
    assertThat(checked.out())
        .containsPattern("(?m)^ok +challenge$")
        .containsPattern("(?m)^skipped +token: give --client-id")
        .contains(
            "wrong    issuer: authorization_servers in the document must be [\""
                + server.server().issuer()
                + "\"]");
  }

  @Test
  void another_spelling_than_the_registered_one_is_named() {
    var checked = check(url + "/", "--json");

    assertThat(namesOf(checked, "wrong")).contains("registered", "resource");
    assertThat(checked.out()).contains("registered as " + url + ": use this spelling");
  }

  @Test
  void a_resource_that_is_not_registered_is_named() {
    var id = server.operator().get("/api/v1/resources?limit=1").text("data/0/resourceId");
    server.operator().delete("/api/v1/resources/" + id);

    var checked = check(url, "--json");

    assertThat(checked.code()).isEqualTo(1);
    assertThat(namesOf(checked, "wrong")).containsExactly("registered");
    assertThat(namesOf(checked, "skipped")).containsExactly("scopes", "token");
  }

  @Test
  void a_resource_that_does_not_answer_is_wrong() {
    resource.stop(0);

    var checked = check(url, "--json");

    assertThat(checked.code()).isEqualTo(1);
    assertThat(namesOf(checked, "wrong")).contains("401_without_token", "document", "expired");
  }

  @Test
  void a_url_that_others_can_read_is_refused() {
    var checked = check("http://mcp.example.com/mcp");

    assertThat(checked.code()).isEqualTo(2);
    assertThat(checked.err()).contains("can be read in transit");
    assertThat(check("mcp").code()).isEqualTo(2);
  }
}
