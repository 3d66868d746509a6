package dev.signet.events.audit;

import java.time.Instant;

/// The number of tokens that were issued in one hour.
///
/// @param agentId empty where agents are not told apart
/// @param hour hours since 1970, UTC
/// @param lastAt when the last of them was issued
public record TokenTally(
    String agentId, String organizationId, long hour, String action, long tokens, Instant lastAt) {

  /// Whether they were issued for refresh tokens.
  public boolean isRefresh() {
    return action.equals(AuditEvents.TOKEN_REFRESHED.action());
  }

  /// Whether they were issued for other tokens.
  public boolean isExchange() {
    return action.equals(AuditEvents.TOKEN_EXCHANGED.action());
  }
}
