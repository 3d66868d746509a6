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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.ToIntFunction;
import org.jdbi.v3.core.Handle;

/// Which tokens were revoked individually, with their refresh family, or with the key that they are
/// bound to; and how many tokens a revocation has affected. Revoking all tokens of an agent is
/// recorded elsewhere, by the agent's generation. This room only stores the exceptions, each until
/// its tokens would have expired.
public final class Revocations {

  /// A token, as far as its revocation is concerned.
  ///
  /// @param binding the key that it is bound to, if any
  /// @param family the refresh family that it belongs to, if any
  public record TokenToRevoke(
      String jti,
      String agentId,
      long generation,
      Optional<TokenBinding> binding,
      Optional<String> family,
      Instant expiresAt) {}

  /// A refresh family, as far as the revocation of its access tokens is concerned.
  ///
  /// @param generation the agent's generation of all its tokens
  public record RefreshFamily(String id, String agentId, long generation) {}

  /// How long expired entries are kept: the clock of another node may be behind.
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
  private volatile ExchangedTokens exchanged = ExchangedTokens.NONE;
  private volatile boolean stopping;

  public Revocations(Db db, Audit audit, Clock clock) {
    this.db = db;
    this.audit = audit;
    this.clock = clock;
    this.ids = new RevokedIds(db, store, audit.backgroundThrottle());
    this.dpopKeys = new DpopKeyRevocations(db);
    this.counts = new RevokedTokenQueries(audit, store, () -> exchanged);
    this.counter = new RevokedTokenCounter(db, audit, counts, () -> exchanged);
    this.cutoff = new RevocationCutoff(db);
  }

  /// Sets what knows the tokens that were exchanged from others. Before the server starts.
  public void countWith(ExchangedTokens others) {
    exchanged = others;
  }

  /// To be called before a transaction locks any row, if it revokes tokens of these agents: see
  /// [ExchangedTokens#lockToRevoke].
  public void lockToRevoke(Tx tx, Collection<String> agentIds) {
    exchanged.lockToRevoke(tx, agentIds);
  }

  /// As [#lockToRevoke], for a transaction that changes what the tokens of an agent allow: see
  /// [ExchangedTokens#lockToNarrow].
  public void lockToNarrow(Tx tx, String agentId) {
    exchanged.lockToNarrow(tx, agentId);
  }

  /// As [#lockToRevoke], for a transaction that has locked rows: it never waits.
  ///
  /// @return whether the locks were taken
  public boolean tryLockToRevoke(Tx tx, String agentId) {
    return exchanged.tryLockToRevoke(tx, agentId);
  }

  /// Revokes all tokens that were issued before an event: committed writes were lost, and
  /// revocations may be among them.
  public void revokeAllBefore(Tx tx, String eventId) {
    cutoff.raise(tx, eventId, clock.instant());
  }

  /// Reads which tokens other nodes have revoked with [#revokeAllBefore]. A job calls it.
  ///
  /// @return whether there are new ones since the last call
  public boolean refreshCutoff() {
    var event = cutoff.refresh();
    event.ifPresent(audit::continueAfter);
    return event.isPresent();
  }

  /// The event of the loss of writes that a token or a refresh family precedes, if there is one.
  public Optional<String> lossEventCovering(String id) {
    return cutoff.eventCovering(id);
  }

  /// Revokes these tokens. Revoking a token again changes nothing.
  ///
  /// @return how many were revoked by this call
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

  /// Revokes one token, and records the event with the number of the tokens that end with it.
  ///
  /// @return whether it was active until now
  public boolean revoke(Tx tx, TokenToRevoke token, Event event, RequestContext by) {
    var now = clock.instant();
    var isEnded =
        !exchanged
            .filterEnded(
                tx.handle(),
                audit.exchanged(tx.handle(), List.of(token.jti())),
                new EndedTokens.None(),
                now)
            .isEmpty();
    if (isEnded || revoke(tx, List.of(token)) == 0) {
      return false;
    }
    var ended =
        new EndedTokens.OfAgent(
            token.agentId(),
            token.generation(),
            Set.of(token.jti()),
            Optional.empty(),
            dpopKeys.ofAgent(tx.handle(), token.agentId()));
    var below = exchanged.countBelow(tx.handle(), ended, now);
    audit.record(tx, new RevocationEvent(event, below, true), by);
    return true;
  }

