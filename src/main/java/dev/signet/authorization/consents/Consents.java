package dev.signet.authorization.consents;

import dev.signet.authorization.consents.ConsentStore.Filter;
import dev.signet.base.callers.OrganizationId;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.callers.TenantScope;
import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.db.NamedLocks;
import dev.signet.base.db.Tx;
import dev.signet.base.oauth.Scopes;
import dev.signet.base.paging.Paging;
import dev.signet.base.refusals.Refused;
import dev.signet.events.audit.Audit;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.users.UserId;
import dev.signet.identity.users.Users;
import dev.signet.validity.revocations.Revocations;
import dev.signet.validity.revocations.RevokedTokenCount;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What users have allowed clients at resources.
///
/// A consent is the root of the refresh token families that a client starts by it. When it ends,
/// each of its families is revoked, and with it the family's access tokens: so introspection needs
/// to know nothing about consents, and a token costs the same whether it is about a user or not. A
/// family starts only in a transaction that shares the lock of its active consent; revoking the
/// families of an ended consent takes the lock exclusively, so none is left out.
public final class Consents {
  /// How many families are revoked in one transaction: all other writers wait that long.
  private static final int BATCH = 20;

  private static final int DELETE_BATCH = 500;

  /// After this time the request that ended a consent is taken to have been killed.
  private static final Duration ABANDONED = Duration.ofMinutes(1);

  private static final Logger LOG = LoggerFactory.getLogger(Consents.class);

  private final Db db;
  private final Audit audit;
  private final Ids ids;
  private final Clock clock;
  private final Users users;
  private final Revocations revocations;
  private final NamedLocks locks;
  private final ConsentStore store;
  private ConnectedTokens tokens = (_, _, _, _) -> List.of();

  Consents(Db db, Audit audit, Ids ids, Clock clock, Users users, Revocations revocations) {
    this.db = db;
    this.audit = audit;
    this.ids = ids;
    this.clock = clock;
    this.users = users;
    this.revocations = revocations;
    this.locks = new NamedLocks(db.dialect());
    this.store = new ConsentStore(db.dialect());
  }

  /// Sets what revokes the tokens of clients. To be called before the first request.
  public void endTokensWith(ConnectedTokens connected) {
    this.tokens = connected;
  }

  /// A consent in a list.
  ///
  /// @param lastConnectedAt when the client last got a first token by it; empty when none of its
  ///   connections is left
  public record ListedConsent(Consent consent, Optional<Instant> lastConnectedAt) {}

  /// Ended consents.
  ///
  /// @param consents how many this call ended
  /// @param tokens how many active access tokens ended; empty when they are still being counted
  public record Ended(long consents, OptionalLong tokens) {
    private static final Ended NONE = new Ended(0, OptionalLong.of(0));

    private Ended plus(OptionalLong more) {
      return new Ended(consents + 1, sum(tokens, more));
    }
  }

  private static OptionalLong sum(OptionalLong one, OptionalLong other) {
    return one.isPresent() && other.isPresent()
        ? OptionalLong.of(one.getAsLong() + other.getAsLong())
        : OptionalLong.empty();
  }

  /// What a user has allowed a client at a resource, in any state.
  public Optional<Consent> find(UserId user, AgentId client, String resource) {
    return db.read(handle -> store.find(handle, user, client, resource));
  }

  /// The organizations to which the user of a consent belongs now.
  public Set<OrganizationId> organizationsOfUser(Consent consent) {
    return db.read(handle -> users.organizationsOf(handle, consent.parties().user()));
  }

  /// A consent, in any state.
  public Optional<Consent> find(ConsentId id) {
    return db.read(handle -> store.find(handle, id));
  }

