package dev.signet.delegation;

import dev.signet.identity.agents.AgentId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The active tokens below something, which end with it.
///
/// @param byDepth how many there are at each level, the nearest first
/// @param holders the ids of the agents that hold them
public record Descendants(List<Long> byDepth, Set<String> holders) {
  public static final Descendants NONE = new Descendants(List.of(), Set.of());

  public Descendants {
    byDepth = List.copyOf(byDepth);
    holders = Set.copyOf(holders);
  }

  /// These, with tokens of an agent above them. It may hold some of these too: those for which it
  /// exchanged its own.
  Descendants below(AgentId holder, long tokens) {
    if (tokens == 0) {
      return this;
    }
    var levels = new ArrayList<Long>();
    levels.add(tokens);
    levels.addAll(byDepth);
    var all = new HashSet<>(holders);
    all.add(holder.value());
    return new Descendants(levels, all);
  }

  /// How many agents hold them.
  public long agents() {
    return holders.size();
  }

  public long tokens() {
    return byDepth.stream().mapToLong(Long::longValue).sum();
  }
}
