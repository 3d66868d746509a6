package dev.signet.console.pages;

import dev.signet.base.callers.Caller;
import dev.signet.console.parts.Notice;
import dev.signet.events.audit.EventView;
import dev.signet.events.audit.EventView.Actor;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.operatorkeys.OperatorKeyId;
import dev.signet.identity.operatorkeys.OperatorKeys;
import dev.signet.identity.users.UserId;
import dev.signet.identity.users.Users;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Who did something, and to which agent, in words: the audit trail and all tables have ids. What
/// one page names is looked up together.
final class ActorNames {

  /// Names that were looked up, by ids.
  record Names(Map<String, String> agents, Map<String, String> operators) {

    /// Who it was, within a sentence; names are marked by [Notice#name].
    String description(Actor actor) {
      return switch (actor.type()) {
        case "operator" -> operators.getOrDefault(actor.id(), actor.id());
        case "agent" -> {
          var name = agents.get(actor.id());
          yield name == null ? "an agent" : "the agent " + Notice.name(name);
        }
        case "system" -> "Signet itself";
        default -> "somebody";
      };
    }

    /// One of those who run the server, by the id that is kept of him.
    String operator(String id) {
      return Notice.plain(operators.getOrDefault(id, id));
    }

    /// Null when there is no such agent.
    @Nullable String agent(@Nullable String id) {
      return id == null ? null : agents.get(id);
    }
  }

  private final Users users;
  private final OperatorKeys keys;
  private final Agents agents;

  ActorNames(Users people, OperatorKeys keys, Agents agents) {
    this.users = people;
    this.keys = keys;
    this.agents = agents;
  }

  /// Whom these events name.
  Names namesIn(List<EventView> events) {
    return new Names(
        agents(
            events.stream()
                .flatMap(event ->
                    Stream.of(event.agentId(), event.actor().id()).filter(Objects::nonNull))),
        operators(
            events.stream()
                .map(EventView::actor)
                .filter(actor -> actor.type().equals("operator"))
                .map(Actor::id)));
  }

  /// Some of those who run the server.
  Names operators(Collection<String> ids) {
    return new Names(Map.of(), operators(ids.stream()));
  }

  /// Who did one thing, within a sentence.
  String description(Actor actor) {
    return Notice.plain(
        new Names(agents(Stream.of(actor.id())), operators(Stream.of(actor.id())))
            .description(actor));
  }

  private Map<String, String> agents(Stream<String> ids) {
    return agents.names(ids.distinct().flatMap(id -> AgentId.parse(id).stream()).toList());
  }

  private Map<String, String> operators(Stream<String> ids) {
    var asked = ids.distinct().toList();
    var names = new HashMap<String, String>();
    keys.names(asked.stream().flatMap(id -> OperatorKeyId.parse(id).stream()).toList())
        .forEach((id, name) -> names.put(id, "the operator key " + Notice.name(name)));
    users
        .names(asked.stream().flatMap(id -> UserId.parse(id).stream()).toList())
        .forEach((id, name) -> names.put(id, Notice.name(name)));
    names.put(Caller.Operator.ANONYMOUS.id(), "somebody on this machine");
    return Map.copyOf(names);
  }
}
