package dev.signet.authorization.requests;

import dev.signet.authorization.consents.Consents;
import dev.signet.authorization.resources.ProtectedResources;
import dev.signet.base.wiring.Foundation;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.organizations.Organizations;
import dev.signet.validity.replay.ReplayGuard;

/// Builds the authorization requests.
public final class RequestsRoom {
  private final AuthorizationCodes codes;
  private final Authorizations authorizations;

  public RequestsRoom(
      Foundation foundation,
      Agents agents,
      ProtectedResources resources,
      Consents consents,
      Organizations organizations,
      ReplayGuard replay) {
    var master = foundation.secrets().master();
    codes = new AuthorizationCodes(master);
    authorizations =
        new Authorizations(
            foundation.db(),
            foundation.ids(),
            foundation.clock(),
            new RequestCheck(agents, foundation.clock()),
            new SealedRequests(master, foundation.clock()),
            codes,
            resources,
            consents,
            organizations,
            replay,
            foundation.issuer());
  }

  public AuthorizationCodes codes() {
    return codes;
  }

  public Authorizations authorizations() {
    return authorizations;
  }
}
