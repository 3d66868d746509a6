package dev.signet.base.callers;

import dev.signet.base.refusals.Refused;
import org.jspecify.annotations.Nullable;

/// Whose data a caller may see and change. This is the one rule of tenancy: every look-up for a
/// caller uses it, and data outside of it is treated as not found.
public sealed interface TenantScope {

  /// For operators of the whole server.
  record AllOrganizations() implements TenantScope {}

  /// For agents and for operators of one organization.
  record SingleOrganization(OrganizationId organization) implements TenantScope {}

  /// The scope of a caller.
  ///
  /// @throws IllegalStateException for an unauthenticated caller: routes open to those must not ask
  static TenantScope of(Caller caller) {
    return switch (caller) {
      case Caller.Operator operator ->
          operator
              .organization()
              .<TenantScope>map(SingleOrganization::new)
              .orElseGet(AllOrganizations::new);
      case Caller.Job _ -> new AllOrganizations();
      case Caller.Agent agent -> new SingleOrganization(new OrganizationId(agent.organizationId()));
      case Caller.SuspendedAgent agent ->
          new SingleOrganization(new OrganizationId(agent.organizationId()));
      case Caller.Client client ->
          new SingleOrganization(new OrganizationId(client.organizationId()));
      case Caller.Unauthenticated() ->
          throw new IllegalStateException("No caller, no tenant scope");
    };
  }

  /// As [#of], for what belongs to organizations: events, webhooks, usage and tiers. An agent of
  /// the default organization has no `organization_id` in its tokens, and is refused, even by API
  /// key.
  ///
  /// @throws Refused `organization_required` for an agent of the default organization
  static TenantScope requireOrganization(Caller caller) {
    var scope = of(caller);
    if (!(caller instanceof Caller.Operator)
        && scope instanceof SingleOrganization(var own)
        && own.isDefault()) {
      throw Refused.forbiddenWithCode(
          "organization_required",
          "This needs a token with organization_id: ask an operator to move the agent into an"
              + " organization, then request a new token");
    }
    return scope;
  }

  default boolean covers(OrganizationId organization) {
    return switch (this) {
      case AllOrganizations() -> true;
      case SingleOrganization(var own) -> own.equals(organization);
    };
  }

  /// For SQL: `(CAST(:reach AS TEXT) IS NULL OR organization_id = :reach)`.
  default @Nullable String organizationOrNull() {
    return switch (this) {
      case AllOrganizations() -> null;
      case SingleOrganization(var own) -> own.value();
    };
  }
}
