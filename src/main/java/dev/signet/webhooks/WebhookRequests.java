package dev.signet.webhooks;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.json.JsonFields;
import dev.signet.identity.organizations.OrganizationRefusals;
import dev.signet.webhooks.Subscription.Options;
import dev.signet.webhooks.Webhooks.WebhookChange;
import java.util.Optional;

/// Reads new webhooks, and changes of webhooks, from the members of requests.
final class WebhookRequests {
  private final Webhooks webhooks;
  private final SentEvents sentEvents;

  WebhookRequests(Webhooks webhooks, SentEvents sentEvents) {
    this.webhooks = webhooks;
    this.sentEvents = sentEvents;
  }

  /// What [Webhooks#create] takes.
  record NewWebhook(Optional<OrganizationId> organization, Subscription subscription) {}

  /// Reads a new webhook, after all other members have been read. Takes up to three seconds.
  NewWebhook readNew(JsonFields fields, Options defaults, RequestContext by) {
    var named = organization(fields);
    var wanted = new SubscriptionFields(fields, by.caller(), sentEvents).requireAll(fields);
    fields.finish();
    var organization = webhooks.organizationFor(named, by);
    var url =
        webhooks.requireUrlOfNew(
            organization, wanted.nameOfNew(), wanted.agentIdsOfNew(), wanted.urlOfNew(), by);
    return new NewWebhook(organization, wanted.create(url, defaults));
  }

  /// An explicit `null` names all organizations, as a missing member does.
  private static Optional<OrganizationId> organization(JsonFields fields) {
    if (fields.isExplicitNull("organizationId")) {
      return Optional.empty();
    }
    var text = fields.singleLine("organizationId", 64);
    var id = text.flatMap(OrganizationId::parse);
    if (text.isPresent() && id.isEmpty()) {
      throw OrganizationRefusals.notFound();
    }
    return id;
  }

  /// Changes a webhook, after all other members have been read. Takes up to three seconds.
  ///
  /// @param active and `resume`: see [WebhookChange]
  Webhook change(
      WebhookId id,
      JsonFields fields,
      Optional<Boolean> active,
      boolean resume,
      RequestContext by) {
    fields.refuse("secret", "cannot be changed here; POST .../rotate-secret replaces it");
    fields.refuseReadOnly("organizationId", "status", "createdAt", "updatedAt");
    var wanted = new SubscriptionFields(fields, by.caller(), sentEvents);
    fields.finish();
    // Before the URL is resolved: a caller must not use this server to resolve names.
    var webhook = webhooks.require(id, by);
    var url = wanted.url().map(text -> webhooks.requireUrlOf(webhook, text, by));
    return webhooks.change(
        id, new WebhookChange(before -> wanted.applyTo(before, url), active, resume), by);
  }
}
