package dev.signet.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.signet.testing.Jwt;
import dev.signet.testing.RawConnection;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestClientKey;
import dev.signet.testing.TestDatabase;
import dev.signet.testing.TestServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What Debian's reverse proxies make of our server, and it of them.
@DisplayNameGeneration(ReplaceUnderscores.class)
class ProxyTest {
  private static final int MAX_BODY = 1024 * 1024;
  private static final int MAX_OAUTH_BODY = 64 * 1024;

  @RegisterExtension
  static final TestServer server =
      new TestServer()
          .with("issuer", "https://id.example.com")
          .with("trusted-proxies", "127.0.0.1/32");

  @TempDir Path folder;

  @BeforeAll
  static void once() {
    assumeFalse(TestDatabase.isPostgresql(), "proxies know of no database");
  }

  @ParameterizedTest
  @EnumSource
  void an_agent_is_registered_used_and_revoked_behind_a_proxy(DebianProxy.Kind kind)
      throws IOException {
    try (var proxy = start(kind)) {
      var there = server.unauthenticated().at(proxy.url());
      var key = TestClientKey.generate();
      var registered = server.registerAgent("courier", "read");
      var agent = new TestAgent(there, registered.id(), registered.clientId(), registered.secret());

      assertThat(there.get("/health/ready").body()).isEqualTo("{\"status\":\"ready\"}");
      var token = agent.token();
      assertThat(there.bearer(token).get("/api/agents/me").text("agent/id")).isEqualTo(agent.id());

      var bound =
          agent.requestToken(server.proof(key, "POST", "/oauth/token")).text("access_token");
      var me = there.dpop(bound, server.proof(key, "GET", "/api/agents/me")).get("/api/agents/me");
      assertThat(me.status()).as(me.body()).isEqualTo(200);
      assertThat(there.bearer(token).form("/oauth/revoke", "token", bound).status()).isEqualTo(200);

      var refused = there.get("/api/agents/me");
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.header("WWW-Authenticate")).isPresent();
    }
  }

  @ParameterizedTest
  @EnumSource
  void the_log_names_the_client_behind_a_proxy(DebianProxy.Kind kind) throws IOException {
    try (var proxy = start(kind)) {
      var registered = server.registerAgent("courier", "read");
      var there = server.unauthenticated().at(proxy.url()).with("X-Forwarded-For", "192.0.2.7");

      var token =
          new TestAgent(there, registered.id(), registered.clientId(), registered.secret()).token();

      var event = server.operator().get("/api/v1/audit/" + Jwt.of(token).claim("jti"));
      assertThat(event.text("ipAddress")).isEqualTo("192.0.2.7");
    }
  }

  @ParameterizedTest
  @EnumSource
  void http_1_0_persistent_connections_and_chunked_bodies_are_served(DebianProxy.Kind kind)
      throws IOException {
    try (var proxy = start(kind)) {
      var agent = server.registerAgent("courier", "read");
      assertThat(status(proxy.url(), "GET /health/live HTTP/1.0\r\n\r\n")).isEqualTo(200);

      var form =
          "grant_type=client_credentials&client_id="
              + agent.clientId()
              + "&client_secret="
              + agent.secret();
      var head =
          """
          POST /oauth/token HTTP/1.1\r
          Host: localhost\r
          Content-Type: application/x-www-form-urlencoded\r
          """;
      try (var connection = RawConnection.to(proxy.url())) {
        for (var i = 0; i < 2; i++) {
          connection.send("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
          assertThat(connection.answer().orElseThrow().status()).isEqualTo(200);
          connection.send(head + "Content-Length: " + form.length() + "\r\n\r\n" + form);
          assertThat(connection.answer().orElseThrow().json("token_type")).isEqualTo("Bearer");
          connection.send(head + "Transfer-Encoding: chunked\r\n\r\n" + chunked(form));
          assertThat(connection.answer().orElseThrow().json("token_type")).isEqualTo("Bearer");
        }
      }
    }
  }

  private static String chunked(String text) {
    var half = text.length() / 2;
    var chunks = new StringBuilder();
    for (var part : List.of(text.substring(0, half), text.substring(half))) {
      chunks.append(Integer.toHexString(part.length())).append("\r\n").append(part).append("\r\n");
    }
    return chunks.append("0\r\n\r\n").toString();
  }

  @ParameterizedTest
  @EnumSource
  void a_body_of_the_greatest_length_comes_through_and_a_longer_one_is_413(DebianProxy.Kind kind)
      throws IOException {
    try (var proxy = start(kind)) {
      var operator = server.operator().at(proxy.url());
      var json = "{\"name\":\"long\"}";

      var longest =
          operator.postJson("/api/v1/agents", json + " ".repeat(MAX_BODY - json.length()));
      assertThat(longest.status()).as(longest.body()).isEqualTo(201);
      // nginx itself refuses this request, with its own page.
      assertThat(
              status(
                  proxy.url(),
                  "POST /api/v1/agents HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                      + server.operatorKey()
                      + "\r\nContent-Type: application/json\r\nContent-Length: "
                      + (MAX_BODY + 1)
                      + "\r\n\r\n"
                      + json
                      + " ".repeat(MAX_BODY + 1 - json.length())))
          .isEqualTo(413);

      var form = "grant_type=client_credentials&ignored=";
      var there = server.unauthenticated().at(proxy.url());
      var answer = there.rawForm("/oauth/token", form + "x".repeat(MAX_OAUTH_BODY - form.length()));
      assertThat(answer.json("error")).as(answer.body()).isEqualTo("invalid_client");
      var longer =
          there.rawForm("/oauth/token", form + "x".repeat(MAX_OAUTH_BODY + 1 - form.length()));
      assertThat(longer.status()).isEqualTo(413);
      assertThat(longer.json("error")).isEqualTo("invalid_request");
    }
  }

  private static int status(URI url, String request) {
    try (var connection = RawConnection.to(url)) {
      connection.send(request);
      return connection.answer().orElseThrow().status();
    }
  }

  @ParameterizedTest
  @EnumSource(names = "HAPROXY")
  void a_check_of_the_proxy_finds_the_server_ready(DebianProxy.Kind kind) throws IOException {
    try (var proxy = start(kind)) {
      var deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
      String seen;
      do {
        try (var in = proxy.url().resolve("/haproxy?stats;csv").toURL().openStream()) {
          seen = new String(in.readAllBytes(), UTF_8);
        }
        assertThat(System.nanoTime()).as(seen).isLessThan(deadline);
        LockSupport.parkNanos(10_000_000);
      } while (seen.lines().noneMatch(line -> line.matches("signet,one,.*,UP,.*,L7OK,200,.*")));
    }
  }

  private DebianProxy start(DebianProxy.Kind kind) throws IOException {
    assumeTrue(
        kind.isInstalled(),
        () -> kind + " is not installed: install your system's package " + kind.debianPackage);
    return DebianProxy.start(kind, folder, URI.create(server.base().toString()).getPort());
  }
}
