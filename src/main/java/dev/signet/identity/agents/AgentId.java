package dev.signet.identity.agents;

import dev.signet.base.db.Ids;
import java.util.Optional;

/// The permanent id of an agent; it is never reused.
public record AgentId(String value) implements Comparable<AgentId> {

  public static Optional<AgentId> parse(String text) {
    return Ids.parse(text).map(AgentId::new);
  }

  @Override
  public int compareTo(AgentId other) {
    return value.compareTo(other.value);
  }
}
