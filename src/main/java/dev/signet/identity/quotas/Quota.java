package dev.signet.identity.quotas;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/// What an organization can have a limit for. None of them limits revoking, rotating, suspending,
/// deleting, introspection or reading.
public enum Quota {
  /// Active and suspended agents.
  MAX_AGENTS("maxAgents", 0, Quota.HIGHEST, "agents", "decommission an agent"),
  /// Active credentials of one agent.
  MAX_CREDENTIALS_PER_AGENT(
      "maxCredentialsPerAgent",
      1,
      50,
      "credentials of one agent",
      "revoke a credential of the agent"),
  /// Operator keys of the organization that are neither revoked nor expired.
  MAX_OPERATOR_KEYS("maxOperatorKeys", 0, Quota.HIGHEST, "operator keys", "revoke an operator key"),
  MAX_WEBHOOKS("maxWebhooks", 0, 20, "webhooks", "delete a webhook"),
  MAX_MEMBERS("maxMembers", 0, 1_000, "members", "remove a member");

  private static final long HIGHEST = 1_000_000_000_000L;

  private final String wire;
  private final long min;
  private final long max;
  private final String noun;
  private final String remedy;

  Quota(String wire, long min, long max, String noun, String remedy) {
    this.wire = wire;
    this.min = min;
    this.max = max;
    this.noun = noun;
    this.remedy = remedy;
  }

  /// The quota with this name.
  public static Optional<Quota> parse(String wire) {
    return Arrays.stream(values()).filter(quota -> quota.wire.equals(wire)).findFirst();
  }

  /// The names of all, for an error message.
  static String names() {
    return Arrays.stream(values()).map(Quota::wire).collect(Collectors.joining(", "));
  }

  /// The name in the API.
  public String wire() {
    return wire;
  }

  /// The smallest limit that can be set.
  public long min() {
    return min;
  }

  /// The largest limit that can be set. For all but agents and operator keys it applies without a
  /// tier too.
  public long max() {
    return max;
  }

  /// Whether the largest limit applies to organizations that have none, whatever the enforcement.
  boolean isAlwaysLimited() {
    return max < HIGHEST;
  }

  /// What is counted, in the plural.
  public String noun() {
    return noun;
  }

  /// What the organization can do itself when the limit is used up.
  String remedy() {
    return remedy;
  }
}
