package dev.signet.authorization.apps;

import static dev.signet.testing.RefusalAssertions.isFieldError;
import static dev.signet.testing.RefusalAssertions.isOAuthError;
import static dev.signet.testing.RefusalAssertions.isProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.json.Json;
import dev.signet.base.oauth.GrantType;
import dev.signet.base.oauth.RedirectUri;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.users.UserId;
import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// Apps that a user has allowed to act for them are registered, apart from the agents.
@DisplayNameGeneration(ReplaceUnderscores.class)
class RegisteredAppsTest {
  private static final String AGENTS = "/api/v1/agents";

  @RegisterExtension static final TestServer server = new TestServer().with("apps", "open");

  private final String clientId = "https://app.example.com/" + UUID.randomUUID();

  @Test
  void an_app_is_registered_once_and_keeps_its_client_id() {
    var made = register(app());

    assertThat(register(app()).id()).isEqualTo(made.id());
    assertThat(made.clientId()).isEqualTo(clientId);
    var shown = server.operator().get(AGENTS + "/" + made.id().value());
    assertThat(shown.json("kind")).isEqualTo("app");
    assertThat(shown.json("clientId")).isEqualTo(clientId);
    assertThat(shown.json("clientType")).isEqualTo("public");
    assertThat(shown.json("redirectUris")).isEqualTo("[\"http://localhost/callback\"]");
    assertThat(server.registerAgent("courier").id()).isNotEmpty();
  }

  @Test
  void simultaneous_first_consents_register_one_app() {
    var ids = new ConcurrentSkipListSet<String>();
    ConcurrentCalls.race(8, _ -> ids.add(register(app()).id().value()));

    assertThat(ids).hasSize(1);
    assertThat(apps("").json().path("data").valueStream().filter(this::isThis)).hasSize(1);
  }

  @Test
  void lists_searches_and_counts_of_agents_leave_apps_out() {
    var name = "lister " + UUID.randomUUID();
    var agent = server.registerAgent(name, "read");
    var before = total("");
    register(app(name));

    assertThat(total("")).isEqualTo(before);
    assertThat(server.operator().get("/api/agents?limit=100").body()).doesNotContain(clientId);
    for (var query :
        List.of(
            "?q=" + name.substring(0, 20).replace(' ', '+'),
            "?status=active",
            "?agentType=custom")) {
      assertThat(server.operator().get(AGENTS + query + "&limit=100").body())
          .doesNotContain(clientId);
    }
    assertThat(server.operator().get(AGENTS + "?kind=agent&limit=100").body())
        .contains(agent.id())
        .doesNotContain(clientId);

    var listed = apps("&q=" + name.substring(7, 30));
    assertThat(listed.json("total")).isEqualTo("1");
    assertThat(listed.json("data/0/clientId")).isEqualTo(clientId);
    assertThat(listed.body()).doesNotContain(agent.id());
    isFieldError(server.operator().get(AGENTS + "?kind=robot"), "kind", "agent, app");
  }

  @Test
  void an_app_is_suspended_and_decommissioned_like_an_agent() {
    var app = register(app());
    var path = AGENTS + "/" + app.id().value();
    isOAuthError(refreshes(), 400, "invalid_grant");

    server.operator().patch(path, "active", false);
    isOAuthError(refreshes(), 401, "invalid_client");
    assertThat(register(app()).status().isActive()).isFalse();
    assertThat(apps("&status=suspended").body()).contains(clientId);
    server.operator().patch(path, "active", true);
    isOAuthError(refreshes(), 400, "invalid_grant");
    server.operator().delete(path);
    isOAuthError(refreshes(), 401, "invalid_client");
    assertThat(register(app()).status().isActive()).isFalse();
  }

  @Test
  void a_later_consent_stores_what_the_app_now_describes() {
    var made = register(app());
    var redirectUris = List.of(RedirectUri.parse("https://app.example.com/cb").orElseThrow());
    var described =
        new App(
            clientId,
            App.Registration.METADATA_DOCUMENT,
            "Claude",
            redirectUris,
            EnumSet.of(GrantType.AUTHORIZATION_CODE),
            Optional.of("https://app.example.com/jwks"));

    var changed = register(described);

    assertThat(changed.id()).isEqualTo(made.id());
    assertThat(changed.revision()).isGreaterThan(made.revision());
    var shown = server.operator().get(AGENTS + "/" + made.id().value());
    assertThat(shown.json("name")).isEqualTo("Claude");
    assertThat(shown.json("redirectUris")).isEqualTo("[\"https://app.example.com/cb\"]");
    assertThat(shown.json("grantTypes")).isEqualTo("[\"authorization_code\"]");
    assertThat(shown.json("clientType")).isEqualTo("confidential");
    assertThat(shown.json("jwksUri")).isEqualTo("https://app.example.com/jwks");
    isOAuthError(refreshes(), 401, "invalid_client");
    assertThat(register(described).revision()).isEqualTo(changed.revision());
  }

