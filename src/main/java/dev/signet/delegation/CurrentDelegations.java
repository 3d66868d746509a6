package dev.signet.delegation;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.signet.base.db.BatchLoader;
import dev.signet.base.db.Db;
import dev.signet.base.db.Tx;
import dev.signet.base.memory.CacheShare;
import dev.signet.base.memory.TextBytes;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The delegations as they are now, for the checks of tokens. On an embedded database those that
/// were looked up are cached, exactly: each change passes through this process, and evicts its
/// delegation after the commit and before the answer. On a shared database other nodes may change
/// them, so each look-up reads them; concurrent ones share a query.
public final class CurrentDelegations {
  private static final int BYTES_EACH = 400;

  private final boolean isShared;
  private final BatchLoader<DelegationId, Delegation> loader;
  private final LoadingCache<DelegationId, @Nullable Delegation> cache;

  CurrentDelegations(Db db, DelegationStore store) {
    this.isShared = db.dialect().isShared();
    this.loader = new BatchLoader<>(ids -> db.read(handle -> store.findAll(handle, ids)));
    this.cache =
        Caffeine.newBuilder()
            .maximumWeight(CacheShare.DELEGATIONS.bytes())
            .weigher((DelegationId _, Delegation delegation) -> weight(delegation))
            .build(id -> orNull(db.read(handle -> store.find(handle, id))));
  }

  /// In bytes.
  private static int weight(Delegation delegation) {
    return BYTES_EACH
        + TextBytes.of(delegation.terms().scopes().values().stream())
        + TextBytes.of(delegation.terms().resources().uris().stream());
  }

  private static <T> @Nullable T orNull(Optional<T> found) {
    return found.orElse(null);
  }

  /// The delegations with these ids, including changes that other nodes committed before this call.
  public Map<DelegationId, Delegation> findAll(Collection<DelegationId> ids) {
    if (isShared) {
      return loader.findAll(ids);
    }
    var found = new HashMap<DelegationId, Delegation>();
    for (var id : ids) {
      var delegation = cache.get(id);
      if (delegation != null) {
        found.put(id, delegation);
      }
    }
    return found;
  }

  /// Evicts a delegation that the transaction changes.
  void evictAfter(Tx tx, DelegationId id) {
    // Atomic, unlike `invalidate`: a load that is under way ends before, and is then removed.
    tx.afterEnd(() -> cache.asMap().compute(id, (_, _) -> null));
  }

  /// Evicts all: the database has lost committed changes.
  public void evictAll() {
    cache.asMap().clear();
  }
}
