package dev.signet.identity.credentials;

import dev.signet.base.db.Tx;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.AgentListener;
import dev.signet.identity.credentials.Credential.Status;
import java.util.Set;

/// An agent that has credentials cannot become a public client, which has none.
final class PublicClientListener implements AgentListener {
  private final CredentialStore store = new CredentialStore();

  /// @throws dev.signet.base.refusals.Refused `Conflict` when the agent has credentials that are
  ///   not revoked
  @Override
  public void onChanged(Tx tx, Agent before, Agent after) {
    if (after.isPublicClient()
        && !before.isPublicClient()
        && store.count(tx.handle(), after.id(), Set.of(Status.ACTIVE, Status.QUARANTINED)) > 0) {
      throw CredentialRefusals.agentHasCredentials();
    }
  }
}
