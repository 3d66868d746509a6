package dev.signet.authorization.consents;

import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.Tx;
import dev.signet.identity.agents.AgentId;
import dev.signet.validity.revocations.RevokedTokenCount;
import java.util.Collection;
import java.util.List;

/// The tokens that clients get by consents. Declared here; the room that issues tokens implements
/// it.
public interface ConnectedTokens {

  /// Revokes refresh token families of a client with their access tokens, whether or not they have
  /// been refreshed.
  ///
  /// @return the counts of those that were active until now
  List<RevokedTokenCount> revokeFamilies(
      Tx tx, AgentId client, Collection<String> families, RequestContext by);
}
