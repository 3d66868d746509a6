package dev.signet.console.pages;

import static dev.signet.console.pages.ConnectingClient.answer;
import static dev.signet.console.pages.ConnectingClient.decisionOn;
import static dev.signet.console.pages.ConnectingClient.isActive;
import static dev.signet.console.pages.ConnectingClient.press;
import static dev.signet.testing.RefusalAssertions.isOAuthError;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.AppHost;
import dev.signet.testing.AssertionBuilder;
import dev.signet.testing.DocumentServer;
import dev.signet.testing.SigningAgent;
import dev.signet.testing.TestClientKey;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Apps whose client id is the URL of their metadata document: users allow them like other clients,
/// and the page never takes their word for who they are.
@DisplayNameGeneration(ReplaceUnderscores.class)
class AppByDocumentTest {
  @RegisterExtension static final AppHost hosts = new AppHost();

  @RegisterExtension
  static final TestServer server =
      new TestServer()
          .with("apps", "open")
          .with("app-hosts", "trusted.here.test,relay:relay.here.test")
          .with("jwks-private-addresses", "true");

  private static final String LOOPBACK = "http://localhost/callback";
  private static final String OTHER_SITE = "https://elsewhere.example.com/cb";

  private final String path = "/" + UUID.randomUUID() + ".json";
  private String files = "";
  private BrowserSession ada;

  @BeforeEach
  void begin() {
    // A new minute, with its own budget of fetches.
    server.clock().advance(Duration.ofMinutes(1));
    files = ConnectingClient.registerNewResource(server);
    ada = ConnectingClient.signInUser(server, "Ada");
  }

  private ConnectingClient app(String host, String redirectUri, String... others) {
    var all = new String[others.length + 1];
    all[0] = redirectUri;
    System.arraycopy(others, 0, all, 1, others.length);
    return client(hosts.serveApp(host, path, "Claude Code", all), redirectUri);
  }

  private static ConnectingClient client(String clientId, String redirectUri) {
    return ConnectingClient.app(server, clientId, redirectUri);
  }

  private String ownPage(String host) {
    return hosts.url(host, "/cb");
  }

  private static boolean asks(BrowserSession user, String path) {
    var seen = user.get(path);
    return seen.status() == 200 && seen.body().contains("name=\"decision\"");
  }

  private static TestResponse isStopped(TestResponse page) {
    assertThat(page.status()).as(page.body()).isEqualTo(400);
    assertThat(page.header("location")).isEmpty();
    return page;
  }

  private static TestResponse listed(ConnectingClient app) {
    for (var cursor = Optional.of(""); cursor.isPresent(); ) {
      var page = server.operator().get("/api/v1/agents?kind=app&limit=100" + cursor.get());
      for (var one : page.json().get("data")) {
        if (one.get("clientId").asString().equals(app.clientId())) {
          return server.operator().get("/api/v1/agents/" + one.get("agentId").asString());
        }
      }
      cursor = Optional.ofNullable(page.json("next")).map(next -> "&after=" + next);
    }
    return server.operator().get("/api/v1/agents/" + UUID.randomUUID());
  }

  @Test
  void a_user_allows_an_app_and_it_gets_and_refreshes_tokens_as_a_public_client() {
    var app = app("foo.here.test", LOOPBACK);
    var tokens = client(app.clientId(), "http://localhost:54212/callback").connect(ada, files);

    assertThat(tokens.text("scope")).isEqualTo("files.read");
    assertThat(ada.get("/account/connections").body())
        .contains("an app at foo.here.test that calls itself “Claude Code”");
    var seen = ConnectingClient.introspect(server, tokens.text("access_token"));
    assertThat(seen.text("client_id")).isEqualTo(app.clientId());
    var refreshed = app.refresh(tokens.text("refresh_token"));
    assertThat(refreshed.status()).as(refreshed.body()).isEqualTo(200);
    isOAuthError(
        server
            .unauthenticated()
            .form(
                "/oauth/revoke",
                "token",
                refreshed.text("refresh_token"),
                "client_id",
                "https://another.here.test/client.json"),
        401,
        "invalid_client");

    var revoked =
        server
            .unauthenticated()
            .form(
                "/oauth/revoke",
                "token",
                refreshed.text("refresh_token"),
                "client_id",
                app.clientId());

    assertThat(revoked.status()).as(revoked.body()).isEqualTo(200);
    assertThat(isActive(server, refreshed.text("access_token"))).isFalse();
  }