  /// Records that a user allows a client these scopes at a resource, in addition to what is allowed
  /// already. A consent that has ended begins again, with these alone.
  ///
  /// @param mayUse whether a user who belongs to these organizations may use the resource
  /// @throws Refused `consent_blocked`; `ServiceUnavailable` while a consent that has ended still
  ///   ends; `Unauthenticated` when the user was removed meanwhile, and `NotAllowed` when their
  ///   membership was
  public Consent grant(
      Tx tx,
      Consent.Parties parties,
      Scopes scopes,
      Predicate<Set<OrganizationId>> mayUse,
      RequestContext by) {
    var now = clock.instant();
    // From here on, whatever takes the user's access away waits for this, and ends the consent.
    if (!users.lockIfPresent(tx, parties.user())) {
      throw Refused.unauthenticated("the user was removed meanwhile");
    }
    if (!mayUse.test(users.organizationsOf(tx.handle(), parties.user()))) {
      throw Refused.notAllowed("the user's membership was removed meanwhile");
    }
    store.addIfAbsent(
        tx,
        new Consent(
            new ConsentId(ids.next()),
            parties,
            Scopes.NONE,
            ConsentStatus.ENDED,
            false,
            1,
            now,
            now,
            now));
    var id =
        store
            .find(tx.handle(), parties.user(), parties.client(), parties.resource())
            .orElseThrow()
            .id();
    var before = store.lock(tx, id).orElseThrow();
    if (before.isBlocked()) {
      throw ConsentRefusals.blocked();
    }
    if (before.isEnding()) {
      throw ConsentRefusals.ending();
    }
    var isNew = !before.isActive();
    var all = isNew ? scopes : before.scopes().union(scopes);
    var after =
        new Consent(
            id,
            parties,
            all,
            ConsentStatus.ACTIVE,
            false,
            before.generation(),
            before.createdAt(),
            now,
            now);
    store.save(tx, after);
    if (isNew || !all.equals(before.scopes())) {
      audit.record(tx, new ConsentEvent.Granted(after, isNew), by);
    }
    return after;
  }

  /// Ends what is still ending of a user's consent, so that the user can allow the client again.
  public void finishEnding(Consent consent, RequestContext by) {
    if (consent.isEnding()) {
      finish(consent.id(), by);
    }
  }

  /// Records that a user did not allow what a client asked for.
  public void recordDenial(Consent.Parties parties, Scopes asked, RequestContext by) {
    audit.record(new ConsentEvent.Denied(parties, asked), by);
  }

  /// Of these connections, those that may start in this transaction. Until it ends, their consents
  /// do not end: that waits for it. This never waits; a consent that is being ended now is left
  /// out.
  ///
  /// To be called before the transaction locks any row.
  public Set<Connection> lockForIssuing(Tx tx, Collection<Connection> connections) {
    if (connections.isEmpty()) {
      return Set.of();
    }
    var names = new HashSet<String>();
    var consents = new HashSet<ConsentId>();
    for (var connection : connections) {
      names.add(lockName(connection.consent()));
      consents.add(connection.consent());
    }
    var locked = locks.tryLockShared(tx, names);
    var found = store.findAll(tx.handle(), consents);
    var free = new HashSet<Connection>();
    for (var connection : connections) {
      var consent = found.get(connection.consent());
      if (consent != null
          && locked.contains(lockName(connection.consent()))
          && consent.isActive()
          && consent.generation() == connection.consentGeneration()) {
        free.add(connection);
      }
    }
    return free;
  }

  /// Records that these connections have started, with their first tokens.
  ///
  /// @param started each with the time when none of its tokens can be used any more
  public void addConnections(Tx tx, Map<Connection, Instant> started) {
    if (!started.isEmpty()) {
      store.addConnections(tx, started, clock.instant());
    }
  }

  private static String lockName(ConsentId id) {
    return "consent " + id.value();
  }

  /// Ends a consent of the user: the client's tokens end, and it has to ask again.
  ///
  /// @return nothing ended when it had ended before
  /// @throws Refused `NotFound` when the user has no such consent
  public Ended endOwn(UserId user, ConsentId id, RequestContext by) {
    if (find(id).filter(consent -> consent.parties().user().equals(user)).isEmpty()) {
      throw ConsentRefusals.notFound();
    }
    return end(id, ConsentStatus.ENDED, by);
  }

  /// Ends a consent.
  ///
  /// @throws Refused `NotFound` when it does not exist or is not within the caller's reach
  public Ended end(ConsentId id, RequestContext by) {
    require(id, by);
    return end(id, ConsentStatus.ENDED, by);
  }

