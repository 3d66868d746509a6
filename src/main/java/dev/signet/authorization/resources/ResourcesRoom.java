package dev.signet.authorization.resources;

import dev.signet.base.jose.PeerAlg;
import dev.signet.base.wiring.Foundation;
import dev.signet.events.audit.Audit;
import dev.signet.identity.organizations.Organizations;
import dev.signet.web.http.Room;
import dev.signet.web.http.Router;
import dev.signet.web.idempotency.IdempotentRequests;
import java.util.List;

/// Builds the resources.
public final class ResourcesRoom implements Room {
  private final Foundation foundation;
  private final IdempotentRequests idempotent;
  private final List<PeerAlg> proofAlgs;
  private final ProtectedResources resources;

  /// @param proofAlgs the signature algorithms of DPoP proofs
  public ResourcesRoom(
      Foundation foundation,
      Audit audit,
      IdempotentRequests idempotent,
      Organizations organizations,
      List<PeerAlg> proofAlgs) {
    this.foundation = foundation;
    this.idempotent = idempotent;
    this.proofAlgs = List.copyOf(proofAlgs);
    resources =
        new ProtectedResources(
            foundation.db(), audit, foundation.ids(), foundation.clock(), organizations);
  }

  public ProtectedResources resources() {
    return resources;
  }

  @Override
  public void mount(Router router) {
    new ResourceRoutes(
            resources,
            idempotent,
            foundation.issuer(),
            proofAlgs.stream().flatMap(alg -> alg.names().stream()).toList())
        .mount(router);
  }
}
