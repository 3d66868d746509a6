package dev.signet.audit;

import dev.signet.db.Db;
import dev.signet.db.GroupCommit;
import dev.signet.db.Ids;
import dev.signet.db.Tx;
import dev.signet.http.Caller;
import dev.signet.http.Origin;
import dev.signet.http.Paging;
import dev.signet.http.Response;
import dev.signet.refusal.Refused;
import dev.signet.secrets.MasterKey;
import dev.signet.secrets.OwnSignature;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// The audit trail's front door: for those who make things happen, and for those who look after it.
public final class Audit {
  private final Db db;
  private final Clock clock;
  private final Ids ids;
  private final AuditStore store = new AuditStore();
  private final Chain chain;
  private final GroupCommit<Entry, String> alone;
  private final Checkpoints checkpoints;
  private final Rests rests;
  private final Retention retention;
  private final Verifier verifier;
  private final Trail trail;
  private final Checks checks;

  public Audit(Db db, Ids ids, Clock clock, MasterKey master, MeterRegistry meters) {
    this.db = db;
    this.clock = clock;
    this.ids = ids;
    this.trail = new Trail(db, clock);
    trail.newestId().ifPresent(ids::continueAfter);
    var chains = new ChainStore();
    var key = new OwnSignature(master, "audit");
    this.chain = new Chain(ids.next(), store, chains);
    this.checkpoints = new Checkpoints(db, chains, chain, key, clock);
    this.rests = new Rests(() -> chain.known().seq());
    this.retention = new Retention(db, chains, key, clock, rests);
    this.verifier = new Verifier(db, chains, key, checkpoints, chain);
    this.alone =
        new GroupCommit<>(
            "audit",
            db,
            (tx, entries) -> {
              entries.forEach(entry -> chain.append(tx, entry));
              return entries.stream().map(Entry::eventId).toList();
            },
            meters);
    this.checks = new Checks(verifier, trail, this::record);
  }

  /// Writes an event down in the transaction of the change it tells of.
  ///
  /// @return the event's id
  public String record(Tx tx, Event event, Origin origin) {
    var eventId = ids.next();
    record(tx, eventId, clock.instant(), event, origin);
    return eventId;
  }

  /// As above, for an event whose id and time are known before: a token's.
  public void record(Tx tx, String eventId, Instant at, Event event, Origin origin) {
    chain.append(tx, Entry.of(eventId, at, event, origin));
  }

  /// Writes down an event that changes nothing else, such as a failed try, together with others
  /// that happen at the same time. Returns when it is on disk.
  public void record(Event event, Origin origin) {
    alone.submit(Entry.of(ids.next(), clock.instant(), event, origin)).await();
  }

  /// How far the chain of this run has come. On a thread that writes alone this is exact between
  /// two transactions.
  public Reached reached() {
    var head = chain.known();
    return new Reached(head.chainId(), head.seq());
  }

  /// For whoever works through the whole trail beside those who are served.
  public Rests rests() {
    return rests;
  }

  /// The tokens that were issued after a place in the trail, in its chain.
  public List<IssuedSince> issuedSince(Handle handle, Reached place) {
    return store.issuedSince(handle, place);
  }

  /// Some of the tokens of an agent that were issued under this generation and have not expired,
  /// the newest first. Some may have been revoked one by one.
  ///
  /// @param before only those whose id is smaller
  public List<LiveToken> unexpiredTokens(
      Handle handle, String agentId, long generation, String before, int limit) {
    return store.live(handle, agentId, generation, clock.instant(), before, limit);
  }

  /// One of the [#unexpiredTokens], by its id.
  public Optional<LiveToken> unexpiredToken(
      Handle handle, String agentId, long generation, String jti) {
    return store.live(handle, agentId, generation, clock.instant(), jti);
  }

  /// The record of a token's issuance to an agent. Every token that we issued has one for as long
  /// as it is active: issuance is recorded before the token leaves the server.
  public Optional<IssuanceRecord> issuance(String agentId, String jti) {
    return db.read(handle -> store.issuance(handle, agentId, jti));
  }

  /// What happened to an agent, the latest first, as far as the caller may see it.
  public List<EventView> latestOf(String agentId, int limit, Caller caller) {
    var filter = new Filter(Filter.visibleTo(caller), agentId, null, null, null, null, null, null);
    return trail.page(filter, new Paging(1, limit)).events().stream().map(EventView::of).toList();
  }