  @Test
  void only_a_user_who_presses_allow_registers_the_app() {
    var app = app("foo.here.test", LOOPBACK);
    assertThat(asks(ada, app.request(files))).isTrue();
    assertThat(answer(press(ada, app.request(files), "deny")))
        .containsEntry("error", "access_denied");
    assertThat(listed(app).status()).isEqualTo(404);

    app.connect(ada, files);

    assertThat(listed(app).json("kind")).isEqualTo("app");
    assertThat(listed(app).json("clientType")).isEqualTo("public");
  }

  @Test
  void a_flood_of_anonymous_requests_fetches_nothing_and_stores_nothing() {
    var before = server.operator().get("/api/v1/agents?kind=app&limit=1").json("total");
    var asked = hosts.server().requests().size();
    for (var i = 0; i < 200; i++) {
      var answer =
          server
              .unauthenticated()
              .get(
                  client(hosts.url("h" + i + ".here.test", path), OTHER_SITE)
                      .request(files, "prompt", i % 2 == 0 ? "" : "none"));
      if (i % 2 == 0) {
        assertThat(answer.header("location").orElseThrow()).startsWith("/account/sign-in?");
      } else {
        isStopped(answer);
      }
    }
    assertThat(app("foo.here.test", LOOPBACK).redeem("ac_nothing").status()).isEqualTo(401);
    assertThat(app("foo.here.test", LOOPBACK).refresh("rt_nothing").status()).isEqualTo(401);

    assertThat(hosts.server().requests()).hasSize(asked);
    assertThat(server.operator().get("/api/v1/agents?kind=app&limit=1").json("total"))
        .isEqualTo(before);
  }

  @Test
  void the_page_names_the_host_first_and_the_name_only_as_the_apps_own_word() {
    var own = ada.get(app("foo.here.test", ownPage("foo.here.test")).request(files)).body();
    assertThat(own)
        .contains("Allow an app at foo.here.test to act for you?")
        .contains("calls itself “Claude Code”, a name that cannot be checked")
        .contains("not among the hosts that the operators of this server trust")
        .doesNotContain("registered here", "Allow “Claude Code”", "<title>Allow Claude");
    assertThat(own.indexOf("foo.here.test")).isLessThan(own.indexOf("Claude Code"));

    var program = hosts.serveApp("foo.here.test", "/1" + path, "Claude Code", LOOPBACK);
    assertThat(ada.get(client(program, LOOPBACK).request(files)).body())
        .contains("Allow a program on this computer to act for you?")
        .contains("It calls itself “Claude Code”", "(<code>localhost</code>)")
        .doesNotContain("registered here");
    var trusted =
        hosts.serveApp("trusted.here.test", "/2" + path, "Claude", ownPage("trusted.here.test"));
    assertThat(ada.get(client(trusted, ownPage("trusted.here.test")).request(files)).body())
        .contains("The operators of this server trust <strong>trusted.here.test</strong>");
  }

  @Test
  void hostile_names_are_shown_as_one_short_line_of_text() {
    var redirect = ownPage("foo.here.test");
    var clientId =
        hosts.serveApp(
            "foo.here.test", path, "<b>Сlaude\u202e</b>" + "x".repeat(10_000 - 3_000), redirect);

    var page = ada.get(client(clientId, redirect).request(files)).body();

    assertThat(page)
        .doesNotContain("<b>", "\u202e", "x".repeat(61))
        .contains("Allow an app at foo.here.test");
  }

  @Test
  void an_app_at_its_own_or_a_trusted_host_is_not_asked_about_again() {
    for (var host : new String[] {"foo.here.test", "trusted.here.test"}) {
      var redirect = ownPage(host);
      var clientId = hosts.serveApp(host, "/" + UUID.randomUUID(), "Claude", redirect);
      var app = client(clientId, redirect);
      app.connect(ada, files);

      assertThat(answer(ada.get(app.request(files)))).as(host).containsKey("code");
      assertThat(answer(ada.get(app.request(files, "prompt", "none")))).containsKey("code");
      assertThat(asks(ada, app.request(files, "prompt", "consent"))).isTrue();
    }
  }

  @Test
  void a_program_a_relay_and_an_address_elsewhere_are_asked_about_each_time() {
    var relay = ownPage("relay.here.test");
    for (var app :
        new ConnectingClient[] {
          client(hosts.serveApp("foo.here.test", "/1" + path, "App", LOOPBACK), LOOPBACK),
          client(hosts.serveApp("relay.here.test", "/2" + path, "App", relay), relay),
          client(hosts.serveApp("foo.here.test", "/3" + path, "App", OTHER_SITE), OTHER_SITE),
          // A program on the user's computer, whose https address hands the answer on to it.
          client(
              hosts.serveApp(
                  "foo.here.test", "/4" + path, "App", ownPage("foo.here.test"), LOOPBACK),
              ownPage("foo.here.test"))
        }) {
      app.connect(ada, files);

      assertThat(asks(ada, app.request(files))).as(app.clientId()).isTrue();
      assertThat(isStopped(ada.get(app.request(files, "prompt", "none"))).body())
          .contains("The user has to decide on a page");
    }
    assertThat(
            ada.get(client(hosts.url("relay.here.test", "/2" + path), relay).request(files)).body())
        .contains("A program on this computer");
  }

