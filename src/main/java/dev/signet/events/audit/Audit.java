package dev.signet.events.audit;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.DenialListener;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.callers.TenantScope;
import dev.signet.base.db.Db;
import dev.signet.base.db.GroupCommit;
import dev.signet.base.db.Ids;
import dev.signet.base.db.Tx;
import dev.signet.base.jose.CryptoProvider;
import dev.signet.base.jose.VerifyingKey;
import dev.signet.base.paging.Paging;
import dev.signet.base.refusals.Refused;
import dev.signet.base.secrets.MasterKey;
import dev.signet.events.audit.Checkpoint.ChainHead;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The audit log: recording, reading, verifying and maintaining it.
public final class Audit {
  private static final Logger LOG = LoggerFactory.getLogger(Audit.class);

  /// The maximum age of the last checkpoint for an export without a new one.
  private static final Duration MAX_EXPORT_CHECKPOINT_AGE = Duration.ofSeconds(10);

  /// Greater than every event id.
  public static final String LAST_ID = AuditQueryStore.LAST_ID;

  /// Less than every event id.
  public static final String FIRST_ID = AuditQueryStore.FIRST_ID;

  private final Db db;
  private final Clock clock;
  private final Ids ids;
  private final MasterKey master;
  private final ChainStore chains = new ChainStore();
  private final AuditStore store = new AuditStore();
  private final HashChain chain;
  private final GroupCommit<AuditEntry, String> groupCommit;
  private final Checkpoints checkpoints;
  private final BackgroundThrottle backgroundThrottle;
  private final Retention retention;
  private final ChainReader chainReader;
  private final Verifier verifier;
  private final AuditQueries queries;
  private final BackgroundVerification backgroundVerification;
  private final AtomicReference<Instant> lastExportCheckpoint =
      new AtomicReference<>(Instant.EPOCH);
  private final List<RepeatedEvents<?>> repeated = new CopyOnWriteArrayList<>();
  private final AccessDenials denials = new AccessDenials(this::recordAsync);
  private final AnonymousEventLimit anonymous;
  private final LostWriteDetector lostWriteDetector;
  private volatile @Nullable OpenState opened;

  /// The result of [#open].
  ///
  /// @param missing links that the head file lists and that the database lacks
  private record OpenState(AuditKeys keys, HeadFile file, List<ChainHead> missing) {}

  /// @param anonymousRate how many events per second of unauthenticated callers are recorded, of
  ///   those that change nothing else
  public Audit(
      Db db, Ids ids, Clock clock, MasterKey master, int anonymousRate, MeterRegistry meters) {
    this.anonymous = new AnonymousEventLimit(anonymousRate, clock, meters);
    this.db = db;
    this.clock = clock;
    this.ids = ids;
    this.chainReader = new ChainReader(db.dialect(), this::chainPosition);
    this.queries = new AuditQueries(db, clock);
    queries.newestId().flatMap(Ids::parse).ifPresent(ids::continueAfter);
    this.master = master;
    this.chain = new HashChain(ids, clock, this::keys, store, chains);
    this.checkpoints = new Checkpoints(db, chains, chain, this::keys, clock);
    this.backgroundThrottle = new BackgroundThrottle(() -> chain.lastCommitted().seq());
    this.retention = new Retention(db, chains, this::keys, clock, backgroundThrottle);
    this.verifier = new Verifier(db, chains, this::keys, clock, this::evidence);
    this.groupCommit =
        new GroupCommit<>(
            "audit",
            db,
            (tx, entries) -> {
              entries.forEach(entry -> chain.append(tx, entry));
              return entries.stream().map(AuditEntry::eventId).toList();
            },
            meters);
    this.backgroundVerification = new BackgroundVerification(verifier, queries, this::record);
    this.lostWriteDetector = new LostWriteDetector(db, chain, ids, clock, this::afterLoss);
  }

