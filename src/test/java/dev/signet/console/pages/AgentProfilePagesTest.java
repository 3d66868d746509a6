package dev.signet.console.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.TestAgent;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The form that edits an agent's profile.
@DisplayNameGeneration(ReplaceUnderscores.class)
class AgentProfilePagesTest {
  private static final Pattern WAS = Pattern.compile("name=\"(was-[A-Za-z]+)\" value=\"([^\"]*)\"");

  @RegisterExtension static final TestServer server = new TestServer();

  private BrowserSession visitor;
  private TestAgent courier;

  @BeforeEach
  void begin() {
    visitor = BrowserSession.signIn(server, server.operatorKey());
    courier =
        server.registerAgentWith(
            "name",
            "courier",
            "description",
            "Takes orders\nto the shop.",
            "owner",
            "logistics",
            "version",
            "1.0.0",
            "capabilities",
            List.of("orders:read"),
            "scopes",
            List.of("orders:read", "orders:ship"),
            "metadata",
            Map.of("kept", "as it is"));
  }

  private String path() {
    return "/console/agents/" + courier.id() + "/edit";
  }

  /// The form as a browser sends it: all fields of the page.
  private Map<String, String> form() {
    var page = visitor.get(path());
    assertThat(page.status()).isEqualTo(200);
    var form = new LinkedHashMap<String, String>();
    var found = WAS.matcher(page.body());
    while (found.find()) {
      var value = found.group(2).replace("\n", "\r\n");
      form.put(found.group(1), value);
      form.put(found.group(1).substring("was-".length()), value);
    }
    return form;
  }

  private TestResponse sends(Map<String, String> form) {
    var pairs = new ArrayList<String>();
    form.forEach((name, value) -> pairs.addAll(List.of(name, value)));
    return visitor.form(path(), pairs.toArray(String[]::new));
  }

  private TestResponse agent() {
    return server.operator().get("/api/v1/agents/" + courier.id());
  }

  private List<String> listed(String field) {
    return agent().json().path(field).valueStream().map(one -> one.asString()).toList();
  }

  private String notice() {
    return visitor.get("/console/agents/" + courier.id()).body();
  }

  @Test
  void changed_fields_are_saved_and_all_others_stay() {
    var form = form();
    assertThat(form)
        .containsEntry("owner", "logistics")
        .containsEntry("scopes", "orders:read orders:ship");
    form.put("name", "courier of orders");
    form.put("email", "courier@example.com");
    form.put("owner", "");
    form.put("version", "1.1.0");
    form.put("capabilities", "orders:read\r\norders:ship, stock:*");
    form.put("scopes", "orders:read orders:ship stock:read");
    form.put("tokenLifetime", "300");
    form.put("deploymentEnv", "production");
    form.put("expiresAt", "2030-01-01T00:00");

    var answer = sends(form);

    assertThat(answer.status()).isEqualTo(303);
    assertThat(notice()).contains("Saved.");
    var now = agent();
    assertThat(now.json("name")).isEqualTo("courier of orders");
    assertThat(now.json("email")).isEqualTo("courier@example.com");
    assertThat(now.json().path("owner").isString()).isFalse();
    assertThat(now.json("version")).isEqualTo("1.1.0");
    assertThat(listed("capabilities")).containsExactly("orders:read", "orders:ship", "stock:*");
    assertThat(listed("scopes")).containsExactly("orders:read", "orders:ship", "stock:read");
    assertThat(now.json().path("tokenLifetime").asInt()).isEqualTo(300);
    assertThat(now.json("deploymentEnv")).isEqualTo("production");
    assertThat(now.json("expiresAt")).isEqualTo("2030-01-01T00:00:00.000Z");
    assertThat(now.json("description")).isEqualTo("Takes orders\nto the shop.");
    assertThat(now.text("metadata/kept")).isEqualTo("as it is");
    var event = server.operator().get("/api/v1/audit?action=agent.updated&agentId=" + courier.id());
    assertThat(event.body()).doesNotContain("\"description\"", "\"metadata\",");
  }

  @Test
  void an_unchanged_form_changes_nothing() {
    assertThat(sends(form()).status()).isEqualTo(303);

    assertThat(notice()).contains("Nothing changed.");
    assertThat(
            server
                .operator()
                .get("/api/v1/audit?action=agent.updated&agentId=" + courier.id())
                .body())
        .doesNotContain("agent.updated");
  }

