package dev.signet.events.audit;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.DenialListener;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.json.Json;
import dev.signet.events.catalog.EventType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import tools.jackson.databind.node.ObjectNode;

/// Records denials of authenticated callers: the first denial of a caller at a route at once, and
/// the number of further ones with the next [#flush], so that a caller cannot fill the audit log
/// with them.
final class AccessDenials implements DenialListener {

  /// One denial, or several equal ones.
  ///
  /// @param count how many since the event before
  record Denied(String method, String route, Reason reason, long count, RequestContext context)
      implements Event {
    @Override
    public EventType type() {
      return AuditEvents.ACCESS_DENIED;
    }

    @Override
    public Outcome outcome() {
      return Outcome.FAILURE;
    }

    @Override
    public Optional<String> agentId() {
      return switch (context.caller()) {
        case Caller.Agent agent -> Optional.of(agent.id());
        case Caller.SuspendedAgent agent -> Optional.of(agent.id());
        default -> Optional.empty();
      };
    }

    @Override
    public Optional<String> organizationId() {
      return switch (context.caller()) {
        case Caller.Agent agent -> Optional.of(agent.organizationId());
        case Caller.SuspendedAgent agent -> Optional.of(agent.organizationId());
        case Caller.Client client -> Optional.of(client.organizationId());
        default -> Optional.empty();
      };
    }

    @Override
    public ObjectNode metadata() {
      var metadata =
          Json.object().put("method", method).put("route", route).put("reason", reason.code());
      reason.scope().ifPresent(scope -> metadata.put("scope", scope));
      return metadata.put("count", count);
    }
  }

  /// The maximum number of callers and routes distinguished between two flushes. Further denials
  /// are counted together.
  static final int MAX_DISTINCT = 10_000;

  private static final String OTHERS = "others";

  private record Key(String type, String id, String method, String route, Reason reason) {}

  /// @param first the request that was recorded
  private record DenialCount(RequestContext first, AtomicLong more) {}

  private final BiConsumer<Event, RequestContext> recording;
  private final Map<Key, DenialCount> seen = new ConcurrentHashMap<>();
  private final AtomicLong others = new AtomicLong();

  /// @param recording records an event without waiting for the disk, and never throws
  AccessDenials(BiConsumer<Event, RequestContext> recording) {
    this.recording = recording;
  }

  @Override
  public void onDenied(RequestContext by, String method, String route, Reason reason) {
    var key = new Key(AuditEntry.actorType(by.caller()), by.caller().id(), method, route, reason);
    var before = seen.get(key);
    if (before == null && seen.size() >= MAX_DISTINCT) {
      others.incrementAndGet();
      return;
    }
    var first = new DenialCount(by, new AtomicLong());
    var known = before != null ? before : seen.putIfAbsent(key, first);
    if (known != null) {
      known.more().incrementAndGet();
    } else {
      recording.accept(new Denied(method, route, reason, 1, by), by);
    }
  }

  /// Records how many denials followed the recorded ones, and starts counting again. To be called
  /// every minute.
  ///
  /// @param recording records an event, and never throws
  void flush(BiConsumer<Event, RequestContext> recording) {
    for (var key : List.copyOf(seen.keySet())) {
      var ended = seen.remove(key);
      if (ended != null && ended.more().get() > 0) {
        recording.accept(
            new Denied(key.method(), key.route(), key.reason(), ended.more().get(), ended.first()),
            ended.first());
      }
    }
    var beyond = others.getAndSet(0);
    if (beyond > 0) {
      var by = RequestContext.ofJob("access-denials");
      recording.accept(new Denied("*", "*", new Reason(OTHERS, Optional.empty()), beyond, by), by);
    }
  }
}
