package dev.signet.identity.operatorkeys;

import dev.signet.base.db.Tx;

/// What another room does when an operator key's secret ends, or is known to others, in the same
/// transaction.
@FunctionalInterface
public interface OperatorKeyListener {
  void onSecretEnded(Tx tx, OperatorKeyId id);
}
