package dev.signet.identity.operatorkeys;

import dev.signet.base.db.Tx;

/// Lets another room act when an operator key's secret is revoked, replaced or leaked, in the same
/// transaction.
@FunctionalInterface
public interface OperatorKeyListener {
  void onSecretEnded(Tx tx, OperatorKeyId id);
}
