package dev.signet.revocations;

import dev.signet.audit.Binding;
import dev.signet.db.Db;
import dev.signet.db.Gather;
import dev.signet.db.Tx;
import dev.signet.revocations.EndedKeyStore.AgentKey;
import dev.signet.revocations.EndedKeyStore.End;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;

/// Which keys' tokens were ended, each kept until the last of the tokens would have expired.
final class KeyEnds {
  private static final int FORGET_BATCH = 1_000;

  private final Db db;
  private final EndedKeyStore store = new EndedKeyStore();
  private final Lookup lookup;

  KeyEnds(Db db, Clock clock) {
    this.db = db;
    this.lookup =
        db.dialect().isShared()
            ? new Asking()
            : new Knowing(db.read(handle -> store.unexpired(handle, clock.instant())));
  }

  void end(Tx tx, String agentId, Binding last, Instant until) {
    var key = new AgentKey(agentId, last.thumbprint());
    var end = new End(last.keyGeneration(), until);
    store.add(tx, key, end);
    tx.afterCommit(() -> lookup.learn(key, end));
  }

  EndedKeys ofAgent(Handle handle, String agentId) {
    return store.ofAgent(handle, agentId);
  }

  boolean isEnded(String agentId, Binding binding) {
    return binding.keyGeneration() <= lookup.last(new AgentKey(agentId, binding.thumbprint()));
  }

  void forgetExpired(Instant now) {
    while (db.inTransaction(tx -> store.deleteExpired(tx, now, FORGET_BATCH)) == FORGET_BATCH) {
      // One batch a transaction, so that nobody waits long for the writer.
    }
    lookup.forget(now);
  }

  private sealed interface Lookup {
    /// What no generation is below.
    long NEVER = -1;

    /// The last generation that the key's end holds for; [#NEVER] for a key that was not ended.
    long last(AgentKey key);

    void learn(AgentKey key, End end);

    void forget(Instant expired);
  }

  /// Embedded: every end passes through this process, so its memory is the truth.
  private static final class Knowing implements Lookup {
    private final Map<AgentKey, End> ended;

    Knowing(Map<AgentKey, End> ended) {
      this.ended = new ConcurrentHashMap<>(ended);
    }

    @Override
    public long last(AgentKey key) {
      var end = ended.get(key);
      return end == null ? NEVER : end.keyGeneration();
    }

    @Override
    public void learn(AgentKey key, End end) {
      ended.merge(key, end, End::with);
    }

    @Override
    public void forget(Instant expired) {
      ended.values().removeIf(end -> !end.expiresAt().isAfter(expired));
    }
  }

  /// Shared: other nodes end keys as well, so the database is asked each time.
  private final class Asking implements Lookup {
    private final Gather<AgentKey, Long> gather =
        new Gather<>(keys -> db.read(handle -> store.among(handle, keys)));

    @Override
    public long last(AgentKey key) {
      return gather.find(key).orElse(NEVER);
    }

    @Override
    public void learn(AgentKey key, End end) {
      // Nothing is remembered here.
    }

    @Override
    public void forget(Instant expired) {
      // Nothing is remembered here.
    }
  }
}
