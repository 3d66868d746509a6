package dev.signet.identity.users;

import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.Db;
import dev.signet.base.db.Tx;
import dev.signet.events.audit.Audit;
import dev.signet.identity.users.Session.ByUser;
import dev.signet.identity.users.UserAdministration.UserRemoval;
import java.time.Clock;
import java.util.Optional;

/// Removes what a user has: a membership, or all access. Callers have locked the user's row, and
/// checked their own rights.
final class AccessRemoval {
  private final Audit audit;
  private final Clock clock;
  private final Users users;
  private final UserStore store = new UserStore();
  private final UserAdministrationStore administrationStore;
  private final MembershipStore memberships;
  private final PasskeyStore passkeys = new PasskeyStore();

  AccessRemoval(Db db, Audit audit, Clock clock, Users users) {
    this.audit = audit;
    this.users = users;
    this.clock = clock;
    this.administrationStore = new UserAdministrationStore(db.dialect());
    this.memberships = new MembershipStore(db.dialect());
  }

  /// Checks that an organization keeps an owner who can sign in when this member leaves it, or gets
  /// another role. An owner who has never signed in does not count: their link may expire.
  ///
  /// @throws Refused `last_owner`
  void requireAnotherOwner(Tx tx, User user, Membership membership) {
    if (membership.role() == Role.OWNER
        && user.lastSignedInAt().isPresent()
        && memberships.lockOwnersWith(tx, membership.organization(), user.id()).stream()
            .filter(other -> other.role() == Role.OWNER && !other.user().equals(user.id()))
            .noneMatch(other -> hasSignedIn(tx, other.user()))) {
      throw UserRefusals.lastOwnerOfOrganization();
    }
  }

  private boolean hasSignedIn(Tx tx, UserId id) {
    return store
        .find(tx.handle(), id)
        .filter(user -> user.lastSignedInAt().isPresent())
        .isPresent();
  }

  /// Deletes a membership, with the member's sessions in the organization.
  ///
  /// @return the number of sessions ended
  int remove(Tx tx, User user, Membership membership, RequestContext by) {
    memberships.delete(tx, membership.organization(), user.id());
    var ended = store.deleteAll(tx, user.id(), membership.organization());
    users.accessEnds().onEnd(tx, user.id(), Optional.of(membership.organization()));
    audit.record(
        tx,
        new MemberEvent.Removed(membership.organization(), user.with(membership.role()), ended),
        by);
    return ended;
  }

  /// Removes a user who is in no organization any more, with their sessions, passkeys and links,
  /// and the links that they created.
  UserRemoval remove(Tx tx, User user, RequestContext by) {
    var id = user.id();
    administrationStore.saveRemoval(tx, id, clock.instant());
    administrationStore.deleteLinks(tx, id);
    administrationStore.deleteLinksBy(tx, id);
    var ofPasskeys = passkeys.deleteAll(tx, id);
    var ofSessions = store.deleteAll(tx, new ByUser(id));
    users.accessEnds().onEnd(tx, id, Optional.empty());
    audit.record(tx, new UserEvent.UserRemoved(user, ofSessions, ofPasskeys), by);
    return new UserRemoval(user, ofSessions, ofPasskeys);
  }
}
