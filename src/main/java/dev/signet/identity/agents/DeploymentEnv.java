package dev.signet.identity.agents;

import java.util.Locale;

/// Where an agent runs, as far as its owner says.
public enum DeploymentEnv {
  DEVELOPMENT,
  STAGING,
  PRODUCTION;

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
