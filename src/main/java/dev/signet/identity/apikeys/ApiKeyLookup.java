package dev.signet.identity.apikeys;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.signet.base.db.BatchLoader;
import dev.signet.base.db.Db;
import java.util.List;
import java.util.Optional;

/// Finds the current API key with the hash of a presented secret.
sealed interface ApiKeyLookup {

  Optional<ApiKey> find(String hash);

  /// Evicts the hash of a key that has changed; called after the commit.
  void invalidate(String hash);

  static ApiKeyLookup create(Db db, ApiKeyStore store) {
    return db.dialect().isShared() ? new QueryLookup(db, store) : new CachedLookup(db, store);
  }

  /// For an embedded database: every change passes through this process, so hashes without an API
  /// key can be cached too. A change of the agent's status evicts nothing here, because callers
  /// that look up a key also check its agent.
  final class CachedLookup implements ApiKeyLookup {
    private static final int REMEMBERED = 10_000;

    private final Db db;
    private final ApiKeyStore store;
    private final Cache<String, Optional<ApiKey>> keys =
        Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    CachedLookup(Db db, ApiKeyStore store) {
      this.db = db;
      this.store = store;
    }

    @Override
    public Optional<ApiKey> find(String hash) {
      return keys.get(
          hash,
          asked ->
              Optional.ofNullable(
                  db.read(handle -> store.findByHashes(handle, List.of(asked))).get(asked)));
    }

    /// Not `invalidate`, which guarantees nothing about an entry that is being loaded. A
    /// computation on the map runs either before or after the load.
    @Override
    public void invalidate(String hash) {
      keys.asMap().compute(hash, (_, _) -> null);
    }
  }

  /// For a shared database: other nodes rotate keys too, so each lookup queries the database.
  final class QueryLookup implements ApiKeyLookup {
    private final BatchLoader<String, ApiKey> gather;

    QueryLookup(Db db, ApiKeyStore store) {
      gather = new BatchLoader<>(hashes -> db.read(handle -> store.findByHashes(handle, hashes)));
    }

    @Override
    public Optional<ApiKey> find(String hash) {
      return gather.find(hash);
    }

    @Override
    public void invalidate(String hash) {
      // This lookup caches nothing.
    }
  }
}
