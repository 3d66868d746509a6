package dev.signet.validity.revocations;

import dev.signet.base.db.BatchLoader;
import dev.signet.base.db.Db;
import dev.signet.base.db.Tx;
import dev.signet.events.audit.TokenBinding;
import dev.signet.validity.revocations.DpopKeyRevocationStore.AgentDpopKey;
import dev.signet.validity.revocations.DpopKeyRevocationStore.DpopKeyRevocation;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/// The DPoP keys whose tokens were revoked, each kept until the last of the tokens has expired. The
/// database is queried each time: few tokens are bound to a key that is not their agent's current
/// one, and only these are looked up here.
final class DpopKeyRevocations {
  private static final int DELETE_BATCH = 1_000;

  /// Less than every key generation.
  private static final long NEVER = -1;

  private final Db db;
  private final DpopKeyRevocationStore store = new DpopKeyRevocationStore();
  private final BatchLoader<AgentDpopKey, Long> gather;

  DpopKeyRevocations(Db db) {
    this.db = db;
    this.gather = new BatchLoader<>(keys -> db.read(handle -> store.filterRevoked(handle, keys)));
  }

  void revoke(Tx tx, String agentId, TokenBinding last, Instant until) {
    store.add(
        tx,
        new AgentDpopKey(agentId, last.thumbprint()),
        new DpopKeyRevocation(last.keyGeneration(), until));
  }

  RevokedDpopKeys ofAgent(Handle handle, String agentId) {
    return store.ofAgent(handle, agentId);
  }

  boolean isRevoked(String agentId, TokenBinding binding) {
    var last = gather.find(new AgentDpopKey(agentId, binding.thumbprint())).orElse(NEVER);
    return binding.keyGeneration() <= last;
  }

  void deleteExpired(Instant now) {
    while (db.inTransaction(tx -> store.deleteExpired(tx, now, DELETE_BATCH)) == DELETE_BATCH) {
      // One batch per transaction, so that other writers do not wait long.
    }
  }
}
