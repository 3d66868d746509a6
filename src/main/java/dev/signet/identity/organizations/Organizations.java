package dev.signet.identity.organizations;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.callers.TenantScope;
import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.db.Tx;
import dev.signet.base.paging.Paging;
import dev.signet.base.refusals.Refused;
import dev.signet.events.audit.Audit;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jdbi.v3.core.Handle;

/// The organizations: created, renamed, suspended, deleted and listed.
///
/// Suspending an organization changes one row, however many agents and tokens there are: the tokens
/// of its agents are of an earlier generation from then on ([OrganizationStates]), and no others
/// are issued until it is reactivated.
public final class Organizations {
  private final Db db;
  private final Audit audit;
  private final Ids ids;
  private final Clock clock;
  private final OrganizationStore store;
  private final OrganizationStates states;
  private final SuspensionCounter counter;
  private volatile CreationListener creationListener = (_, _, _) -> {};
  private final List<DeletionListener> deletionListeners = new CopyOnWriteArrayList<>();

  public Organizations(Db db, Audit audit, Ids ids, Clock clock) {
    this.db = db;
    this.audit = audit;
    this.ids = ids;
    this.clock = clock;
    this.store = new OrganizationStore(db.dialect());
    this.states = new OrganizationStates(db, store);
    this.counter = new SuspensionCounter(db, audit, store);
  }

  /// Stores what another room has for each organization.
  @FunctionalInterface
  public interface CreationListener {
    void onCreated(Tx tx, OrganizationId id, RequestContext by);
  }

  /// Sets the listener for new organizations. Before the first request.
  public void onCreation(CreationListener listener) {
    creationListener = listener;
  }

  /// Deletes the data of another room for an organization that is being deleted.
  @FunctionalInterface
  public interface DeletionListener {
    void onDeleted(Tx tx, OrganizationId id, RequestContext by);
  }

  /// Adds a listener for deletions. Before the first request.
  public void onDeletion(DeletionListener listener) {
    deletionListeners.add(listener);
  }

  public OrganizationStates states() {
    return states;
  }

  /// Sets the room that knows the organizations' agents. Before the first request.
  public void countWith(OrganizationAgents agents) {
    counter.countWith(agents);
  }

  /// Creates an organization.
  ///
  /// @throws Refused `Conflict` when another one has the slug
  public Organization create(String name, String slug, RequestContext by) {
    return db.inTransaction(tx -> create(tx, name, slug, by));
  }

  /// Creates an organization within the caller's transaction.
  public Organization create(Tx tx, String name, String slug, RequestContext by) {
    var now = clock.instant();
    var made =
        new Organization(
            new OrganizationId(ids.next()),
            slug,
            name,
            new OrganizationStatus.Active(),
            0,
            now,
            now);
    if (!store.add(tx, made)) {
      throw OrganizationRefusals.slugTaken();
    }
    audit.record(tx, new OrganizationEvent.Created(made), by);
    creationListener.onCreated(tx, made.id(), by);
    return made;
  }

  /// Renames an organization. Giving it its current name changes nothing.
  ///
  /// @throws Refused `NotFound` when it does not exist or is not within the caller's reach
  public Organization rename(OrganizationId id, String name, RequestContext by) {
    return db.inTransaction(tx -> {
      var before = lock(tx, id, by);
      if (before.name().equals(name)) {
        return before;
      }
      var renamed = before.withName(name, clock.instant());
      store.rename(tx, renamed);
      audit.record(tx, new OrganizationEvent.Renamed(renamed, before.name()), by);
      return renamed;
    });
  }

  /// An organization of any status. Until the transaction ends, no other one adds anything to it:
  /// this waits for those that [#require] let pass.
  ///
  /// @throws Refused `NotFound` when it does not exist or is not within the caller's reach
  public Organization lockExclusively(Tx tx, OrganizationId id, RequestContext by) {
    require(id, by);
    states.lockToChange(tx, id);
    return lock(tx, id, by);
  }

  private Organization lock(Tx tx, OrganizationId id, RequestContext by) {
    requireWithinReach(id, by);
    return store.lock(tx, id).orElseThrow(OrganizationRefusals::notFound);
  }

  /// Checked before anything is locked: a caller that may not see an organization neither waits for
  /// its locks nor holds them.
  private static void requireWithinReach(OrganizationId id, RequestContext by) {
    if (!TenantScope.of(by.caller()).covers(id)) {
      throw OrganizationRefusals.notFound();
    }
  }

  private Organization lockToChangeStatus(Tx tx, OrganizationId id, RequestContext by) {
    requireWithinReach(id, by);
    states.lockToChange(tx, id);
    var organization = lock(tx, id, by);
    if (id.isDefault()) {
      throw OrganizationRefusals.defaultOrganization();
    }
    return organization;
  }

