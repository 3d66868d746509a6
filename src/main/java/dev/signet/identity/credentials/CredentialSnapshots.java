package dev.signet.identity.credentials;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.signet.base.db.Db;
import dev.signet.base.memory.CacheShare;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.AgentId;
import java.util.List;

/// The credentials of each agent, cached in memory. A snapshot carries the agent's revision and is
/// used for that revision only. It is read after the revision was, and every change to a credential
/// increments the revision: so a snapshot may be newer than its revision, and is never older.
final class CredentialSnapshots {
  /// Memory for each credential, and for each agent in addition.
  private static final int BYTES_EACH = 400;

  private record Snapshot(long revision, List<StoredCredential> credentials) {}

  private final Db db;
  private final CredentialStore store;
  private final Cache<AgentId, Snapshot> snapshots =
      Caffeine.newBuilder()
          .maximumWeight(CacheShare.CREDENTIALS.entries(BYTES_EACH))
          .weigher((AgentId _, Snapshot snapshot) -> 1 + snapshot.credentials().size())
          .build();

  CredentialSnapshots(Db db, CredentialStore store) {
    this.db = db;
    this.store = store;
  }

  /// Evicts all snapshots: the database has lost committed changes.
  void evictAll() {
    snapshots.invalidateAll();
  }

  /// The agent's unrevoked credentials, as of its revision or later.
  List<StoredCredential> of(Agent agent) {
    var known = snapshots.getIfPresent(agent.id());
    if (known != null && known.revision() == agent.revision()) {
      return known.credentials();
    }
    var read =
        new Snapshot(agent.revision(), List.copyOf(db.read(handle -> store.active(handle, agent))));
    snapshots.put(agent.id(), read);
    return read.credentials();
  }
}
