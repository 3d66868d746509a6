package dev.signet.credentials;

import dev.signet.agents.AgentId;
import dev.signet.agents.Decommissioning;
import dev.signet.db.Tx;
import java.time.Instant;

/// Revokes all credentials of an agent in the transaction that decommissions it.
public final class EndWithAgent implements Decommissioning {
  private final CredentialStore store = new CredentialStore();

  @Override
  public void ended(Tx tx, AgentId agent, Instant at) {
    store.revokeAll(tx, agent, at);
  }
}
