package dev.signet.identity.apikeys;

import dev.signet.base.db.Tx;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.agents.DecommissionListener;
import dev.signet.identity.apikeys.ApiKey.EndReason;
import java.time.Instant;

/// Revokes an agent's active and prepared API keys in the transaction that decommissions the agent.
public final class ApiKeyDecommissionListener implements DecommissionListener {
  private final ApiKeyStore store = new ApiKeyStore();

  @Override
  public void onDecommissioned(Tx tx, AgentId agent, Instant at) {
    store.endAll(tx, agent, EndReason.DECOMMISSION, at);
    store.endQuarantine(tx, agent);
  }
}
