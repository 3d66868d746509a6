package dev.signet.identity.agents;

import java.util.Locale;

/// The environment in which an agent runs, as its owner describes it.
public enum DeploymentEnv {
  DEVELOPMENT,
  STAGING,
  PRODUCTION;

  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