  @Test
  void a_suspended_app_is_not_found() {
    var apps = server.internals().apps();
    var by = RequestContext.ofJob("test");
    var metadata =
        Json.object().put("client_name", "Codex " + clientId.substring(clientId.length() - 12));
    metadata.putArray("redirect_uris").add("http://127.0.0.1:1455/auth/callback");
    var app = apps.registerOpenly(metadata, by.address());
    assertThat(apps.isClientId(app.clientId())).isTrue();
    assertThat(find(app.clientId())).isEqualTo(new Apps.FoundApp.Known(app));
    var path = AGENTS + "/" + register(app).id().value();
    assertThat(server.operator().get(path).json("clientId")).isEqualTo(app.clientId());
    assertThat(find(app.clientId())).isEqualTo(new Apps.FoundApp.Known(app));

    server.operator().patch(path, "active", false);
    assertThat(find(app.clientId())).isInstanceOf(Apps.FoundApp.Unknown.class);
    server.operator().patch(path, "active", true);
    assertThat(find(app.clientId())).isInstanceOf(Apps.FoundApp.Known.class);
    server.operator().delete(path);
    assertThat(find(app.clientId())).isInstanceOf(Apps.FoundApp.Unknown.class);
  }

  @Test
  void an_app_cannot_be_moved_to_an_organization() {
    var path = AGENTS + "/" + register(app()).id().value();

    isProblem(
        server.operator().patch(path, "organizationId", server.createOrganization("acme")),
        409,
        "organization_fixed");
    assertThat(server.operator().get(path).json("organizationId"))
        .isEqualTo(OrganizationId.DEFAULT.value());
  }

  @Test
  void the_kind_of_a_client_cannot_be_set() {
    isFieldError(server.operator().post(AGENTS, "name", "x", "kind", "app"), "kind", "not a field");
    isFieldError(
        server.operator().patch(AGENTS + "/" + register(app()).id().value(), "kind", "agent"),
        "kind",
        "cannot be changed");
  }

  @Test
  void an_app_that_this_server_has_no_document_or_id_of_is_unknown() {
    var apps = server.internals().apps();
    assertThat(apps.isClientId("https://app.example.com/client.json")).isTrue();
    for (var id : List.of("courier", "dcr1_x", UUID.randomUUID().toString(), "http://a.test/x")) {
      assertThat(apps.isClientId(id)).isFalse();
      assertThat(find(id)).isInstanceOf(Apps.FoundApp.Unknown.class);
    }
  }

  private static Apps.FoundApp find(String id) {
    return server
        .internals()
        .apps()
        .find(id, new UserId(UUID.randomUUID().toString()), false, RequestContext.ofJob("test"));
  }

  private App app() {
    return app("Claude Code");
  }

  private App app(String name) {
    return new App(
        clientId,
        App.Registration.METADATA_DOCUMENT,
        name,
        List.of(RedirectUri.parse("http://localhost/callback").orElseThrow()),
        EnumSet.of(GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN),
        Optional.empty());
  }

  private static Agent register(App app) {
    return server
        .internals()
        .db()
        .inTransaction(
            tx -> server.internals().apps().register(tx, app, RequestContext.ofJob("test")));
  }

  private boolean isThis(JsonNode listed) {
    return listed.path("clientId").stringValue().equals(clientId);
  }

  private static TestResponse apps(String query) {
    return server.operator().get(AGENTS + "?kind=app&limit=100" + query);
  }

  private static String total(String query) {
    return server.operator().get(AGENTS + "?limit=1" + query).text("total");
  }

  private TestResponse refreshes() {
    return server
        .unauthenticated()
        .form(
            "/oauth/token",
            "grant_type",
            "refresh_token",
            "refresh_token",
            "rt_x",
            "client_id",
            clientId);
  }
}
