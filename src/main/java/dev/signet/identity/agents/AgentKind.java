package dev.signet.identity.agents;

import java.util.Locale;

/// How this server knows a client.
public enum AgentKind {
  /// An agent of the registry.
  AGENT,
  /// A client that describes itself, and that a user has allowed to act for them. Lists, counts and
  /// quotas of agents leave it out.
  APP;

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
