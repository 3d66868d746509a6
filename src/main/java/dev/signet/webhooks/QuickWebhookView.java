package dev.signet.webhooks;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signet.base.callers.OrganizationId;
import dev.signet.base.paging.Pagination;
import dev.signet.webhooks.Delivery.Attempt;
import dev.signet.webhooks.Delivery.Status;
import dev.signet.webhooks.WebhookStatus.Active;
import dev.signet.webhooks.Webhooks.WebhookFigures;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A webhook in responses of the quick API, to be written in snake_case.
///
/// @param organizationId null when it receives the events of all organizations
/// @param status see [WebhookView]
/// @param consecutiveFails how many attempts in a row have failed
/// @param maxRetries how often a delivery is attempted again, which is the same for all webhooks
record QuickWebhookView(
    String id,
    @Nullable String organizationId,
    String name,
    String url,
    List<String> events,
    List<String> agentIds,
    boolean ordered,
    boolean includeTokens,
    boolean includeOrigin,
    String version,
    boolean isActive,
    String status,
    @Nullable String disabledReason,
    @Nullable Instant failingSince,
    long consecutiveFails,
    int maxRetries,
    @Nullable Instant lastDeliveredAt,
    long pending,
    long failed,
    Instant secretCreatedAt,
    @Nullable Instant previousSecretValidUntil,
    String createdBy,
    Instant createdAt,
    Instant updatedAt) {

  static QuickWebhookView of(Webhook webhook, WebhookFigures figures) {
    var view = WebhookView.of(webhook, figures, null);
    return new QuickWebhookView(
        view.webhookId(),
        webhook.organization().map(OrganizationId::value).orElse(null),
        view.name(),
        view.url(),
        view.events(),
        view.agentIds(),
        view.ordered(),
        view.includeTokens(),
        view.includeOrigin(),
        view.version(),
        webhook.status() instanceof Active,
        view.status(),
        view.disabledReason(),
        view.failingSince(),
        view.failures(),
        RetrySchedule.MAX_ATTEMPTS - 1,
        view.lastDeliveredAt(),
        view.pending(),
        view.failed(),
        view.secretCreatedAt(),
        view.previousSecretValidUntil(),
        view.createdBy(),
        view.createdAt(),
        view.updatedAt());
  }

  /// @param unused the members of the request that have no effect
  record SingleWebhook(
      QuickWebhookView webhook, @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> unused) {}

  /// A new webhook with its secret: the only time that the secret is shown.
  ///
  /// @param unused the members of the request that have no effect
  record CreatedWebhook(
      QuickWebhookView webhook,
      String secret,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> unused) {
    @Override
    public String toString() {
      return "CreatedWebhook[" + webhook.id() + ", ***]";
    }
  }

  record WebhookPage(List<QuickWebhookView> webhooks, Pagination pagination) {}

  /// @param statusCode of the response; null when there was none
  /// @param error why it was not delivered; null when it was
  record TestView(
      boolean success, @Nullable Integer statusCode, long durationMs, @Nullable String error) {
    static TestView of(Deliveries.TestResult result) {
      return new TestView(
          result.delivered(),
          result.statusCode() == 0 ? null : result.statusCode(),
          result.durationMs(),
          result.delivered() ? null : result.reason());
    }
  }

  /// @param webhookConfigId the id of the webhook
  /// @param attempts how many there were
  /// @param lastError why the last attempt failed; null when it did not
  /// @param nextRetryAt null unless it is pending
  /// @param payload the body that is sent, when one delivery is read
  record DeliveryView(
      String id,
      String webhookConfigId,
      String event,
      String status,
      long attempts,
      @Nullable Instant lastAttemptAt,
      @Nullable String lastError,
      @Nullable Instant nextRetryAt,
      Instant createdAt,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String payload) {

    static DeliveryView of(Delivery delivery, @Nullable String payload) {
      var last =
          delivery.attempts().isEmpty()
              ? Optional.<Attempt>empty()
              : Optional.of(delivery.attempts().getLast());
      return new DeliveryView(
          delivery.id().value(),
          delivery.webhook().value(),
          delivery.source().type(),
          delivery.status().wire(),
          delivery.attemptCount(),
          last.map(Attempt::at).orElse(null),
          delivery.status() == Status.DELIVERED ? null : last.map(Attempt::reason).orElse(null),
          delivery.status() == Status.PENDING ? delivery.dueAt() : null,
          delivery.createdAt(),
          payload);
    }
  }

  record SingleDelivery(DeliveryView delivery) {}

  record DeliveryPage(List<DeliveryView> deliveries, Pagination pagination) {}

  record EventNames(List<String> events) {}
}
