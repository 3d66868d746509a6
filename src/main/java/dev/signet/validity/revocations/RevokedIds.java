package dev.signet.validity.revocations;

import dev.signet.base.db.BatchLoader;
import dev.signet.base.db.Db;
import dev.signet.base.refusals.Refused;
import dev.signet.events.audit.BackgroundThrottle;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which ids of tokens, refresh families and signing keys are revoked. The ids stay in the
/// database, however many there are; concurrent lookups share a query.
///
/// On an embedded database, a filter of bounded size is in front of it, because every revocation
/// passes through this process: most tokens are not revoked, and need no query. Until the filter
/// has all ids, the database is queried each time. So a start need not wait, and an answer is never
/// outdated. On a shared database other nodes may revoke tokens, so there is no filter.
final class RevokedIds {
  private static final Logger LOG = LoggerFactory.getLogger(RevokedIds.class);

  /// How many ids are read at once. A start waits for one such batch.
  private static final int PAGE_SIZE = 5_000;

  private static final long MIN_CAPACITY = 100_000;

  /// The filter's share of the heap: one byte in this many. There are two filters while it is
  /// rebuilt.
  private static final long SHARE = 32;

  private final Db db;
  private final RevocationStore store;
  private final BackgroundThrottle throttle;
  private final BatchLoader<TokenIds, Boolean> gather;
  private final long maxBytes;
  private volatile Filters filters = new Filters(Optional.empty(), Optional.empty());
  private volatile boolean stopping;

  private volatile long capacity;
  private final AtomicLong added = new AtomicLong();

  /// @param complete has all ids; empty until there is such a filter
  /// @param building is being filled from the database
  private record Filters(Optional<IdBloomFilter> complete, Optional<IdBloomFilter> building) {
    void add(String id) {
      complete.ifPresent(filter -> filter.add(id));
      building.ifPresent(filter -> filter.add(id));
    }
  }

  RevokedIds(Db db, RevocationStore store, BackgroundThrottle throttle) {
    this.db = db;
    this.store = store;
    this.throttle = throttle;
    this.maxBytes = Runtime.getRuntime().maxMemory() / SHARE;
    this.gather =
        new BatchLoader<>(tokens -> {
          var ids = tokens.stream().flatMap(TokenIds::all).collect(Collectors.toSet());
          var revoked = db.read(handle -> store.filterRevoked(handle, ids));
          return tokens.stream()
              .filter(token -> token.all().anyMatch(revoked::contains))
              .collect(Collectors.toMap(token -> token, _ -> true));
        });
    if (!db.dialect().isShared()) {
      fillIfSmall();
    }
  }

  /// The ids by which a token can be revoked.
  ///
  /// @param family empty when the token belongs to no refresh family
  /// @param kid of the key that signed it; empty to skip this check
  record TokenIds(String jti, Optional<String> family, Optional<String> kid) {
    Stream<String> all() {
      return Stream.concat(Stream.of(jti), Stream.concat(family.stream(), kid.stream()));
    }

    private boolean mayBeIn(IdBloomFilter filter) {
      return filter.mayContain(jti)
          || (family.isPresent() && filter.mayContain(family.get()))
          || (kid.isPresent() && filter.mayContain(kid.get()));
    }
  }

  /// Whether one of the ids is revoked. Revocations before the call are always seen.
  boolean containsAnyOf(TokenIds token) {
    var filter = filters.complete();
    return (filter.isEmpty() || token.mayBeIn(filter.get())) && gather.find(token).isPresent();
  }

  /// Those of these ids that are revoked. Revocations before the call are always seen.
  Set<String> filter(Collection<String> candidates) {
    var filter = filters.complete();
    var lookups =
        candidates.stream()
            .filter(id -> filter.isEmpty() || filter.get().mayContain(id))
            .map(id -> new TokenIds(id, Optional.empty(), Optional.empty()))
            .toList();
    return lookups.isEmpty()
        ? Set.of()
        : gather.findAll(lookups).keySet().stream().map(TokenIds::jti).collect(Collectors.toSet());
  }

  /// Adds revocations, after they are committed and before they are answered.
  void add(Collection<String> ids) {
    var now = filters;
    ids.forEach(now::add);
    added.addAndGet(ids.size());
  }

  /// Rebuilds the filter when it has more ids than it was created for, leaving out expired ones. A
  /// job calls it periodically.
  void renewFilter() {
    if (!db.dialect().isShared() && (filters.complete().isEmpty() || added.get() > capacity)) {
      build();
    }
  }

  /// Stops the thread that fills the filter: the server is shutting down.
  void stop() {
    stopping = true;
  }

  /// Whether a filter is in use, for tests.
  boolean isFiltered() {
    return filters.complete().isPresent();
  }

  /// Fills the filter immediately if that takes only a moment.
  private void fillIfSmall() {
    var ids = new ArrayList<>(db.read(handle -> store.tokens(handle, "", PAGE_SIZE)));
    ids.addAll(db.read(handle -> store.families(handle, "", PAGE_SIZE)));
    ids.addAll(db.read(store::signingKeys));
    if (ids.size() < PAGE_SIZE) {
      capacity = MIN_CAPACITY;
      added.set(ids.size());
      var filter = new IdBloomFilter(capacity, maxBytes);
      ids.forEach(filter::add);
      filters = new Filters(Optional.of(filter), Optional.empty());
    }
  }

  /// Fills the filter on a separate thread, after a start with many ids has postponed it. To be
  /// called when the server is ready: filling it competes for the processor with everything else.
  void fillInBackground() {
    if (db.dialect().isShared() || filters.complete().isPresent()) {
      return;
    }
    Thread.ofPlatform()
        .name("signet-revoked-ids")
        .daemon()
        .start(() -> {
          try {
            build();
          } catch (Refused refused) {
            // The job tries again.
            LOG.atWarn()
                .addKeyValue("detail", refused.detail())
                .log("filter of revoked ids postponed");
          } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("filter of revoked ids failed");
          }
        });
  }

  private synchronized void build() {
    var count = db.read(store::countAll);
    capacity = Math.max(MIN_CAPACITY, count + count / 2);
    added.set(count);
    var filter = new IdBloomFilter(capacity, maxBytes);
    var before = filters.complete();
    // From here on new revocations are added to both; earlier ones are read below.
    filters = new Filters(before, Optional.of(filter));
    addAll(filter, store::tokens);
    addAll(filter, store::families);
    db.read(store::signingKeys).forEach(filter::add);
    if (!stopping) {
      filters = new Filters(Optional.of(filter), Optional.empty());
    }
  }

  @FunctionalInterface
  private interface IdPage {
    List<String> read(Handle handle, String after, int limit);
  }

  private void addAll(IdBloomFilter filter, IdPage part) {
    var after = "";
    List<String> ids;
    do {
      var work = throttle.begin();
      var from = after;
      ids = db.read(handle -> part.read(handle, from, PAGE_SIZE));
      ids.forEach(filter::add);
      after = ids.isEmpty() ? after : ids.getLast();
      work.pause();
    } while (ids.size() == PAGE_SIZE && !stopping);
  }
}
