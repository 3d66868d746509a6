package dev.signet.validity.revocations;

import dev.signet.base.db.Db;
import dev.signet.base.db.Gather;
import dev.signet.base.db.Tx;
import dev.signet.events.audit.Binding;
import dev.signet.validity.revocations.EndedKeyStore.AgentKey;
import dev.signet.validity.revocations.EndedKeyStore.End;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/// Which keys' tokens were ended, each kept until the last of the tokens would have expired. The
/// database is asked each time: few tokens are bound to a key that is not their agent's own, and
/// only these are looked for here.
final class KeyEnds {
  private static final int FORGET_BATCH = 1_000;

  /// What no generation is below.
  private static final long NEVER = -1;

  private final Db db;
  private final EndedKeyStore store = new EndedKeyStore();
  private final Gather<AgentKey, Long> gather;

  KeyEnds(Db db) {
    this.db = db;
    this.gather = new Gather<>(keys -> db.read(handle -> store.among(handle, keys)));
  }

  void end(Tx tx, String agentId, Binding last, Instant until) {
    store.add(tx, new AgentKey(agentId, last.thumbprint()), new End(last.keyGeneration(), until));
  }

  EndedKeys ofAgent(Handle handle, String agentId) {
    return store.ofAgent(handle, agentId);
  }

  boolean isEnded(String agentId, Binding binding) {
    var last = gather.find(new AgentKey(agentId, binding.thumbprint())).orElse(NEVER);
    return binding.keyGeneration() <= last;
  }

  void forgetExpired(Instant now) {
    while (db.inTransaction(tx -> store.deleteExpired(tx, now, FORGET_BATCH)) == FORGET_BATCH) {
      // One batch a transaction, so that nobody waits long for the writer.
    }
  }
}