  /// Adds work to the transaction that records lost writes.
  ///
  /// @param work receives the id of the event that records them
  public void onLostWrites(BiConsumer<Tx, String> work) {
    lostWriteDetector.onLoss(work);
  }

  /// Makes all further ids greater than that of an event which another node has recorded.
  public void continueAfter(String eventId) {
    ids.continueAfter(eventId);
  }

  private void afterLoss() {
    checkpoints.forget();
    checkpoint();
  }

  /// Opens the audit log: reads the audit keys, creates the first one, and compares the database
  /// with the heads that the previous run stored outside of it. Nothing can be recorded before. The
  /// master key must be the one that the database was created with.
  ///
  /// @param folder the folder of the head file
  /// @throws UnreadableHeadFile when the head file cannot be read
  public void open(CryptoProvider provider, Path folder) {
    var file = HeadFile.lockFirstFree(folder);
    try {
      var before = file.read();
      var adopted = openKeys(provider, before.isEmpty(), file);
      var missing = before.map(this::missing).orElseGet(List::of);
      opened = new OpenState(keys(), file, missing);
      if (adopted > 0) {
        record(
            new AuditEvent.Adopted(adopted, keys().kid()), RequestContext.ofJob("audit-opening"));
      }
      missing.forEach(this::logMissing);
      before.ifPresent(this::recover);
      checkpoint();
      db.inspectNewConnections(lostWriteDetector::inspect);
    } catch (RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  /// @param mayAdopt whether this is the first start with an audit key
  /// @return how many chains were adopted
  private int openKeys(CryptoProvider provider, boolean mayAdopt, HeadFile file) {
    var rows = db.read(chains::keys);
    var found = AuditKeys.of(provider, master, rows);
    var adopted = 0;
    if (found.isEmpty()) {
      var number = rows.isEmpty() ? 1 : rows.getLast().number() + 1;
      var made = AuditKeys.generate(provider, master, number, clock.instant());
      var first = AuditKeys.of(provider, master, List.of(made)).orElseThrow();
      adopted =
          db.inTransaction(
              tx -> chains.addKey(tx, made) && mayAdopt && number == 1 ? adopt(tx, first) : 0);
      // Another node, which started at the same time, created the key.
      found = AuditKeys.of(provider, master, db.read(chains::keys));
    }
    opened = new OpenState(found.orElseThrow(), file, List.of());
    return adopted;
  }

  /// Signs for every existing chain in its current state.
  private int adopt(Tx tx, AuditKeys keys) {
    var adopted = 0;
    var found = chains.nextHead(tx.handle(), "");
    while (found.isPresent()) {
      chains.addOpening(tx, ChainOpening.ofAdoptedChain(found.get(), clock.instant(), keys));
      adopted++;
      found = chains.nextHead(tx.handle(), found.get().chainId());
    }
    return adopted;
  }

  /// The links that the head file lists and that the database lacks.
  private List<ChainHead> missing(HeadFile.Content before) {
    var written = new ArrayList<>(before.missing());
    written.addAll(before.chains());
    written.add(before.checkpoint());
    var missing =
        new ArrayList<>(
            written.stream().filter(head -> head.seq() > 0).filter(this::isMissing).toList());
    if (!keys().knows(before.kid())) {
      missing.add(new ChainHead(HeadFile.KEYS, 0, before.kid()));
    }
    return missing.stream().distinct().limit(VerificationFaults.MAX_LISTED).toList();
  }

  private boolean isMissing(ChainHead head) {
    if (head.chainId().equals(HeadFile.KEYS)) {
      return !keys().knows(head.hash());
    }
    var isCheckpoint = head.chainId().equals(Checkpoint.CHAIN);
    var hash =
        isCheckpoint
            ? db.read(handle -> chains.checkpoints(handle, head.seq() - 1, 1)).stream()
                .filter(checkpoint -> checkpoint.number() == head.seq())
                .map(Checkpoint::hash)
                .findFirst()
            : Optional.ofNullable(
                db.read(handle -> chains.hashes(handle, head.chainId(), List.of(head.seq())))
                    .get(head.seq()));
    return hash.isPresent()
        ? !hash.get().equals(head.hash())
        : db.read(handle -> chains.anchor(handle, head.chainId()))
            .filter(anchor -> anchor.seq() >= head.seq() && anchor.isSignatureValid(keys()))
            .isEmpty();
  }

  private void logMissing(ChainHead missing) {
    var mismatch =
        new ChainMismatch(
            missing.chainId(),
            missing.seq(),
            missing.chainId().equals(HeadFile.KEYS)
                ? "the audit key " + missing.hash() + " is gone from the database"
                : "the database lacks events that this server's head file lists");
    LOG.atError()
        .addKeyValue("chain", mismatch.chainId())
        .addKeyValue("seq", mismatch.seq())
        .log("{}", mismatch.what());
    record(new AuditEvent.Contradicted(mismatch), RequestContext.ofJob("audit-opening"));
  }

  private void recover(HeadFile.Content before) {
    for (var head : before.chains()) {
      if (head.end() == Checkpoint.ChainEnd.OPEN) {
        checkpoints
            .recover(head, before.writtenAt())
            .filter(behind -> behind > 0)
            .ifPresent(behind ->
                record(
                    new AuditEvent.Recovered(head.chainId(), head.seq(), behind),
                    RequestContext.ofJob("audit-opening")));
      }
    }
  }

  private OpenState opened() {
    var at = opened;
    if (at == null) {
      throw new IllegalStateException("The audit log has not been opened");
    }
    return at;
  }

  private AuditKeys keys() {
    return opened().keys();
  }

  private Verification.ExternalEvidence evidence() {
    var heads = new ArrayList<ChainHead>();
    var taken = new ArrayList<ChainHead>();
    var known = chain.lastCommitted();
    if (known.seq() > 0) {
      heads.add(known);
    }
    if (checkpoints.last().seq() > 0) {
      taken.add(checkpoints.last());
    }
    var missing = opened().missing();
    missing.forEach(head -> (head.chainId().equals(Checkpoint.CHAIN) ? taken : heads).add(head));
    return new Verification.ExternalEvidence(heads, taken, chain);
  }

  /// The public keys of the audit log.
  Collection<VerifyingKey> publishedKeys() {
    return keys().published();
  }

  /// Records an event in the transaction of its change.
  ///
  /// @return the event's id
  public String record(Tx tx, Event event, RequestContext origin) {
    var eventId = ids.next();
    record(tx, eventId, clock.instant(), event, origin);
    return eventId;
  }

  /// Records an event whose id and time are already known: that of a token.
  public void record(Tx tx, String eventId, Instant at, Event event, RequestContext origin) {
    chain.append(tx, AuditEntry.of(eventId, at, event, origin));
  }

  /// Records an event that changes nothing else, such as a failed attempt, in a group commit.
  /// Returns when it is on disk. Above the limit, events of unauthenticated callers are counted and
  /// not recorded.
  public void record(Event event, RequestContext origin) {
    if (!anonymous.tryAcquire(event, origin)) {
      return;
    }
    groupCommit.submit(AuditEntry.of(ids.next(), clock.instant(), event, origin)).await();
  }

  /// Records an event without waiting until it is on disk. A failure is logged.
  private void recordAsync(Event event, RequestContext origin) {
    recordOrLog(
        () -> groupCommit.submit(AuditEntry.of(ids.next(), clock.instant(), event, origin)),
        event,
        origin);
  }

  private static void recordOrLog(Runnable recording, Event event, RequestContext origin) {
    try {
      recording.run();
    } catch (Refused refused) {
      LOG.atWarn()
          .addKeyValue("action", event.action())
          .addKeyValue("actor", origin.caller().id())
          .addKeyValue("reason", refused.detail())
          .log("an event was not recorded");
    }
  }

  /// The listener that records denials of authenticated callers.
  public DenialListener denials() {
    return denials;
  }

  /// Events that a caller could cause as often as it likes.
  ///
  /// @param job that records the numbers of those that are not told apart
  public <K> RepeatedEvents<K> repeated(RepeatedEvents.Form<K> form, String job) {
    var events = new RepeatedEvents<>(form, job, this::recordAsync);
    repeated.add(events);
    return events;
  }

  /// Records the numbers of events that were only counted: those that followed a recorded one, and
  /// events of unauthenticated callers above their limit. To be called every minute.
  public void recordCounts() {
    denials.flush(this::recordOrLog);
    repeated.forEach(events -> events.flush(this::recordOrLog));
    anonymous.flush(this::recordOrLog);
  }

  private void recordOrLog(Event event, RequestContext origin) {
    recordOrLog(() -> record(event, origin), event, origin);
  }

  /// An event that is recorded later, when a number in it is known.
  ///
  /// @param text the rest of the event, to be stored until then
  public record Draft(String eventId, String text) {}

  /// A draft of an event that happens now, to be recorded when a number in it is known.
  public Draft draft(Event event, RequestContext origin) {
    var entry = AuditEntry.of(ids.next(), clock.instant(), event, origin);
    return new Draft(entry.eventId(), EntryDrafts.write(entry));
  }

  /// Records the event of a draft.
  ///
  /// @param name the name of the number in its metadata
  public void record(Tx tx, Draft draft, String name, long number) {
    chain.append(tx, EntryDrafts.read(draft.text(), name, number));
  }

  /// The position of the last event in the chain of this run. On the only thread that writes this
  /// is exact between two transactions.
  public ChainPosition chainPosition() {
    var head = chain.lastCommitted();
    return new ChainPosition(head.chainId(), head.seq());
  }

  /// Reads the audit log by chain and position.
  public ChainReader chains() {
    return chainReader;
  }

  /// Adds what runs after each commit of events by this node: it must be quick, and must not throw.
  public void onCommit(Runnable listener) {
    chain.onCommit(listener);
  }

  /// Sets what keeps events from being deleted at the end of their retention period.
  public void holdRetention(RetentionHold hold) {
    retention.hold(hold);
  }

  /// The throttle for jobs that read the whole audit log.
  public BackgroundThrottle backgroundThrottle() {
    return backgroundThrottle;
  }

  /// The tokens that were issued after a position in the audit log, in its chain.
  public List<TokenIssuance> issuancesSince(Handle handle, ChainPosition place) {
    return store.issuancesSince(handle, place);
  }

  /// The ids of tokens that were issued through one of these delegations and had not expired at a
  /// time, in no order.
  ///
  /// @param limit how many are read at most
  public List<String> idsExchangedThrough(
      Handle handle, Collection<String> delegations, Instant at, long limit) {
    return delegations.isEmpty()
        ? List.of()
        : store.idsExchangedThrough(handle, delegations, at, limit);
  }

  /// The ids of tokens that were exchanged from one of these, as subject or as actor token, and had
  /// not expired at a time, in no order.
  ///
  /// @param limit how many are read at most
  public List<String> idsExchangedFrom(
      Handle handle, Collection<String> tokens, Instant at, long limit) {
    return tokens.isEmpty() ? List.of() : store.idsExchangedFrom(handle, tokens, at, limit);
  }

  /// A batch of an agent's tokens that were exchanged under this generation and had not expired at
  /// a time, in the order of their ids.
  public List<ExchangedToken> exchangedBy(
      Handle handle, String agentId, long generation, Instant at, String after, int limit) {
    return store.exchangedBy(handle, agentId, generation, at, after, limit);
  }

  /// Those of these agents that exchanged tokens which had not expired at a time.
  public Set<String> agentsWithExchanged(Handle handle, Collection<String> agents, Instant at) {
    return agents.isEmpty() ? Set.of() : store.agentsWithExchanged(handle, agents, at);
  }

  /// How many tokens agents of an organization exchanged that may not have expired at a time,
  /// counted up to a limit.
  public int countRecentlyExchanged(Handle handle, String organizationId, Instant at, int limit) {
    return store.countRecentlyExchanged(handle, organizationId, at, limit);
  }

  /// A batch of all exchanged tokens that had not expired at a time, in the order of their ids.
  public List<ExchangedToken> exchanged(Handle handle, Instant at, String after, int limit) {
    return store.exchanged(handle, at, after, limit);
  }

  /// Those of these tokens that were exchanged.
  public List<ExchangedToken> exchanged(Handle handle, Collection<String> ids) {
    return ids.isEmpty() ? List.of() : store.exchanged(handle, ids);
  }

  /// The id of the agent that a token was issued to; empty for a token that is unknown, or had
  /// expired at a time.
  public Optional<String> agentOfToken(Handle handle, String jti, Instant at) {
    return store.agentOfToken(handle, jti, at);
  }

  /// A batch of the ids of a refresh family's tokens that had not expired at a time, in order.
  public List<String> idsOfFamily(
      Handle handle, String family, Instant at, String after, int limit) {
    return store.idsOfFamily(handle, family, at, after, limit);
  }

  /// A batch of an agent's tokens that were issued under this generation and have not expired, the
  /// newest first. Some of them may have been revoked individually.
  ///
  /// @param before only those with a smaller id
  public List<UnexpiredToken> unexpiredTokens(
      Handle handle, String agentId, long generation, String before, int limit) {
    return store.unexpired(handle, agentId, generation, clock.instant(), before, limit);
  }

  /// A batch of the tokens that a key signed and that had not expired at a time, in the order of
  /// their ids.
  ///
  /// @param after only those with a greater id; [#FIRST_ID] for the first batch
  public List<SignedToken> unexpiredTokensSignedBy(
      Handle handle, String kid, Instant at, String after, int limit) {
    return store.signedBy(handle, db.dialect(), kid, at, after, limit);
  }

  /// As the other `unexpiredTokens`, at a given time.
  public List<UnexpiredToken> unexpiredTokens(
      Handle handle, String agentId, long generation, Instant at, String before, int limit) {
    return store.unexpired(handle, agentId, generation, at, before, limit);
  }

  /// One of the [#unexpiredTokens], by its id.
  public Optional<UnexpiredToken> unexpiredToken(
      Handle handle, String agentId, long generation, String jti) {
    return store.unexpired(handle, agentId, generation, clock.instant(), jti);
  }

  /// The issuance event of an agent's token. Every token that we issued has one for as long as it
  /// is active: issuance is recorded before the token leaves the server.
  public Optional<IssuanceRecord> issuance(String agentId, String jti) {
    return db.read(handle -> store.issuance(handle, agentId, jti));
  }

  /// The latest events of an agent, as far as the caller may see them.
  public List<EventView> latestEvents(String agentId, int limit, Caller caller) {
    var filter =
        new EventFilter(
            TenantScope.of(caller).organizationOrNull(),
            agentId,
            null,
            null,
            null,
            null,
            null,
            null);
    return queries.page(filter, new Paging(1, limit)).events().stream().map(EventView::of).toList();
  }

  /// The number of tokens of an agent in each of the last hours, the oldest first; the current hour
  /// is included. For an hour with very many tokens it is an estimate.
  public List<TokenHour> tokenHours(String agentId, int hours) {
    return queries.tokenHours(agentId, hours);
  }

  /// The number of [#unexpiredTokens], counted up to a limit.
  public long countUnexpiredTokens(Handle handle, String agentId, long generation, long limit) {
    return store.countUnexpired(handle, agentId, generation, clock.instant(), limit);
  }

  /// The number of an agent's tokens that were issued under this generation and had not expired at
  /// a time.
  public long countUnexpiredTokens(Handle handle, String agentId, long generation, Instant at) {
    return store.countUnexpired(handle, agentId, generation, at, Long.MAX_VALUE);
  }

  /// As [#countUnexpiredTokens] for several agents, each with its own generation; agents without
  /// such tokens are left out.
  public Map<String, Long> countUnexpiredTokens(
      Handle handle, Map<String, Long> generations, Instant at) {
    return store.countUnexpired(handle, generations, at);
  }

  /// The number of those tokens for each key that they are bound to.
  public Map<TokenBinding, Long> countUnexpiredBoundTokens(
      Handle handle, String agentId, long generation, Instant at) {
    return store.countUnexpiredBound(handle, agentId, generation, at);
  }

  /// The number of tokens of these refresh families that had not expired at a time.
  public long countUnexpiredTokensOfFamilies(
      Handle handle, Collection<String> families, Instant at) {
    return store.countUnexpiredOfFamilies(handle, families, at);
  }

  /// The number of those tokens for each key that they are bound to.
  public Map<TokenBinding, Long> countUnexpiredBoundTokensOfFamilies(
      Handle handle, Collection<String> families, Instant at) {
    return store.countUnexpiredBoundOfFamilies(handle, families, at);
  }

  /// The number of events of an agent that have to be read to count its tokens that had not expired
  /// at a time, counted up to a limit.
  public long countRecentEvents(Handle handle, String agentId, Instant at, int limit) {
    return store.countRecent(handle, agentId, at, limit);
  }

  /// The number of tokens that a refresh family ever had, counted up to a limit.
  public long countTokensOfFamily(Handle handle, String family, int limit) {
    return store.countOfFamily(handle, family, limit);
  }

  /// When the last token of a refresh family expires; empty when the family has too many to read.
  public Optional<Instant> lastExpiryOfFamily(Handle handle, String family, int limit) {
    return store.lastExpiryOfFamily(handle, family, limit);
  }

  /// Signs for the events since the last checkpoint, if there are any, and stores the heads outside
  /// the database. To be called every minute: with write access to the database alone, events
  /// before a checkpoint can be neither changed nor removed unnoticed.
  public void checkpoint() {
    for (var mismatch : chain.takeMismatches()) {
      LOG.atError()
          .addKeyValue("chain", mismatch.chainId())
          .addKeyValue("seq", mismatch.seq())
          .log("{}", mismatch.what());
      record(new AuditEvent.Contradicted(mismatch), RequestContext.ofJob("audit-checkpoint"));
    }
    checkpoints.take();
    saveHeads();
  }

  /// Stores the ends of this run's chains, and the last checkpoint, outside the database. To be
  /// called every few seconds: otherwise events since the last checkpoint could be changed
  /// unnoticed if the process ended.
  public void saveHeads() {
    var at = opened();
    var heads = new ArrayList<>(chain.endedChains());
    var known = chain.lastCommitted();
    if (known.seq() > 0 && heads.stream().noneMatch(head -> isSameChain(known, head))) {
      heads.add(known);
    }
    at.file()
        .write(
            new HeadFile.Content(
                at.keys().kid(), clock.instant(), checkpoints.last(), heads, at.missing()));
  }

  private static boolean isSameChain(ChainHead one, ChainHead other) {
    return one.chainId().equals(other.chainId());
  }

  /// Logs the end of this run's chain, and the last checkpoint. To be called every hour: logs are
  /// stored elsewhere than the database.
  public void logHeads() {
    var head = chain.lastCommitted();
    var checkpoint = checkpoints.last();
    LOG.atInfo()
        .addKeyValue("chain", head.chainId())
        .addKeyValue("seq", head.seq())
        .addKeyValue("hash", head.hash())
        .addKeyValue("checkpoint", checkpoint.seq())
        .addKeyValue("checkpoint_hash", checkpoint.hash())
        .addKeyValue("kid", keys().kid())
        .log("heads of the audit log");
  }

  /// Ends the chain and signs for it, when the server stops.
  public void close() {
    if (opened == null) {
      return;
    }
    try {
      lostWriteDetector.close();
      recordCounts();
      chain.close();
      checkpoints.take();
      saveHeads();
      logHeads();
    } finally {
      opened().file().close();
    }
  }

  /// Leaves everything as a crash would, for tests.
  void crash() {
    opened().file().close();
  }

  /// Deletes the events that are older than `keep`, and leaves signed anchors. To be called
  /// periodically; several nodes may do it at once.
  ///
  /// @param now the time by which to delete, which is not simply the wall clock's
  public void prune(Duration keep, Instant now) {
    var cutoff = now.minus(keep);
    // Only events that were signed for are deleted.
    checkpoint();
    var pruned = retention.prune(cutoff, now);
    if (pruned.events() > 0) {
      record(
          new AuditEvent.Pruned(pruned.events(), pruned.chains(), cutoff),
          RequestContext.ofJob("audit-retention"));
    }
  }

  /// Ends a running deletion early, when the server stops.
  public void stopPruning() {
    retention.stop();
  }

  /// A page of events.
  ///
  /// @param next the cursor for the next page; empty on the last page
  /// @param searched how many events at most were searched, when more are left: the page may then
  ///   have fewer events than requested
  public record SearchResult(
      List<EventView> events, Optional<String> next, Optional<Integer> searched) {}

  /// The newest matching events.
  ///
  /// @param after the cursor of the previous page
  public SearchResult find(EventFilter filter, Optional<String> after, int limit) {
    var found = queries.search(filter, after, limit);
    var looked =
        filter.isSearch() && found.events().size() < limit && found.next().isPresent()
            ? Optional.of(AuditQueries.MAX_SEARCHED)
            : Optional.<Integer>empty();
    return new SearchResult(
        found.events().stream().map(EventView::of).toList(), found.next(), looked);
  }

  /// Finds one event.
  ///
  /// @throws Refused `NotFound` when there is no such event, or the caller may not see it
  public EventView require(String eventId, Caller caller) {
    return EventView.of(queries.require(eventId, caller));
  }

  /// Exports all matching events until now, the oldest first, one per line.
  ///
  /// @param by the caller, which is recorded before the first line is sent
  public AuditExport export(EventFilter filter, RequestContext by) {
    checkpointForExport();
    var organization = Optional.ofNullable(TenantScope.of(by.caller()).organizationOrNull());
    record(new AuditEvent.Exported("events", organization), by);
    return EventExport.of(queries, queries.untilNow(filter));
  }

  /// An export can be verified against a checkpoint that covers it, except for the latest events:
  /// with a new checkpoint for each export, a caller could create any number of them.
  private void checkpointForExport() {
    var before = lastExportCheckpoint.get();
    var now = clock.instant();
    if (now.isAfter(before.plus(MAX_EXPORT_CHECKPOINT_AGE))
        && lastExportCheckpoint.compareAndSet(before, now)) {
      checkpoint();
    }
  }

  /// Exports all signatures, one per line: openings, checkpoints and anchors.
  AuditExport exportSignatures(RequestContext by) {
    checkpointForExport();
    record(new AuditEvent.Exported("signatures", Optional.empty()), by);
    return SignatureExport.of(db, chains);
  }

  /// Verifications of the whole audit log in the background.
  public BackgroundVerification backgroundVerification() {
    return backgroundVerification;
  }

  /// The record of an event; the event of an issued token has the token's id.
  public Optional<AuditRecord> find(String eventId) {
    return queries.find(eventId);
  }

  /// The first events of an agent with this action after an event, the oldest first.
  public List<AuditRecord> agentEventsAfter(
      String agentId, String action, String eventId, int limit) {
    return queries.agentEventsAfter(agentId, action, eventId, limit);
  }

  /// The first events of an agent with this action in a period, the oldest first.
  ///
  /// @param to exclusive
  public List<AuditRecord> agentEventsBetween(
      String agentId, String action, Instant from, Instant to, int limit) {
    return queries.agentEventsBetween(agentId, action, from, to, limit);
  }

  Verification.Report verify() {
    return verifier.verify();
  }

  AuditQueries queries() {
    return queries;
  }
}
