package dev.signet.app;

import dev.signet.authorization.apps.AppEvents;
import dev.signet.authorization.consents.ConsentEvents;
import dev.signet.authorization.resources.ResourceEvents;
import dev.signet.delegation.DelegationEvents;
import dev.signet.events.audit.AuditEvents;
import dev.signet.events.catalog.EventCatalog;
import dev.signet.identity.agents.AgentEvents;
import dev.signet.identity.apikeys.ApiKeyEvents;
import dev.signet.identity.credentials.CredentialEvents;
import dev.signet.identity.leaks.LeakEvents;
import dev.signet.identity.operatorkeys.OperatorKeyEvents;
import dev.signet.identity.organizations.OrganizationEvents;
import dev.signet.identity.quotas.QuotaEvents;
import dev.signet.identity.registration.RegistrationEvents;
import dev.signet.identity.users.UserEvents;
import dev.signet.tokens.issuing.TokenEvents;
import dev.signet.tokens.signingkeys.SigningKeyEvents;
import dev.signet.webhooks.WebhookEvents;
import java.util.List;

/// The types of events of all rooms. A test compares them with those that the code declares.
final class EventTypes {
  private EventTypes() {}

  static EventCatalog catalog() {
    return new EventCatalog(
        List.of(
            AuditEvents.ALL,
            LeakEvents.ALL,
            OperatorKeyEvents.ALL,
            OrganizationEvents.ALL,
            QuotaEvents.ALL,
            UserEvents.ALL,
            AgentEvents.ALL,
            CredentialEvents.ALL,
            ApiKeyEvents.ALL,
            RegistrationEvents.ALL,
            SigningKeyEvents.ALL,
            DelegationEvents.ALL,
            ResourceEvents.ALL,
            AppEvents.ALL,
            ConsentEvents.ALL,
            TokenEvents.ALL,
            WebhookEvents.ALL));
  }
}
