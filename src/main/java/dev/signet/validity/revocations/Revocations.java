package dev.signet.validity.revocations;

import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.Db;
import dev.signet.base.db.Tx;
import dev.signet.events.audit.Audit;
import dev.signet.events.audit.Event;
import dev.signet.events.audit.TokenBinding;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.ToIntFunction;
import org.jdbi.v3.core.Handle;

/// Which tokens were ended one by one, with their refresh family, or with the key that they are
/// bound to; and how many tokens something has ended. An agent's whole generation of tokens is
/// ended elsewhere, by its number; here are only the exceptions, each kept until its tokens would
/// have expired.
public final class Revocations {

  /// A token, as far as ending it goes.
  ///
  /// @param binding the key that it is bound to, if it is
  /// @param family the refresh family that it is of, if it is
  public record TokenToRevoke(
      String jti,
      String agentId,
      long generation,
      Optional<TokenBinding> binding,
      Optional<String> family,
      Instant expiresAt) {}

  /// A refresh family, as far as ending its access tokens goes.
  ///
  /// @param generation the agent's generation that all its tokens are of
  public record RefreshFamily(String id, String agentId, long generation) {}

  /// How long what has expired is kept: the clock of another node may be behind.
  public static final Duration MARGIN = Duration.ofMinutes(10);

  private static final int DELETE_BATCH = 1_000;

  private final Db db;
  private final Audit audit;
  private final Clock clock;
  private final RevocationStore store = new RevocationStore();
  private final RevokedIds ids;
  private final DpopKeyRevocations dpopKeys;
  private final RevokedTokenQueries counts;
  private final RevokedTokenCounter counter;
  private final RevocationCutoff cutoff;
  private volatile boolean stopping;

  public Revocations(Db db, Audit audit, Clock clock) {
    this.db = db;
    this.audit = audit;
    this.clock = clock;
    this.ids = new RevokedIds(db, store, audit.backgroundThrottle());
    this.dpopKeys = new DpopKeyRevocations(db);
    this.counts = new RevokedTokenQueries(audit, store);
    this.counter = new RevokedTokenCounter(db, audit, counts);
    this.cutoff = new RevocationCutoff(db);
  }

  /// Ends all tokens that were issued before an event: committed writes were lost, and revocations
  /// may be among them.
  public void revokeAllBefore(Tx tx, String eventId) {
    cutoff.raise(tx, eventId, clock.instant());
  }

  /// Reads which tokens other nodes have ended with [#revokeAllBefore]. A job calls it.
  ///
  /// @return whether they have since it was last called
  public boolean refreshCutoff() {
    var event = cutoff.refresh();
    event.ifPresent(audit::continueAfter);
    return event.isPresent();
  }

  /// The event of the loss of writes before which a token or a refresh family was issued, if it
  /// was.
  public Optional<String> lossEventCovering(String id) {
    return cutoff.eventCovering(id);
  }

  /// Ends these tokens. Ending one again changes nothing.
  ///
  /// @return how many were ended by this call
  public int revoke(Tx tx, Collection<TokenToRevoke> tokens) {
    var ended = 0;
    for (var token : tokens) {
      if (store.add(tx, token, clock.instant())) {
        ended++;
      }
    }
    tx.afterCommit(() -> ids.add(tokens.stream().map(TokenToRevoke::jti).toList()));
    return ended;
  }

  /// Whether this token was ended by itself or with its refresh family. What was ended before the
  /// question is always seen.
  ///
  /// @param family the token's, if it is of one
  public boolean isRevoked(String jti, Optional<String> family) {
    return cutoff.eventCovering(jti).isPresent()
        || ids.containsAnyOf(new RevokedIds.TokenIds(jti, family, Optional.empty()));
  }

