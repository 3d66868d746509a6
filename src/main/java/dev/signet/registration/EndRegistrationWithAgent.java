package dev.signet.registration;

import dev.signet.agents.AgentId;
import dev.signet.agents.Decommissioning;
import dev.signet.db.Tx;
import java.time.Instant;

/// Gives the place of an unclaimed agent to others, in the transaction that decommissions it.
public final class EndRegistrationWithAgent implements Decommissioning {
  private final RegistrationStore store = new RegistrationStore();

  @Override
  public void ended(Tx tx, AgentId agent, Instant at) {
    store.end(tx, agent);
  }
}
