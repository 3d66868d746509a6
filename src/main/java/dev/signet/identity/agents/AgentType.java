package dev.signet.identity.agents;

import java.util.Locale;

/// The kind of work that an agent does, as its owner describes it.
public enum AgentType {
  SCREENER,
  CLASSIFIER,
  ORCHESTRATOR,
  EXTRACTOR,
  SUMMARIZER,
  ROUTER,
  MONITOR,
  CUSTOM;

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
