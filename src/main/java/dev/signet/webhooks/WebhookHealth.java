package dev.signet.webhooks;

import java.time.Instant;
import java.util.Optional;

/// How recent deliveries of a webhook went.
///
/// @param failingSince since when all attempts have failed; empty after a success
/// @param failures how many attempts in a row have failed
public record WebhookHealth(
    Optional<Instant> failingSince, long failures, Optional<Instant> lastDeliveredAt) {
  static final WebhookHealth NEW = new WebhookHealth(Optional.empty(), 0, Optional.empty());
}
