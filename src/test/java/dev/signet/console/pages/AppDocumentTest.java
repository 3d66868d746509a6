package dev.signet.console.pages;

import static dev.signet.testing.RefusalAssertions.isOAuthError;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.AppHost;
import dev.signet.testing.SigningAgent;
import dev.signet.testing.TestClientKey;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What becomes of an app that users have allowed when its metadata document changes, vanishes, or
/// cannot be read.
@DisplayNameGeneration(ReplaceUnderscores.class)
class AppDocumentTest {
  @RegisterExtension static final AppHost hosts = new AppHost();

  @RegisterExtension
  static final TestServer server =
      new TestServer().with("apps", "open").with("jwks-private-addresses", "true");

  private static final String HOST = "app.here.test";
  private static final String LOOPBACK = "http://localhost/callback";

  private final String path = "/" + UUID.randomUUID() + ".json";
  private ConnectingClient app;
  private String refreshToken = "";

  @BeforeEach
  void connect() {
    hosts.server().respondWith(exchange -> exchange.sendResponseHeaders(404, -1));
    server.clock().advance(Duration.ofMinutes(1));
    var files = ConnectingClient.registerNewResource(server);
    app =
        ConnectingClient.app(server, hosts.serveApp(HOST, path, "Claude Code", LOOPBACK), LOOPBACK);
    refreshToken =
        app.connect(ConnectingClient.signInUser(server, "Ada"), files).text("refresh_token");
  }

  private TestResponse refresh() {
    var answer = app.refresh(refreshToken);
    if (answer.status() == 200) {
      refreshToken = answer.text("refresh_token");
    }
    return answer;
  }

  private void isRefreshed() {
    var answer = refresh();
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  @Test
  void a_refresh_looks_at_the_document_once_a_day() {
    var before = hosts.fetches(path);
    isRefreshed();
    server.clock().advance(Duration.ofHours(23));
    isRefreshed();
    assertThat(hosts.fetches(path)).isEqualTo(before);

    server.clock().advance(Duration.ofHours(1));
    isRefreshed();
    isRefreshed();

    assertThat(hosts.fetches(path)).isEqualTo(before + 1);
  }

  @Test
  void only_a_valid_refresh_token_makes_it_look() {
    var before = hosts.fetches(path);
    server.clock().advance(Duration.ofDays(2));

    isOAuthError(app.refresh("rt_nothing"), 400, "invalid_grant");
    isOAuthError(app.redeem("ac_nothing"), 400, "invalid_grant");

    assertThat(hosts.fetches(path)).isEqualTo(before);
  }

  @Test
  void an_app_goes_on_for_seven_days_while_its_host_does_not_answer_also_after_a_restart() {
    hosts.server().remove(path).fail();
    server.clock().advance(Duration.ofDays(1));
    isRefreshed();
    isRefreshed();
    server.restart();
    server.clock().advance(Duration.ofDays(5));
    isRefreshed();

    server.clock().advance(Duration.ofDays(1));
    var refused = refresh();

    isOAuthError(refused, 503, "temporarily_unavailable");
    assertThat(refused.header("retry-after")).isPresent();
    hosts.serveApp(HOST, path, "Claude Code", LOOPBACK);
    isRefreshed();
  }

  @Test
  void a_host_that_does_not_answer_is_asked_once_an_hour() {
    hosts.server().remove(path).fail();
    server.clock().advance(Duration.ofDays(1));
    var before = hosts.fetches(path);
    isRefreshed();
    isRefreshed();
    server.clock().advance(Duration.ofMinutes(59));
    isRefreshed();
    assertThat(hosts.fetches(path)).isEqualTo(before + 1);

    server.clock().advance(Duration.ofMinutes(1));
    isRefreshed();

    assertThat(hosts.fetches(path)).isEqualTo(before + 2);
  }

  @Test
  void an_app_whose_document_is_gone_is_refused_at_once() {
    hosts.server().remove(path);
    server.clock().advance(Duration.ofDays(1));

    isOAuthError(refresh(), 401, "invalid_client");

    hosts.serveApp(HOST, path, "Claude Code", LOOPBACK);
    isRefreshed();
  }

  @Test
  void an_app_whose_document_became_another_clients_is_refused_at_once() {
    hosts.serveApp(
        HOST, path, "Claude Code", it -> it.put("client_id", "https://x.test/"), LOOPBACK);
    server.clock().advance(Duration.ofDays(1));

    isOAuthError(refresh(), 401, "invalid_client");
  }

  @Test
  void a_changed_method_applies_to_the_next_refresh() {
    hosts.server().serve("/keys" + path, SigningAgent.jwksJson(TestClientKey.generate()));
    hosts.serveApp(
        HOST,
        path,
        "Claude Code",
        document -> {
          document.put("token_endpoint_auth_method", "private_key_jwt");
          document.put("jwks_uri", hosts.url(HOST, "/keys" + path));
        },
        "https://app.here.test/cb");
    server.clock().advance(Duration.ofDays(1));

    isOAuthError(refresh(), 401, "invalid_client");
  }

  @Test
  void a_changed_name_is_taken_over_and_the_refresh_goes_on() {
    var name = "Renamed " + UUID.randomUUID();
    hosts.serveApp(HOST, path, name, LOOPBACK);
    server.clock().advance(Duration.ofDays(1));

    isRefreshed();

    assertThat(
            server
                .operator()
                .get("/api/v1/agents?kind=app&q=" + name.replace(' ', '+'))
                .json("data/0/clientId"))
        .isEqualTo(app.clientId());
  }
}
