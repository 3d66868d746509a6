package dev.signet.identity.organizations;

import dev.signet.base.json.Json;
import dev.signet.events.audit.Event;
import dev.signet.events.catalog.EventField;
import dev.signet.events.catalog.EventType;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.node.ObjectNode;

/// The events of an organization.
sealed interface OrganizationEvent extends Event {

  Organization organization();

  @Override
  default Optional<String> organizationId() {
    return Optional.of(organization().id().value());
  }

  record Created(Organization organization) implements OrganizationEvent {
    @Override
    public EventType type() {
      return OrganizationEvents.CREATED;
    }

    @Override
    public ObjectNode metadata() {
      return Json.object().put("name", organization.name()).put("slug", organization.slug());
    }
  }

  /// The organization was renamed.
  record Renamed(Organization organization, String previousName) implements OrganizationEvent {
    @Override
    public EventType type() {
      return OrganizationEvents.RENAMED;
    }

    @Override
    public ObjectNode metadata() {
      return Json.object().put("name", organization.name()).put("previous_name", previousName);
    }
  }

  /// The organization was suspended, and all tokens of its agents with it.
  ///
  /// @param agents the number of agents that were active
  /// @param tokens empty when they are counted afterwards
  record Suspended(Organization organization, String reason, long agents, OptionalLong tokens)
      implements OrganizationEvent {
    @Override
    public EventType type() {
      return OrganizationEvents.SUSPENDED;
    }

    @Override
    public ObjectNode metadata() {
      var metadata =
          Json.object()
              .put("name", organization.name())
              .put("reason", reason)
              .put("agents", agents);
      tokens.ifPresent(count -> metadata.put(EventField.REVOKED_TOKENS, count));
      return metadata.put("counted", tokens.isPresent());
    }
  }

  /// The tokens that a suspension revoked have been counted.
  ///
  /// @param suspension the id of the event of the suspension
  /// @param isExact false when agents of the organization changed while their tokens were counted,
  ///   or had exchanged tokens
  record SuspensionCounted(
      Organization organization, String suspension, long tokens, boolean isExact)
      implements OrganizationEvent {
    @Override
    public EventType type() {
      return OrganizationEvents.SUSPENSION_COUNTED;
    }

    @Override
    public ObjectNode metadata() {
      return Json.object()
          .put("name", organization.name())
          .put("suspension", suspension)
          .put(EventField.REVOKED_TOKENS, tokens)
          .put(EventField.EXACT, isExact);
    }
  }

  record Reactivated(Organization organization) implements OrganizationEvent {
    @Override
    public EventType type() {
      return OrganizationEvents.REACTIVATED;
    }

    @Override
    public ObjectNode metadata() {
      return Json.object().put("name", organization.name());
    }
  }

  record Deleted(Organization organization) implements OrganizationEvent {
    @Override
    public EventType type() {
      return OrganizationEvents.DELETED;
    }

    @Override
    public ObjectNode metadata() {
      return Json.object().put("name", organization.name()).put("slug", organization.slug());
    }
  }
}
