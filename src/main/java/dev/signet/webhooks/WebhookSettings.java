package dev.signet.webhooks;

import java.time.Duration;
import java.util.List;

/// The settings of webhooks.
///
/// @param privateAddresses whether they may lead to this machine and to private networks
/// @param networks private networks to which they may lead in any case
/// @param auditRetention how long events are kept
public record WebhookSettings(
    boolean privateAddresses, List<String> networks, Duration auditRetention) {
  /// The shortest retention with which all attempts of a delivery find their event.
  static final Duration MIN_RETENTION = Duration.ofDays(4);

  boolean isRetentionLongEnough() {
    return auditRetention.compareTo(MIN_RETENTION) >= 0;
  }

  public WebhookSettings {
    networks = List.copyOf(networks);
  }
}
