package dev.signet.tokens.issuing;

import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.db.Tx;
import dev.signet.events.audit.Audit;
import dev.signet.events.audit.Event;
import dev.signet.events.audit.IssuanceRecord;
import dev.signet.identity.agents.Agent;
import dev.signet.validity.revocations.Revocations;
import dev.signet.validity.revocations.RevokedTokenCount;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.ToIntFunction;

/// Refresh token families: a refresh token and its successors. The first use of each advances the
/// family by a step; a used token is only accepted again for a short time ([RFC 9700
/// §4.14](https://www.rfc-editor.org/rfc/rfc9700#section-4.14)).
final class RefreshFamilies {

  /// The grace period in which a used token returns its successor, the same one each time: for an
  /// agent's concurrent requests, and for retries after a lost response. For each token of the
  /// family it starts at the token's first use. Afterwards, a use is treated as reuse of a stolen
  /// copy. A public client's is a setting, unless its tokens are bound to a key.
  static final Duration REUSE_GRACE_PERIOD = Duration.ofSeconds(30);

  /// The longest grace period that may be set for public clients.
  static final Duration MAX_PUBLIC_GRACE_PERIOD = Duration.ofMinutes(30);

  private static final int DELETE_BATCH = 1_000;

  /// The result of presenting a refresh token.
  sealed interface RefreshStep {
    /// Valid; the successor has this time.
    record Rotated(Instant rotatedAt) implements RefreshStep {}

    /// Reused after the grace period: the family has been revoked in this transaction.
    record Reused() implements RefreshStep {}

    /// Reused after the grace period, while tokens are exchanged that may be below the family's:
    /// [#revokeReused] has to revoke it in another transaction.
    record ReusedWhileExchanged() implements RefreshStep {}

    /// The family was revoked before, or has expired.
    record Inactive() implements RefreshStep {}
  }

  private final Db db;
  private final Audit audit;
  private final Revocations revocations;
  private final Duration lifetime;
  private final Duration maxLifetime;
  private final Duration publicGracePeriod;
  private final RefreshFamilyStore store;

  /// Access tokens issued up to this time may belong to a family without naming it; the audit log
  /// names it.
  private final Instant familyClaimSince;

  /// @param lifetime how long a refresh token can be used
  /// @param maxLifetime how long a family can be used in total
  /// @param publicGracePeriod how long a public client may repeat a refresh: programs on the user's
  ///   computer do so minutes later, and from several processes
  RefreshFamilies(
      Db db,
      Audit audit,
      Revocations revocations,
      Clock clock,
      Duration lifetime,
      Duration maxLifetime,
      Duration publicGracePeriod) {
    this.db = db;
    this.audit = audit;
    this.revocations = revocations;
    this.lifetime = lifetime;
    this.maxLifetime = maxLifetime;
    this.publicGracePeriod = publicGracePeriod;
    this.store = new RefreshFamilyStore(db.dialect());
    this.familyClaimSince = db.inTransaction(tx -> store.familyClaimSince(tx, clock.instant()));
  }

  /// When a refresh token that is issued at this time expires.
  Instant expiryAt(String family, Instant rotatedAt) {
    return earlier(rotatedAt.plus(lifetime), lastUse(family));
  }

  /// When a refresh token expires: at its own expiry or its family's, whichever is first.
  Instant expiryOf(RefreshToken token) {
    return earlier(token.expiresAt(), lastUse(token.family()));
  }

  /// A family is named by the id of its first access token, which includes its time of issue.
  Instant lastUse(String family) {
    return Ids.madeAt(family).plus(maxLifetime);
  }

  /// Presents an unexpired refresh token of this server. Reuse revokes the family in the same
  /// transaction, so the caller must let it commit.
  RefreshStep use(Tx tx, Agent agent, RefreshToken presented, Instant now, RequestContext by) {
    // Not before the time of the presented token, which may have been issued before the lifetime
    // was shortened.
    var expiry = later(now.plus(lifetime), presented.expiresAt());
    var first =
        presented.step() == 0
            ? store.begin(tx, presented.family(), presented.agent(), now, expiry)
            : advance(tx, agent, presented, now, expiry);
    if (first) {
      return new RefreshStep.Rotated(now);
    }
    var row = store.lock(tx, presented.family());
    if (row.isEmpty() || row.get().isRevoked() || row.get().step() <= presented.step()) {
      return new RefreshStep.Inactive();
    }
    var rotatedAt = recentRotation(tx, agent, row.get(), presented, now);
    if (rotatedAt.isPresent()) {
      return new RefreshStep.Rotated(rotatedAt.get());
    }
    if (!revocations.tryLockToRevoke(tx, agent.id().value())) {
      return new RefreshStep.ReusedWhileExchanged();
    }
    revokeReused(tx, agent, presented, now, by);
    return new RefreshStep.Reused();
  }

  private void revokeReused(
      Tx tx, Agent agent, RefreshToken presented, Instant now, RequestContext by) {
    var reused = new TokenEvent.ReusedToken("refresh", presented.family(), presented.step());
    revoke(
        tx, agent, presented, now, count -> new TokenEvent.ReuseDetected(agent, reused, count), by);
  }

  /// Revokes the family that an authorization code has started, because the code is used again
  /// ([RFC 6749 §4.1.2](https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2)).
  void revokeOfReusedCode(Agent agent, String family, Instant now, RequestContext by) {
    var reused = new TokenEvent.ReusedToken("code", family, 0);
    db.inTransaction(tx -> {
      revocations.lockToRevoke(tx, List.of(agent.id().value()));
      revoke(
          tx, agent, family, now, count -> new TokenEvent.ReuseDetected(agent, reused, count), by);
      return true;
    });
  }

