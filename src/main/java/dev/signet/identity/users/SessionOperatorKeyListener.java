package dev.signet.identity.users;

import dev.signet.base.db.Tx;
import dev.signet.identity.operatorkeys.OperatorKeyId;
import dev.signet.identity.operatorkeys.OperatorKeyListener;

/// Ends all stays that an operator key has begun, in the transaction that ends its secret: whoever
/// has come in by a secret that leaked goes out with it.
public final class SessionOperatorKeyListener implements OperatorKeyListener {
  private final UserStore store = new UserStore();

  @Override
  public void onSecretEnded(Tx tx, OperatorKeyId id) {
    store.deleteAll(tx, new Session.ByOperatorKey(id));
  }
}
