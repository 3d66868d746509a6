package dev.signet.identity.users;

import dev.signet.base.db.Tx;
import dev.signet.identity.operatorkeys.KeyEnding;
import dev.signet.identity.operatorkeys.OperatorKeyId;

/// Ends all stays that an operator key has begun, in the transaction that ends its secret: whoever
/// has come in by a secret that leaked goes out with it.
public final class EndStaysWithKey implements KeyEnding {
  private final PeopleStore store = new PeopleStore();

  @Override
  public void ended(Tx tx, OperatorKeyId id) {
    store.deleteAll(tx, new Stay.ByKey(id));
  }
}
