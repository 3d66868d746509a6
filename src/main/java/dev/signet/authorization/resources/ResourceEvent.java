package dev.signet.authorization.resources;

import dev.signet.base.json.Json;
import dev.signet.events.audit.Event;
import dev.signet.events.catalog.EventType;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// The events of a resource.
sealed interface ResourceEvent extends Event {
  Resource resource();

  @Override
  default Optional<String> organizationId() {
    return Optional.of(resource().organization().value());
  }

  @Override
  default ObjectNode metadata() {
    return base(resource());
  }

  private static ObjectNode base(Resource resource) {
    return Json.object()
        .put("resource_id", resource.id().value())
        .put("uri", resource.uri())
        .put("name", resource.settings().name());
  }

  private static void putTexts(ObjectNode metadata, String field, List<String> texts) {
    texts.forEach(metadata.putArray(field)::add);
  }

  record Created(Resource resource) implements ResourceEvent {
    @Override
    public EventType type() {
      return ResourceEvents.CREATED;
    }

    @Override
    public ObjectNode metadata() {
      var metadata = base(resource);
      putTexts(metadata, "scopes", resource.scopes().names().values());
      return metadata;
    }
  }

  /// The resource was changed, apart from its scopes.
  ///
  /// @param changed the names of the changed fields
  record Updated(Resource resource, List<String> changed) implements ResourceEvent {
    public Updated {
      changed = List.copyOf(changed);
    }

    @Override
    public EventType type() {
      return ResourceEvents.UPDATED;
    }

    @Override
    public ObjectNode metadata() {
      var metadata = base(resource);
      putTexts(metadata, "changed", changed);
      return metadata;
    }
  }

  record ScopesChanged(Resource resource, ResourceScopes before) implements ResourceEvent {
    @Override
    public EventType type() {
      return ResourceEvents.SCOPES_CHANGED;
    }

    @Override
    public ObjectNode metadata() {
      var metadata = base(resource);
      var after = resource.scopes();
      putTexts(metadata, "added", namesMissing(after, before));
      putTexts(metadata, "removed", namesMissing(before, after));
      putTexts(
          metadata,
          "changed",
          after.all().stream()
              .filter(
                  scope -> before.find(scope.name()).filter(old -> !old.equals(scope)).isPresent())
              .map(ResourceScope::name)
              .toList());
      return metadata;
    }

    /// The names in `scopes` that `others` do not have.
    private static List<String> namesMissing(ResourceScopes scopes, ResourceScopes others) {
      return scopes.names().values().stream().filter(name -> others.find(name).isEmpty()).toList();
    }
  }

  record Deleted(Resource resource) implements ResourceEvent {
    @Override
    public EventType type() {
      return ResourceEvents.DELETED;
    }
  }
}