  @Test
  void errors_are_shown_and_lead_to_the_app_only_by_a_button() {
    var page =
        isStopped(
            ada.get(app("foo.here.test", OTHER_SITE).request(files, "scope", "nothing.known")));

    assertThat(page.body())
        .contains("none of the requested scopes", "elsewhere.example.com")
        .contains("error=invalid_scope");
    for (var other :
        new String[][] {
          {"response_type", "token"}, {"code_challenge", ""}, {"resource", "https://no.example/"}
        }) {
      isStopped(ada.get(app("foo.here.test", OTHER_SITE).request(files, other)));
    }
    assertThat(answer(press(ada, app("foo.here.test", OTHER_SITE).request(files), "deny")))
        .containsEntry("error", "access_denied")
        .containsEntry("iss", "http://localhost:8080");
  }

  @Test
  void errors_go_to_trusted_hosts_by_themselves() {
    var redirect = ownPage("trusted.here.test");

    assertThat(
            answer(ada.get(app("trusted.here.test", redirect).request(files, "scope", "no.such"))))
        .containsEntry("error", "invalid_scope");
  }

  @Test
  void a_request_that_is_too_long_is_stopped_before_the_sign_in() {
    var app = app("foo.here.test", LOOPBACK);

    assertThat(
            isStopped(server.unauthenticated().get(app.request(files, "x", "x".repeat(5_200))))
                .body())
        .contains("longer than 5120 bytes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example.com/cb",
        "http://localhost:1/other",
        "http://127.0.0.1/callback",
        "http://localhost.evil.test/callback",
        "https://localhost/callback",
        "javascript:alert(1)"
      })
  void a_redirect_uri_that_the_document_does_not_name_gets_nothing(String redirectUri) {
    var app = app("foo.here.test", LOOPBACK);

    assertThat(isStopped(ada.get(app.request(files, "redirect_uri", redirectUri))).body())
        .contains("has not registered")
        .doesNotContain("href=\"" + redirectUri);
  }

  @Test
  void changed_addresses_are_asked_about_and_old_tokens_stay() {
    var redirect = ownPage("foo.here.test");
    var app = app("foo.here.test", redirect);
    var tokens = app.connect(ada, files);
    hosts.serveApp("foo.here.test", path, "Claude Code", redirect, redirect + "/2");
    server.clock().advance(Duration.ofMinutes(5));

    assertThat(asks(ada, app.request(files))).isTrue();
    assertThat(isActive(server, tokens.text("access_token"))).isTrue();
    app.connect(ada, files);

    assertThat(listed(app).json("redirectUris")).contains(redirect + "/2");
    assertThat(answer(ada.get(app.request(files)))).containsKey("code");
  }

  @Test
  void a_document_that_vanishes_while_the_page_is_open_allows_nothing() {
    var app = app("foo.here.test", LOOPBACK);
    var decision = decisionOn(ada.get(app.request(files)));
    hosts.server().serve(path, "{}");
    server.clock().advance(Duration.ofMinutes(5));

    isStopped(ada.form("/oauth/consent", "decision", decision, "answer", "allow"));

    assertThat(listed(app).status()).isEqualTo(404);
  }

  @Test
  void a_suspended_app_is_unknown_and_its_tokens_end() {
    var app = app("foo.here.test", LOOPBACK);
    var tokens = app.connect(ada, files);
    var code = app.code(ada, files);
    var open = decisionOn(ada.get(app.request(files)));
    var agent = "/api/v1/agents/" + listed(app).text("agentId");

    server.operator().patch(agent, "active", false);

    assertThat(isActive(server, tokens.text("access_token"))).isFalse();
    isOAuthError(app.refresh(tokens.text("refresh_token")), 401, "invalid_client");
    isOAuthError(app.redeem(code), 401, "invalid_client");
    assertThat(isStopped(ada.get(app.request(files))).body()).contains("not known");
    isStopped(ada.form("/oauth/consent", "decision", open, "answer", "allow"));

    server.operator().patch(agent, "active", true);
    isOAuthError(app.redeem(code), 400, "invalid_grant");
    assertThat(asks(ada, app.request(files))).isTrue();
  }

