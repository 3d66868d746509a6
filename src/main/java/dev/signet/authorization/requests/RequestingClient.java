package dev.signet.authorization.requests;

import dev.signet.authorization.apps.App;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.AgentId;
import java.util.Optional;

/// The client of an authorization request.
public sealed interface RequestingClient {
  /// What the client is called; any app can choose its name.
  String name();

  /// Its id, if it has one already.
  Optional<AgentId> id();

  /// A client that an operator has registered.
  ///
  /// @param agent as it was read
  record Registered(Agent agent) implements RequestingClient {
    @Override
    public String name() {
      return agent.name();
    }

    @Override
    public Optional<AgentId> id() {
      return Optional.of(agent.id());
    }
  }

  /// A client that describes itself.
  ///
  /// @param known as it was read; empty if no user has allowed it yet
  record SelfDescribed(App app, Optional<Agent> known) implements RequestingClient {
    @Override
    public String name() {
      return app.name();
    }

    @Override
    public Optional<AgentId> id() {
      return known.map(Agent::id);
    }
  }
}
