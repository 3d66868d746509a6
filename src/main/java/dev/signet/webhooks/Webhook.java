package dev.signet.webhooks;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.callers.TenantScope;
import dev.signet.events.audit.FollowedEvent;
import java.time.Instant;
import java.util.Optional;

/// A URL to which events are sent.
///
/// @param organization whose events it receives; empty for those of all organizations
/// @param createdBy the caller's id
public record Webhook(
    WebhookId id,
    Optional<OrganizationId> organization,
    Subscription subscription,
    WebhookStatus status,
    WebhookHealth health,
    String createdBy,
    Instant createdAt,
    Instant updatedAt) {

  /// Whose events it receives.
  WebhookReach reach() {
    return organization
        .map(own -> new WebhookReach(new TenantScope.SingleOrganization(own), false))
        .orElseGet(() -> new WebhookReach(new TenantScope.AllOrganizations(), true));
  }

  /// Whether an event is of its organization and its agents.
  boolean covers(FollowedEvent event) {
    var agents = subscription.agentIds();
    return reach().covers(event)
        && (agents.isEmpty() || event.agentId().filter(agents::contains).isPresent());
  }

  Webhook with(Subscription changed, Instant now) {
    return new Webhook(id, organization, changed, status, health, createdBy, createdAt, now);
  }

  /// As it is shown to callers that may not see where requests come from.
  Webhook withoutOrigin() {
    return with(subscription.withoutOrigin(), updatedAt);
  }

  Webhook with(WebhookStatus changed, Instant now) {
    return new Webhook(id, organization, subscription, changed, health, createdBy, createdAt, now);
  }

  Webhook with(WebhookHealth changed) {
    return new Webhook(
        id, organization, subscription, status, changed, createdBy, createdAt, updatedAt);
  }
}
