package dev.signet.console.pages;

import static dev.signet.testing.RefusalAssertions.isFieldError;
import static dev.signet.testing.RefusalAssertions.isProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.json.Json;
import dev.signet.testing.AppHost;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Apps that operators approve, although their hosts are not trusted, and documents that operators
/// give where a host does not answer this server.
@DisplayNameGeneration(ReplaceUnderscores.class)
class AppApprovalTest {
  @RegisterExtension static final AppHost hosts = new AppHost();

  @RegisterExtension
  static final TestServer server =
      new TestServer().with("registration-apps", "open").with("jwks-private-addresses", "true");

  private static final String APPS = "/api/v1/apps";
  private static final String LOOPBACK = "http://localhost/callback";
  private static final Pattern REQUEST = Pattern.compile("name=\"request\" value=\"([^\"]+)\"");

  private final String path = "/" + UUID.randomUUID() + ".json";
  private String files = "";
  private BrowserSession ada;

  @BeforeEach
  void begin() {
    server.clock().advance(Duration.ofMinutes(1));
    hosts.server().respondWith(exchange -> exchange.sendResponseHeaders(404, -1));
    files = ConnectingClient.registerNewResource(server);
    ada = ConnectingClient.signInUser(server, "Ada");
  }

  private static ConnectingClient client(String clientId) {
    return ConnectingClient.app(server, clientId, LOOPBACK);
  }

  private static TestResponse approve(Object... members) {
    var approved = server.operator().post(APPS, members);
    assertThat(approved.status()).as(approved.body()).isEqualTo(200);
    return approved;
  }

  private Object document(String clientId) {
    var document = Json.object().put("client_id", clientId).put("client_name", "Claude");
    document.putArray("grant_types").add("authorization_code").add("refresh_token");
    document.putArray("redirect_uris").add(LOOPBACK);
    return document;
  }

  @Test
  void users_may_allow_an_approved_app_until_the_approval_is_withdrawn() {
    var app = client(hosts.serveApp("foo.here.test", path, "Foo", LOOPBACK));
    assertThat(ada.get(app.request(files)).status()).isEqualTo(403);

    var approved = approve("clientId", app.clientId());

    assertThat(approved.json("clientId")).isEqualTo(app.clientId());
    assertThat(approved.json("name")).isEqualTo("Foo");
    assertThat(approved.json().get("document").isNull()).isTrue();
    var one = APPS + "/" + approved.text("agentId");
    assertThat(server.operator().get(one).body()).isEqualTo(approved.body());
    var tokens = app.connect(ada, files);
    assertThat(server.operator().get("/api/v1/audit?action=app.approved&limit=1").body())
        .contains(app.clientId());

    assertThat(server.operator().delete(one).status()).isEqualTo(204);

    assertThat(ada.get(app.request(files)).status()).isEqualTo(403);
    assertThat(app.refresh(tokens.text("refresh_token")).status()).isEqualTo(200);
    isProblem(server.operator().delete(one), 404, "not_found");
    isProblem(server.operator().get(one), 404, "not_found");
  }

  @Test
  void a_registered_app_is_approved_by_its_id() {
    var id =
        server
            .unauthenticated()
            .post("/oauth/register", "client_name", "Codex", "redirect_uris", List.of(LOOPBACK))
            .text("client_id");
    assertThat(ada.get(client(id).request(files)).status()).isEqualTo(403);

    approve("clientId", id);

    client(id).connect(ada, files);
  }

  @Test
  void a_given_document_is_used_instead_of_fetching_one() {
    var app = client(hosts.url("foo.here.test", path));
    isFieldError(
        server.operator().post(APPS, "clientId", app.clientId()), "clientId", "must be the URL");

    approve("clientId", app.clientId(), "document", document(app.clientId()));
    var fetched = hosts.fetches(path);
    var tokens = app.connect(ada, files);
    server.clock().advance(Duration.ofDays(2));
    assertThat(app.refresh(tokens.text("refresh_token")).status()).isEqualTo(200);

    assertThat(hosts.fetches(path)).isEqualTo(fetched);
  }

