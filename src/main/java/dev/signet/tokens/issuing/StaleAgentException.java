package dev.signet.tokens.issuing;

import dev.signet.identity.agents.AgentId;

/// What a token was to be made from has changed meanwhile, so nothing was made: the whole request
/// has to be judged again from fresh rows. It is no refusal, and never reaches a client.
public final class StaleAgentException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient AgentId agent;
  private final boolean usesConsumed;

  /// @param usesSpent whether what came with the request, and may be used once, has been spent
  ///   meanwhile: then the next judgement must not take it for a second use
  public StaleAgentException(AgentId agent, boolean usesSpent) {
    super(agent.value(), null, false, false);
    this.agent = agent;
    this.usesConsumed = usesSpent;
  }

  public AgentId agent() {
    return agent;
  }

  public boolean usesConsumed() {
    return usesConsumed;
  }
}
