package dev.signet.identity.agents;

import dev.signet.base.db.Tx;

/// Is called within the transaction of each change to an agent. Declared here; the rooms that store
/// something derived from agents implement it.
public interface AgentListener {
  /// An agent was registered.
  default void onRegistered(Tx tx, Agent agent) {}

  /// The profile or the status of an agent has changed.
  default void onChanged(Tx tx, Agent before, Agent after) {}

  /// Something has changed that issuing depends on. When this returns, no transaction issues from a
  /// snapshot of an earlier revision any more, on any node, until this transaction has ended.
  default void onNewRevision(Tx tx, AgentId id, long revision) {}
}
