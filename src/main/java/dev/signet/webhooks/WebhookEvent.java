package dev.signet.webhooks;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.json.Json;
import dev.signet.events.audit.Event;
import dev.signet.events.catalog.EventType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// The events of a webhook. Deliveries are not events: a webhook that receives all events would
/// receive those of its own deliveries.
sealed interface WebhookEvent extends Event {
  Webhook webhook();

  @Override
  default Optional<String> organizationId() {
    return webhook().organization().map(OrganizationId::value);
  }

  @Override
  default ObjectNode metadata() {
    return base(webhook());
  }

  private static ObjectNode base(Webhook webhook) {
    return Json.object()
        .put(WebhookEvents.WEBHOOK_ID, webhook.id().value())
        .put("name", webhook.subscription().name());
  }

  record Created(Webhook webhook) implements WebhookEvent {
    @Override
    public EventType type() {
      return WebhookEvents.CREATED;
    }

    /// With the host of the URL only, as the rest may contain a secret of the receiver.
    @Override
    public ObjectNode metadata() {
      var metadata = base(webhook).put("host", webhook.subscription().url().host());
      var events = metadata.putArray("events");
      webhook.subscription().events().patterns().forEach(events::add);
      return metadata;
    }
  }

  /// The subscription was changed.
  ///
  /// @param changed the names of the changed fields
  record Updated(Webhook webhook, List<String> changed) implements WebhookEvent {
    public Updated {
      changed = List.copyOf(changed);
    }

    @Override
    public EventType type() {
      return WebhookEvents.UPDATED;
    }

    @Override
    public ObjectNode metadata() {
      var metadata = base(webhook);
      var fields = metadata.putArray("changed");
      changed.forEach(fields::add);
      return metadata;
    }
  }

  record Deleted(Webhook webhook) implements WebhookEvent {
    @Override
    public EventType type() {
      return WebhookEvents.DELETED;
    }
  }

  /// The secret was replaced.
  ///
  /// @param previousValidUntil when the secret before this one expires
  record SecretRotated(Webhook webhook, Instant previousValidUntil) implements WebhookEvent {
    @Override
    public EventType type() {
      return WebhookEvents.SECRET_ROTATED;
    }

    @Override
    public ObjectNode metadata() {
      return base(webhook).put("previous_valid_until", Json.time(previousValidUntil));
    }
  }

  record Disabled(Webhook webhook, WebhookStatus.DisabledReason reason) implements WebhookEvent {
    @Override
    public EventType type() {
      return WebhookEvents.DISABLED;
    }

    @Override
    public ObjectNode metadata() {
      return base(webhook).put("reason", reason.wire());
    }
  }

  /// The webhook was enabled.
  ///
  /// @param resumed whether the events that it missed are sent
  record Enabled(Webhook webhook, boolean resumed) implements WebhookEvent {
    @Override
    public EventType type() {
      return WebhookEvents.ENABLED;
    }

    @Override
    public ObjectNode metadata() {
      return base(webhook).put("resumed", resumed);
    }
  }

  record Replayed(Webhook webhook, String replayId, Instant from, Instant to)
      implements WebhookEvent {
    @Override
    public EventType type() {
      return WebhookEvents.REPLAYED;
    }

    @Override
    public ObjectNode metadata() {
      return base(webhook)
          .put("replay_id", replayId)
          .put("from", Json.time(from))
          .put("to", Json.time(to));
    }
  }

  /// Failed deliveries were queued again.
  record Recovered(Webhook webhook, long queued) implements WebhookEvent {
    @Override
    public EventType type() {
      return WebhookEvents.RECOVERED;
    }

    @Override
    public ObjectNode metadata() {
      return base(webhook).put("queued", queued);
    }
  }

  /// A finished delivery was queued again.
  record DeliveryRetried(Webhook webhook, DeliveryId delivery) implements WebhookEvent {
    @Override
    public EventType type() {
      return WebhookEvents.DELIVERY_RETRIED;
    }

    @Override
    public ObjectNode metadata() {
      return base(webhook).put("delivery_id", delivery.value());
    }
  }

  /// A pending delivery was given up.
  record DeliveryAborted(Webhook webhook, DeliveryId delivery) implements WebhookEvent {
    @Override
    public EventType type() {
      return WebhookEvents.DELIVERY_ABORTED;
    }

    @Override
    public ObjectNode metadata() {
      return base(webhook).put("delivery_id", delivery.value());
    }
  }
}
