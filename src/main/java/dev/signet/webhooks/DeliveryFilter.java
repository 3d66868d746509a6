package dev.signet.webhooks;

import dev.signet.webhooks.Delivery.Status;
import java.time.Instant;
import java.util.Optional;

/// Conditions on deliveries. One that is empty does not apply.
///
/// @param type of the event
/// @param since when they were queued
public record DeliveryFilter(
    Optional<Status> status, Optional<String> type, Optional<Instant> since) {}
