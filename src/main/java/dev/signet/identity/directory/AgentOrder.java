package dev.signet.identity.directory;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// The orders in which agents can be listed. Each has an index, and issuing a token must not have
/// to update an index: so there is no order by last activity.
public enum AgentOrder {
  NEWEST("agent_id <", "agent_id DESC", "ffffffff-ffff-ffff-ffff-ffffffffffff"),
  OLDEST("agent_id >", "agent_id", "00000000-0000-0000-0000-000000000000"),
  /// In lower case; agents of the same name are ordered by age, the oldest first.
  NAME(AgentOrder.NAME_KEY + " >", AgentOrder.NAME_KEY, "");

  /// The lower-case name followed by the id, as in the index. It is a single text, so that a single
  /// comparison continues after the end of a page.
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

  /// The condition for rows after `:cursor`.
  String after() {
    return after + " :cursor";
  }

  String by() {
    return by;
  }

  /// The cursor before the first row.
  String firstCursor() {
    return firstCursor;
  }
}