  /// Whether this token was ended by itself, with its refresh family, or with the key that signed
  /// it. What was ended before the question is always seen, whichever node ended it: all three are
  /// answered by one query.
  ///
  /// @param kid of the key that signed it
  public boolean isRevoked(String jti, Optional<String> family, String kid) {
    return cutoff.eventCovering(jti).isPresent()
        || ids.containsAnyOf(new RevokedIds.TokenIds(jti, family, Optional.of(kid)));
  }

  /// Ends all tokens that a signing key has signed or will be found to have signed.
  ///
  /// @param until when the last of them will have expired
  public void revokeSigningKey(Tx tx, String kid, Instant until) {
    store.addSigningKey(tx, kid, until);
    tx.afterCommit(() -> ids.add(List.of(kid)));
  }

  /// Whether all tokens that this key signed were ended.
  public boolean isSigningKeyRevoked(String kid) {
    return db.read(store::signingKeys).contains(kid);
  }

  /// The signing keys whose tokens were all ended, as long as one of these might not have expired.
  public Set<String> revokedSigningKeys(Handle handle) {
    return store.signingKeys(handle);
  }

  /// When this token was ended by itself, if it was and would not have expired long since.
  public Optional<Instant> revokedAt(String jti) {
    return db.read(handle -> store.revokedAt(handle, jti));
  }

  /// When the access tokens of a refresh family were ended with it, if they were and some would not
  /// have expired long since.
  public Optional<Instant> familyRevokedAt(String family) {
    return db.read(handle -> store.familyRevokedAt(handle, family));
  }

  /// Which of these ids are of tokens that were ended by themselves, or of refresh families.
  public Set<String> filterRevoked(Handle handle, Collection<String> ids) {
    return ids.isEmpty() ? Set.of() : store.filterRevoked(handle, ids);
  }

  /// Ends all access tokens of a refresh family, and writes the event of it with their number. The
  /// caller has seen to it that no more of them are issued, and that this is done once.
  ///
  /// @param revision the agent's as it was judged
  /// @param event gives the event that says how many
  public RevokedTokenCount revokeFamily(
      Tx tx,
      RefreshFamily family,
      long revision,
      LongFunction<? extends Event> event,
      RequestContext by) {
    var now = clock.instant();
    var until =
        audit
            .lastExpiryOfFamily(tx.handle(), family.id(), RevokedTokenQueries.QUICK_ROWS)
            .orElse(now.plus(Event.IssuedToken.MAX_LIFETIME));
    store.addFamily(tx, family, revision, until, now);
    tx.afterCommit(() -> ids.add(List.of(family.id())));
    return counter.record(
        tx,
        new BulkRevocation(
            family.agentId(),
            family.generation(),
            revision,
            Optional.of(family.id()),
            Optional.empty(),
            dpopKeys.ofAgent(tx.handle(), family.agentId()),
            store.signingKeys(tx.handle()),
            now),
        event,
        by);
  }

  /// Writes the event of an end of all tokens of an agent's generation, with their number. The
  /// caller has moved the agent on to another generation, so no more of them are issued.
  ///
  /// @param revision that the agent has from now on
  /// @param event gives the event that says how many
  public RevokedTokenCount revokeGeneration(
      Tx tx,
      String agentId,
      long generation,
      long revision,
      LongFunction<? extends Event> event,
      RequestContext by) {
    return counter.record(
        tx,
        new BulkRevocation(
            agentId,
            generation,
            revision,
            Optional.empty(),
            Optional.empty(),
            dpopKeys.ofAgent(tx.handle(), agentId),
            store.signingKeys(tx.handle()),
            clock.instant()),
        event,
        by);
  }

  /// Ends an agent's tokens that are bound to a key, if they were made under this key generation or
  /// an older one. The caller has seen to it that no more of them are issued.
  ///
  /// @param until when the last of them will have expired
  public void revokeDpopKey(Tx tx, String agentId, TokenBinding last, Instant until) {
    dpopKeys.revoke(tx, agentId, last, until);
  }

