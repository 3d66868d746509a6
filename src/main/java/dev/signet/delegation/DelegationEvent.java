package dev.signet.delegation;

import dev.signet.base.json.Json;
import dev.signet.events.audit.Event;
import dev.signet.events.catalog.EventField;
import dev.signet.events.catalog.EventType;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// The events of delegations.
sealed interface DelegationEvent extends Event {
  Delegation delegation();

  /// The name of the actor when it was recorded.
  String actorName();

  @Override
  default Optional<String> agentId() {
    return Optional.of(delegation().subject().value());
  }

  @Override
  default Optional<String> organizationId() {
    return Optional.of(delegation().parties().subjectOrganization().value());
  }

  @Override
  default ObjectNode metadata() {
    return base(this);
  }

  private static ObjectNode base(DelegationEvent event) {
    return Json.object()
        .put("delegation_id", event.delegation().id().value())
        .put("actor", event.delegation().actor().value())
        .put("actor_name", event.actorName());
  }

  private static ObjectNode withTerms(ObjectNode metadata, Delegation.Terms terms) {
    metadata.put("scope", terms.scopes().toString());
    terms.resources().uris().forEach(metadata.putArray("resources")::add);
    return metadata
        .put("max_hops", terms.maxHops())
        .put("expires_at", Json.time(terms.expiresAt()));
  }

  record Created(Delegation delegation, String actorName) implements DelegationEvent {
    @Override
    public EventType type() {
      return DelegationEvents.CREATED;
    }

    @Override
    public ObjectNode metadata() {
      return withTerms(base(this), delegation.terms());
    }
  }

  /// The terms were narrowed.
  ///
  /// @param changed the names of the changed fields
  /// @param endedTokens how many active tokens it no longer allows; empty when there were too many
  ///   to count
  record Narrowed(
      Delegation delegation, String actorName, List<String> changed, Optional<Long> endedTokens)
      implements DelegationEvent {
    public Narrowed {
      changed = List.copyOf(changed);
    }

    @Override
    public EventType type() {
      return DelegationEvents.NARROWED;
    }

    @Override
    public ObjectNode metadata() {
      var metadata = base(this);
      changed.forEach(metadata.putArray("changed")::add);
      endedTokens.ifPresent(count -> metadata.put(EventField.REVOKED_TOKENS, count));
      return withTerms(metadata, delegation.terms());
    }
  }

  /// It was revoked.
  ///
  /// @param revokedTokens how many active tokens ended; empty when there were too many to count
  record Revoked(
      Delegation delegation, String actorName, String reason, Optional<Long> revokedTokens)
      implements DelegationEvent {
    @Override
    public EventType type() {
      return DelegationEvents.REVOKED;
    }

    @Override
    public ObjectNode metadata() {
      var metadata = base(this).put("reason", reason);
      revokedTokens.ifPresent(count -> metadata.put(EventField.REVOKED_TOKENS, count));
      return metadata;
    }
  }

  record Expired(Delegation delegation, String actorName) implements DelegationEvent {
    @Override
    public EventType type() {
      return DelegationEvents.EXPIRED;
    }
  }
}
