package dev.signet.identity.registration;

import dev.signet.base.wiring.Foundation;
import dev.signet.base.wiring.Jobs;
import dev.signet.events.audit.Audit;
import dev.signet.identity.activity.IssuanceCounter;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.apikeys.ApiKeys;
import dev.signet.identity.leaks.LeakHandler;
import dev.signet.identity.organizations.Organizations;
import dev.signet.web.http.Room;
import dev.signet.web.http.Router;
import dev.signet.web.idempotency.IdempotentRequests;
import java.time.Duration;

/// Builds self-registration and invites.
public final class RegistrationRoom implements Room {
  private final Foundation foundation;
  private final Audit audit;
  private final IdempotentRequests idempotent;
  private final ApiKeys apiKeys;
  private final Invites invites;
  private final Registrations registrations;

  public RegistrationRoom(
      Foundation foundation,
      Audit audit,
      IdempotentRequests idempotent,
      Organizations organizations,
      Agents agents,
      IssuanceCounter issuances,
      ApiKeys apiKeys,
      RegistrationSettings settings) {
    this.foundation = foundation;
    this.audit = audit;
    this.idempotent = idempotent;
    this.apiKeys = apiKeys;
    invites =
        new Invites(
            foundation.db(),
            audit,
            foundation.ids(),
            foundation.clock(),
            organizations,
            foundation.secrets().generator(),
            foundation.secrets().keyedHash());
    registrations =
        new Registrations(
            foundation.db(),
            audit,
            foundation.clock(),
            organizations,
            agents,
            issuances,
            apiKeys,
            invites,
            settings,
            foundation.meters());
  }

  public Registrations registrations() {
    return registrations;
  }

  public Invites invites() {
    return invites;
  }

  public LeakHandler leakHandler() {
    return new InviteLeakHandler(foundation.db(), audit, invites);
  }

  @Override
  public void mount(Router router) {
    new RegistrationRoutes(registrations, apiKeys, idempotent, foundation.clock()).mount(router);
    new InviteRoutes(invites, idempotent, foundation.clock()).mount(router);
  }

  @Override
  public void schedule(Jobs jobs) {
    jobs.every(
        Duration.ofMinutes(10),
        "reap-unused-agents",
        () -> registrations.reapUnused(foundation.expiry().instant()));
  }
}
