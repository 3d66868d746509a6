package dev.signet.tokens.issuing;

import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.db.Tx;
import dev.signet.events.audit.Audit;
import dev.signet.events.audit.AuditRecord;
import dev.signet.events.audit.Event;
import dev.signet.identity.agents.Agent;
import dev.signet.validity.revocations.Revocations;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.ToIntFunction;

/// Refresh families: a refresh token and its successors. The first use of each takes one step; a
/// token that was used before is answered again only for a short time ([RFC 9700
/// §4.14](https://www.rfc-editor.org/rfc/rfc9700#section-4.14)).
final class RefreshFamilies {

  /// How long a used token still brings its successor, the same one each time: for the parallel
  /// requests of one agent, and for its retry after a lost answer. Every token of the family has
  /// this time from its own first use. After it, a use is that of a copy that should not be.
  static final Duration REUSE_GRACE_PERIOD = Duration.ofSeconds(30);

  private static final int DELETE_BATCH = 1_000;

  /// What came of presenting a refresh token.
  sealed interface RefreshStep {
    /// Good; the successor is of this time.
    record Rotated(Instant rotatedAt) implements RefreshStep {}

    /// Used before, and not just now: the family has been ended, in this transaction.
    record Reused() implements RefreshStep {}

    /// Ended before, or expired.
    record Inactive() implements RefreshStep {}
  }

  private final Db db;
  private final Audit audit;
  private final Revocations revocations;
  private final Duration lifetime;
  private final Duration maxLifetime;
  private final RefreshFamilyStore store;

  /// Access tokens that are not younger may be of a family and not say so; the audit log does.
  private final Instant familyClaimSince;

  /// @param lifetime how long a refresh token can be used
  /// @param maxLifetime how long a family can be used in all
  RefreshFamilies(
      Db db,
      Audit audit,
      Revocations revocations,
      Clock clock,
      Duration lifetime,
      Duration maxLifetime) {
    this.db = db;
    this.audit = audit;
    this.revocations = revocations;
    this.lifetime = lifetime;
    this.maxLifetime = maxLifetime;
    this.store = new RefreshFamilyStore(db.dialect());
    this.familyClaimSince = db.inTransaction(tx -> store.familyClaimSince(tx, clock.instant()));
  }

  /// When a refresh token of a family expires that is made at this time.
  Instant expiryAt(String family, Instant rotatedAt) {
    return earlier(rotatedAt.plus(lifetime), lastUse(family));
  }

  /// When a refresh token expires: at the time that it says, and with its family, of which it may
  /// be older than the family's longest lifetime.
  Instant expiryOf(RefreshToken token) {
    return earlier(token.expiresAt(), lastUse(token.family()));
  }

  /// A family is named by the id of its first access token, which says when that was made.
  private Instant lastUse(String family) {
    return Ids.madeAt(family).plus(maxLifetime);
  }

  /// Presents a refresh token that we sealed and that has not expired. What a reuse calls for is
  /// done in the same transaction, so the caller must let it be committed.
  RefreshStep use(Tx tx, Agent agent, RefreshToken presented, Instant now, RequestContext by) {
    // Not before the token that was shown, which may be from before the lifetime was shortened.
    var expiry = later(now.plus(lifetime), presented.expiresAt());
    var first =
        presented.step() == 0
            ? store.begin(tx, presented.family(), presented.agent(), now, expiry)
            : advance(tx, presented, now, expiry);
    if (first) {
      return new RefreshStep.Rotated(now);
    }
    var row = store.lock(tx, presented.family());
    if (row.isEmpty() || row.get().isRevoked() || row.get().step() <= presented.step()) {
      return new RefreshStep.Inactive();
    }
    var rotatedAt = recentRotation(tx, row.get(), presented, now);
    if (rotatedAt.isPresent()) {
      return new RefreshStep.Rotated(rotatedAt.get());
    }
    revoke(
        tx,
        agent,
        presented,
        now,
        count -> new TokenEvent.ReuseDetected(agent, presented, count),
        by);
    return new RefreshStep.Reused();
  }

