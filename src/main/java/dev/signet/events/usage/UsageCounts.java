package dev.signet.events.usage;

import dev.signet.events.audit.TokenTally;

/// Numbers of tokens in a period.
///
/// @param issued for credentials, and test tokens
/// @param refreshed for refresh tokens
/// @param exchanged for other tokens
/// @param revoked how many active tokens were ended by decisions in the period
public record UsageCounts(long issued, long refreshed, long exchanged, long revoked) {
  static final UsageCounts NONE = new UsageCounts(0, 0, 0, 0);

  static UsageCounts of(TokenTally tally) {
    if (tally.isRefresh()) {
      return new UsageCounts(0, tally.tokens(), 0, 0);
    }
    return tally.isExchange()
        ? new UsageCounts(0, 0, tally.tokens(), 0)
        : new UsageCounts(tally.tokens(), 0, 0, 0);
  }

  static UsageCounts ofRevoked(long tokens) {
    return new UsageCounts(0, 0, 0, tokens);
  }

  /// All tokens that were issued, in whichever way.
  public long tokens() {
    return issued + refreshed + exchanged;
  }

  UsageCounts plus(UsageCounts more) {
    return new UsageCounts(
        issued + more.issued,
        refreshed + more.refreshed,
        exchanged + more.exchanged,
        revoked + more.revoked);
  }
}
