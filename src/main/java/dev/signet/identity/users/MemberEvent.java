package dev.signet.identity.users;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.json.Json;
import dev.signet.events.audit.Event;
import dev.signet.events.catalog.EventType;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// The events of the members of organizations.
sealed interface MemberEvent extends Event {
  OrganizationId organization();

  /// With the role in the organization.
  User member();

  @Override
  default Optional<String> organizationId() {
    return Optional.of(organization().value());
  }

  @Override
  default ObjectNode metadata() {
    return about(member());
  }

  private static ObjectNode about(User member) {
    return Json.object()
        .put("person_id", member.id().value())
        .put("name", member.name())
        .put("role", member.role().wire());
  }

  record Added(OrganizationId organization, User member) implements MemberEvent {
    @Override
    public EventType type() {
      return UserEvents.MEMBER_ADDED;
    }
  }

  /// A member got another role.
  ///
  /// @param sessions of the member in the organization, which have ended
  record RoleChanged(OrganizationId organization, User member, Role previous, int sessions)
      implements MemberEvent {
    @Override
    public EventType type() {
      return UserEvents.MEMBER_ROLE_CHANGED;
    }

    @Override
    public ObjectNode metadata() {
      return about(member).put("previous_role", previous.wire()).put("session_count", sessions);
    }
  }

  /// A member was removed.
  ///
  /// @param sessions of the member, which have ended
  record Removed(OrganizationId organization, User member, int sessions) implements MemberEvent {
    @Override
    public EventType type() {
      return UserEvents.MEMBER_REMOVED;
    }

    @Override
    public ObjectNode metadata() {
      return about(member).put("session_count", sessions);
    }
  }
}
