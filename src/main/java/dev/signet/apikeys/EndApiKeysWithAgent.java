package dev.signet.apikeys;

import dev.signet.agents.AgentId;
import dev.signet.agents.Decommissioning;
import dev.signet.apikeys.ApiKey.End;
import dev.signet.db.Tx;
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
