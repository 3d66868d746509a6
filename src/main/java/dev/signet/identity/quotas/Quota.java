package dev.signet.identity.quotas;

import java.util.Arrays;
import java.util.List;
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
  MAX_MEMBERS("maxMembers", 0, 1_000, "members", "remove a member"),
  /// Tokens that were issued in one minute, other than test tokens.
  TOKENS_PER_MINUTE("tokensPerMinute", "tokens in this minute", QuotaWindow.MINUTE),
  TOKENS_PER_DAY("tokensPerDay", "tokens today", QuotaWindow.DAY),
  TOKENS_PER_MONTH("tokensPerMonth", "tokens in this month", QuotaWindow.MONTH);

  /// The limits of tokens, the shortest period first.
  static final List<Quota> OF_TOKENS = List.of(TOKENS_PER_MINUTE, TOKENS_PER_DAY, TOKENS_PER_MONTH);

  private static final long HIGHEST = 1_000_000_000_000L;

  private final String wire;
  private final long min;
  private final long max;
  private final String noun;
  private final String remedy;
  private final Optional<QuotaWindow> window;

  Quota(String wire, long min, long max, String noun, String remedy) {
    this(wire, min, max, noun, remedy, Optional.empty());
  }

  Quota(String wire, String noun, QuotaWindow window) {
    this(wire, 0, Quota.HIGHEST, noun, "wait until it is reset", Optional.of(window));
  }

  Quota(String wire, long min, long max, String noun, String remedy, Optional<QuotaWindow> window) {
    this.wire = wire;
    this.min = min;
    this.max = max;
    this.noun = noun;
    this.remedy = remedy;
    this.window = window;
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

  /// The largest limit that can be set. If it [#isAlwaysLimited], it applies without a tier too.
  public long max() {
    return max;
  }

  /// Whether the largest limit applies to organizations that have none, whatever the enforcement.
  boolean isAlwaysLimited() {
    return max < HIGHEST;
  }

  /// The period after which the limit is reset; empty for a limit of what exists.
  public Optional<QuotaWindow> window() {
    return window;
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
