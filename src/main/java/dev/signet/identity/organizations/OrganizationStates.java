package dev.signet.identity.organizations;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.db.Db;
import dev.signet.base.db.NamedLocks;
import dev.signet.base.db.Tx;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/// The [OrganizationState] of each organization, for the rooms that issue tokens and check them.
///
/// Only organizations that were suspended once have a state of their own. On an embedded database
/// they are in memory, which is exact between two transactions of the writer. On a shared one,
/// transactions that issue tokens, register agents or revoke tokens share a lock of each
/// organization with each other, and a suspension takes it exclusively: so a suspension waits for
/// those that run, and counts their tokens, and later ones see it.
///
/// The default organization cannot be suspended, so its agents cost nothing here.
public final class OrganizationStates {
  private final Db db;
  private final OrganizationStore store;
  private final NamedLocks locks;
  private final boolean isShared;
  private final Map<OrganizationId, OrganizationState> remembered = new ConcurrentHashMap<>();
  private final Map<OrganizationId, Long> quotaVersions = new ConcurrentHashMap<>();

  OrganizationStates(Db db, OrganizationStore store) {
    this.db = db;
    this.store = store;
    this.locks = new NamedLocks(db.dialect());
    this.isShared = db.dialect().isShared();
    if (!isShared) {
      remembered.putAll(db.read(store::states));
      quotaVersions.putAll(db.read(store::quotaVersions));
    }
  }

  /// The state that memory has on an embedded database.
  ///
  /// @param last what the caller knows, which is the result on a shared database
  public OrganizationState latest(OrganizationId id, OrganizationState last) {
    return isShared || remembered.isEmpty()
        ? last
        : remembered.getOrDefault(id, OrganizationState.NEVER_SUSPENDED);
  }

  /// The stored state of an organization.
  public OrganizationState find(Handle handle, OrganizationId id) {
    return findAll(handle, Set.of(id)).getOrDefault(id, OrganizationState.NEVER_SUSPENDED);
  }

  /// The stored states; organizations that were never suspended are left out.
  public Map<OrganizationId, OrganizationState> findAll(
      Handle handle, Collection<OrganizationId> ids) {
    var others = ids.stream().filter(id -> !id.isDefault()).distinct().toList();
    return others.isEmpty() ? Map.of() : store.states(handle, others);
  }

  /// Whether an organization is active now, including changes that other nodes committed before
  /// this call.
  public boolean isActive(OrganizationId id) {
    return id.isDefault()
        || (isShared
                ? db.read(handle -> find(handle, id))
                : latest(id, OrganizationState.NEVER_SUSPENDED))
            .isActive();
  }

  /// The terms under which a transaction may issue tokens: until it ends, none of them changes.
  /// This never waits.
  ///
  /// @return without the organizations that are being suspended or reactivated, or whose limits are
  ///   being changed now
  public Map<OrganizationId, IssuingTerms> lockForIssuing(Tx tx, Collection<OrganizationId> ids) {
    var found = new HashMap<OrganizationId, IssuingTerms>();
    if (!isShared) {
      ids.forEach(id -> found.put(id, remembered(id)));
      return found;
    }
    var locked =
        locks.tryLockShared(
            tx, ids.stream().map(OrganizationStates::lockName).collect(Collectors.toSet()));
    var free = ids.stream().filter(id -> locked.contains(lockName(id))).toList();
    if (!free.isEmpty()) {
      var terms = store.issuingTerms(tx.handle(), free);
      free.forEach(id -> found.put(id, terms.getOrDefault(id, IssuingTerms.DEFAULT)));
    }
    return found;
  }

  private IssuingTerms remembered(OrganizationId id) {
    return remembered.isEmpty() && quotaVersions.isEmpty()
        ? IssuingTerms.DEFAULT
        : new IssuingTerms(
            latest(id, OrganizationState.NEVER_SUSPENDED), quotaVersions.getOrDefault(id, 0L));
  }

  /// Has all nodes look at the limits of an organization again, before they issue its agents the
  /// next token. No token is being issued to its agents until the transaction ends: this waits for
  /// those that are. To be called before the transaction locks a row of the organization's limits.
  public void raiseQuotaVersion(Tx tx, OrganizationId id) {
    lockToChange(tx, id);
    var version = store.raiseQuotaVersion(tx, id);
    if (!isShared) {
      tx.afterCommit(() -> quotaVersions.put(id, version));
    }
  }

  /// Keeps the state from changing until the transaction ends; waits for a change that is under
  /// way. To be called before the transaction locks a row of the organization's agents.
  public void lock(Tx tx, OrganizationId id) {
    if (!id.isDefault()) {
      locks.lockShared(tx, lockName(id));
    }
  }

  /// As [#lock], for a transaction that changes the state.
  void lockToChange(Tx tx, OrganizationId id) {
    locks.lockExclusively(tx, lockName(id));
  }

  /// Takes over a changed state, once the transaction has committed.
  void remember(Tx tx, Organization changed) {
    if (!isShared) {
      tx.afterCommit(() -> remembered.put(changed.id(), changed.state()));
    }
  }

  private static String lockName(OrganizationId id) {
    return "organization " + id.value();
  }
}
