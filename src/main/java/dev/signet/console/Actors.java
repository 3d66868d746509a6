package dev.signet.console;

import dev.signet.agents.Agent;
import dev.signet.agents.AgentId;
import dev.signet.agents.Agents;
import dev.signet.http.Caller;
import dev.signet.operators.OperatorKey;
import dev.signet.operators.OperatorKeyId;
import dev.signet.operators.OperatorKeys;
import dev.signet.people.People;
import dev.signet.people.Person;
import dev.signet.people.PersonId;

/// Who did something, in words: an audit trail has ids.
final class Actors {
  private final People people;
  private final OperatorKeys operators;
  private final Agents agents;

  Actors(People people, OperatorKeys operators, Agents agents) {
    this.people = people;
    this.operators = operators;
    this.agents = agents;
  }

  /// @param type and the following: as the trail spells them
  String says(String type, String id) {
    return switch (type) {
      case "operator" -> operator(id);
      case "agent" -> agent(id);
      case "system" -> "the server itself (" + id + ")";
      default -> "somebody who did not say who";
    };
  }

  /// One of those who run the server, by the id that is kept of him.
  String operator(String id) {
    if (id.equals(Caller.Operator.ANONYMOUS.id())) {
      return "somebody on this machine";
    }
    return PersonId.parse(id)
        .flatMap(people::find)
        .map(Person::name)
        .or(() ->
            OperatorKeyId.parse(id)
                .flatMap(operators::find)
                .map(OperatorKey::name)
                .map(name -> "the operator key “" + name + "”"))
        .orElse(id);
  }

  private String agent(String id) {
    return AgentId.parse(id)
        .flatMap(agents::current)
        .map(Agent::name)
        .map(name -> "the agent “" + name + "”")
        .orElse("an agent");
  }
}