  /// Revokes the family of a reused token, once no tokens are exchanged that may be below its own.
  void revokeReused(Agent agent, RefreshToken presented, Instant now, RequestContext by) {
    db.inTransaction(tx -> {
      revocations.lockToRevoke(tx, List.of(agent.id().value()));
      revokeReused(tx, agent, presented, now, by);
      return true;
    });
  }

  /// The family's row has the time of its last step. The time of the step before is stored beside
  /// it only while a token of that step can still be presented; a family that is refreshed
  /// occasionally never needs this.
  private boolean advance(Tx tx, Agent agent, RefreshToken presented, Instant now, Instant expiry) {
    var advanced = store.advance(tx, presented.family(), presented.step(), now, expiry);
    advanced
        .map(RefreshFamilyStore.Advanced::previousRotatedAt)
        .filter(previous -> isRecent(previous, gracePeriod(agent, presented), now))
        .ifPresent(
            previous -> store.addRotation(tx, presented.family(), presented.step() - 1, previous));
    return advanced.isPresent();
  }

  /// When a token was first used, if that is recent.
  ///
  /// @param row of its family, which is past the token's step
  private Optional<Instant> recentRotation(
      Tx tx, Agent agent, RefreshFamilyStore.Row row, RefreshToken presented, Instant now) {
    var rotatedAt =
        row.step() == presented.step() + 1
            ? Optional.of(row.rotatedAt())
            : store.rotation(tx, presented.family(), presented.step());
    return rotatedAt.filter(time -> isRecent(time, gracePeriod(agent, presented), now));
  }

  private Duration gracePeriod(Agent agent, RefreshToken token) {
    return agent.isPublicClient() && token.binding().isEmpty()
        ? publicGracePeriod
        : REUSE_GRACE_PERIOD;
  }

  /// A rotation further in the future than another node's clock may be is not recent: the clock was
  /// set back since, and until it has caught up, every old token would be treated as just used.
  private static boolean isRecent(Instant rotatedAt, Duration gracePeriod, Instant now) {
    return !rotatedAt.plus(gracePeriod).isBefore(now)
        && !rotatedAt.isAfter(now.plus(Introspection.CLOCK_SKEW));
  }

  /// Whether this refresh token could be used now, for the first time or within the grace period.
  boolean isUsable(Tx tx, Agent agent, RefreshToken token, Instant now) {
    return isUsable(tx, store.lock(tx, token.family()), agent, token, now);
  }

  /// As [#isUsable], without a lock: it may be used, or revoked, before the transaction ends.
  boolean mayBeUsable(Tx tx, Agent agent, RefreshToken token, Instant now) {
    return isUsable(tx, store.find(tx.handle(), token.family()), agent, token, now);
  }

  private boolean isUsable(
      Tx tx, Optional<RefreshFamilyStore.Row> found, Agent agent, RefreshToken token, Instant now) {
    return found
        .map(row ->
            !row.isRevoked()
                && (row.step() == token.step()
                    || (row.step() > token.step()
                        && recentRotation(tx, agent, row, token, now).isPresent())))
        .orElse(token.step() == 0);
  }

  /// Revokes a family and its access tokens, and records the event.
  ///
  /// @param agent as it was checked, or locked
  /// @param event makes the event from the number of access tokens revoked
  /// @return whether it was revoked by this call
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

  /// As the other one, for a family of the agent's current generation of which no token is at hand.
  ///
  /// @return the count; empty when it was not revoked by this call
  Optional<RevokedTokenCount> revoke(
      Tx tx,
      Agent agent,
      String of,
      Instant now,
      LongFunction<? extends Event> event,
      RequestContext by) {
    if (!store.revoke(tx, of, agent.id(), now, later(now.plus(lifetime), lastUse(of)))) {
      return Optional.empty();
    }
    var family = new Revocations.RefreshFamily(of, agent.id().value(), agent.generation());
    return Optional.of(revocations.revokeFamily(tx, family, agent.revision(), event, by));
  }

  /// The refresh family of an access token, if it belongs to one.
  Optional<String> findFamily(AccessToken token) {
    return token.family().isPresent() || token.issuedAt().isAfter(familyClaimSince)
        ? token.family()
        : audit.issuance(token.agent().id().value(), token.id()).flatMap(IssuanceRecord::family);
  }

  /// Whether this refresh token is the current one of its family.
  boolean isCurrent(RefreshToken token) {
    var row = db.read(handle -> store.find(handle, token.family()));
    return row.map(family -> !family.isRevoked() && family.step() == token.step())
        .orElse(token.step() == 0);
  }

  /// The state of a family; empty while its first refresh token is unused.
  Optional<RefreshFamilyStore.Row> find(String family) {
    return db.read(handle -> store.find(handle, family));
  }

  /// Deletes families that can no longer be used. A job calls it periodically.
  ///
  /// @param time the reference time, which may differ from the wall clock
  void deleteExpired(Instant time) {
    var now = time.minus(Revocations.MARGIN);
    deleteInBatches(tx -> store.deleteExpired(tx, now, DELETE_BATCH));
    deleteInBatches(
        tx -> store.deleteRotations(tx, now.minus(MAX_PUBLIC_GRACE_PERIOD), DELETE_BATCH));
  }

  private void deleteInBatches(ToIntFunction<Tx> batch) {
    while (db.inTransaction(batch::applyAsInt) == DELETE_BATCH) {
      // One batch per transaction, so that other writers do not wait long.
    }
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
