package dev.signet.identity.activity;

import dev.signet.base.wiring.Foundation;
import dev.signet.base.wiring.Jobs;
import dev.signet.events.audit.Audit;
import dev.signet.events.followers.Followers;
import dev.signet.events.usage.UnusedScopes;
import dev.signet.identity.agents.Agents;
import dev.signet.web.http.Room;
import dev.signet.web.http.Router;
import java.time.Duration;

/// Builds the counters of what agents do.
public final class ActivityRoom implements Room {
  private final Agents agents;
  private final IssuanceCounter issuances;
  private final ScopeUsage scopeUsage;
  private final IdleAgents idleAgents;
  private final UnusedScopes.Lookup unusedScopes;

  public ActivityRoom(Foundation foundation, Audit audit, Followers followers, Agents agents) {
    this.agents = agents;
    issuances = new IssuanceCounter(foundation.db(), audit, agents);
    scopeUsage = new ScopeUsage(foundation.db(), followers, foundation.clock());
    unusedScopes = new UnusedScopesLookup(foundation.db(), foundation.clock(), scopeUsage);
    idleAgents = new IdleAgents(foundation.db(), issuances, foundation.clock());
    agents.addListener(issuances);
  }

  public IssuanceCounter issuances() {
    return issuances;
  }

  public ScopeUsage scopeUsage() {
    return scopeUsage;
  }

  public UnusedScopes.Lookup unusedScopes() {
    return unusedScopes;
  }

  public IdleAgents idleAgents() {
    return idleAgents;
  }

  @Override
  public void mount(Router router) {
    new ActivityRoutes(agents, issuances).mount(router);
  }

  @Override
  public void schedule(Jobs jobs) {
    jobs.every(Duration.ofSeconds(15), "settle-meters", issuances::flush);
  }
}
