package dev.signet.identity.directory;

import dev.signet.base.callers.OrganizationId;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.agents.TokenHolder;
import dev.signet.identity.organizations.OrganizationAgents;
import dev.signet.validity.revocations.EndedTokens;
import dev.signet.validity.revocations.Revocations;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Counts the agents of an organization, and their active tokens.
final class OrganizationTokenQueries implements OrganizationAgents {
  /// How many agents and tokens are counted at most while other writers wait: two seconds' worth.
  private static final int FEW_AGENTS = 10_000;

  private static final int FEW_TOKENS = 200_000;

  /// Each exchanged token is looked at: another one that it was exchanged from may have ended it.
  private static final int FEW_EXCHANGED = 10_000;

  private static final int BATCH = 500;

  private final Agents agents;
  private final AgentCounts counts;
  private final Revocations revocations;

  OrganizationTokenQueries(Agents agents, AgentCounts counts, Revocations revocations) {
    this.agents = agents;
    this.counts = counts;
    this.revocations = revocations;
  }

  @Override
  public Optional<ActiveTokens> countIfFew(Handle handle, Suspended suspended) {
    return countActive(handle, suspended.organization()) > FEW_AGENTS
            || countRecentlyExchanged(handle, suspended, FEW_EXCHANGED) == FEW_EXCHANGED
        ? Optional.empty()
        : count(handle, suspended, FEW_TOKENS);
  }

  @Override
  public ActiveTokens count(Handle handle, Suspended suspended) {
    var counted = count(handle, suspended, Long.MAX_VALUE).orElseThrow();
    // What they were exchanged from may have ended since.
    var isExact = counted.isExact() && countRecentlyExchanged(handle, suspended, 1) == 0;
    return new ActiveTokens(counted.agents(), counted.tokens(), isExact);
  }

  private Optional<ActiveTokens> count(Handle handle, Suspended suspended, long limit) {
    var signingKeys = revocations.revokedSigningKeys(handle);
    var ended =
        new EndedTokens.OfOrganization(
            suspended.organization().value(), suspended.before().generation());
    var tokens = 0L;
    var isExact = true;
    var after = "";
    List<TokenHolder> some;
    do {
      some = agents.activeIn(handle, suspended.organization(), after, BATCH);
      var generations = new HashMap<String, Long>();
      for (var agent : some) {
        after = agent.id().value();
        if (agent.ownGeneration() >= suspended.generation()) {
          // All of its tokens were revoked since then, which replaced their generation.
          isExact = false;
        } else if (agent.expiresAt().filter(end -> !end.isAfter(suspended.at())).isEmpty()) {
          generations.put(after, Math.max(agent.ownGeneration(), suspended.before().generation()));
        }
      }
      tokens += revocations.countActive(handle, generations, signingKeys, ended, suspended.at());
      if (tokens > limit) {
        return Optional.empty();
      }
    } while (some.size() == BATCH);
    return Optional.of(
        new ActiveTokens(countActive(handle, suspended.organization()), tokens, isExact));
  }

  private int countRecentlyExchanged(Handle handle, Suspended suspended, int limit) {
    return revocations.countRecentlyExchanged(
        handle, suspended.organization().value(), suspended.at(), limit);
  }

  @Override
  public long countRemaining(Handle handle, OrganizationId organization) {
    return countActive(handle, organization) + count(handle, organization, "suspended");
  }

  @Override
  public long countActive(Handle handle, OrganizationId organization) {
    return count(handle, organization, "active");
  }

  private long count(Handle handle, OrganizationId organization, String status) {
    return counts.count(handle, Optional.of(organization), AgentFilter.NONE.withStatus(status));
  }
}
