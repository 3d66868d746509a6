package dev.signet.events.catalog;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// All types of events of this server, in the order of their actions.
public final class EventCatalog {
  private final SortedMap<String, EventType> types = new TreeMap<>();

  /// @param ofRooms the types of each room
  public EventCatalog(Collection<? extends Collection<EventType>> ofRooms) {
    for (var room : ofRooms) {
      for (var type : room) {
        if (types.putIfAbsent(type.action(), type) != null) {
          throw new IllegalArgumentException(type.action() + " is declared twice");
        }
      }
    }
  }

  public List<EventType> types() {
    return List.copyOf(types.values());
  }

  /// The type of an action; empty for one of another release.
  public Optional<EventType> find(String action) {
    return Optional.ofNullable(types.get(action));
  }
}
