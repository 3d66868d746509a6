package dev.signet.identity.quotas;

import dev.signet.base.wiring.Foundation;
import dev.signet.events.audit.Audit;
import dev.signet.identity.organizations.Organizations;
import dev.signet.web.http.Room;
import dev.signet.web.http.Router;

/// Builds the tiers and quotas.
public final class QuotasRoom implements Room {
  private final Quotas quotas;
  private final Tiers tiers;

  /// @param defaultTier the tier of new organizations
  public QuotasRoom(
      Foundation foundation, Audit audit, Organizations organizations, String defaultTier) {
    quotas = new Quotas(audit, foundation.db().dialect());
    tiers =
        new Tiers(foundation.db(), audit, foundation.clock(), organizations, quotas, defaultTier);
    quotas.countWith(Quota.MAX_AGENTS, organizations::countAgents);
    organizations.onCreation(tiers::assignDefault);
    organizations.onDeletion((tx, id, _) -> tiers.forget(tx, id));
  }

  public Quotas quotas() {
    return quotas;
  }

  public Tiers tiers() {
    return tiers;
  }

  @Override
  public void mount(Router router) {
    new TierRoutes(tiers).mount(router);
  }
}
