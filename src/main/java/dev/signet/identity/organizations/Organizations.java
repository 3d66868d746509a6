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

/// The organizations: created, renamed and listed.
public final class Organizations {
  private final Db db;
  private final Audit audit;
  private final Ids ids;
  private final Clock clock;
  private final OrganizationStore store;

  public Organizations(Db db, Audit audit, Ids ids, Clock clock) {
    this.db = db;
    this.audit = audit;
    this.ids = ids;
    this.clock = clock;
    this.store = new OrganizationStore(db.dialect());
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
    var made = new Organization(new OrganizationId(ids.next()), slug, name, now, now);
    if (!store.add(tx, made)) {
      throw OrganizationRefusals.slugTaken();
    }
    audit.record(tx, new OrganizationEvent.Created(made), by);
    return made;
  }

  /// Renames an organization. Giving it its current name changes nothing.
  ///
  /// @throws Refused `NotFound` when it does not exist or is not within the caller's reach
  public Organization rename(OrganizationId id, String name, RequestContext by) {
    return db.inTransaction(tx -> {
      var before =
          store
              .lock(tx, id)
              .filter(found -> TenantScope.of(by.caller()).covers(found.id()))
              .orElseThrow(OrganizationRefusals::notFound);
      if (before.name().equals(name)) {
        return before;
      }
      var renamed = new Organization(id, before.slug(), name, before.createdAt(), clock.instant());
      store.rename(tx, renamed);
      audit.record(tx, new OrganizationEvent.Renamed(renamed, before.name()), by);
      return renamed;
    });
  }

  /// The current organization.
  ///
  /// @throws Refused `NotFound` when it does not exist or is not within the caller's reach
  public Organization require(OrganizationId id, RequestContext by) {
    return db.read(handle -> store.find(handle, id))
        .filter(found -> TenantScope.of(by.caller()).covers(found.id()))
        .orElseThrow(OrganizationRefusals::notFound);
  }

  /// Checks that the caller may add something to an organization.
  ///
  /// @throws Refused `NotFound` when it does not exist or is not within the caller's reach
  public void require(Tx tx, OrganizationId id, RequestContext by) {
    if (!TenantScope.of(by.caller()).covers(id) || store.find(tx.handle(), id).isEmpty()) {
      throw OrganizationRefusals.notFound();
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
