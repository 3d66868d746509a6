package dev.signet.events.audit;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.DenialListener;
import dev.signet.base.callers.OrganizationId;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.json.Json;
import dev.signet.events.catalog.EventType;
import java.util.Optional;
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
      return organizationOf(context.caller());
    }

    @Override
    public ObjectNode metadata() {
      var metadata =
          Json.object().put("method", method).put("route", route).put("reason", reason.code());
      reason.scope().ifPresent(scope -> metadata.put("scope", scope));
      return metadata.put("count", count);
    }
  }

  private static final String OTHERS = "others";

  /// @param organization of the caller: a user can be in several, one after the other
  private record Key(
      String type,
      String id,
      Optional<String> organization,
      String method,
      String route,
      Reason reason) {}

  private static Optional<String> organizationOf(Caller caller) {
    return switch (caller) {
      case Caller.Agent agent -> Optional.of(agent.organizationId());
      case Caller.SuspendedAgent agent -> Optional.of(agent.organizationId());
      case Caller.Client client -> Optional.of(client.organizationId());
      case Caller.Operator operator -> operator.organization().map(OrganizationId::value);
      default -> Optional.empty();
    };
  }

  private static final class Form implements RepeatedEvents.Form<Key> {
    @Override
    public Event event(Key key, long count, RequestContext first) {
      return new Denied(key.method(), key.route(), key.reason(), count, first);
    }

    @Override
    public Event others(long count, RequestContext by) {
      return new Denied("*", "*", new Reason(OTHERS, Optional.empty()), count, by);
    }
  }

  private final RepeatedEvents<Key> events;

  /// @param recording records an event without waiting for the disk, and never throws
  AccessDenials(BiConsumer<Event, RequestContext> recording) {
    this.events = new RepeatedEvents<>(new Form(), "access-denials", recording);
  }

  @Override
  public void onDenied(RequestContext by, String method, String route, Reason reason) {
    events.add(
        new Key(
            AuditEntry.actorType(by.caller()),
            by.caller().id(),
            organizationOf(by.caller()),
            method,
            route,
            reason),
        by);
  }

  /// Records how many denials followed the recorded ones. To be called every minute.
  ///
  /// @param recording records an event, and never throws
  void flush(BiConsumer<Event, RequestContext> recording) {
    events.flush(recording);
  }
}
