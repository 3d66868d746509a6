package dev.signet.console.parts;

import dev.signet.base.callers.Caller;

/// A section of the console, in the order of the navigation. Members of an organization see those
/// with data of their organization.
public enum Section {
  OVERVIEW("Overview", "/console", "agents:read"),
  AGENTS("Agents", "/console/agents", "agents:read"),
  UNCLAIMED_AGENTS("Unclaimed agents", "/console/claims", "agents:read"),
  DELEGATIONS("Delegations", "/console/delegations", "delegations:read"),
  RESOURCES("Resources", "/console/resources", "resources:read"),
  USAGE("Usage", "/console/usage", "audit:read", true),
  ORGANIZATIONS("Organizations", "/console/organizations", "organizations:read", true),
  WEBHOOKS("Webhooks", "/console/webhooks", "webhooks:read", true),
  AUDIT("Audit", "/console/audit", "audit:read"),
  TOOLS("Tools", "/console/tools", "tokens:read"),
  SIGNING_KEYS("Signing keys", "/console/keys", "keys:read"),
  USERS("Users", "/console/people", "operators:read"),
  OPERATOR_KEYS("Operator keys", "/console/operator-keys", "operators:read"),
  SETTINGS("Settings", "/console/settings", "operators:read");

  private final String title;
  private final String path;
  private final String scope;
  private final boolean isForMembers;

  Section(String title, String path, String scope) {
    this(title, path, scope, false);
  }

  Section(String title, String path, String scope, boolean isForMembers) {
    this.title = title;
    this.path = path;
    this.scope = scope;
    this.isForMembers = isForMembers;
  }

  public String title() {
    return title;
  }

  public String path() {
    return path;
  }

  /// Whether a user sees the section.
  public boolean isShownTo(Caller.Operator user) {
    return user.scopes().allows(scope) && (isForMembers || user.isOfWholeServer());
  }
}
