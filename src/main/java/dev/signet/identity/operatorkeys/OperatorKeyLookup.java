package dev.signet.identity.operatorkeys;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.signet.base.db.BatchLoader;
import dev.signet.base.db.Db;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds the current key with the hash of a presented secret.
sealed interface OperatorKeyLookup {

  Optional<OperatorKey> find(String secretHash);

  /// Evicts the hash that a key's secret had before a committed change.
  void invalidate(String secretHash);

  static OperatorKeyLookup create(Db db, OperatorKeyStore store) {
    return db.dialect().isShared() ? new QueryLookup(db, store) : new CachedLookup(db, store);
  }

  /// For an embedded database: every change passes through this process. The cache loads and evicts
  /// a hash under one lock, so a value read before a change does not survive it.
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
      // A computation is ordered with other operations on the map; `invalidate` guarantees nothing
      // for an entry that is being loaded.
      keys.asMap().compute(secretHash, (_, _) -> null);
    }
  }

  /// For a shared database: other nodes revoke keys too, so each lookup queries the database.
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
      // This lookup caches nothing.
    }
  }
}
