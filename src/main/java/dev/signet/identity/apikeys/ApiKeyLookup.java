package dev.signet.identity.apikeys;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.signet.base.db.Db;
import dev.signet.base.db.Gather;
import java.util.List;
import java.util.Optional;

/// Finds the API key that a presented secret's hash belongs to, as it is now.
sealed interface ApiKeyLookup {

  Optional<ApiKey> find(String hash);

  /// What a key hashes to that has been changed, once that is committed.
  void changed(String hash);

  static ApiKeyLookup over(Db db, ApiKeyStore store) {
    return db.dialect().isShared() ? new Asking(db, store) : new Knowing(db, store);
  }

  /// Embedded: every change passes through this process, so it is known as well what is no API key.
  /// Only the end of an agent is not told here, as whoever asks for a key looks at its agent too.
  final class Knowing implements ApiKeyLookup {
    private static final int REMEMBERED = 10_000;

    private final Db db;
    private final ApiKeyStore store;
    private final Cache<String, Optional<ApiKey>> keys =
        Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    Knowing(Db db, ApiKeyStore store) {
      this.db = db;
      this.store = store;
    }

    @Override
    public Optional<ApiKey> find(String hash) {
      return keys.get(
          hash,
          asked ->
              Optional.ofNullable(
                  db.read(handle -> store.withHashes(handle, List.of(asked))).get(asked)));
    }

    /// Not `invalidate`, which promises nothing about an entry that is being loaded: a computation
    /// on the map comes before the load or after it.
    @Override
    public void changed(String hash) {
      keys.asMap().compute(hash, (_, _) -> null);
    }
  }

  /// Shared: other nodes rotate as well, so the database is asked each time.
  final class Asking implements ApiKeyLookup {
    private final Gather<String, ApiKey> gather;

    Asking(Db db, ApiKeyStore store) {
      gather = new Gather<>(hashes -> db.read(handle -> store.withHashes(handle, hashes)));
    }

    @Override
    public Optional<ApiKey> find(String hash) {
      return gather.find(hash);
    }

    @Override
    public void changed(String hash) {
      // Nothing is remembered here.
    }
  }
}
