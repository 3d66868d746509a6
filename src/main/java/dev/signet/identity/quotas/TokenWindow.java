package dev.signet.identity.quotas;

import dev.signet.base.callers.OrganizationId;
import java.time.Instant;

/// A period in which an organization may be issued a number of tokens.
record TokenWindow(OrganizationId organization, Quota quota, Instant start)
    implements Comparable<TokenWindow> {

  /// The period of a limit of tokens that a time is in.
  static TokenWindow at(OrganizationId organization, Quota quota, Instant time) {
    return new TokenWindow(organization, quota, length(quota).startAt(time));
  }

  /// When the next one begins.
  Instant end() {
    return length(quota).endOf(start);
  }

  String name() {
    return length(quota).wire();
  }

  /// What it is stored under.
  String key() {
    return organization.value() + " " + quota.wire() + " " + start.toEpochMilli();
  }

  private static QuotaWindow length(Quota quota) {
    return quota.window().orElseThrow();
  }

  /// The order in which transactions add them.
  @Override
  public int compareTo(TokenWindow other) {
    return key().compareTo(other.key());
  }
}
