package dev.signet.base.db;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jdbi.v3.core.Handle;

/// Finds rows by a key, each as it is committed now. Call [#evict] for a new row too: that there
/// was none may be remembered.
///
/// @param <K> the key, a hash for example
/// @param <V> the row
public sealed interface Lookup<K, V> {

  /// The row with this key.
  Optional<V> find(K key);

  /// Evicts a row that was added or has changed; called after the commit.
  void evict(K key);

  /// The lookup that suits the database.
  ///
  /// @param load reads the rows with these keys
  static <K, V> Lookup<K, V> create(Db db, BiFunction<Handle, Collection<K>, Map<K, V>> load) {
    return db.dialect().isShared() ? new QueryLookup<>(db, load) : new CachedLookup<>(db, load);
  }

  /// For an embedded database: every change passes through this process.
  final class CachedLookup<K, V> implements Lookup<K, V> {
    private static final int REMEMBERED = 10_000;

    private final Db db;
    private final BiFunction<Handle, Collection<K>, Map<K, V>> load;
    private final Cache<K, Optional<V>> rows =
        Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    private CachedLookup(Db db, BiFunction<Handle, Collection<K>, Map<K, V>> load) {
      this.db = db;
      this.load = load;
    }

    @Override
    public Optional<V> find(K key) {
      return rows.get(
          key,
          asked ->
              Optional.ofNullable(
                  db.read(handle -> load.apply(handle, List.of(asked))).get(asked)));
    }

    /// Not `invalidate`, which guarantees nothing about an entry that is being loaded. A
    /// computation on the map runs either before or after the load.
    @Override
    public void evict(K key) {
      rows.asMap().compute(key, (_, _) -> null);
    }
  }

  /// For a shared database: other nodes change rows too, so each lookup queries the database.
  final class QueryLookup<K, V> implements Lookup<K, V> {
    private final BatchLoader<K, V> loader;

    private QueryLookup(Db db, BiFunction<Handle, Collection<K>, Map<K, V>> load) {
      loader = new BatchLoader<>(keys -> db.read(handle -> load.apply(handle, keys)));
    }

    @Override
    public Optional<V> find(K key) {
      return loader.find(key);
    }

    @Override
    public void evict(K key) {
      // This lookup caches nothing.
    }
  }
}