  /// The family's row says when its last step was taken. The one before that is kept beside it only
  /// while a token of it may still be presented, which a family that is refreshed now and then
  /// never needs.
  private boolean advance(Tx tx, RefreshToken presented, Instant now, Instant expiry) {
    var advanced = store.advance(tx, presented.family(), presented.step(), now, expiry);
    advanced
        .map(RefreshFamilyStore.Advanced::previousRotatedAt)
        .filter(previous -> isRecent(previous, now))
        .ifPresent(
            previous -> store.addRotation(tx, presented.family(), presented.step() - 1, previous));
    return advanced.isPresent();
  }

  /// When a token was used first, if that is not long ago.
  ///
  /// @param row of its family, which is past the token's step
  private Optional<Instant> recentRotation(
      Tx tx, RefreshFamilyStore.Row row, RefreshToken presented, Instant now) {
    var rotatedAt =
        row.step() == presented.step() + 1
            ? Optional.of(row.rotatedAt())
            : store.rotation(tx, presented.family(), presented.step());
    return rotatedAt.filter(time -> isRecent(time, now));
  }

  /// A rotation further ahead than the clock of another node may be is not recent: the clock was
  /// put back since, and until it is there again every old token would pass for one that was just
  /// used.
  private static boolean isRecent(Instant rotatedAt, Instant now) {
    return !rotatedAt.plus(REUSE_GRACE_PERIOD).isBefore(now)
        && !rotatedAt.isAfter(now.plus(Tokens.CLOCK_SKEW));
  }

  /// Whether this refresh token could be used now, for the first time or shortly after it.
  boolean isUsable(Tx tx, RefreshToken token, Instant now) {
    return store
        .lock(tx, token.family())
        .map(row ->
            !row.isRevoked()
                && (row.step() == token.step()
                    || (row.step() > token.step()
                        && recentRotation(tx, row, token, now).isPresent())))
        .orElse(token.step() == 0);
  }

  /// Ends a family and the access tokens that came from it, and writes the event of it.
  ///
  /// @param agent as it was judged, or locked
  /// @param event gives the event that says how many access tokens were ended
  /// @return whether it had not been ended before
  boolean revoke(
      Tx tx,
      Agent agent,
      RefreshToken of,
      Instant now,
      LongFunction<? extends Event> event,
      RequestContext by) {
    if (!store.revoke(
        tx, of.family(), of.agent(), now, later(now.plus(lifetime), of.expiresAt()))) {
      return false;
    }
    var family = new Revocations.RefreshFamily(of.family(), of.agent().value(), of.generation());
    revocations.revokeFamily(tx, family, agent.revision(), event, by);
    return true;
  }

  /// The refresh family of an access token, if it is of one.
  Optional<String> findFamily(AccessToken token) {
    return token.family().isPresent() || token.issuedAt().isAfter(familyClaimSince)
        ? token.family()
        : audit.find(token.id()).flatMap(AuditRecord::family);
  }

  /// Whether this refresh token is the one of its family that is good now.
  boolean isCurrent(RefreshToken token) {
    var row = db.read(handle -> store.find(handle, token.family()));
    return row.map(family -> !family.isRevoked() && family.step() == token.step())
        .orElse(token.step() == 0);
  }

  /// What is known of a family; empty while its first refresh token was not used.
  Optional<RefreshFamilyStore.Row> find(String family) {
    return db.read(handle -> store.find(handle, family));
  }

  /// Forgets the families that nobody can use any more. A job calls it now and then.
  ///
  /// @param time the time by which to forget, which is not simply the wall clock's
  void deleteExpired(Instant time) {
    var now = time.minus(Revocations.MARGIN);
    deleteInBatches(tx -> store.deleteExpired(tx, now, DELETE_BATCH));
    deleteInBatches(tx -> store.deleteRotations(tx, now.minus(REUSE_GRACE_PERIOD), DELETE_BATCH));
  }

  private void deleteInBatches(ToIntFunction<Tx> batch) {
    while (db.inTransaction(batch::applyAsInt) == DELETE_BATCH) {
      // One batch a transaction, so that nobody waits long for the writer.
    }
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
