package dev.signet.webhooks;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.OrganizationId;
import dev.signet.base.callers.TenantScope;
import dev.signet.base.oauth.Scopes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which webhooks a caller may see and change: an agent those of its organization, an operator
/// those of all organizations. A webhook that receives the events of all organizations is for
/// operators with all scopes.
record WebhookReach(TenantScope tenants, boolean includesServerWide) {

  /// @throws dev.signet.base.refusals.Refused `organization_required` for an agent of the default
  ///   organization
  static WebhookReach of(Caller caller) {
    return new WebhookReach(
        TenantScope.requireOrganization(caller),
        !(caller instanceof Caller.Agent) && caller.scopes().allows(Scopes.ALL));
  }

  boolean covers(Optional<OrganizationId> organization) {
    return organization.map(tenants::covers).orElse(includesServerWide);
  }

  @Nullable String organizationOrNull() {
    return tenants.organizationOrNull();
  }
}
