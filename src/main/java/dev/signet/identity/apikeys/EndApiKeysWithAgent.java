package dev.signet.identity.apikeys;

import dev.signet.base.db.Tx;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.agents.Decommissioning;
import dev.signet.identity.apikeys.ApiKey.End;
import java.time.Instant;

/// Ends an agent's API key, and the one prepared beside it, in the transaction that decommissions
/// it.
public final class EndApiKeysWithAgent implements Decommissioning {
  private final ApiKeyStore store = new ApiKeyStore();

  @Override
  public void ended(Tx tx, AgentId agent, Instant at) {
    store.endAll(tx, agent, End.DECOMMISSION, at);
    store.endQuarantine(tx, agent);
  }
}