  /// Ends them, and writes the event of it with the number of those that were active until then and
  /// of the agent's generation.
  ///
  /// @param revision that the agent has from now on
  /// @param until when the last of them will have expired
  /// @param event gives the event that says how many
  public RevokedTokenCount revokeDpopKey(
      Tx tx,
      String agentId,
      long generation,
      long revision,
      TokenBinding last,
      Instant until,
      LongFunction<? extends Event> event,
      RequestContext by) {
    var before = dpopKeys.ofAgent(tx.handle(), agentId);
    revokeDpopKey(tx, agentId, last, until);
    return counter.record(
        tx,
        new BulkRevocation(
            agentId,
            generation,
            revision,
            Optional.empty(),
            Optional.of(last),
            before,
            store.signingKeys(tx.handle()),
            clock.instant()),
        event,
        by);
  }

  /// The count of tokens that something has ended, waited for as long as an answer may wait; empty
  /// when it takes longer than that.
  public OptionalLong count(RevokedTokenCount ended) {
    return counter.await(ended);
  }

  /// Has those counted that are not yet, without waiting for it. A start calls it, and a job now
  /// and then.
  public void countInBackground() {
    counter.countInBackground();
  }

  /// As [#countInBackground], on this thread: for tests.
  void countNow() {
    counter.countAll();
  }

  /// Whether what is bound so was ended with its key. What was ended before the question is always
  /// seen.
  public boolean isDpopKeyRevoked(String agentId, TokenBinding binding) {
    return dpopKeys.isRevoked(agentId, binding);
  }

  /// Which keys of an agent have ended.
  public RevokedDpopKeys revokedDpopKeys(Handle handle, String agentId) {
    return dpopKeys.ofAgent(handle, agentId);
  }

  /// How many tokens of an agent's generation live now: those issued and not expired, less those
  /// ended one by one, with their family or with their key.
  public long countActive(Handle handle, String agentId, long generation) {
    return counts.count(
        handle,
        new BulkRevocation(
            agentId,
            generation,
            Long.MAX_VALUE,
            Optional.empty(),
            Optional.empty(),
            dpopKeys.ofAgent(handle, agentId),
            store.signingKeys(handle),
            clock.instant()));
  }

  /// Forgets the tokens, families and ends of keys that have expired by themselves. A job calls it
  /// now and then. What is still being counted is remembered as it was when it ended.
  ///
  /// @param time the time by which to forget, which is not simply the wall clock's
  public void deleteExpired(Instant time) {
    var expired = time.minus(MARGIN);
    var now = counter.oldest().filter(oldest -> oldest.isBefore(expired)).orElse(expired);
    deleteInBatches(tx -> store.deleteExpired(tx, now, DELETE_BATCH));
    deleteInBatches(tx -> store.deleteExpiredFamilies(tx, now, DELETE_BATCH));
    db.inTransaction(tx -> store.deleteExpiredSigningKeys(tx, now));
    ids.renewFilter();
    dpopKeys.deleteExpired(now);
  }

  private void deleteInBatches(ToIntFunction<Tx> some) {
    int deleted;
    do {
      // One batch a transaction, so that nobody waits long for the writer.
      var work = audit.backgroundThrottle().begin();
      deleted = db.inTransaction(some::applyAsInt);
      work.pause();
    } while (deleted == DELETE_BATCH && !stopping);
  }

  /// Fills what answers for the database when few tokens are revoked. To be called when the server
  /// answers; until it is filled the database is asked about every token.
  public void fillInBackground() {
    ids.fillInBackground();
  }

  /// Whether what is not revoked is answered without the database: not on a shared one, and not
  /// until the filter has all ids after a start.
  boolean isFiltered() {
    return ids.isFiltered();
  }

  /// Makes who works through all revocations come to an end: the server stops.
  public void stop() {
    stopping = true;
    ids.stop();
    counter.stop();
  }
}
