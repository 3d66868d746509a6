package dev.signet.identity.credentials;

import dev.signet.base.db.Tx;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.agents.DecommissionListener;
import java.time.Instant;

/// Revokes all credentials of an agent in the transaction that decommissions it.
public final class CredentialDecommissionListener implements DecommissionListener {
  private final CredentialStore store = new CredentialStore();

  @Override
  public void onDecommissioned(Tx tx, AgentId agent, Instant at) {
    store.revokeAll(tx, agent, at);
  }
}
