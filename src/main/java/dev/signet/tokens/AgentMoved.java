package dev.signet.tokens;

import dev.signet.agents.AgentId;

/// What a token was to be made from has changed meanwhile, so nothing was made: the whole request
/// has to be judged again from fresh rows. It is no refusal, and never reaches a client.
public final class AgentMoved extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient AgentId agent;

  public AgentMoved(AgentId agent) {
    super(agent.value(), null, false, false);
    this.agent = agent;
  }

  public AgentId agent() {
    return agent;
  }
}
