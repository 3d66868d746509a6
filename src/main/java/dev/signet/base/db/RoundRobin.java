package dev.signet.base.db;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.Queue;
import java.util.SequencedMap;
import java.util.stream.Stream;

/// A queue that takes one item of each owner in turn, and the items of one owner in order of
/// arrival. Not thread-safe.
///
/// @param <T> the items
final class RoundRobin<T> {
  private final SequencedMap<String, Queue<T>> owners = new LinkedHashMap<>();
  private int size;

  void add(String owner, T item) {
    owners.computeIfAbsent(owner, _ -> new ArrayDeque<>()).add(item);
    size++;
  }

  /// Takes the next item, and puts its owner behind all others.
  Optional<T> poll() {
    var next = owners.pollFirstEntry();
    if (next == null) {
      return Optional.empty();
    }
    var item = next.getValue().remove();
    if (!next.getValue().isEmpty()) {
      owners.putLast(next.getKey(), next.getValue());
    }
    size--;
    return Optional.of(item);
  }

  /// Removes an item that has not been taken.
  void remove(String owner, T item) {
    var items = owners.get(owner);
    if (items != null && items.remove(item)) {
      size--;
      if (items.isEmpty()) {
        owners.remove(owner);
      }
    }
  }

  int size() {
    return size;
  }

  int size(String owner) {
    var items = owners.get(owner);
    return items == null ? 0 : items.size();
  }

  Stream<T> stream() {
    return owners.values().stream().flatMap(Queue::stream);
  }
}
