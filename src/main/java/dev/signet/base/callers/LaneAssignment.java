package dev.signet.base.callers;

import dev.signet.base.db.DbCaller;
import dev.signet.base.db.DbCaller.Lane;
import java.util.Optional;

/// Assigns callers to the lanes of the database: an agent, and an operator of one organization,
/// share the turns of that organization.
public final class LaneAssignment {
  private LaneAssignment() {}

  /// The lane and group of a caller; empty for jobs and unauthenticated callers.
  public static Optional<DbCaller> of(Caller caller) {
    return switch (caller) {
      case Caller.Operator operator ->
          Optional.of(
              operator
                  .organization()
                  .map(own -> tenant(own.value(), operator.id()))
                  .orElseGet(() -> new DbCaller(Lane.OPERATORS, operator.id(), operator.id())));
      case Caller.Agent agent -> Optional.of(tenant(agent.organizationId(), agent.id()));
      case Caller.SuspendedAgent agent -> Optional.of(tenant(agent.organizationId(), agent.id()));
      case Caller.Client client -> Optional.of(tenant(client.organizationId(), client.id()));
      case Caller.Job _, Caller.Unauthenticated _ -> Optional.empty();
    };
  }

  private static DbCaller tenant(String organization, String id) {
    return new DbCaller(Lane.TENANTS, organization, id);
  }

  /// For a request without an authenticated caller.
  ///
  /// @param network the client's address, or the network that counts as one client
  public static DbCaller ofNetwork(String network) {
    return new DbCaller(Lane.ANONYMOUS, network, network);
  }
}
