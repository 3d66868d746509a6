package dev.signet.console.parts;

/// A part of the console, as the navigation lists them in this order.
public enum Section {
  OVERVIEW("Overview", "/console", "agents:read"),
  AGENTS("Agents", "/console/agents", "agents:read"),
  UNCLAIMED_AGENTS("Waiting agents", "/console/claims", "agents:read"),
  AUDIT("Audit", "/console/audit", "audit:read"),
  TOOLS("Tools", "/console/tools", "tokens:read"),
  SIGNING_KEYS("Signing keys", "/console/keys", "keys:read"),
  USERS("People", "/console/people", "operators:read"),
  OPERATOR_KEYS("Operator keys", "/console/operator-keys", "operators:read"),
  SETTINGS("Settings", "/console/settings", "operators:read");

  private final String title;
  private final String path;
  private final String scope;

  Section(String title, String path, String scope) {
    this.title = title;
    this.path = path;
    this.scope = scope;
  }

  public String title() {
    return title;
  }

  public String path() {
    return path;
  }

  /// What one needs to see it.
  public String scope() {
    return scope;
  }
}