  /// Ends a consent, and keeps the user from allowing the client again.
  ///
  /// @throws Refused as [#end]
  public Ended block(ConsentId id, RequestContext by) {
    require(id, by);
    return end(id, ConsentStatus.BLOCKED, by);
  }

  /// Lets the user decide about a blocked client again.
  ///
  /// @throws Refused as [#end]
  public ListedConsent unblock(ConsentId id, RequestContext by) {
    require(id, by);
    return db.inTransaction(tx -> {
      var before = store.lock(tx, id).orElseThrow(ConsentRefusals::notFound);
      if (before.isBlocked()) {
        var after = with(before, ConsentStatus.ENDED, before.generation());
        store.save(tx, after);
        audit.record(tx, new ConsentEvent.Unblocked(after), by);
      }
      return listed(tx.handle(), List.of(store.find(tx.handle(), id).orElseThrow())).getFirst();
    });
  }

  /// Ends all active consents of a user.
  ///
  /// @throws Refused `NotFound` when the user does not exist
  public Ended endAllOfUser(UserId user, RequestContext by) {
    if (users.find(user).isEmpty()) {
      throw Refused.notFound("user");
    }
    var of = Filter.ofUser(user, Optional.empty());
    db.inTransaction(tx -> store.endAll(tx, of, clock.instant()));
    return finishAll(of, by);
  }

  /// Ends the consents of a user whose access ends in this transaction: [#finishOfUser] has to
  /// follow its commit.
  ///
  /// @param organization only those at resources of this organization; empty for all
  public void endAllOfUser(Tx tx, UserId user, Optional<OrganizationId> organization) {
    store.endAll(tx, Filter.ofUser(user, organization), clock.instant());
  }

  /// Revokes the tokens of a user's consents that have ended.
  public void finishOfUser(UserId user, RequestContext by) {
    finishAll(Filter.ofUser(user, Optional.empty()), by);
  }

  /// Ends the consents at a resource that is deleted in this transaction: [#finishAtResource] has
  /// to follow its commit.
  public void endAllAtResource(Tx tx, String resource) {
    store.endAll(tx, Filter.atResource(resource), clock.instant());
  }

  /// Revokes the tokens of the consents at a resource that have ended.
  public void finishAtResource(String resource, RequestContext by) {
    finishAll(Filter.atResource(resource), by);
  }

  /// Only what has ended: others may end in the same way meanwhile, and do the rest themselves.
  private Ended finishAll(Filter filter, RequestContext by) {
    var ended = Ended.NONE;
    List<ConsentId> some;
    do {
      some = db.read(handle -> store.ending(handle, filter, BATCH));
      for (var id : some) {
        ended = ended.plus(finish(id, by).tokens());
      }
    } while (!some.isEmpty());
    return ended;
  }

  private Ended end(ConsentId id, ConsentStatus status, RequestContext by) {
    var isEnding =
        db.inTransaction(tx -> {
          var before = store.lock(tx, id).orElseThrow(ConsentRefusals::notFound);
          if (before.status() == status || (status == ConsentStatus.ENDED && !before.isActive())) {
            return false;
          }
          store.save(tx, with(before, status, before.generation() + 1));
          store.beginEnding(tx, id);
          return true;
        });
    return isEnding ? finish(id, by) : Ended.NONE;
  }

  private Consent with(Consent before, ConsentStatus status, long generation) {
    return new Consent(
        before.id(),
        before.parties(),
        before.scopes(),
        status,
        before.isEnding(),
        generation,
        before.createdAt(),
        before.decidedAt(),
        clock.instant());
  }

