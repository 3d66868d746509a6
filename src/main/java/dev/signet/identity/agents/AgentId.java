package dev.signet.identity.agents;

import dev.signet.base.db.Ids;
import java.util.Optional;

/// Names an agent, for good: it is never used again.
public record AgentId(String value) implements Comparable<AgentId> {

  public static Optional<AgentId> parse(String text) {
    return Ids.parse(text).map(AgentId::new);
  }

  @Override
  public int compareTo(AgentId other) {
    return value.compareTo(other.value);
  }
}
