package dev.signet.identity.agents;

import java.util.Locale;

/// What an agent does, as far as its owner says.
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
