package dev.signet.console.parts;

/// A section of the console, in the order of the navigation.
public enum Section {
  OVERVIEW("Overview", "/console", "agents:read"),
  AGENTS("Agents", "/console/agents", "agents:read"),
  UNCLAIMED_AGENTS("Unclaimed agents", "/console/claims", "agents:read"),
  DELEGATIONS("Delegations", "/console/delegations", "delegations:read"),
  USAGE("Usage", "/console/usage", "audit:read"),
  ORGANIZATIONS("Organizations", "/console/organizations", "organizations:read"),
  WEBHOOKS("Webhooks", "/console/webhooks", "webhooks:read"),
  AUDIT("Audit", "/console/audit", "audit:read"),
  TOOLS("Tools", "/console/tools", "tokens:read"),
  SIGNING_KEYS("Signing keys", "/console/keys", "keys:read"),
  USERS("Users", "/console/people", "operators:read"),
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

  /// The scope that is needed to see the section.
  public String scope() {
    return scope;
  }
}
