package dev.signet.base.callers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signet.base.oauth.Scopes;
import dev.signet.base.refusals.Refused;
import dev.signet.testing.WithoutDatabase;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// What belongs to organizations is refused to agents that are in none.
@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class OrganizationRequiredTest {
  private static final String OWN = "01970f3a-0000-7000-8000-000000000001";

  @Test
  void an_agent_of_an_organization_sees_that_organization() {
    assertThat(TenantScope.requireOrganization(agentOf(OWN)))
        .isEqualTo(new TenantScope.SingleOrganization(new OrganizationId(OWN)));
  }

  @Test
  void an_agent_of_the_default_organization_is_told_how_to_get_into_one() {
    assertThatThrownBy(
            () -> TenantScope.requireOrganization(agentOf(OrganizationId.DEFAULT.value())))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.refusal().status()).isEqualTo(403);
              assertThat(refused.refusal().code()).isEqualTo("organization_required");
              assertThat(refused.detail()).contains("ask an operator to move the agent");
            });
  }

  @Test
  void an_operator_may_ask_for_each_organization() {
    var operator = new Caller.Operator("key", Scopes.of(Scopes.ALL));

    assertThat(TenantScope.requireOrganization(operator))
        .isEqualTo(new TenantScope.AllOrganizations());
  }

  private static Caller agentOf(String organization) {
    return new Caller.Agent(
        "agent",
        organization,
        Scopes.NONE,
        new Caller.Bearer.AccessToken("jti", Optional.empty(), Optional.empty()),
        SelfService.FULL);
  }
}
