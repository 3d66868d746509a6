package dev.signet.identity.quotas;

import java.time.Instant;

/// A set of limits with a name, for any number of organizations.
public record Tier(String name, QuotaLimits limits, Instant createdAt, Instant updatedAt) {
  /// The tier without limits. It cannot be changed.
  public static final String UNLIMITED = "unlimited";

  Tier with(QuotaLimits others, Instant now) {
    return new Tier(name, others, createdAt, now);
  }
}
