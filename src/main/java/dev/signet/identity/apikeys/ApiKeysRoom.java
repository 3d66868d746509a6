package dev.signet.identity.apikeys;

import dev.signet.base.wiring.Foundation;
import dev.signet.base.wiring.Jobs;
import dev.signet.events.audit.Audit;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.agents.Fapi2Policy;
import dev.signet.identity.credentials.ClientSecretSource;
import dev.signet.identity.leaks.LeakHandler;
import dev.signet.web.http.Gate;
import dev.signet.web.http.Room;
import dev.signet.web.http.Router;
import dev.signet.web.idempotency.IdempotentRequests;
import dev.signet.web.limits.Limits;
import java.time.Duration;

/// Builds the API keys.
public final class ApiKeysRoom implements Room {
  private final Foundation foundation;
  private final Audit audit;
  private final Limits limits;
  private final IdempotentRequests idempotent;
  private final Agents agents;
  private final Fapi2Policy fapi2;
  private final ApiKeys keys;

  public ApiKeysRoom(
      Foundation foundation,
      Audit audit,
      Limits limits,
      IdempotentRequests idempotent,
      Agents agents,
      Fapi2Policy fapi2) {
    this.foundation = foundation;
    this.audit = audit;
    this.limits = limits;
    this.idempotent = idempotent;
    this.agents = agents;
    this.fapi2 = fapi2;
    keys =
        new ApiKeys(
            foundation.db(),
            audit,
            foundation.ids(),
            foundation.clock(),
            agents,
            foundation.secrets().generator(),
            foundation.secrets().keyedHash(),
            foundation.meters());
    agents.addListener(new PublicClientListener());
  }

  public ApiKeys keys() {
    return keys;
  }

  /// API keys as the client secrets that they are accepted as.
  public ClientSecretSource clientSecrets() {
    return new ApiKeyClientSecrets(keys);
  }

  public Gate gate() {
    return new ApiKeyGate(
        audit, foundation.clock(), agents, fapi2, keys, limits.failures(), limits.failureCounter());
  }

  public LeakHandler leakHandler() {
    return new ApiKeyLeakHandler(foundation.db(), audit, agents, keys);
  }

  @Override
  public void mount(Router router) {
    new ApiKeyRoutes(
            audit,
            foundation.clock(),
            agents,
            fapi2,
            keys,
            idempotent,
            limits.failureCounter(),
            foundation.meters())
        .mount(router);
  }

  @Override
  public void schedule(Jobs jobs) {
    jobs.every(
        Duration.ofHours(1),
        "forget-ended-api-keys",
        () -> keys.deleteEnded(foundation.expiry().instant()));
  }
}