  /// Whether this token was revoked individually or with its refresh family. Revocations before the
  /// call are always seen.
  ///
  /// @param family the token's, if it belongs to one
  public boolean isRevoked(String jti, Optional<String> family) {
    return cutoff.eventCovering(jti).isPresent()
        || ids.containsAnyOf(new RevokedIds.TokenIds(jti, family, Optional.empty()));
  }

  /// Whether this token was revoked individually, with its refresh family, or with the key that
  /// signed it. Revocations before the call are always seen, whichever node made them: one query
  /// answers all three.
  ///
  /// @param kid of the key that signed it
  public boolean isRevoked(String jti, Optional<String> family, String kid) {
    return cutoff.eventCovering(jti).isPresent()
        || ids.containsAnyOf(new RevokedIds.TokenIds(jti, family, Optional.of(kid)));
  }

  /// Those of these ids that are revoked. Revocations before the call are always seen, whichever
  /// node made them.
  ///
  /// @param tokenIds of tokens and refresh families
  /// @param kids of signing keys
  public Set<String> filterRevoked(Set<String> tokenIds, Set<String> kids) {
    var candidates = new HashSet<>(tokenIds);
    candidates.addAll(kids);
    var revoked = new HashSet<>(ids.filter(candidates));
    tokenIds.stream().filter(id -> cutoff.eventCovering(id).isPresent()).forEach(revoked::add);
    return revoked;
  }

  /// Revokes all tokens signed by a signing key, including those found later.
  ///
  /// @param until when the last of them will have expired
  public void revokeSigningKey(Tx tx, String kid, Instant until) {
    store.addSigningKey(tx, kid, until);
    tx.afterCommit(() -> ids.add(List.of(kid)));
  }

  /// Whether all tokens signed by this key were revoked.
  public boolean isSigningKeyRevoked(String kid) {
    return db.read(store::signingKeys).contains(kid);
  }

  /// The signing keys whose tokens were all revoked, while one of these tokens might be unexpired.
  public Set<String> revokedSigningKeys(Handle handle) {
    return store.signingKeys(handle);
  }

  /// When this token was revoked individually, if it was and the entry is still stored.
  public Optional<Instant> revokedAt(String jti) {
    return db.read(handle -> store.revokedAt(handle, jti));
  }

  /// When the access tokens of a refresh family were revoked with it, if they were and the entry is
  /// still stored.
  public Optional<Instant> familyRevokedAt(String family) {
    return db.read(handle -> store.familyRevokedAt(handle, family));
  }

  /// Which of these ids are of individually revoked tokens, or of revoked refresh families.
  public Set<String> filterRevoked(Handle handle, Collection<String> ids) {
    return ids.isEmpty() ? Set.of() : store.filterRevoked(handle, ids);
  }

  /// Revokes all access tokens of a refresh family, and records the event with their number. The
  /// caller has ensured that no more of them are issued, and that this is done once.
  ///
  /// @param revision of the agent as it was checked
  /// @param event makes the event from the number
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

  /// Records the event that revokes all tokens of an agent's generation, with their number. The
  /// caller has moved the agent to another generation, so no more of them are issued.
  ///
  /// @param revision that the agent has from now on
  /// @param event makes the event from the number
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

  /// Revokes an agent's tokens that are bound to a key, if they were issued in this key generation
  /// or an earlier one. The caller has ensured that no more of them are issued.
  ///
  /// @param until when the last of them will have expired
  public void revokeDpopKey(Tx tx, String agentId, TokenBinding last, Instant until) {
    dpopKeys.revoke(tx, agentId, last, until);
  }

  /// Revokes these tokens, and records the event with the number of those that were active and of
  /// the agent's generation.
  ///
  /// @param revision that the agent has from now on
  /// @param until when the last of them will have expired
  /// @param event makes the event from the number
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

  /// The number of tokens revoked. Waits for the count as long as a response may wait; empty when
  /// it takes longer.
  public OptionalLong count(RevokedTokenCount ended) {
    return counter.await(ended);
  }

  /// Counts the uncounted revocations in the background. Called at startup, and periodically by a
  /// job.
  public void countInBackground() {
    counter.countInBackground();
  }

  /// Counts the uncounted revocations on this thread: for tests.
  void countNow() {
    counter.countAll();
  }

  /// Whether tokens with this binding were revoked with their key. Revocations before the call are
  /// always seen.
  public boolean isDpopKeyRevoked(String agentId, TokenBinding binding) {
    return dpopKeys.isRevoked(agentId, binding);
  }

