package dev.signet.tokens.issuing;

import dev.signet.authorization.consents.Connection;
import dev.signet.base.callers.OrganizationId;
import dev.signet.base.callers.RequestContext;
import dev.signet.delegation.Ancestry;
import dev.signet.identity.agents.Agent;
import dev.signet.validity.replay.OneTimeUse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A token that is about to be issued.
///
/// @param chain the token after those that it is exchanged from; empty when it is not exchanged
/// @param starting the family that it starts by a consent, if it does
/// @param target the resource of a token about a user
record PendingIssuance(
    String jti,
    Instant at,
    Agent agent,
    TokenEvent.Issued event,
    Optional<RefreshToken> presented,
    List<OneTimeUse> uses,
    Optional<Ancestry> chain,
    Optional<StartingConnection> starting,
    Optional<UserSource.Target> target,
    RequestContext by) {

  /// The organization that the token counts for: the one whose event its issuance is. For a token
  /// about a user that is the resource's.
  OrganizationId organization() {
    return event.organization();
  }

  /// A refresh token family that starts by a consent.
  ///
  /// @param expiresAt when none of its tokens can be used any more
  record StartingConnection(Connection connection, Instant expiresAt) {}
}