  /// Suspends an organization: from then on its agents get no tokens, and all that they have are
  /// revoked, in one step. Suspending a suspended organization changes nothing.
  ///
  /// @throws Refused `NotFound` as [#rename], `Conflict` for the default organization
  public OrganizationSuspension suspend(OrganizationId id, String reason, RequestContext by) {
    return db.inTransaction(tx -> {
      var before = lockToChangeStatus(tx, id, by);
      if (!before.status().isActive()) {
        return new OrganizationSuspension(before, 0, OptionalLong.of(0));
      }
      var now = clock.instant();
      var after =
          before.with(
              new OrganizationStatus.Suspended(now, reason),
              Math.max(before.generation() + 1, now.toEpochMilli()),
              now);
      var ended = new OrganizationAgents.Suspended(id, before.state(), after.generation(), now);
      var counted = counter.countIfFew(tx.handle(), ended);
      var agents = counter.countAgents(tx.handle(), id);
      store.saveStatus(tx, after);
      states.remember(tx, after);
      var event =
          audit.record(tx, new OrganizationEvent.Suspended(after, reason, agents, counted), by);
      if (counted.isEmpty()) {
        counter.countLater(tx, new OrganizationStore.PendingCount(event, ended));
      }
      return new OrganizationSuspension(after, agents, counted);
    });
  }

  /// The effect of suspending an organization now.
  ///
  /// @throws Refused as [#require]
  public OrganizationAgents.ActiveTokens previewSuspension(OrganizationId id, RequestContext by) {
    var organization = require(id, by);
    return db.readLongRunning(handle ->
        counter.count(
            handle,
            new OrganizationAgents.Suspended(
                id, organization.state(), Long.MAX_VALUE, clock.instant())));
  }

  /// Reactivates an organization: its agents get tokens again, and the old ones stay revoked.
  /// Reactivating an active organization changes nothing.
  ///
  /// @throws Refused as [#suspend]
  public Organization reactivate(OrganizationId id, RequestContext by) {
    return db.inTransaction(tx -> {
      var before = lockToChangeStatus(tx, id, by);
      if (before.status().isActive()) {
        return before;
      }
      var after =
          before.with(new OrganizationStatus.Active(), before.generation(), clock.instant());
      store.saveStatus(tx, after);
      states.remember(tx, after);
      audit.record(tx, new OrganizationEvent.Reactivated(after), by);
      return after;
    });
  }

  /// Deletes an organization whose agents are all decommissioned. Its slug cannot be reused.
  ///
  /// @throws Refused as [#suspend], and `Conflict` when it has other agents
  public void delete(OrganizationId id, RequestContext by) {
    db.inTransaction(tx -> {
      var organization = lockToChangeStatus(tx, id, by);
      var remaining = counter.countRemaining(tx.handle(), id);
      if (remaining > 0) {
        throw OrganizationRefusals.hasAgents(remaining);
      }
      deletionListeners.forEach(listener -> listener.onDeleted(tx, id, by));
      store.saveDeletion(tx, id, clock.instant());
      audit.record(tx, new OrganizationEvent.Deleted(organization), by);
      return organization;
    });
  }

  /// The number of agents of an organization that are not decommissioned.
  public long countAgents(Handle handle, OrganizationId id) {
    return counter.countRemaining(handle, id);
  }

  /// Counts the tokens of suspensions that are not counted yet. A job calls it.
  void countSuspensions() {
    counter.countPending();
  }

  /// The current organization.
  ///
  /// @throws Refused `NotFound` when it does not exist or is not within the caller's reach
  public Organization require(OrganizationId id, RequestContext by) {
    return db.read(handle -> store.find(handle, id))
        .filter(found -> TenantScope.of(by.caller()).covers(found.id()))
        .orElseThrow(OrganizationRefusals::notFound);
  }

  /// The names of organizations, for a user who belongs to them.
  public Map<OrganizationId, String> names(Collection<OrganizationId> ids) {
    var names = new HashMap<OrganizationId, String>();
    db.read(handle -> {
      for (var id : ids) {
        store.find(handle, id).ifPresent(found -> names.put(id, found.name()));
      }
      return names;
    });
    return names;
  }

  /// Checks that the caller may now add something to an organization. The transaction that adds it
  /// checks again.
  ///
  /// @throws Refused `NotFound` when it does not exist or is not within the caller's reach,
  ///   `Conflict` when it is suspended
  public void requireActive(OrganizationId id, RequestContext by) {
    if (!require(id, by).status().isActive()) {
      throw OrganizationRefusals.suspended();
    }
  }

  /// Checks that the caller may add something to an organization, which is neither suspended nor
  /// deleted until the transaction ends.
  ///
  /// @throws Refused `NotFound` when it does not exist or is not within the caller's reach,
  ///   `Conflict` when it is suspended
  public void require(Tx tx, OrganizationId id, RequestContext by) {
    requireWithinReach(id, by);
    states.lock(tx, id);
    var found = store.find(tx.handle(), id).orElseThrow(OrganizationRefusals::notFound);
    if (!found.status().isActive()) {
      throw OrganizationRefusals.suspended();
    }
  }

  /// A page of the organizations within the caller's reach, the newest first.
  public Paging.Page<Organization> list(Paging paging, RequestContext by) {
    var reach = TenantScope.of(by.caller());
    return db.readLongRunning(handle ->
        paging.of(
            store.list(handle, reach, paging),
            () -> store.count(handle, reach, Paging.MAX_COUNTED),
            organization -> organization.id().value()));
  }
}
