package dev.signet.events.audit;

import dev.signet.base.callers.RequestContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/// Events that a caller could cause as often as it likes. The first one of a kind is recorded at
/// once, and the number of further ones with the next [#flush], so that no caller can fill the
/// audit log with them.
///
/// @param <K> what makes two events the same kind
public final class RepeatedEvents<K> {

  /// The maximum number of kinds distinguished between two flushes. Further events are counted
  /// together.
  static final int MAX_DISTINCT = 10_000;

  /// The maximum number of kinds of one origin that are distinguished between two flushes.
  static final int MAX_OF_ORIGIN = 1_000;

  /// Makes the events.
  public interface Form<K> {
    /// The event of one kind.
    ///
    /// @param count how many since the event before
    /// @param first the request that caused the first one
    Event event(K kind, long count, RequestContext first);

    /// The kind as which further kinds of the same origin are counted, such as those of one
    /// organization, so that they are not counted together with those of others.
    default Optional<K> furtherOf(K kind) {
      return Optional.empty();
    }

    /// The event of those that were counted together.
    Event others(long count, RequestContext by);
  }

  /// @param first the request that was recorded
  private record Counted(RequestContext first, AtomicLong more) {}

  private final Form<K> form;
  private final String job;
  private final BiConsumer<Event, RequestContext> recording;
  private final Map<K, Counted> seen = new ConcurrentHashMap<>();
  private final Map<K, AtomicInteger> kindsOfOrigin = new ConcurrentHashMap<>();
  private final AtomicLong others = new AtomicLong();

  /// @param job that records those counted together
  /// @param recording records an event without waiting for the disk, and never throws
  RepeatedEvents(Form<K> form, String job, BiConsumer<Event, RequestContext> recording) {
    this.form = form;
    this.job = job;
    this.recording = recording;
  }

  /// Records an event of this kind, or counts it.
  public void add(K asked, RequestContext by) {
    var kind = seen.containsKey(asked) ? asked : distinguished(asked);
    var before = seen.get(kind);
    if (before == null && seen.size() >= MAX_DISTINCT) {
      others.incrementAndGet();
      return;
    }
    var first = new Counted(by, new AtomicLong());
    var known = before != null ? before : seen.putIfAbsent(kind, first);
    if (known != null) {
      known.more().incrementAndGet();
    } else {
      recording.accept(form.event(kind, 1, by), by);
    }
  }

  /// The kind, or the one of all further ones of its origin.
  private K distinguished(K kind) {
    return form.furtherOf(kind)
        .filter(further ->
            kindsOfOrigin.computeIfAbsent(further, _ -> new AtomicInteger()).incrementAndGet()
                > MAX_OF_ORIGIN)
        .orElse(kind);
  }

  /// Records how many events followed the recorded ones, and starts counting again. To be called
  /// every minute.
  ///
  /// @param recording records an event, and never throws
  void flush(BiConsumer<Event, RequestContext> recording) {
    kindsOfOrigin.clear();
    for (var kind : List.copyOf(seen.keySet())) {
      var ended = seen.remove(kind);
      if (ended != null && ended.more().get() > 0) {
        recording.accept(form.event(kind, ended.more().get(), ended.first()), ended.first());
      }
    }
    var beyond = others.getAndSet(0);
    if (beyond > 0) {
      var by = RequestContext.ofJob(job);
      recording.accept(form.others(beyond, by), by);
    }
  }
}
