package dev.signet.identity.operatorkeys;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.signet.base.db.BatchLoader;
import dev.signet.base.db.Db;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds the key that a presented secret's hash belongs to, as it is now.
sealed interface OperatorKeyLookup {

  Optional<OperatorKey> find(String secretHash);

  /// What a key's secret hashed to before a change that has been committed.
  void invalidate(String secretHash);

  static OperatorKeyLookup create(Db db, OperatorKeyStore store) {
    return db.dialect().isShared() ? new QueryLookup(db, store) : new CachedLookup(db, store);
  }

  /// Embedded: every change passes through this process. The cache loads and forgets a hash under
  /// one lock, so what was read before a change does not outlive it.
  final class CachedLookup implements OperatorKeyLookup {
    private static final int REMEMBERED = 10_000;

    private final Db db;
    private final OperatorKeyStore store;
    private final Cache<String, @Nullable OperatorKey> keys =
        Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    CachedLookup(Db db, OperatorKeyStore store) {
      this.db = db;
      this.store = store;
    }

    @Override
    public Optional<OperatorKey> find(String secretHash) {
      return Optional.ofNullable(
          keys.get(
              secretHash,
              hash -> db.read(handle -> store.findByHashes(handle, List.of(hash))).get(hash)));
    }

    @Override
    public void invalidate(String secretHash) {
      // As part of the map's order of things: to invalidate promises nothing for a key that is just
      // being loaded.
      keys.asMap().compute(secretHash, (_, _) -> null);
    }
  }

  /// Shared: other nodes revoke as well, so the database is asked each time.
  final class QueryLookup implements OperatorKeyLookup {
    private final BatchLoader<String, OperatorKey> gather;

    QueryLookup(Db db, OperatorKeyStore store) {
      gather = new BatchLoader<>(hashes -> db.read(handle -> store.findByHashes(handle, hashes)));
    }

    @Override
    public Optional<OperatorKey> find(String secretHash) {
      return gather.find(secretHash);
    }

    @Override
    public void invalidate(String secretHash) {
      // Nothing is remembered here.
    }
  }
}
