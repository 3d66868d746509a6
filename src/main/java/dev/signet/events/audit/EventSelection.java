package dev.signet.events.audit;

/// Which events of a chain are read.
public enum EventSelection {
  ALL(""),
  /// All but issued tokens, which are most of all events; the rest has an index of its own.
  WITHOUT_TOKENS("AND token_expires_at IS NULL"),
  TOKENS("AND token_expires_at IS NOT NULL");

  private final String condition;

  EventSelection(String condition) {
    this.condition = condition;
  }

  String condition() {
    return condition;
  }
}