  /// Ends the connections of a consent that has ended, a few in each transaction, and records that
  /// it has ended. It waits for connections that are being started, and finds them. If the process
  /// ends meanwhile, a job does the rest.
  private Ended finish(ConsentId id, RequestContext by) {
    var counts = new ArrayList<RevokedTokenCount>();
    while (endSomeConnections(id, counts, by)) {
      // Until none is left.
    }
    var counted = OptionalLong.of(0);
    for (var count : counts) {
      counted = sum(counted, revocations.count(count));
    }
    var own = counted;
    return db.inTransaction(tx -> {
      var consent = store.lock(tx, id).orElseThrow(ConsentRefusals::notFound);
      return store
          .finishEnding(tx, id)
          .map(progress -> {
            // Their number is known in the transactions that revoked them, unless they were many.
            var all =
                progress.tokens().isPresent() || progress.connections() != counts.size()
                    ? progress.tokens()
                    : own;
            audit.record(tx, new ConsentEvent.Ended(consent, progress.connections(), all), by);
            return new Ended(1, all);
          })
          // The job was faster.
          .orElseGet(() -> new Ended(1, OptionalLong.empty()));
    });
  }

  /// @param counts those of the revoked families are added
  private boolean endSomeConnections(
      ConsentId id, List<RevokedTokenCount> counts, RequestContext by) {
    var client =
        db.read(handle -> store.find(handle, id))
            .orElseThrow(ConsentRefusals::notFound)
            .parties()
            .client();
    var some = new ArrayList<RevokedTokenCount>();
    var ended =
        db.inTransaction(tx -> {
          some.clear();
          // Before any row is locked.
          locks.lockExclusively(tx, lockName(id));
          revocations.lockToRevoke(tx, List.of(client.value()));
          var families = store.connections(tx.handle(), id, BATCH);
          if (families.isEmpty()) {
            return false;
          }
          some.addAll(tokens.revokeFamilies(tx, client, families, by));
          store.deleteConnections(tx, families);
          var known =
              some.stream().map(RevokedTokenCount::count).reduce(OptionalLong.of(0), Consents::sum);
          store.addEnded(tx, id, families.size(), known);
          return true;
        });
    counts.addAll(some);
    return ended;
  }

  /// A consent that must exist.
  ///
  /// @throws Refused `NotFound` when it does not exist or is not within the caller's reach
  public ListedConsent require(ConsentId id, RequestContext by) {
    var reach = TenantScope.of(by.caller());
    return db.read(handle ->
            store
                .find(handle, id)
                .filter(found -> reach.covers(found.parties().organization()))
                .map(found -> listed(handle, List.of(found)).getFirst()))
        .orElseThrow(ConsentRefusals::notFound);
  }

  /// A page of the consents within the caller's reach, the newest first.
  Paging.Page<ListedConsent> list(Filter filter, Paging paging, RequestContext by) {
    var reach = TenantScope.of(by.caller());
    return db.readLongRunning(handle ->
        paging.of(
            listed(handle, store.page(handle, reach, filter, paging)),
            () -> store.count(handle, reach, filter, Paging.MAX_COUNTED),
            listed -> listed.consent().id().value()));
  }

  /// All consents of a user that are active or blocked, the newest first.
  public List<ListedConsent> ofUser(UserId user) {
    return db.read(handle ->
        listed(
            handle,
            store.ofUser(handle, user).stream()
                .filter(consent -> consent.status() != ConsentStatus.ENDED)
                .toList()));
  }

  private List<ListedConsent> listed(Handle handle, List<Consent> consents) {
    var last = store.lastConnections(handle, consents.stream().map(Consent::id).toList());
    return consents.stream()
        .map(consent -> new ListedConsent(consent, Optional.ofNullable(last.get(consent.id()))))
        .toList();
  }

  /// Finishes what a killed process began, and deletes connections whose tokens have expired. A job
  /// calls it.
  ///
  /// @param now the reference time, which may differ from the wall clock
  void finishAndDeleteExpired(Instant now) {
    var by = RequestContext.ofJob("consents");
    var abandoned = clock.instant().minus(ABANDONED);
    for (var id : db.read(handle -> store.ending(handle, abandoned, DELETE_BATCH))) {
      try {
        finish(id, by);
      } catch (RuntimeException e) {
        // The others are not to wait for it.
        LOG.atWarn().addKeyValue("consent", id.value()).setCause(e).log("consent not ended");
      }
    }
    while (db.inTransaction(
            tx -> store.deleteExpiredConnections(tx, now.minus(Revocations.MARGIN), DELETE_BATCH))
        == DELETE_BATCH) {
      // One batch per transaction, so that other writers do not wait long.
    }
  }
}
