package dev.signet.base.callers;

import org.jspecify.annotations.Nullable;

/// Whose things a caller may see and change. This is the one rule of tenancy: every look-up for a
/// caller goes through it, and what it does not cover is answered as if it were not there.
public sealed interface Reach {

  /// Those who run the server.
  record Everywhere() implements Reach {}

  /// Agents: their own organization.
  record Within(OrganizationId organization) implements Reach {}

  /// How far a caller reaches.
  ///
  /// @throws IllegalStateException for nobody: a route that lets nobody in asks for no reach
  static Reach of(Caller caller) {
    return switch (caller) {
      case Caller.Operator _, Caller.Job _ -> new Everywhere();
      case Caller.Agent agent -> new Within(new OrganizationId(agent.organizationId()));
      case Caller.SuspendedAgent agent -> new Within(new OrganizationId(agent.organizationId()));
      case Caller.Client client -> new Within(new OrganizationId(client.organizationId()));
      case Caller.Unauthenticated() -> throw new IllegalStateException("Nobody reaches anything");
    };
  }

  default boolean covers(OrganizationId organization) {
    return switch (this) {
      case Everywhere() -> true;
      case Within(var own) -> own.equals(organization);
    };
  }

  /// For SQL: `(CAST(:reach AS TEXT) IS NULL OR organization_id = :reach)`.
  default @Nullable String organizationOrNull() {
    return switch (this) {
      case Everywhere() -> null;
      case Within(var own) -> own.value();
    };
  }
}
