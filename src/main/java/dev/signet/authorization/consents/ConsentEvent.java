package dev.signet.authorization.consents;

import dev.signet.base.json.Json;
import dev.signet.base.oauth.Scopes;
import dev.signet.events.audit.Event;
import dev.signet.events.catalog.EventField;
import dev.signet.events.catalog.EventType;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.node.ObjectNode;

/// The events of consents.
sealed interface ConsentEvent extends Event {
  Consent.Parties parties();

  @Override
  default Optional<String> agentId() {
    return Optional.of(parties().client().value());
  }

  @Override
  default Optional<String> organizationId() {
    return Optional.of(parties().organization().value());
  }

  private static ObjectNode base(Consent.Parties parties) {
    return Json.object()
        .put("user_id", parties.user().value())
        .put("resource_id", parties.resource());
  }

  private static ObjectNode base(Consent consent) {
    return base(consent.parties()).put("consent_id", consent.id().value());
  }

  /// The user allowed the client something.
  ///
  /// @param isNew whether it was allowed nothing before
  record Granted(Consent consent, boolean isNew) implements ConsentEvent {
    @Override
    public Consent.Parties parties() {
      return consent.parties();
    }

    @Override
    public EventType type() {
      return isNew ? ConsentEvents.GRANTED : ConsentEvents.CHANGED;
    }

    @Override
    public ObjectNode metadata() {
      return base(consent).put("scope", consent.scopes().toString());
    }
  }

  /// The user refused.
  record Denied(Consent.Parties parties, Scopes asked) implements ConsentEvent {
    @Override
    public EventType type() {
      return ConsentEvents.DENIED;
    }

    @Override
    public ObjectNode metadata() {
      return base(parties).put("scope", asked.toString());
    }
  }

  /// The consent has ended, with all that the client got by it.
  ///
  /// @param revokedTokens empty when they were too many to count in time
  record Ended(Consent consent, long connections, OptionalLong revokedTokens)
      implements ConsentEvent {
    @Override
    public Consent.Parties parties() {
      return consent.parties();
    }

    @Override
    public EventType type() {
      return consent.isBlocked() ? ConsentEvents.BLOCKED : ConsentEvents.ENDED;
    }

    @Override
    public ObjectNode metadata() {
      var metadata = base(consent).put("connection_count", connections);
      revokedTokens.ifPresent(count -> metadata.put(EventField.REVOKED_TOKENS, count));
      return metadata;
    }
  }

  record Unblocked(Consent consent) implements ConsentEvent {
    @Override
    public Consent.Parties parties() {
      return consent.parties();
    }

    @Override
    public EventType type() {
      return ConsentEvents.UNBLOCKED;
    }

    @Override
    public ObjectNode metadata() {
      return base(consent);
    }
  }
}
