package dev.signet.identity.quotas;

import static dev.signet.testing.RefusalAssertions.isProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.TestServer;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The setting `default-tier`.
@DisplayNameGeneration(ReplaceUnderscores.class)
class DefaultTierTest {
  private static final String TIER = "/api/v1/tiers/starter";
  private static final String ORGANIZATIONS = "/api/v1/organizations";

  @RegisterExtension
  static final TestServer server =
      new TestServer().with("default-tier", "starter").with("registration", "open");

  @Test
  void new_organizations_get_the_tier_once_it_exists() {
    var missing = server.operator().post(ORGANIZATIONS, "name", "Early", "slug", "early");
    isProblem(missing, 503, "unavailable");
    assertThat(missing.header("Retry-After")).contains("60");
    assertThat(missing.text("detail")).contains("the tier starter, which does not exist");
    assertThat(server.operator().get(ORGANIZATIONS).body()).doesNotContain("early");

    assertThat(server.operator().put(TIER, "limits", Map.of("maxAgents", 1)).status())
        .isEqualTo(201);
    var organization = server.createOrganization("later");
    assertThat(server.operator().get(tierOf(organization)).json("tier")).isEqualTo("starter");
    var changed = server.operator().get("/api/v1/audit?limit=1&action=organization.tier_changed");
    assertThat(changed.json("data/0/organizationId")).isEqualTo(organization);

    var registered = server.unauthenticated().post("/v1/auth/agent-register", "name", "self");
    assertThat(registered.status()).as(registered.body()).isEqualTo(201);
    assertThat(server.operator().get(tierOf(registered.text("developerId"))).json("tier"))
        .isEqualTo("starter");

    isProblem(server.operator().delete(TIER), 409, "tier_in_use");
    assertThat(server.operator().put(tierOf(organization), "tier", "unlimited").json("tier"))
        .isEqualTo("unlimited");
  }

  private static String tierOf(String organization) {
    return ORGANIZATIONS + "/" + organization + "/tier";
  }
}
