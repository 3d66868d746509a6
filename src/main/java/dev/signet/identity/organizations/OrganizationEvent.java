package dev.signet.identity.organizations;

import dev.signet.base.json.Json;
import dev.signet.events.audit.Event;
import dev.signet.events.catalog.EventType;
import java.util.Optional;
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
}
