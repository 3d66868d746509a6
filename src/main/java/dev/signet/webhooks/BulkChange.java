package dev.signet.webhooks;

import java.time.Instant;
import java.util.Locale;

/// A change of many deliveries of a webhook, which is made in small transactions.
///
/// @param createdBefore for [Kind#RECOVER]: of deliveries that were queued before this
/// @param activation for [Kind#MAKE_DUE] and [Kind#ABORT]: of deliveries that were queued before
///   the webhook was enabled for this time
/// @param position the last delivery that was looked at
record BulkChange(
    WebhookId webhook,
    Kind kind,
    Instant createdBefore,
    long activation,
    Instant requestedAt,
    Position position,
    long changed) {

  enum Kind {
    /// Failed deliveries are queued again.
    RECOVER,
    /// Pending ones are attempted now, with ten new attempts.
    MAKE_DUE,
    /// Pending ones are given up; the webhook is sent nothing meanwhile.
    ABORT,
    /// The webhook was deleted.
    DELETE;

    /// As the database spells it.
    String stored() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// @param createdAt when the delivery was queued; used by [Kind#RECOVER] only
  record Position(Instant createdAt, String deliveryId) {}
}
