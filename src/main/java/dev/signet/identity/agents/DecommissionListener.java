package dev.signet.identity.agents;

import dev.signet.base.db.Tx;
import java.time.Instant;

/// Lets another room act when an agent is decommissioned, in the same transaction.
@FunctionalInterface
public interface DecommissionListener {
  void onDecommissioned(Tx tx, AgentId id, Instant at);
}
