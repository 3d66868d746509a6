package dev.signet.identity.agents;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// In which order agents are listed. Each has an index, which no token that is issued has to keep
/// up: so there is none by when an agent was last active.
public enum AgentOrder {
  NEWEST("agent_id <", "agent_id DESC", "ffffffff-ffff-ffff-ffff-ffffffffffff"),
  OLDEST("agent_id >", "agent_id", "00000000-0000-0000-0000-000000000000"),
  /// In lower case; of one name the oldest first.
  NAME(AgentOrder.NAME_KEY + " >", AgentOrder.NAME_KEY, "");

  /// The name as it is searched for, and the id: as the index has it. One text, so that one
  /// comparison leads on from where a page ends.
  static final String NAME_KEY = "(substr(search_text, 1, length(name)) || ' ' || agent_id)";

  private final String after;
  private final String by;
  private final String firstCursor;

  AgentOrder(String after, String by, String beginning) {
    this.after = after;
    this.by = by;
    this.firstCursor = beginning;
  }

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<AgentOrder> parse(String wire) {
    return Stream.of(values()).filter(order -> order.wire().equals(wire)).findFirst();
  }

  /// The condition for what comes after `:cursor`.
  String after() {
    return after + " :cursor";
  }

  String by() {
    return by;
  }

  /// A cursor that all come after.
  String firstCursor() {
    return firstCursor;
  }
}
