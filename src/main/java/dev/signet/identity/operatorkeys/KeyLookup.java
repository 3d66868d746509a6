package dev.signet.identity.operatorkeys;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.signet.base.db.Db;
import dev.signet.base.db.Gather;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds the key that a presented secret's hash belongs to, as it is now.
sealed interface KeyLookup {

  Optional<OperatorKey> find(String secretHash);

  /// What a key's secret hashed to before a change that has been committed.
  void changed(String secretHash);

  static KeyLookup over(Db db, OperatorKeyStore store) {
    return db.dialect().isShared() ? new Asking(db, store) : new Knowing(db, store);
  }

  /// Embedded: every change passes through this process. The cache loads and forgets a hash under
  /// one lock, so what was read before a change does not outlive it.
  final class Knowing implements KeyLookup {
    private static final int REMEMBERED = 10_000;

    private final Db db;
    private final OperatorKeyStore store;
    private final Cache<String, @Nullable OperatorKey> keys =
        Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    Knowing(Db db, OperatorKeyStore store) {
      this.db = db;
      this.store = store;
    }

    @Override
    public Optional<OperatorKey> find(String secretHash) {
      return Optional.ofNullable(
          keys.get(
              secretHash,
              hash -> db.read(handle -> store.withHashes(handle, List.of(hash))).get(hash)));
    }

    @Override
    public void changed(String secretHash) {
      // As part of the map's order of things: to invalidate promises nothing for a key that is just
      // being loaded.
      keys.asMap().compute(secretHash, (_, _) -> null);
    }
  }

  /// Shared: other nodes revoke as well, so the database is asked each time.
  final class Asking implements KeyLookup {
    private final Gather<String, OperatorKey> gather;

    Asking(Db db, OperatorKeyStore store) {
      gather = new Gather<>(hashes -> db.read(handle -> store.withHashes(handle, hashes)));
    }

    @Override
    public Optional<OperatorKey> find(String secretHash) {
      return gather.find(secretHash);
    }

    @Override
    public void changed(String secretHash) {
      // Nothing is remembered here.
    }
  }
}