  @Test
  void a_refused_form_keeps_its_values() {
    var form = form();
    form.put("name", "\"><b>x");
    form.put("email", "nowhere");
    form.put("version", "one");
    form.put("scopes", "good b\"ad");

    var answer = sends(form);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body())
        .contains("&#34;>", "nowhere", "This must be an e-mail address.", "a semantic version")
        .contains("good b\"ad</textarea>")
        .doesNotContain("<b>x");
    assertThat(agent().json("name")).isEqualTo("courier");
  }

  @Test
  void a_name_cannot_be_removed() {
    var form = form();
    form.put("name", "");

    var answer = sends(form);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body()).contains("must not be empty");
  }

  @Test
  void an_e_mail_address_of_another_agent_is_refused_with_a_sentence() {
    server.registerAgentWith("name", "other", "email", "taken@example.com");
    var form = form();
    form.put("email", "taken@example.com");

    var answer = sends(form);

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.body())
        .contains("Another agent of the organization has this e-mail address", "taken@example.com");
  }

  @Test
  void a_concurrent_change_is_not_overwritten_unseen() {
    var form = form();
    server.operator().patch("/api/v1/agents/" + courier.id(), "owner", "shop", "version", "2.0.0");
    form.put("owner", "people");

    var answer = sends(form);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body()).contains("was changed by another user meanwhile, to “shop”");
    assertThat(agent().json("owner")).isEqualTo("shop");
    form.put("was-owner", "shop");
    assertThat(sends(form).status()).isEqualTo(303);
    assertThat(agent().json("owner")).isEqualTo("people");
    assertThat(agent().json("version")).as("which the form did not change").isEqualTo("2.0.0");
  }

  @Test
  void removing_a_scope_is_confirmed_with_the_affected_tokens() {
    var token = courier.token();
    var form = form();
    form.put("scopes", "orders:read");
    form.put("owner", "shop");

    var asked = sends(form);

    assertThat(asked.status()).isEqualTo(422);
    assertThat(asked.body())
        .contains("Nothing is saved yet", "1 active token", "Save and remove", "Cancel")
        .contains("name=\"sure\" value=\"orders:ship\"", "value=\"shop\"");
    assertThat(agent().json("owner")).isEqualTo("logistics");
    assertThat(scopeOf(token)).isEqualTo("orders:read orders:ship");

    form.put("sure", "orders:ship");
    assertThat(sends(form).status()).isEqualTo(303);
    assertThat(notice()).contains("1 active token has lost orders:ship");
    assertThat(agent().json("owner")).isEqualTo("shop");
    assertThat(scopeOf(token)).isEqualTo("orders:read");
  }

  private static String scopeOf(String token) {
    return server.operator().form("/oauth/introspect", "token", token).text("scope");
  }

  @Test
  void a_scope_without_active_tokens_is_removed_at_once() {
    var form = form();
    form.put("scopes", "orders:read");

    assertThat(sends(form).status()).isEqualTo(303);
    assertThat(listed("scopes")).containsExactly("orders:read");
  }

  @Test
  void a_user_cannot_grant_a_management_scope_they_lack() {
    var writer =
        server
            .operator()
            .post(
                "/api/v1/operator-keys",
                "name",
                "writer",
                "scopes",
                List.of("agents:read", "agents:write"))
            .text("secret");
    visitor = BrowserSession.signIn(server, writer);
    var form = form();
    form.put("scopes", "orders:read orders:ship keys:write");

    var answer = sends(form);

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.body()).contains("keys:write");
    assertThat(listed("scopes")).containsExactly("orders:read", "orders:ship");
  }

  @Test
  void the_form_of_an_agent_with_all_fields_full_can_be_sent() {
    var capabilities =
        IntStream.range(0, 100).mapToObj(i -> "a/" + i + ":" + "c".repeat(120)).toList();
    var scopes = IntStream.range(0, 46).mapToObj(i -> "s" + i + ":" + "d".repeat(120)).toList();
    courier =
        server.registerAgentWith(
            "name",
            "語".repeat(200),
            "description",
            "語".repeat(2_000),
            "owner",
            "語".repeat(200),
            "capabilities",
            capabilities,
            "scopes",
            scopes);
    var form = form();
    form.put("name", "字".repeat(200));
    form.put("description", "字".repeat(2_000));

    assertThat(sends(form).status()).isEqualTo(303);

    form = form();
    assertThat(form.get("description")).isEqualTo("字".repeat(2_000));
  }

  @Test
  void a_decommissioned_agent_cannot_be_edited() {
    var form = form();
    server.operator().delete("/api/v1/agents/" + courier.id());
    form.put("owner", "shop");

    assertThat(sends(form).status()).isEqualTo(409);
    assertThat(visitor.get(path()).status()).isEqualTo(303);
    assertThat(visitor.get("/console/agents/" + courier.id()).body()).doesNotContain("/edit\"");
  }

  @Test
  void an_auditor_is_not_offered_to_edit() {
    var reader =
        server
            .operator()
            .post("/api/v1/operator-keys", "name", "r", "scopes", List.of("agents:read"))
            .text("secret");
    var auditor = BrowserSession.signIn(server, reader);

    assertThat(auditor.get("/console/agents/" + courier.id()).body()).doesNotContain("/edit\"");
    assertThat(auditor.get(path()).status()).isEqualTo(403);
    assertThat(auditor.form(path(), "name", "mine").status()).isEqualTo(403);
    assertThat(agent().json("name")).isEqualTo("courier");
  }

  @Test
  void redirect_uris_grant_types_and_the_client_type_are_edited() {
    var form = form();
    assertThat(form)
        .containsEntry("clientType", "confidential")
        .containsEntry("grantTypes", "client_credentials")
        .containsEntry("redirectUris", "");
    form.put("redirectUris", "https://app.example.com/cb?x=a,b\r\n http://127.0.0.1/cb \r\n");
    form.put("grantTypes", "client_credentials authorization_code");

    assertThat(sends(form).status()).isEqualTo(303);
    assertThat(listed("redirectUris"))
        .containsExactly("https://app.example.com/cb?x=a,b", "http://127.0.0.1/cb");
    assertThat(listed("grantTypes")).containsExactly("client_credentials", "authorization_code");
    assertThat(notice()).contains("http://127.0.0.1/cb");

    var unchanged = form();
    unchanged.put("name", "renamed");
    assertThat(sends(unchanged).status()).isEqualTo(303);
    assertThat(listed("redirectUris")).hasSize(2);

    var wrong = form();
    wrong.put("redirectUris", "http://app.example.com/cb");
    var refused = sends(wrong);
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.body()).contains("entry 0 is not a redirect URI");
    var withCredential = form();
    withCredential.put("clientType", "public");
    withCredential.put("grantTypes", "authorization_code");
    assertThat(sends(withCredential).status()).isEqualTo(409);
    assertThat(agent().json("clientType")).isEqualTo("confidential");
  }

  @Test
  void a_public_client_is_registered_once_and_without_a_secret() {
    var pairs =
        new String[] {
          "once", "b2c4a3de-7f0e-4b58-9a55-2f6f6f2a9b11",
          "name", "editor",
          "clientType", "public",
          "scopes", "",
          "redirectUris", "http://localhost/callback com.example.editor:/cb"
        };

    var made = visitor.form("/console/agents/new", pairs);
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.body()).contains("editor is registered").doesNotContain("sk_live_");
    assertThat(visitor.form("/console/agents/new", pairs).status()).isEqualTo(201);
    var listed = server.operator().get("/api/v1/agents?q=editor");
    assertThat(listed.json("total")).isEqualTo("1");
    var agent = server.operator().get("/api/v1/agents/" + listed.text("data/0/agentId"));
    var path = "/console/agents/" + agent.text("agentId");
    assertThat(made.body()).contains(path);
    assertThat(agent.json("clientType")).isEqualTo("public");
    assertThat(agent.json("redirectUris"))
        .isEqualTo("[\"http://localhost/callback\",\"com.example.editor:/cb\"]");
    assertThat(visitor.get(path).body())
        .contains("com.example.editor:/cb", "a public client only names its client id")
        .doesNotContain("Generate a credential", "Create an API key");
  }

  @Test
  void a_confidential_client_that_users_connect_gets_a_secret() {
    var made =
        visitor.form(
            "/console/agents/new",
            "name",
            "web app",
            "clientType",
            "confidential",
            "scopes",
            "",
            "redirectUris",
            "https://app.example.com/cb");

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.body()).contains("sk_live_");
    var listed = server.operator().get("/api/v1/agents?q=web+app");
    assertThat(listed.json("data/0/grantTypes"))
        .isEqualTo("[\"client_credentials\",\"authorization_code\",\"refresh_token\"]");
    var refused =
        visitor.form("/console/agents/new", "name", "x", "clientType", "public", "scopes", "");
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.body()).contains("needs at least one");
  }
}
