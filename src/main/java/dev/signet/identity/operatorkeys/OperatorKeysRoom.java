package dev.signet.identity.operatorkeys;

import dev.signet.base.wiring.Foundation;
import dev.signet.events.audit.Audit;
import dev.signet.identity.leaks.LeakHandler;
import dev.signet.web.http.Gate;
import dev.signet.web.http.Room;
import dev.signet.web.http.Router;
import dev.signet.web.idempotency.IdempotentRequests;
import dev.signet.web.limits.Limits;
import java.util.List;

/// Builds the operator keys.
public final class OperatorKeysRoom implements Room {
  private final Foundation foundation;
  private final Audit audit;
  private final IdempotentRequests idempotent;
  private final OperatorKeys keys;

  /// @param listeners what else ends with a key
  public OperatorKeysRoom(
      Foundation foundation,
      Audit audit,
      Limits limits,
      IdempotentRequests idempotent,
      List<OperatorKeyListener> listeners) {
    this.foundation = foundation;
    this.audit = audit;
    this.idempotent = idempotent;
    keys =
        new OperatorKeys(
            foundation.db(),
            audit,
            foundation.ids(),
            foundation.clock(),
            foundation.secrets().generator(),
            foundation.secrets().keyedHash(),
            limits.failures(),
            limits.failureCounter(),
            foundation.meters(),
            listeners);
  }

  public OperatorKeys keys() {
    return keys;
  }

  /// Authenticates operators by their keys.
  public Gate gate() {
    return new OperatorKeyGate(keys);
  }

  public LeakHandler leakHandler() {
    return new OperatorKeyLeakHandler(
        foundation.db(), audit, foundation.secrets().keyedHash(), keys);
  }

  @Override
  public void mount(Router router) {
    new OperatorKeyRoutes(keys, idempotent, foundation.clock()).mount(router);
  }
}
