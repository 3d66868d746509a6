package dev.signet.events.audit;

import dev.signet.base.callers.Caller;
import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.refusals.Refused;
import dev.signet.web.http.Paging;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Reads what happened.
final class Trail {

  /// Some events, and how to go on.
  ///
  /// @param next the cursor for what comes after them; empty when nothing does
  record Stretch(List<Link> events, Optional<String> next) {}

  /// Comes before every event.
  static final String BEGINNING = TrailStore.FIRST;

  private static final int EXPORT_BATCH = 500;

  private static final Filter EVERYTHING =
      new Filter(null, null, null, null, null, null, null, null);

  /// How many events are looked at one by one for one page.
  static final int DEPTH = 20_000;

  private final Db db;
  private final Clock clock;
  private final TrailStore store = new TrailStore();
  private final TokenHours tokenHours;

  Trail(Db db, Clock clock) {
    this.db = db;
    this.clock = clock;
    this.tokenHours = new TokenHours(db.dialect());
  }

  /// The newest events that match, a page of them.
  Stretch page(Filter filter, Paging paging) {
    return stretch(filter, TrailStore.LAST, paging.limit(), paging.offset());
  }

  /// The newest events that match and are older than the cursor's.
  Stretch after(Filter filter, String cursor, int limit) {
    return stretch(filter, cursor, limit, 0);
  }

  private Stretch stretch(Filter filter, String before, int limit, long offset) {
    var found = db.readSlowly(handle -> store.newest(handle, filter, before, limit + 1, offset));
    if (found.size() <= limit) {
      return new Stretch(found, Optional.empty());
    }
    var events = found.subList(0, limit);
    return new Stretch(events, Optional.of(events.getLast().entry().eventId()));
  }

  /// The newest events that match, by whatever the filter asks for. Of what no index knows, only so
  /// many are looked through; the cursor leads on, also from where nothing was found.
  Stretch search(Filter filter, Optional<String> after, int limit) {
    var before = after.orElse(TrailStore.LAST);
    if (!filter.isSearch()) {
      return after(filter, before, limit);
    }
    return db.readSlowly(handle -> {
      var found = store.search(handle, filter, before, limit + 1, DEPTH);
      if (found.size() > limit) {
        var events = found.subList(0, limit);
        return new Stretch(events, Optional.of(events.getLast().entry().eventId()));
      }
      return new Stretch(found, store.end(handle, filter, before, DEPTH));
    });
  }

  /// How many events match, counted up to [Paging#REACH].
  long count(Filter filter) {
    return db.readSlowly(handle -> store.count(handle, filter, Paging.REACH));
  }

  /// @throws Refused `Unknown` when there is no such event, or it is not the caller's to see
  Link require(String eventId, Caller caller) {
    return db.readSlowly(handle -> store.find(handle, eventId, Filter.visibleTo(caller)))
        .orElseThrow(Trail::unknown);
  }

  Optional<Told> find(String eventId) {
    return db.readSlowly(handle -> store.find(handle, eventId, null)).map(Told::of);
  }

  List<Told> ofAgentAfter(String agentId, String action, String eventId, int limit) {
    var filter = new Filter(null, agentId, action, null, null, null, null, null);
    return db
        .readSlowly(handle -> store.oldest(handle, filter, eventId, TrailStore.LAST, limit))
        .stream()
        .map(Told::of)
        .toList();
  }

  List<Told> ofAgentWithin(String agentId, String action, Instant from, Instant to, int limit) {
    var filter = new Filter(null, agentId, action, null, from, to, null, null);
    return db
        .readSlowly(handle -> store.oldest(handle, filter, BEGINNING, TrailStore.LAST, limit))
        .stream()
        .map(Told::of)
        .toList();
  }

  List<TokenHour> tokenHours(String agentId, int hours) {
    return db.readSlowly(handle -> tokenHours.until(handle, agentId, clock.instant(), hours));
  }

  Issuances issuedAfter(String after, Instant until, int limit) {
    var links =
        db.readSlowly(handle -> store.oldest(handle, EVERYTHING, after, Ids.firstAt(until), limit));
    return Issuances.of(links, after, links.size() < limit);
  }

  static Refused unknown() {
    return Refused.unknown("audit event");
  }

  /// The same filter, for what has been recorded by now: a walk towards the newest event that has
  /// an end. Events that were recorded while the wall clock was ahead are among them.
  Filter untilNow(Filter filter) {
    var now = clock.instant();
    var newest = newestId().map(Ids::madeAt).filter(now::isBefore).orElse(now);
    return filter.until(newest.plus(Duration.ofMillis(1)));
  }

  /// The largest id of an event; empty when there are none.
  Optional<String> newestId() {
    return db.read(store::newestId);
  }

  /// Some of the events that match, the oldest first.
  ///
  /// @param after only those with a larger id; [#BEGINNING] for the first
  List<Link> oldest(Filter filter, String after) {
    return db.readSlowly(
        handle -> store.oldest(handle, filter, after, TrailStore.LAST, EXPORT_BATCH));
  }
}
