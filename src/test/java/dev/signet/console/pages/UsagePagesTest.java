package dev.signet.console.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.TestAgent;
import dev.signet.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Usage in the console.
@DisplayNameGeneration(ReplaceUnderscores.class)
class UsagePagesTest {
  private static final String NO_SUCH = "01a2013e-0000-7000-8000-000000000000";

  @RegisterExtension static final TestServer server = new TestServer();

  private static String acme;
  private static TestAgent courier;
  private static BrowserSession reader;

  @BeforeAll
  static void fill() {
    acme = server.createOrganization("acme");
    courier =
        server.registerAgentWith(
            "name", "courier", "organizationId", acme, "scopes", List.of("parcels:read"));
    courier.token();
    courier.token();
    server.registerAgent("of another organization", "a").token();
    server.internals().followers().catchUp();
    reader = BrowserSession.signIn(server, keyWith("audit:read"));
  }

  private static String keyWith(String scope) {
    return server
        .operator()
        .post("/api/v1/operator-keys", "name", scope, "scopes", List.of(scope))
        .text("secret");
  }

  @Test
  void all_organizations_are_counted_together_and_one_by_itself() {
    var all = reader.get("/console/usage");
    assertThat(all.status()).isEqualTo(200);
    assertThat(all.body())
        .contains("3 tokens in the last 30 days")
        .contains("courier")
        .contains("of another organization")
        .contains("Counted until");

    var one = reader.get("/console/usage?organization=" + acme);
    assertThat(one.body())
        .contains("2 tokens in the last 30 days")
        .contains("courier")
        .doesNotContain("of another organization");
  }

  @Test
  void an_agent_has_a_page_with_its_days() {
    var page = reader.get("/console/usage/agents/" + courier.id());

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.body())
        .contains("2 tokens in the last 30 days")
        .contains("Issued a token on 1 of the last 30 days");
    assertThat(reader.get("/console/usage/agents/" + NO_SUCH).status()).isEqualTo(404);
    assertThat(reader.get("/console/usage/agents/x").status()).isEqualTo(404);
  }

  @Test
  void a_text_that_is_not_an_id_is_refused_in_its_field() {
    var page = reader.get("/console/usage?organization=acme");

    assertThat(page.status()).isEqualTo(422);
    assertThat(page.body()).contains("must be an organization's id").contains("value=\"acme\"");
  }

  @Test
  void usage_is_downloaded_as_csv() {
    var file = reader.get("/console/usage/export?organization=" + acme);

    assertThat(file.status()).isEqualTo(200);
    assertThat(file.header("Content-Disposition")).hasValue("attachment; filename=\"usage.csv\"");
    assertThat(file.body()).contains(acme + ",2026-03-28T09:00:00Z,2,0,0,0");
  }

  @Test
  void usage_needs_the_scope_of_the_audit_log() {
    var other = BrowserSession.signIn(server, keyWith("agents:read"));

    for (var path : List.of("", "/export", "/agents/" + courier.id())) {
      assertThat(other.get("/console/usage" + path).status()).as(path).isEqualTo(403);
    }
  }
}
