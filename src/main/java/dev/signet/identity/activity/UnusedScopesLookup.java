package dev.signet.identity.activity;

import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.events.usage.UnusedScopes;
import dev.signet.events.usage.UnusedScopes.Part;
import dev.signet.identity.activity.ScopeUsageStore.AgentScopes;
import dev.signet.identity.activity.ScopeUsageStore.ScopeUse;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Finds the unused scopes of the agents of an organization, page by page: of active agents that
/// have requested tokens for [ScopeUsage#UNUSED_AFTER] or longer, and were not changed meanwhile.
final class UnusedScopesLookup implements UnusedScopes.Lookup {
  /// How many agents are read at once, and how often in one request.
  private static final int BATCH = 500;

  private static final int MAX_BATCHES = 20;

  private final Db db;
  private final Clock clock;
  private final ScopeUsage scopeUsage;
  private final ScopeUsageStore store = new ScopeUsageStore();

  UnusedScopesLookup(Db db, Clock clock, ScopeUsage scopeUsage) {
    this.db = db;
    this.clock = clock;
    this.scopeUsage = scopeUsage;
  }

  @Override
  public Part find(@Nullable String organization, String after, int limit) {
    var countedUntil = scopeUsage.readUntil();
    if (countedUntil.isEmpty()) {
      return Part.UNKNOWN;
    }
    var bound = clock.instant().minus(ScopeUsage.UNUSED_AFTER);
    var found = new ArrayList<UnusedScopes>();
    var last = after;
    for (var batch = 0; batch < MAX_BATCHES; batch++) {
      var from = last;
      var agents = db.readLongRunning(handle -> read(handle, organization, from, bound));
      for (var agent : agents) {
        if (agent.unused().isPresent()) {
          if (found.size() == limit) {
            return new Part(countedUntil, found, Optional.of(last));
          }
          found.add(agent.unused().get());
        }
        last = agent.id();
      }
      if (agents.size() < BATCH) {
        return new Part(countedUntil, found, Optional.empty());
      }
    }
    return new Part(countedUntil, found, Optional.of(last));
  }

  private record ReadAgent(String id, Optional<UnusedScopes> unused) {}

  private List<ReadAgent> read(
      Handle handle, @Nullable String organization, String after, Instant bound) {
    var agents = store.activeAgents(handle, organization, after, Ids.firstAt(bound), BATCH);
    var settled = agents.stream().filter(agent -> agent.updatedAt().isBefore(bound)).toList();
    var uses =
        settled.isEmpty()
            ? List.<ScopeUse>of()
            : store.find(handle, settled.stream().map(AgentScopes::agent).toList());
    var byAgent = uses.stream().collect(Collectors.groupingBy(use -> use.agent().value()));
    return agents.stream()
        .map(agent -> {
          var id = agent.agent().value();
          return new ReadAgent(
              id, Optional.ofNullable(byAgent.get(id)).flatMap(ofAgent -> unused(agent, ofAgent)));
        })
        .toList();
  }

  private static Optional<UnusedScopes> unused(AgentScopes agent, List<ScopeUse> uses) {
    var never = ScopeUsage.unusedOf(agent.scopes(), uses);
    return never.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new UnusedScopes(agent.agent().value(), never.values(), ScopeUsage.since(uses)));
  }
}
