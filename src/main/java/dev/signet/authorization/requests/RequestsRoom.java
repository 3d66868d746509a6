package dev.signet.authorization.requests;

import dev.signet.authorization.apps.Apps;
import dev.signet.authorization.consents.Consents;
import dev.signet.authorization.resources.ProtectedResources;
import dev.signet.base.wiring.Foundation;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.agents.Fapi2Policy;
import dev.signet.identity.organizations.Organizations;
import dev.signet.validity.replay.ReplayGuard;

/// Builds the authorization requests.
public final class RequestsRoom {
  private final AuthorizationCodes codes;
  private final Authorizations authorizations;

  public RequestsRoom(
      Foundation foundation,
      Agents agents,
      Apps apps,
      ProtectedResources resources,
      Consents consents,
      Organizations organizations,
      ReplayGuard replay,
      Fapi2Policy fapi2) {
    var master = foundation.secrets().master();
    codes = new AuthorizationCodes(master);
    authorizations =
        new Authorizations(
            foundation.db(),
            foundation.clock(),
            new RequestCheck(agents, apps, foundation.clock()),
            apps,
            new SealedRequests(master, foundation.clock()),
            new AuthorizationAnswers(
                foundation.ids(), foundation.clock(), codes, fapi2, foundation.issuer()),
            resources,
            consents,
            organizations,
            replay);
  }

  public AuthorizationCodes codes() {
    return codes;
  }

  public Authorizations authorizations() {
    return authorizations;
  }
}