  @Test
  void a_given_document_of_another_client_or_none_is_refused() {
    var id = hosts.url("foo.here.test", path);
    isFieldError(
        server.operator().post(APPS, "clientId", id, "document", document(id + "x")),
        "document",
        "must be the metadata document of this client");
    isFieldError(server.operator().post(APPS), "clientId", "is required");
    for (var wrong : List.of("courier", "http://a.test/x", "dcr1_x", "https://127.0.0.1/x")) {
      isFieldError(server.operator().post(APPS, "clientId", wrong), "clientId", "must be the URL");
    }
    hosts.server().fail();
    isFieldError(server.operator().post(APPS, "clientId", id), "clientId", "cannot be read now");
    assertThat(server.operator().get("/api/v1/agents?kind=app&limit=100").body())
        .doesNotContain(id);
  }

  @Test
  void only_operators_of_the_whole_server_approve() {
    var organization =
        server.createOrganization("acme" + UUID.randomUUID().toString().substring(0, 8));
    var key =
        server
            .operator()
            .post(
                "/api/v1/operator-keys",
                "name",
                "acme",
                "scopes",
                List.of("*"),
                "organizationId",
                organization);
    assertThat(key.status()).as(key.body()).isEqualTo(201);
    var theirs = server.unauthenticated().bearer(key.text("secret"));

    assertThat(theirs.post(APPS, "clientId", "https://a.test/x").status()).isEqualTo(403);
    isProblem(
        server.unauthenticated().post(APPS, "clientId", "https://a.test/x"), 401, "unauthorized");
  }

  @Test
  void a_user_asks_the_operators_once_a_day_for_an_app() {
    var app = client(hosts.serveApp("foo.here.test", path, "<b>Foo</b>", LOOPBACK));

    for (var i = 0; i < 3; i++) {
      assertThat(ask(app).body()).contains("will see that you want to use this app");
    }
    assertThat(requests()).filteredOn(app.clientId()::equals).hasSize(1);

    server.clock().advance(Duration.ofDays(1));
    ada = ConnectingClient.signInUser(server, "Ada");
    ask(app);
    assertThat(requests()).filteredOn(app.clientId()::equals).hasSize(2);
  }

  private TestResponse ask(ConnectingClient app) {
    var page = ada.get(app.request(files));
    assertThat(page.status()).isEqualTo(403);
    assertThat(page.body()).doesNotContain("<b>Foo");
    var request = REQUEST.matcher(page.body());
    assertThat(request.find()).isTrue();
    return ada.form("/oauth/consent/ask-operators", "request", request.group(1));
  }

  private static List<String> requests() {
    return server
        .operator()
        .get("/api/v1/audit?action=app.requested&limit=100")
        .json()
        .get("data")
        .valueStream()
        .map(event -> event.get("metadata").get("client_id").asString())
        .toList();
  }

  @Test
  void a_user_asks_for_ten_apps_a_day_at_most() {
    for (var i = 0; i < 12; i++) {
      var app = client(hosts.serveApp("h" + i + ".here.test", "/" + i + path, "Foo", LOOPBACK));
      assertThat(ask(app).body())
          .contains(i < 10 ? "will see that you want" : "You have asked for many apps today");
    }
  }

  @Test
  void nothing_is_asked_for_an_accepted_app_or_with_a_changed_request() {
    var app = client(hosts.serveApp("foo.here.test", path, "Foo", LOOPBACK));
    var request = REQUEST.matcher(ada.get(app.request(files)).body());
    assertThat(request.find()).isTrue();
    approve("clientId", app.clientId());

    for (var sent : List.of(request.group(1), "nothing", "")) {
      assertThat(ada.form("/oauth/consent/ask-operators", "request", sent).body())
          .contains("out of date");
    }
    assertThat(requests()).doesNotContain(app.clientId());
  }
}
