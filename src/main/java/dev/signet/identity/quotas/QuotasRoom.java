package dev.signet.identity.quotas;

import dev.signet.base.wiring.Foundation;
import dev.signet.base.wiring.Jobs;
import dev.signet.events.audit.Audit;
import dev.signet.identity.organizations.Organizations;
import dev.signet.web.http.Room;
import dev.signet.web.http.Router;
import java.time.Duration;

/// Builds the tiers and quotas.
public final class QuotasRoom implements Room {
  private final Quotas quotas;
  private final Tiers tiers;
  private final TokenLimits tokenLimits;
  private final TokenLeases leases;

  /// @param defaultTier the tier of new organizations
  public QuotasRoom(
      Foundation foundation, Audit audit, Organizations organizations, String defaultTier) {
    quotas = new Quotas(audit, foundation.db().dialect());
    tokenLimits = new TokenLimits(foundation.db().dialect(), audit, foundation.clock());
    leases =
        new TokenLeases(
            foundation.db(),
            audit,
            foundation.clock(),
            foundation.expiry(),
            organizations.states(),
            tokenLimits);
    tiers =
        new Tiers(
            foundation.db(),
            audit,
            foundation.clock(),
            organizations,
            new Tiers.Limits(quotas, tokenLimits, leases),
            defaultTier);
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

  public TokenLimits tokenLimits() {
    return tokenLimits;
  }

  /// Puts back what this node has not issued of the organizations' limits, when the server stops.
  public void putBackTokens() {
    leases.putBackAll();
  }

  @Override
  public void schedule(Jobs jobs) {
    jobs.every(Duration.ofSeconds(5), "put-tokens-back", leases::putBackExpired);
    jobs.every(Duration.ofSeconds(5), "quota-windows", leases::recordEnds);
  }

  @Override
  public void mount(Router router) {
    new TierRoutes(tiers).mount(router);
  }
}
