package dev.signet.console.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The pages on organizations: suspended after a look at the effect, with the exact count.
@DisplayNameGeneration(ReplaceUnderscores.class)
class OrganizationPagesTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final String PATH = "/console/organizations";

  @Test
  void an_organization_is_suspended_after_its_effect_was_shown_and_reactivated() {
    var organization = server.createOrganization("acme");
    var agent = server.registerAgentWith("name", "courier", "organizationId", organization);
    var token = agent.token();
    var page = PATH + "/" + organization;
    var visitor = BrowserSession.signIn(server, server.operatorKey());
    assertThat(visitor.get(PATH).body()).contains("href=\"" + page + "\"", "acme");
    assertThat(visitor.get(page).body()).contains("1 agent", "1 token", page + "/suspend");
    assertThat(visitor.get(page + "/suspend").body())
        .contains("Suspend the organization acme?", "Active agents: 1.", "Active tokens: 1.");
    var tooLong = visitor.form(page + "/suspend", "reason", "x".repeat(501));
    assertThat(tooLong.status()).isEqualTo(422);
    assertThat(isActive(token)).isTrue();

    visitor.form(page + "/suspend", "reason", "incident 42");

    assertThat(visitor.get(page).body())
        .contains("Suspended, with 1 active agent. 1 active token revoked.", "incident 42")
        .contains("0 tokens", page + "/reactivate");
    assertThat(isActive(token)).isFalse();
    assertThat(visitor.get("/console/agents/" + agent.id()).body()).contains("(suspended)");
    assertThat(visitor.get("/console/audit").body())
        .contains("suspended the organization", "incident 42");

    assertThat(visitor.get(page + "/reactivate").body()).contains("stay revoked");
    visitor.form(page + "/reactivate");
    assertThat(visitor.get(page).body()).contains("Reactivated.", page + "/suspend");
    assertThat(isActive(token)).isFalse();
    assertThat(isActive(agent.token())).isTrue();
  }

  @Test
  void the_limits_of_an_organization_are_shown_and_its_tier_is_set() {
    var organization = server.createOrganization("limited");
    server.registerAgentWith("name", "courier", "organizationId", organization);
    var api = "/api/v1/organizations/" + organization + "/tier";
    server
        .operator()
        .put(api, "tier", "unlimited", "overrides", Map.of("maxAgents", 1, "tokensPerMonth", 4711));
    var page = PATH + "/" + organization;
    var visitor = BrowserSession.signIn(server, server.operatorKey());
    assertThat(visitor.get(page).body()).contains("Limits", "used up", page + "/tier");
    assertThat(visitor.get(page).body())
        .contains("tokens in this month", "4,711", "2026-04-01T00:00:00");
    assertThat(visitor.get(page + "/tier").body()).contains("free", "pro", "enterprise");

    visitor.form(page + "/tier", "tier", "free", "enforcement", "soft");

    assertThat(visitor.get(page).body()).contains("The tier is now free.", "which only warns");
    assertThat(server.operator().get(api).json("tier")).isEqualTo("free");
    assertThat(server.operator().get(api).json("overrides/maxAgents")).isEqualTo("1");
  }

  @Test
  void a_tier_that_does_not_exist_is_refused_and_changes_nothing() {
    var organization = server.createOrganization("unlimited");
    var page = PATH + "/" + organization + "/tier";
    var visitor = BrowserSession.signIn(server, server.operatorKey());

    var refused = visitor.form(page, "tier", "no-such", "enforcement", "hard");

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.body()).contains("ust be the name of a tier");
    assertThat(server.operator().get("/api/v1" + page.substring("/console".length())).json("tier"))
        .isEqualTo("unlimited");
  }

  @Test
  void a_tier_needs_a_recent_sign_in() {
    var organization = server.createOrganization("stale-tier");
    var visitor = BrowserSession.signIn(server, server.operatorKey());
    server.clock().advance(Duration.ofMinutes(6));

    assertThat(visitor.form(PATH + "/" + organization + "/tier", "tier", "free").status())
        .isEqualTo(303);

    assertThat(
            server.operator().get("/api/v1/organizations/" + organization + "/tier").json("tier"))
        .isEqualTo("unlimited");
  }

  @Test
  void a_suspension_needs_a_recent_sign_in() {
    var organization = server.createOrganization("stale");
    var visitor = BrowserSession.signIn(server, server.operatorKey());
    server.clock().advance(Duration.ofMinutes(6));

    assertThat(visitor.form(PATH + "/" + organization + "/suspend").status()).isEqualTo(303);

    assertThat(server.operator().get("/api/v1/organizations/" + organization).json("status"))
        .isEqualTo("active");
  }

  @Test
  void the_default_organization_has_no_button_and_an_unknown_one_no_page() {
    var visitor = BrowserSession.signIn(server, server.operatorKey());
    var page = PATH + "/00000000-0000-7000-8000-000000000000";

    assertThat(visitor.get(page).body()).contains("Default").doesNotContain(page + "/suspend");
    assertThat(visitor.form(page + "/suspend").status()).isEqualTo(409);
    for (var unknown : List.of("01a2013e-0000-7000-8000-000000000000", "acme")) {
      assertThat(visitor.get(PATH + "/" + unknown).status()).isEqualTo(404);
    }
  }

  private static boolean isActive(String token) {
    return server
        .operator()
        .form("/oauth/introspect", "token", token)
        .text("active")
        .equals("true");
  }
}