  /// The revoked DPoP keys of an agent.
  public RevokedDpopKeys revokedDpopKeys(Handle handle, String agentId) {
    return dpopKeys.ofAgent(handle, agentId);
  }

  /// How many tokens of an agent's generation are active: those issued and not expired, minus those
  /// revoked individually, with their family or with their key.
  public long countActive(Handle handle, String agentId, long generation) {
    return countActive(
        handle,
        agentId,
        generation,
        store.signingKeys(handle),
        new EndedTokens.None(),
        clock.instant());
  }

  /// How many tokens of several agents were active at a time, each agent with the generation of its
  /// tokens: as [#countActive] for each, with few queries for agents that had no token revoked.
  ///
  /// @param signingKeys as [#revokedSigningKeys] returned them
  /// @param ended just now: what ends with these counts as active
  public long countActive(
      Handle handle,
      Map<String, Long> generations,
      Set<String> signingKeys,
      EndedTokens ended,
      Instant at) {
    if (generations.isEmpty()) {
      return 0;
    }
    var issued = audit.countUnexpiredTokens(handle, generations, at);
    var exceptions =
        signingKeys.isEmpty()
            ? new HashSet<>(store.agentsWithRevocations(handle, issued.keySet()))
            : issued.keySet();
    if (signingKeys.isEmpty()) {
      exceptions.addAll(audit.agentsWithExchanged(handle, issued.keySet(), at));
    }
    var count = 0L;
    for (var agent : issued.entrySet()) {
      count +=
          exceptions.contains(agent.getKey())
              ? countActive(
                  handle,
                  agent.getKey(),
                  Objects.requireNonNull(generations.get(agent.getKey())),
                  signingKeys,
                  ended,
                  at)
              : agent.getValue();
    }
    return count;
  }

  private long countActive(
      Handle handle,
      String agentId,
      long generation,
      Set<String> signingKeys,
      EndedTokens ended,
      Instant at) {
    var all =
        new BulkRevocation(
            agentId,
            generation,
            Long.MAX_VALUE,
            Optional.empty(),
            Optional.empty(),
            dpopKeys.ofAgent(handle, agentId),
            signingKeys,
            at);
    return counts.count(handle, all) - counts.countEndedWithOthers(handle, all, ended);
  }

  /// How many tokens agents of an organization exchanged that may not have expired at a time,
  /// counted up to a limit.
  public int countRecentlyExchanged(Handle handle, String organizationId, Instant at, int limit) {
    return audit.countRecentlyExchanged(handle, organizationId, at, limit);
  }

  /// How many active tokens ended with these because they had been exchanged from them.
  ///
  /// @return empty when there are too many to count while others wait; never for a signing key, for
  ///   which no transaction waits
  public OptionalLong countBelow(Handle handle, EndedTokens ended, Instant at) {
    return exchanged.countBelow(handle, ended, at);
  }

  /// The ids of those of these tokens that are not active because something has ended that they
  /// were exchanged from.
  ///
  /// @param ended just now: does not count
  public Set<String> filterEndedWithOthers(
      Handle handle, Collection<String> ids, EndedTokens ended, Instant at) {
    var found = audit.exchanged(handle, ids);
    return found.isEmpty() ? Set.of() : exchanged.filterEnded(handle, found, ended, at);
  }

  /// Deletes revocations of tokens, families and keys whose tokens have expired. A job calls it
  /// periodically. What is still being counted is remembered as it was when it was revoked.
  ///
  /// @param time the reference time, which may differ from the wall clock
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
      // One batch per transaction, so that other writers do not wait long.
      var work = audit.backgroundThrottle().begin();
      deleted = db.inTransaction(some::applyAsInt);
      work.pause();
    } while (deleted == DELETE_BATCH && !stopping);
  }

  /// Fills the filter that avoids database queries for most tokens. To be called when the server is
  /// ready; until the filter is filled, the database is queried for every token.
  public void fillInBackground() {
    ids.fillInBackground();
  }

  /// Whether unrevoked tokens are recognised without the database: not on a shared one, and not
  /// until the filter has all ids after a start.
  boolean isFiltered() {
    return ids.isFiltered();
  }

  /// Stops threads that read through all revocations: the server is shutting down.
  public void stop() {
    stopping = true;
    ids.stop();
    counter.stop();
  }
}
