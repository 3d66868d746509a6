package dev.signet.base.callers;

import org.jspecify.annotations.Nullable;

/// Whose things a caller may see and change. This is the one rule of tenancy: every look-up for a
/// caller goes through it, and what it does not cover is answered as if it were not there.
public sealed interface TenantScope {

  /// Those who run the server.
  record AllOrganizations() implements TenantScope {}

  /// Agents: their own organization.
  record SingleOrganization(OrganizationId organization) implements TenantScope {}

  /// How far a caller reaches.
  ///
  /// @throws IllegalStateException for nobody: a route that lets nobody in asks for no reach
  static TenantScope of(Caller caller) {
    return switch (caller) {
      case Caller.Operator _, Caller.Job _ -> new AllOrganizations();
      case Caller.Agent agent -> new SingleOrganization(new OrganizationId(agent.organizationId()));
      case Caller.SuspendedAgent agent ->
          new SingleOrganization(new OrganizationId(agent.organizationId()));
      case Caller.Client client ->
          new SingleOrganization(new OrganizationId(client.organizationId()));
      case Caller.Unauthenticated() -> throw new IllegalStateException("Nobody reaches anything");
    };
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
