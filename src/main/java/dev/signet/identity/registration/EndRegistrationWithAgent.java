package dev.signet.identity.registration;

import dev.signet.base.db.Tx;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.agents.Decommissioning;
import java.time.Instant;

/// Gives the place of an unclaimed agent to others, in the transaction that decommissions it.
public final class EndRegistrationWithAgent implements Decommissioning {
  private final RegistrationStore store = new RegistrationStore();

  @Override
  public void ended(Tx tx, AgentId agent, Instant at) {
    store.end(tx, agent);
  }
}
