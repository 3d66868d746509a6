package dev.signet.events.followers;

import dev.signet.events.audit.ChainPosition;
import dev.signet.events.audit.ChainReader;
import dev.signet.events.audit.EventSelection;
import dev.signet.events.audit.FollowedEvent;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Reads one part of a chain, outside of the transaction that moves the position.
///
/// @param <B> what is read
@FunctionalInterface
public interface Reading<B> {

  /// The most events that [#events] reads in one turn.
  int MAX_EVENTS = 1_000;

  /// One part of a chain.
  ///
  /// @param content empty when the part has nothing for this follower
  /// @param last the last event that the part covers
  record Part<B>(Optional<B> content, long last) {}

  /// Reads the next part.
  ///
  /// @param after the position so far
  /// @param head the last event that may be read
  Part<B> read(Handle handle, ChainPosition after, long head);

  /// Reads the selected events, up to [#MAX_EVENTS] in a turn.
  static Reading<List<FollowedEvent>> events(ChainReader chains, EventSelection selection) {
    return (handle, after, head) -> {
      var events = chains.events(handle, selection, after, head, MAX_EVENTS);
      return new Part<>(
          events.isEmpty() ? Optional.empty() : Optional.of(events),
          events.size() < MAX_EVENTS ? head : events.getLast().seq());
    };
  }
}
