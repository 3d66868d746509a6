package dev.signet.tokens.issuing;

import dev.signet.base.callers.RequestContext;
import dev.signet.base.json.Json;
import dev.signet.events.audit.Audit;
import dev.signet.events.audit.Event;
import dev.signet.events.audit.RepeatedEvents;
import dev.signet.events.catalog.EventType;
import dev.signet.identity.agents.Agent;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Records the token exchanges that were refused to authenticated clients: the first one of a
/// client and reason within a minute, and the number of further ones.
public final class RefusedExchanges {
  private static final String OTHERS = "others";

  private record Kind(Optional<String> agent, String organization, String reason) {}

  private record ExchangeRefused(
      Optional<String> agentId, Optional<String> organizationId, String reason, long count)
      implements Event {
    @Override
    public EventType type() {
      return TokenEvents.EXCHANGE_REFUSED;
    }

    @Override
    public Outcome outcome() {
      return Outcome.FAILURE;
    }

    @Override
    public ObjectNode metadata() {
      return Json.object().put("reason", reason).put("count", count);
    }
  }

  private static final class Form implements RepeatedEvents.Form<Kind> {
    @Override
    public Event event(Kind kind, long count, RequestContext first) {
      return new ExchangeRefused(
          kind.agent(), Optional.of(kind.organization()), kind.reason(), count);
    }

    @Override
    public Optional<Kind> furtherOf(Kind kind) {
      return Optional.of(new Kind(Optional.empty(), kind.organization(), OTHERS));
    }

    @Override
    public Event others(long count, RequestContext by) {
      return new ExchangeRefused(Optional.empty(), Optional.empty(), OTHERS, count);
    }
  }

  private final RepeatedEvents<Kind> events;

  RefusedExchanges(Audit audit) {
    this.events = audit.repeated(new Form(), "refused-exchanges");
  }

  /// Records a refusal, or counts it.
  ///
  /// @param reason as the client was told
  public void add(Agent client, String reason, RequestContext by) {
    events.add(
        new Kind(Optional.of(client.id().value()), client.organization().value(), reason), by);
  }
}
