package dev.signet.authorization.resources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.oauth.Scopes;
import dev.signet.testing.TestServer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How a request names a resource.
@DisplayNameGeneration(ReplaceUnderscores.class)
class ResourceLookupTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static ProtectedResources resources() {
    return server.internals().resources();
  }

  private static ResourceId create(Object... members) {
    var made = server.operator().post(ResourcesTest.PATH, members);
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    return new ResourceId(made.text("resourceId"));
  }

  private static Map<String, Object> scope(String name, Object... more) {
    var members = new HashMap<String, Object>(Map.of("name", name, "title", name));
    for (var i = 0; i < more.length; i += 2) {
      members.put((String) more[i], more[i + 1]);
    }
    return members;
  }

  private static String nameOf(String requested) {
    return resources().find(requested).map(found -> found.settings().name()).orElse("none");
  }

  @ParameterizedTest
  @CsvSource({
    "https://same.example.com/mcp, yes",
    "HTTPS://Same.Example.COM/mcp, yes",
    "https://same.example.com:443/mcp, yes",
    "https://same.example.com/mcp/, yes",
    "https://same.example.com/mcp//, no",
    "https://same.example.com/MCP, no",
    "https://same.example.com/mcp?x=1, no",
    "https://same.example.com/mcp#x, no",
    "https://same.example.com/, no",
    "https://same.example.com:8443/mcp, no",
    "http://same.example.com/mcp, no",
    "https://same.example.com.attacker.example/mcp, no",
    "https://user@same.example.com/mcp, no",
    "same.example.com/mcp, no",
    "https://alias.example.com/files, yes",
    "https://ALIAS.example.com/files/, yes"
  })
  void a_resource_is_found_by_equal_spellings_only(String requested, String found) {
    if (resources().find("https://same.example.com/mcp").isEmpty()) {
      create(
          "uri",
          "https://same.example.com/mcp",
          "name",
          "yes",
          "aliases",
          List.of("https://alias.example.com/files"));
    }

    assertThat(nameOf(requested)).isEqualTo(found.equals("yes") ? "yes" : "none");
  }

  @Test
  void an_origin_has_both_spellings_as_its_audience() {
    create("uri", "https://origin.example.com", "name", "origin");
    create("uri", "https://slash.example.com/", "name", "slash");

    assertThat(nameOf("https://origin.example.com/")).isEqualTo("origin");
    assertThat(nameOf("https://slash.example.com")).isEqualTo("slash");
    assertThat(resources().find("https://origin.example.com/").orElseThrow().audience())
        .containsExactly("https://origin.example.com", "https://origin.example.com/");
    assertThat(resources().find("https://slash.example.com").orElseThrow().audience())
        .containsExactly("https://slash.example.com/", "https://slash.example.com");
  }

  @Test
  void a_slash_is_not_forgiven_when_it_names_another_resource() {
    var plain = create("uri", "https://two.example.com/mcp", "name", "plain");
    assertThat(nameOf("https://two.example.com/mcp/")).isEqualTo("plain");

    create("uri", "https://two.example.com/mcp/", "name", "slashed");

    assertThat(nameOf("https://two.example.com/mcp/")).isEqualTo("slashed");
    assertThat(nameOf("https://two.example.com/mcp")).isEqualTo("plain");
    server.operator().delete(ResourcesTest.PATH + "/" + plain.value());
    assertThat(nameOf("https://two.example.com/mcp")).isEqualTo("slashed");
  }

  @Test
  void a_look_up_sees_each_change_at_once() {
    assertThat(nameOf("https://fresh.example.com/mcp")).isEqualTo("none");

    var id = create("uri", "https://fresh.example.com/mcp", "name", "fresh");
    var path = ResourcesTest.PATH + "/" + id.value();

    assertThat(nameOf("https://fresh.example.com/mcp/")).isEqualTo("fresh");
    server.operator().patch(path, "aliases", List.of("https://old.example.com/mcp"));
    assertThat(nameOf("https://old.example.com/mcp")).isEqualTo("fresh");
    server.operator().patch(path, "aliases", List.of(), "name", "renamed");
    assertThat(nameOf("https://old.example.com/mcp")).isEqualTo("none");
    assertThat(nameOf("https://fresh.example.com/mcp")).isEqualTo("renamed");
    var before = resources().findById(id).orElseThrow();
    server.operator().post(path + "/scopes", "name", "a", "title", "A");
    var after = resources().findById(id).orElseThrow();
    assertThat(after.scopes().names().values()).containsExactly("a");
    assertThat(after.version().revision()).isGreaterThan(before.version().revision());
    assertThat(after.version().generation()).isEqualTo(before.version().generation());
    server.operator().delete(path);
    assertThat(nameOf("https://fresh.example.com/mcp")).isEqualTo("none");
    assertThat(resources().findById(id)).isEmpty();
  }

  @Test
  void scopes_imply_others_through_any_number_of_steps() {
    var id =
        create(
            "uri",
            "https://implied.example.com/mcp",
            "name",
            "implied",
            "scopes",
            List.of(
                scope("read", "isDefault", true),
                scope("write", "implies", List.of("read", "admin")),
                scope("admin", "risk", "high", "implies", List.of("write")),
                scope("list", "isDefault", true)));
    var scopes = resources().findById(id).orElseThrow().scopes();

    assertThat(scopes.defaults()).isEqualTo(Scopes.of("read", "list"));
    assertThat(scopes.withImplied(Scopes.of("write", "unknown")))
        .isEqualTo(Scopes.of("write", "read", "admin"));
    assertThat(scopes.known(Scopes.of("unknown", "list", "read")))
        .isEqualTo(Scopes.of("list", "read"));
    assertThat(scopes.hasHighRisk(Scopes.of("read"))).isFalse();
    assertThat(scopes.hasHighRisk(Scopes.of("write"))).isTrue();
  }

  @Test
  void a_request_without_a_resource_is_for_the_one_that_has_its_scopes() {
    var acme = server.createOrganization("acme-inferred");
    var other = server.createOrganization("other-inferred");
    var members = Set.of(new OrganizationId(acme));
    var files =
        create(
            "organizationId",
            acme,
            "uri",
            "https://files.example.com/mcp",
            "name",
            "files",
            "scopes",
            List.of(scope("inf.files"), scope("inf.shared")));
    var mail =
        create(
            "organizationId",
            acme,
            "uri",
            "https://mail.example.com/mcp",
            "name",
            "mail",
            "isDefault",
            true,
            "scopes",
            List.of(scope("inf.mail"), scope("inf.shared")));
    var open =
        create(
            "organizationId",
            other,
            "uri",
            "https://open.example.com/mcp",
            "name",
            "open",
            "allowedUsers",
            "everyone",
            "scopes",
            List.of(scope("inf.open"), scope("inf.files")));

    assertThat(inferred(members, "inf.files")).isEqualTo(files.value());
    assertThat(inferred(members, "inf.shared", "inf.files")).isEqualTo(files.value());
    assertThat(inferred(members, "inf.files", "unknown", "openid")).isEqualTo(files.value());
    assertThat(inferred(members, "inf.open")).as("everyone may use it").isEqualTo(open.value());
    assertThat(inferred(members, "inf.shared")).as("ambiguous: default").isEqualTo(mail.value());
    assertThat(inferred(members, "inf.mail", "inf.files")).isEqualTo(mail.value());
    assertThat(inferred(members)).isEqualTo(mail.value());
    assertThat(inferred(members, "openid", "offline_access")).isEqualTo(mail.value());
    assertThat(inferred(Set.of(new OrganizationId(other)), "inf.mail")).isEqualTo("none");
    assertThat(inferred(Set.of(), "inf.files")).isEqualTo(open.value());
  }

  private static String inferred(Set<OrganizationId> organizations, String... scopes) {
    return resources()
        .infer(Scopes.of(scopes), organizations)
        .map(found -> found.id().value())
        .orElse("none");
  }

  @Test
  void a_transaction_that_issues_tokens_gets_the_versions_of_existing_resources() {
    var kept = create("uri", "https://kept.example.com/mcp", "name", "kept");
    var gone = create("uri", "https://gone.example.com/mcp", "name", "gone");
    server.operator().delete(ResourcesTest.PATH + "/" + gone.value());

    var versions =
        server
            .internals()
            .db()
            .inTransaction(tx -> resources().lockForIssuing(tx, List.of(kept, gone, kept)));

    assertThat(versions)
        .containsExactly(Map.entry(kept, resources().findById(kept).orElseThrow().version()));
  }
}
