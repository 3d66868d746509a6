package dev.signet.webhooks;

import dev.signet.base.fetch.AllowedAddresses;
import java.time.Duration;

/// The settings of webhooks.
///
/// @param addresses to which they may lead
/// @param auditRetention how long events are kept
public record WebhookSettings(AllowedAddresses addresses, Duration auditRetention) {
  /// The shortest retention with which all attempts of a delivery find their event.
  static final Duration MIN_RETENTION = Duration.ofDays(4);

  boolean isRetentionLongEnough() {
    return auditRetention.compareTo(MIN_RETENTION) >= 0;
  }
}
