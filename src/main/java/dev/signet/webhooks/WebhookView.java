package dev.signet.webhooks;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signet.base.callers.OrganizationId;
import dev.signet.webhooks.WebhookStatus.Active;
import dev.signet.webhooks.WebhookStatus.Disabled;
import dev.signet.webhooks.Webhooks.WebhookFigures;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A webhook in API responses.
///
/// @param organizationId null when it receives the events of all organizations
/// @param status `active`, `blocked` (an ordered one whose first delivery fails) or `disabled`
/// @param secret and `signingSecret`, the same: only in the response that creates it
record WebhookView(
    String webhookId,
    @Nullable String organizationId,
    String name,
    String url,
    List<String> events,
    List<String> agentIds,
    boolean ordered,
    boolean includeTokens,
    boolean includeOrigin,
    String version,
    String status,
    @Nullable String disabledReason,
    @Nullable Instant failingSince,
    long failures,
    @Nullable Instant lastDeliveredAt,
    long pending,
    long failed,
    Instant secretCreatedAt,
    @Nullable Instant previousSecretValidUntil,
    String createdBy,
    Instant createdAt,
    Instant updatedAt,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String secret,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String signingSecret) {

  static WebhookView of(Webhook webhook, WebhookFigures figures, @Nullable String secret) {
    var subscription = webhook.subscription();
    var options = subscription.options();
    return new WebhookView(
        webhook.id().value(),
        webhook.organization().map(OrganizationId::value).orElse(null),
        subscription.name(),
        subscription.url().toString(),
        subscription.events().patterns(),
        subscription.agentIds(),
        options.ordered(),
        options.includeTokens(),
        options.includeOrigin(),
        options.version(),
        webhook.status().text(figures.isBlocked()),
        switch (webhook.status()) {
          case Active() -> null;
          case Disabled(_, var reason) -> reason.wire();
        },
        webhook.health().failingSince().orElse(null),
        webhook.health().failures(),
        webhook.health().lastDeliveredAt().orElse(null),
        figures.pending(),
        figures.failed(),
        figures.secretCreatedAt(),
        figures.previousValidUntil().orElse(null),
        webhook.createdBy(),
        webhook.createdAt(),
        webhook.updatedAt(),
        secret,
        secret);
  }

  @Override
  public String toString() {
    return "WebhookView[" + webhookId + "]";
  }
}
