package dev.signet.identity.apikeys;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.signet.base.db.BatchLoader;
import dev.signet.base.db.Db;
import java.util.List;
import java.util.Optional;

/// Finds the API key that a presented secret's hash belongs to, as it is now.
sealed interface ApiKeyLookup {

  Optional<ApiKey> find(String hash);

  /// What a key hashes to that has been changed, once that is committed.
  void invalidate(String hash);

  static ApiKeyLookup create(Db db, ApiKeyStore store) {
    return db.dialect().isShared() ? new QueryLookup(db, store) : new CachedLookup(db, store);
  }

  /// Embedded: every change passes through this process, so it is known as well what is no API key.
  /// Only the end of an agent is not told here, as whoever asks for a key looks at its agent too.
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

    /// Not `invalidate`, which promises nothing about an entry that is being loaded: a computation
    /// on the map comes before the load or after it.
    @Override
    public void invalidate(String hash) {
      keys.asMap().compute(hash, (_, _) -> null);
    }
  }

  /// Shared: other nodes rotate as well, so the database is asked each time.
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
      // Nothing is remembered here.
    }
  }
}
