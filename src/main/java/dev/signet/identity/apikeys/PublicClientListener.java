package dev.signet.identity.apikeys;

import dev.signet.base.db.Tx;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.AgentListener;

/// An agent that has an API key cannot become a public client, which has none.
final class PublicClientListener implements AgentListener {
  private final ApiKeyStore store = new ApiKeyStore();

  /// @throws dev.signet.base.refusals.Refused `Conflict` when the agent has an API key that is not
  ///   revoked
  @Override
  public void onChanged(Tx tx, Agent before, Agent after) {
    if (after.isPublicClient()
        && !before.isPublicClient()
        && (!store.current(tx.handle(), after.id()).isEmpty()
            || store.findQuarantined(tx.handle(), after.id()).isPresent())) {
      throw ApiKeyRefusals.agentHasApiKey();
    }
  }
}
