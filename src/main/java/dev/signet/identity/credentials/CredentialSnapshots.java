package dev.signet.identity.credentials;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.signet.base.db.Db;
import dev.signet.base.memory.CacheShare;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.AgentId;
import java.util.List;

/// What proves each agent, kept in memory. A snapshot carries the revision of the agent for which
/// it was read and serves that revision only. It is read after the revision was, and every change
/// of a credential is a new revision: so it may be newer than its label, and is never older.
final class CredentialSnapshots {
  /// Of a credential, and of an agent besides.
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

  /// Forgets all: the database has lost what was read of it.
  void evictAll() {
    snapshots.invalidateAll();
  }

  /// The agent's credentials that are not revoked, as of its revision or later.
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
