package dev.signet.events.audit;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.TenantScope;
import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.paging.Paging;
import dev.signet.base.refusals.Refused;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Reads events.
final class AuditQueries {

  /// A page of events.
  ///
  /// @param next the cursor for the next page; empty on the last page
  record EventSlice(List<ChainLink> events, Optional<String> next) {}

  /// Less than every event id.
  static final String FIRST_ID = AuditQueryStore.FIRST_ID;

  private static final int EXPORT_BATCH = 500;

  /// The maximum number of events that are checked one by one for one page.
  static final int MAX_SEARCHED = 20_000;

  private final Db db;
  private final Clock clock;
  private final AuditQueryStore store = new AuditQueryStore();
  private final TokenHourQueries tokenHours;

  AuditQueries(Db db, Clock clock) {
    this.db = db;
    this.clock = clock;
    this.tokenHours = new TokenHourQueries(db.dialect());
  }

  /// A page of the newest matching events.
  EventSlice page(EventFilter filter, Paging paging) {
    return slice(filter, AuditQueryStore.LAST_ID, paging.limit(), paging.offset());
  }

  /// The newest matching events that are older than the cursor's.
  EventSlice after(EventFilter filter, String cursor, int limit) {
    return slice(filter, cursor, limit, 0);
  }

  private EventSlice slice(EventFilter filter, String before, int limit, long offset) {
    var found =
        db.readLongRunning(handle -> store.newest(handle, filter, before, limit + 1, offset));
    if (found.size() <= limit) {
      return new EventSlice(found, Optional.empty());
    }
    var events = found.subList(0, limit);
    return new EventSlice(events, Optional.of(events.getLast().entry().eventId()));
  }

  /// The newest matching events, for filters of every kind. Where no index applies, only a limited
  /// number of events is searched; the cursor continues from there, even if nothing was found.
  EventSlice search(EventFilter filter, Optional<String> after, int limit) {
    var before = after.orElse(AuditQueryStore.LAST_ID);
    if (!filter.isSearch()) {
      return after(filter, before, limit);
    }
    return db.readLongRunning(handle -> {
      var found = store.search(handle, filter, before, limit + 1, MAX_SEARCHED);
      if (found.size() > limit) {
        var events = found.subList(0, limit);
        return new EventSlice(events, Optional.of(events.getLast().entry().eventId()));
      }
      return new EventSlice(found, store.searchEnd(handle, filter, before, MAX_SEARCHED));
    });
  }

  /// The number of matching events, counted up to [Paging#MAX_COUNTED].
  long count(EventFilter filter) {
    return db.readLongRunning(handle -> store.count(handle, filter, Paging.MAX_COUNTED));
  }

  /// @throws Refused `NotFound` when there is no such event, or the caller may not see it
  ChainLink require(String eventId, Caller caller) {
    return db.readLongRunning(
            handle -> store.find(handle, eventId, TenantScope.of(caller).organizationOrNull()))
        .orElseThrow(AuditQueries::notFound);
  }

  Optional<AuditRecord> find(String eventId) {
    return db.readLongRunning(handle -> store.find(handle, eventId, null)).map(AuditRecord::of);
  }

  List<AuditRecord> agentEventsAfter(String agentId, String action, String eventId, int limit) {
    var filter = new EventFilter(null, agentId, action, null, null, null, null, null);
    return db
        .readLongRunning(
            handle -> store.oldest(handle, filter, eventId, AuditQueryStore.LAST_ID, limit))
        .stream()
        .map(AuditRecord::of)
        .toList();
  }

  List<AuditRecord> agentEventsBetween(
      String agentId, String action, Instant from, Instant to, int limit) {
    var filter = new EventFilter(null, agentId, action, null, from, to, null, null);
    return db
        .readLongRunning(
            handle -> store.oldest(handle, filter, FIRST_ID, AuditQueryStore.LAST_ID, limit))
        .stream()
        .map(AuditRecord::of)
        .toList();
  }

  List<TokenHour> tokenHours(String agentId, int hours) {
    return db.readLongRunning(
        handle -> tokenHours.lastHours(handle, agentId, clock.instant(), hours));
  }

  static Refused notFound() {
    return Refused.notFound("audit event");
  }

  /// The same filter, limited to the events recorded until now, so that a read towards the newest
  /// event ends. Events that were recorded while the wall clock was ahead are included.
  EventFilter untilNow(EventFilter filter) {
    var now = clock.instant();
    var newest = newestId().map(Ids::madeAt).filter(now::isBefore).orElse(now);
    return filter.until(newest.plus(Duration.ofMillis(1)));
  }

  /// The greatest id of an event; empty when there are none.
  Optional<String> newestId() {
    return db.read(store::newestId);
  }

  /// A batch of the matching events, the oldest first.
  ///
  /// @param after only those with a greater id; [#FIRST_ID] for the first batch
  List<ChainLink> oldest(EventFilter filter, String after) {
    return db.readLongRunning(
        handle -> store.oldest(handle, filter, after, AuditQueryStore.LAST_ID, EXPORT_BATCH));
  }
}
