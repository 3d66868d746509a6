package dev.signet.authorization.resources;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.signet.base.db.BatchLoader;
import dev.signet.base.db.Db;
import dev.signet.base.db.Tx;
import dev.signet.base.memory.CacheShare;
import dev.signet.base.memory.TextBytes;
import dev.signet.base.oauth.ResourceUri;
import dev.signet.base.time.ElapsedTime;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/// The resources as they are now. On an embedded database those that were looked up are cached,
/// exactly: each change passes through this process, and evicts its resource after the commit and
/// before the answer. On a shared database other nodes may change them, so each look-up reads them;
/// concurrent ones share a query.
final class CurrentResources {
  private static final int BYTES_EACH = 600;
  private static final int BYTES_OF_SCOPE = 200;

  /// How long a node of several relies on having found no resource.
  private static final long EMPTY_NANOS = Duration.ofSeconds(1).toNanos();

  private final Db db;
  private final ResourceStore store;
  private final ElapsedTime elapsed;
  private final boolean isShared;
  private final BatchLoader<String, Resource> loaderByForm;
  private final BatchLoader<ResourceId, Resource> loaderById;
  private final Cache<String, Optional<Resource>> byForm;
  private final Cache<ResourceId, Optional<Resource>> byId;
  private final AtomicLong emptyAt;

  private volatile boolean mayHaveAny;

  CurrentResources(Db db, ResourceStore store, ElapsedTime elapsed) {
    this.db = db;
    this.store = store;
    this.elapsed = elapsed;
    this.isShared = db.dialect().isShared();
    this.loaderByForm =
        new BatchLoader<>(forms -> db.read(handle -> store.findByForms(handle, forms)));
    this.loaderById = new BatchLoader<>(ids -> db.read(handle -> store.findAll(handle, ids)));
    this.byForm =
        Caffeine.newBuilder()
            .maximumWeight(CacheShare.RESOURCES.bytes() / 2)
            .weigher((String form, Optional<Resource> found) -> form.length() + weight(found))
            .build();
    this.byId =
        Caffeine.newBuilder()
            .maximumWeight(CacheShare.RESOURCES.bytes() / 2)
            .weigher((ResourceId _, Optional<Resource> found) -> weight(found))
            .build();
    this.mayHaveAny = db.read(store::hasAny);
    this.emptyAt = new AtomicLong(elapsed.nanos());
  }

  /// In bytes.
  private static int weight(Optional<Resource> found) {
    return BYTES_EACH
        + found
            .map(resource ->
                TextBytes.of(resource.uris().aliases().stream())
                    + resource.scopes().all().size() * BYTES_OF_SCOPE
                    + TextBytes.of(
                        resource.scopes().all().stream()
                            .flatMap(scope ->
                                Stream.concat(
                                    Stream.of(scope.name(), scope.title(), scope.description()),
                                    scope.implies().stream()))))
            .orElse(0);
  }

  /// Whether there may be a resource. It costs no query: a node of several learns of the first
  /// resource, when another node registers it, within a second.
  boolean mayHaveAny() {
    if (mayHaveAny || !isShared) {
      return mayHaveAny;
    }
    var checked = emptyAt.get();
    var now = elapsed.nanos();
    if (now - checked >= EMPTY_NANOS && emptyAt.compareAndSet(checked, now)) {
      mayHaveAny = db.read(store::hasAny);
    }
    return mayHaveAny;
  }

  Optional<Resource> findByForm(String form) {
    if (isShared) {
      return loaderByForm.find(form);
    }
    return byForm.get(
        form,
        asked ->
            db.read(handle ->
                Optional.ofNullable(store.findByForms(handle, List.of(asked)).get(asked))));
  }

  Optional<Resource> find(ResourceId id) {
    if (isShared) {
      return loaderById.find(id);
    }
    return byId.get(id, asked -> db.read(handle -> store.find(handle, asked)));
  }

  /// Evicts a resource that the transaction adds, changes or deletes.
  ///
  /// @param forms of all its URIs, before and after
  void evictAfter(Tx tx, ResourceId id, Collection<String> forms) {
    tx.afterCommit(() -> mayHaveAny = true);
    // Atomic, unlike `invalidate`: a load that is under way ends before, and is then removed.
    tx.afterEnd(() -> {
      byId.asMap().compute(id, (_, _) -> null);
      for (var form : forms) {
        byForm.asMap().compute(form, (_, _) -> null);
        ResourceUri.withOtherSlash(form)
            .ifPresent(other -> byForm.asMap().compute(other, (_, _) -> null));
      }
    });
  }

  /// Evicts all: the database has lost committed changes.
  void evictAll() {
    byId.asMap().clear();
    byForm.asMap().clear();
  }
}
