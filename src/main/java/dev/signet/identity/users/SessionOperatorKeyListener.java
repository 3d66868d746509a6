package dev.signet.identity.users;

import dev.signet.base.db.Tx;
import dev.signet.identity.operatorkeys.OperatorKeyId;
import dev.signet.identity.operatorkeys.OperatorKeyListener;

/// Ends all sessions of an operator key in the transaction that revokes or replaces its secret: a
/// caller who signed in with a leaked secret is signed out.
public final class SessionOperatorKeyListener implements OperatorKeyListener {
  private final UserStore store = new UserStore();

  @Override
  public void onSecretEnded(Tx tx, OperatorKeyId id) {
    store.deleteAll(tx, new Session.ByOperatorKey(id));
  }
}
