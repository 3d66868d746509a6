package dev.signet.webhooks;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.OrganizationId;
import dev.signet.base.callers.TenantScope;
import dev.signet.base.oauth.Scopes;
import dev.signet.events.audit.FollowedEvent;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which webhooks a caller may see and change: an agent, and an operator of one organization, those
/// of its organization; an operator of the whole server those of all organizations. A webhook that
/// receives the events of all organizations is for operators of the whole server with all scopes.
record WebhookReach(TenantScope tenants, boolean includesServerWide) {

  /// @throws dev.signet.base.refusals.Refused `organization_required` for an agent of the default
  ///   organization
  static WebhookReach of(Caller caller) {
    var tenants = TenantScope.requireOrganization(caller);
    return new WebhookReach(
        tenants,
        tenants instanceof TenantScope.AllOrganizations && caller.scopes().allows(Scopes.ALL));
  }

  boolean covers(Optional<OrganizationId> organization) {
    return organization.map(tenants::covers).orElse(includesServerWide);
  }

  /// Whether an event is of an organization within reach; one of no organization is within that of
  /// server-wide webhooks.
  boolean covers(FollowedEvent event) {
    return covers(event.organizationId().map(OrganizationId::new));
  }

  @Nullable String organizationOrNull() {
    return tenants.organizationOrNull();
  }
}
