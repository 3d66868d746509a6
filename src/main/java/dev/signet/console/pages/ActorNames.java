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

/// Names of actors and agents, where the audit log and all tables have ids. The names of one page
/// are looked up together.
final class ActorNames {

  /// Names by id.
  record Names(Map<String, String> agents, Map<String, String> operators) {

    /// A description of the actor for use within a sentence; names are marked by [Notice#name].
    String description(Actor actor) {
      return switch (actor.type()) {
        case "operator" -> operators.getOrDefault(actor.id(), actor.id());
        case "agent" -> {
          var name = agents.get(actor.id());
          yield name == null ? "an agent" : "the agent " + Notice.name(name);
        }
        case "system" -> "Signet itself";
        default -> "an unknown caller";
      };
    }

    /// The name of a user or operator key with this id.
    String operator(String id) {
      return Notice.plain(operators.getOrDefault(id, id));
    }

    /// A description of the agent, user or operator key with this id.
    String caller(String id) {
      var agent = agents.get(id);
      return agent == null ? operator(id) : Notice.plain("the agent " + Notice.name(agent));
    }

    /// Null if there is no such agent.
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

  /// The names of all actors and agents in these events.
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

  /// The names of users and operator keys with these ids.
  Names operators(Collection<String> ids) {
    return new Names(Map.of(), operators(ids.stream()));
  }

  /// The names of agents, users and operator keys with these ids.
  Names callers(Collection<String> ids) {
    return new Names(agents(ids.stream()), operators(ids.stream()));
  }

  /// A description of one actor for use within a sentence.
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
    names.put(Caller.Operator.ANONYMOUS.id(), "a caller on this machine");
    return Map.copyOf(names);
  }
}