  @Test
  void a_consent_of_an_app_ends_and_is_blocked_like_any_other() {
    var app = app("foo.here.test", LOOPBACK);
    var tokens = app.connect(ada, files);
    var code = app.code(ada, files);
    var consent =
        "/api/v1/consents/"
            + server
                .operator()
                .get("/api/v1/consents?agentId=" + listed(app).text("agentId"))
                .json("data/0/consentId");

    assertThat(server.operator().delete(consent).text("revokedTokenCount")).isEqualTo("1");
    assertThat(isActive(server, tokens.text("access_token"))).isFalse();
    isOAuthError(app.redeem(code), 400, "invalid_grant");
    app.connect(ada, files);
    server.operator().post(consent + "/block");

    assertThat(isStopped(ada.get(app.request(files))).body()).contains("blocked this client");
  }

  @Test
  void the_id_of_an_apps_row_is_not_its_client_id() {
    var app = app("foo.here.test", LOOPBACK);
    app.connect(ada, files);

    isStopped(ada.get(client(listed(app).text("agentId"), LOOPBACK).request(files)));
  }

  @Test
  void an_app_with_keys_signs_for_its_codes_and_refreshes() {
    var key = TestClientKey.generate("RS256");
    hosts.server().serve("/keys" + path, SigningAgent.jwksJson(key));
    var redirect = ownPage("foo.here.test");
    var clientId =
        hosts.serveApp(
            "foo.here.test",
            path,
            "ChatGPT",
            document -> {
              document.put("token_endpoint_auth_method", "private_key_jwt");
              document.put("jwks_uri", hosts.url("foo.here.test", "/keys" + path));
            },
            redirect);
    var app = client(clientId, redirect);
    var code = app.code(ada, files);

    isOAuthError(app.redeem(code), 401, "invalid_client");
    isOAuthError(
        app.redeem(code, signedBy(TestClientKey.generate("RS256"), clientId)),
        401,
        "invalid_client");
    var tokens = app.redeem(code, signedBy(key, clientId));
    assertThat(tokens.status()).as(tokens.body()).isEqualTo(200);
    isOAuthError(app.refresh(tokens.text("refresh_token")), 401, "invalid_client");
    assertThat(app.refresh(tokens.text("refresh_token"), signedBy(key, clientId)).status())
        .isEqualTo(200);
  }

  private static String[] signedBy(TestClientKey key, String clientId) {
    return new String[] {
      "client_assertion_type",
      AssertionBuilder.TYPE,
      "client_assertion",
      AssertionBuilder.by(key, clientId, "http://localhost:8080", server.clock()).build()
    };
  }

  @Test
  void an_operator_key_is_not_a_user_and_fetches_nothing() {
    var operator = BrowserSession.signIn(server, server.operatorKey());
    var app = app("foo.here.test", LOOPBACK);

    isStopped(operator.get(app.request(files)));

    assertThat(hosts.fetches(path)).isZero();
  }

  @Test
  void documents_that_redirect_are_too_long_or_of_another_type_describe_no_client() {
    var app = client(hosts.url("foo.here.test", path), LOOPBACK);
    var target = hosts.serveApp("foo.here.test", "/target" + path, "App", LOOPBACK);
    hosts
        .server()
        .respondWith(exchange -> {
          exchange.getResponseHeaders().set("Location", target);
          DocumentServer.answer(exchange, 302, "application/json", "{}");
        });
    isStopped(ada.get(app.request(files)));
    assertThat(hosts.fetches("/target" + path)).isZero();

    hosts.server().respondWith(exchange -> DocumentServer.answer(exchange, 200, "text/html", "{}"));
    isStopped(ada.get(app.request(files)));
    hosts.serveApp(
        "foo.here.test",
        path,
        "App",
        document -> document.put("padding", "x".repeat(11 * 1024)),
        LOOPBACK);
    isStopped(ada.get(app.request(files)));
    hosts.serveApp("bar.here.test", path, "App", LOOPBACK);
    isStopped(ada.get(app.request(files)));
    hosts.serveApp("foo.here.test", path, "App", LOOPBACK);
    assertThat(asks(ada, app.request(files))).as("errors are not cached").isTrue();
  }

  @Test
  void a_user_who_names_many_hosts_is_soon_told_to_wait() {
    var asked = hosts.server().requests().size();
    for (var i = 0; i < 50; i++) {
      isStopped(
          ada.get(
              client(hosts.url("h" + i + ".here.test", "/no" + path), LOOPBACK).request(files)));
    }

    assertThat(hosts.server().requests().size() - asked).isBetween(1, 30);
    assertThat(isStopped(ada.get(app("foo.here.test", LOOPBACK).request(files))).body())
        .contains("Try again in a minute");
  }
}
