package dev.signet.console.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Resources in the console.
@DisplayNameGeneration(ReplaceUnderscores.class)
class ResourcePagesTest {
  private static final String ALL = "/console/resources";
  private static final String API = "/api/v1/resources";

  @RegisterExtension static final TestServer server = new TestServer().with("token-alg", "ES256");

  private static final AtomicInteger COUNT = new AtomicInteger();

  private static BrowserSession owner;

  @BeforeAll
  static void signIn() {
    owner = BrowserSession.signIn(server, server.operatorKey());
  }

  private static String uri() {
    return "https://mcp-" + COUNT.incrementAndGet() + ".example.com/mcp";
  }

  private static TestResponse newest() {
    var id = server.operator().get(API + "?limit=1").text("data/0/resourceId");
    return server.operator().get(API + "/" + id);
  }

  /// The page of a resource that was registered for this test.
  private static String registered() {
    owner.form(ALL + "/new", "uri", uri(), "name", "Files");
    return ALL + "/" + newest().text("resourceId");
  }

  @Test
  void a_user_registers_a_resource_and_gives_it_scopes() {
    var uri = uri();
    var alias = uri();

    var made =
        owner.form(
            ALL + "/new",
            "uri",
            uri,
            "name",
            "Example Files",
            "aliases",
            alias + "\n",
            "tokenLifetimeSeconds",
            "900",
            "allowedUsers",
            "everyone");

    assertThat(made.status()).as(made.body()).isEqualTo(201);
    assertThat(made.body()).contains("Example Files", uri, alias, "15 min", "Everyone");
    var path = ALL + "/" + newest().text("resourceId");
    assertThat(owner.get(ALL).body()).contains("Example Files", uri, path);
    assertThat(newest().json("isDefault")).isEqualTo("false");

    var saved =
        owner.form(
            path + "/scope", "name", "files.read", "title", "Read your files", "isDefault", "yes");
    assertThat(saved.status()).as(saved.body()).isEqualTo(303);
    owner.form(
        path + "/scope",
        "name",
        "files.write",
        "title",
        "Change your files",
        "risk",
        "high",
        "implies",
        "files.read",
        "isOptional",
        "yes");

    assertThat(owner.get(path).body())
        .contains(
            "Saved the scope files.write.",
            "Read your files",
            "with files.read",
            "by default",
            "when requested, optional");
    assertThat(newest().json("scopes/1/risk")).isEqualTo("high");
    assertThat(newest().json("scopes/1/implies/0")).isEqualTo("files.read");
  }

  @Test
  void a_form_that_is_sent_twice_registers_one_resource() {
    var uri = uri();
    var before = total();

    owner.form(ALL + "/new", "once", "a-form-sent-twice", "uri", uri, "name", "Twice");
    var again = owner.form(ALL + "/new", "once", "a-form-sent-twice", "uri", uri, "name", "Twice");

    assertThat(again.status()).isEqualTo(201);
    assertThat(total()).isEqualTo(before + 1);
  }

  private static long total() {
    return server.operator().get(API).json().get("total").longValue();
  }

  @Test
  void a_refused_form_is_shown_again_with_what_was_typed() {
    var before = total();

    var refused =
        owner.form(
            ALL + "/new", "uri", "http://mcp.example.com/mcp", "name", "", "organizationId", "x");

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.body())
        .contains(
            "This must start with https://; http:// is for localhost only.",
            "This is required.",
            "This must be the id of one.",
            "value=\"http://mcp.example.com/mcp\"");
    assertThat(total()).isEqualTo(before);
  }

  @Test
  void settings_are_edited() {
    var path = registered();
    assertThat(owner.get(path + "/edit").body()).contains("value=\"Files\"");

    var saved =
        owner.form(
            path + "/edit",
            "name",
            "Your Files",
            "tokenLifetimeSeconds",
            "300",
            "allowedUsers",
            "members",
            "isDefault",
            "yes");

    assertThat(saved.status()).as(saved.body()).isEqualTo(303);
    assertThat(owner.get(path).body()).contains("Saved.", "Your Files", "5 min", "Yes: users");
    var refused = owner.form(path + "/edit", "name", " ", "aliases", "not-a-uri");
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.body()).contains("not-a-uri</textarea>");
    assertThat(newest().json("name")).isEqualTo("Your Files");
  }

  @Test
  void scopes_are_changed_and_removed() {
    var path = registered();
    owner.form(path + "/scope", "name", "a b", "title", "x");
    owner.form(path + "/scope", "name", "mail:read", "title", "Read your mail");
    owner.form(path + "/scope", "name", "mail:all", "title", "Everything", "implies", "mail:read");
    assertThat(newest().json().at("/scopes").size()).isEqualTo(2);
    assertThat(owner.get(path + "/scope?name=mail%3Aread").body())
        .contains("value=\"Read your mail\"");

    owner.form(path + "/scope?name=mail%3Aread", "name", "ignored", "title", "See your mail");
    assertThat(newest().json("scopes/0/name")).isEqualTo("mail:read");
    assertThat(newest().json("scopes/0/title")).isEqualTo("See your mail");

    assertThat(owner.form(path + "/scope", "name", "agents:read", "title", "x").body())
        .contains("This is a scope of this server, which no resource can have.");
    assertThat(owner.form(path + "/remove-scope?name=mail%3Aread").status()).isEqualTo(409);
    assertThat(owner.get(path + "/remove-scope?name=mail%3Aall").body())
        .contains("Remove the scope mail:all?");
    assertThat(owner.form(path + "/remove-scope?name=mail%3Aall").status()).isEqualTo(303);
    assertThat(owner.get(path).body()).contains("Removed the scope mail:all.");
    assertThat(newest().json().at("/scopes").findValuesAsString("name"))
        .containsExactly("mail:read");
    assertThat(owner.get(path + "/scope?name=mail%3Aall").status()).isEqualTo(404);
    assertThat(owner.form(path + "/remove-scope?name=mail%3Aall").status()).isEqualTo(404);
  }

  @Test
  void a_resource_is_deleted_after_a_confirmation() {
    var path = registered();
    assertThat(owner.get(path + "/delete").body())
        .contains("Delete the resource Files?", "A deleted resource does not come back.");

    assertThat(owner.form(path + "/delete").status()).isEqualTo(303);

    assertThat(owner.get(ALL).body()).contains("Deleted Files.");
    assertThat(owner.get(path).status()).isEqualTo(404);
    assertThat(owner.form(path + "/delete").status()).isEqualTo(404);
  }

  @Test
  void an_auditor_reads_resources_and_changes_none() {
    var path = registered();
    var auditor =
        BrowserSession.signIn(
            server,
            server
                .operator()
                .post("/api/v1/operator-keys", "name", "a key", "scopes", List.of("resources:read"))
                .text("secret"));

    assertThat(auditor.get(ALL).body()).contains(path).doesNotContain(ALL + "/new");
    assertThat(auditor.get(path).body())
        .contains("Files")
        .doesNotContain(path + "/edit", path + "/delete", path + "/scope");
    for (var page : List.of("/edit", "/delete", "/scope", "/remove-scope?name=x")) {
      assertThat(auditor.get(path + page).status()).as(page).isEqualTo(403);
      assertThat(auditor.form(path + page, "name", "Mine").status()).as(page).isEqualTo(403);
    }
    assertThat(auditor.get(ALL + "/new").status()).isEqualTo(403);
    assertThat(newest().json("name")).isEqualTo("Files");
  }
}
