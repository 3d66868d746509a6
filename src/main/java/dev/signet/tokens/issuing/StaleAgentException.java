package dev.signet.tokens.issuing;

import dev.signet.identity.agents.AgentId;

/// The state that a token was to be issued from has changed meanwhile, so nothing was issued: the
/// whole request has to be checked again with current rows. It is not a refusal, and never reaches
/// a client.
public final class StaleAgentException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient AgentId agent;
  private final boolean usesConsumed;

  /// @param usesSpent whether the request's one-time uses have been consumed: then the next check
  ///   must not treat them as a second use
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
