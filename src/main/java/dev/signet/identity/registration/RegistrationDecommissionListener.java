package dev.signet.identity.registration;

import dev.signet.base.db.Tx;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.agents.DecommissionListener;
import java.time.Instant;

/// Frees the place of an unclaimed agent in the transaction that decommissions it.
public final class RegistrationDecommissionListener implements DecommissionListener {
  private final RegistrationStore store = new RegistrationStore();

  @Override
  public void onDecommissioned(Tx tx, AgentId agent, Instant at) {
    store.end(tx, agent);
  }
}
