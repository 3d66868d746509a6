package dev.signet.identity.organizations;

import dev.signet.base.callers.OrganizationId;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// The agents of an organization and their tokens, which other rooms store.
public interface OrganizationAgents {

  /// What a suspension ends.
  ///
  /// @param agents the active agents
  /// @param tokens their active tokens
  /// @param isExact whether nothing has changed since that the count depends on
  record ActiveTokens(long agents, long tokens, boolean isExact) {}

  /// Tokens to be counted: those that were active when the organization was suspended.
  ///
  /// @param before the organization's state until then
  /// @param generation that the organization has since then
  record Suspended(
      OrganizationId organization, OrganizationState before, long generation, Instant at) {}

  /// Counts the tokens, if that takes only a moment.
  Optional<ActiveTokens> countIfFew(Handle handle, Suspended suspended);

  /// Counts the tokens, however many there are.
  ActiveTokens count(Handle handle, Suspended suspended);

  /// The number of agents that are not decommissioned.
  long countRemaining(Handle handle, OrganizationId organization);

  /// The number of active agents.
  long countActive(Handle handle, OrganizationId organization);
}