  /// How many tokens an agent got in each of so many hours until now, the oldest first; the last
  /// one is not over yet. Of an hour with very many it is an estimate.
  public List<TokenHour> tokenHours(String agentId, int hours) {
    return trail.tokenHours(agentId, hours);
  }

  /// The tokens of a refresh family that have not expired.
  public List<LiveToken> unexpiredTokensOfFamily(Handle handle, String family) {
    return store.liveOfFamily(handle, family, clock.instant());
  }

  /// How many [#unexpiredTokens] there are.
  public long countUnexpiredTokens(Handle handle, String agentId, long generation) {
    return countUnexpiredTokens(handle, agentId, generation, Long.MAX_VALUE);
  }

  /// The same, counted up to a limit.
  public long countUnexpiredTokens(Handle handle, String agentId, long generation, long limit) {
    return store.countLive(handle, agentId, generation, clock.instant(), limit);
  }

  /// How many of the [#unexpiredTokens] are bound to a key: to which, how many.
  public Map<Binding, Long> countUnexpiredBoundTokens(
      Handle handle, String agentId, long generation) {
    return store.countLiveBound(handle, agentId, generation, clock.instant());
  }

  /// Signs how far the trail has come, if it has since the last time. To be called every minute,
  /// and when the server stops: what a checkpoint has signed for can be neither changed nor cut off
  /// unseen, whatever is done to the database.
  public void checkpoint() {
    checkpoints.take();
  }

  /// Deletes the events that are older than `keep`, and leaves signed anchors. To be called now and
  /// then; several nodes may do it at once.
  ///
  /// @param now the time by which to forget, which is not simply the wall clock's
  public void prune(Duration keep, Instant now) {
    var cutoff = now.minus(keep);
    var pruned = retention.prune(cutoff, now);
    if (pruned.events() > 0) {
      record(
          new AuditEvent.Pruned(pruned.events(), pruned.chains(), cutoff),
          Origin.system("audit-retention"));
    }
  }

  /// Makes whoever prunes come to an end, before all is done: the server stops.
  public void endPruning() {
    retention.end();
  }

  /// Some events, and how to go on.
  ///
  /// @param next the cursor for what comes after them; empty when nothing does
  /// @param looked how many events at most were looked through for them, when more are left: fewer
  ///   may have been found than were asked for
  public record Found(List<EventView> events, Optional<String> next, Optional<Integer> looked) {}

  /// The newest events that match.
  ///
  /// @param after the cursor to go on from
  public Found find(Filter filter, Optional<String> after, int limit) {
    var found = trail.search(filter, after, limit);
    var looked =
        filter.isSearch() && found.events().size() < limit && found.next().isPresent()
            ? Optional.of(Trail.DEPTH)
            : Optional.<Integer>empty();
    return new Found(found.events().stream().map(EventView::of).toList(), found.next(), looked);
  }

  /// One event.
  ///
  /// @throws Refused `Unknown` when there is no such event, or it is not the caller's to see
  public EventView require(String eventId, Caller caller) {
    return EventView.of(trail.require(eventId, caller));
  }

  /// All events that match until now, the oldest first, one in a line.
  public Response export(Filter filter) {
    // What goes out can be compared with a checkpoint that has signed for it.
    checkpoint();
    return Export.of(trail, trail.untilNow(filter));
  }

  /// Checks of the whole trail that nobody waits for.
  public Checks checks() {
    return checks;
  }

  /// What an event tells; a token's record has the token's id.
  public Optional<Told> find(String eventId) {
    return trail.find(eventId);
  }

  /// The first events of an agent with this action that came after an event, the oldest first.
  public List<Told> ofAgentAfter(String agentId, String action, String eventId, int limit) {
    return trail.ofAgentAfter(agentId, action, eventId, limit);
  }

  /// The first events of an agent with this action within a time, the oldest first.
  ///
  /// @param to not included
  public List<Told> ofAgentWithin(
      String agentId, String action, Instant from, Instant to, int limit) {
    return trail.ofAgentWithin(agentId, action, from, to, limit);
  }

  /// The tokens among the next events of the whole trail.
  ///
  /// @param after the id of an event
  /// @param until nothing that was made later
  /// @param limit how many events are looked at
  public Issuances issuedAfter(String after, Instant until, int limit) {
    return trail.issuedAfter(after, until, limit);
  }

  Verification.Report verify() {
    return verifier.verify();
  }

  Trail trail() {
    return trail;
  }
}
