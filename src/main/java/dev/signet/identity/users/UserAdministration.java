package dev.signet.identity.users;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.OrganizationId;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.db.Tx;
import dev.signet.base.paging.Paging;
import dev.signet.base.secrets.Secret;
import dev.signet.events.audit.Audit;
import dev.signet.identity.operatorkeys.OperatorKeys;
import dev.signet.identity.users.Session.ByUser;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// User administration: users are listed, added, given another role, signed out and removed.
///
/// A caller can grant no more rights than it has, and cannot change users who have more rights. At
/// least one owner who has signed in always remains, of the server and of each organization.
public final class UserAdministration {
  /// How long the link of an invited user is valid.
  public static final Duration LINK_LIFETIME = Duration.ofHours(4);

  /// A user, with their sessions and passkeys.
  ///
  /// @param sessions the number of active sessions
  /// @param linkExpiresAt when the user's link expires; empty when there is none
  /// @param organizations the number of organizations that the user is a member of
  public record UserEntry(
      User user,
      long passkeys,
      long sessions,
      Optional<Instant> linkExpiresAt,
      long organizations) {}

  /// An organization that a user is a member of, and the user's role there.
  public record Place(OrganizationId organization, Role role) {}

  /// An invited user. This is the only time that the link can be shown.
  public record UserWithLink(User user, Secret link) {}

  /// What ended with a user's access.
  public record UserRemoval(User user, int sessions, int passkeys) {}

  private final Db db;
  private final Audit audit;
  private final Ids ids;
  private final Clock clock;
  private final OperatorKeys keys;
  private final Users users;
  private final UserStore store;
  private final UserAdministrationStore administrationStore;
  private final MembershipStore memberships;
  private final CurrentRights rights;
  private final AccessRemoval removal;

  public UserAdministration(
      Db db, Audit audit, Ids ids, Clock clock, OperatorKeys keys, Users users) {
    this.db = db;
    this.audit = audit;
    this.ids = ids;
    this.clock = clock;
    this.keys = keys;
    this.users = users;
    this.store = users.store();
    this.memberships = new MembershipStore(db.dialect());
    this.administrationStore = new UserAdministrationStore(db.dialect());
    this.rights = new CurrentRights(db.dialect());
    this.removal = new AccessRemoval(db, audit, clock, users);
  }

  /// A page of the users, the newest first.
  public Paging.Page<UserEntry> list(Paging paging) {
    var now = clock.instant();
    return db.read(handle ->
        paging.of(
            administrationStore.list(handle, now, paging),
            administrationStore.count(handle, Paging.MAX_COUNTED)));
  }

  /// A user who may sign in.
  ///
  /// @throws Refused `NotFound` when the user does not exist or was removed
  public UserEntry require(UserId id) {
    var now = clock.instant();
    return db.read(handle -> administrationStore.find(handle, id, now))
        .orElseThrow(UserRefusals::notFound);
  }

  /// The organizations that a user is a member of, in the order in which they were added to them.
  public List<Place> places(UserId id) {
    return db.read(handle -> memberships.of(handle, id)).stream()
        .map(membership -> new Place(membership.organization(), membership.role()))
        .toList();
  }

  /// Adds a user, who signs in by a link that works once.
  ///
  /// @throws Refused `Invalid` when the name is not valid, `InsufficientScope` naming a scope of
  ///   the role that the caller lacks, `Conflict` when the caller is a key that expires
  public UserWithLink add(Tx tx, String name, Role role, RequestContext by) {
    if (!Sessions.isValidName(name)) {
      throw UserRefusals.invalidName();
    }
    rights.requireHeld(tx, role, by.caller());
    requireUnexpiringKey(tx, by.caller());
    var user =
        new User(
            new UserId(ids.next()),
            name.strip(),
            role,
            by.caller().id(),
            clock.instant(),
            Optional.empty(),
            Optional.empty());
    store.add(tx, user);
    audit.record(tx, new UserEvent.UserAdded(user), by);
    return new UserWithLink(user, users.createLink(tx, user, LINK_LIFETIME, by));
  }

  /// Creates another link for a user who has never signed in; the previous link stops working.
  ///
  /// @throws Refused `NotFound`, `InsufficientScope` or `Conflict` as for other changes to a user,
  ///   and `Conflict` when the user has signed in: their name in the audit log must always mean the
  ///   same person
  public UserWithLink renewLink(Tx tx, UserId id, RequestContext by) {
    var user = lockedUser(lock(tx, id), id);
    requireMayChange(tx, user, by.caller());
    requireUnexpiringKey(tx, by.caller());
    if (user.lastSignedInAt().isPresent()) {
      throw UserRefusals.invitationAccepted();
    }
    administrationStore.deleteLinks(tx, id);
    audit.record(tx, new UserEvent.LinkCreated(user), by);
    return new UserWithLink(user, users.createLink(tx, user, LINK_LIFETIME, by));
  }

  /// Gives a user another role, effective from the user's next request. Setting the same role again
  /// changes nothing.
  ///
  /// @throws Refused `NotFound`; `InsufficientScope` naming a scope of either role that the caller
  ///   lacks; `Conflict` when it is the last owner, or the caller is a key that expires; `Invalid`
  ///   for the role of a member when the user is in no organization
  public User changeRole(UserId id, Role role, RequestContext by) {
    var changed = saveRole(id, role, by);
    users.accessEnds().afterEnd(id, by);
    return changed;
  }

  private User saveRole(UserId id, Role role, RequestContext by) {
    return db.inTransaction(tx -> {
      var locked = lock(tx, id);
      var user = lockedUser(locked, id);
      requireMayChange(tx, user, by.caller());
      rights.requireHeld(tx, role, by.caller());
      requireUnexpiringKey(tx, by.caller());
      if (role == Role.MEMBER && memberships.of(tx.handle(), id).isEmpty()) {
        throw UserRefusals.memberWithoutOrganization();
      }
      if (user.role() == role) {
        return user;
      }
      requireAnotherOwner(user, locked);
      administrationStore.saveRole(tx, id, role);
      administrationStore.deleteLinksBy(tx, id);
      if (role == Role.MEMBER) {
        // Without a role on the server the user leaves the default organization.
        users.accessEnds().onEnd(tx, id, Optional.of(OrganizationId.DEFAULT));
      }
      var changed = store.find(tx.handle(), id).orElseThrow();
      audit.record(tx, new UserEvent.RoleChanged(changed, user.role()), by);
      return changed;
    });
  }

  /// Ends all sessions of a user.
  ///
  /// @return the number of sessions ended
  /// @throws Refused `NotFound`, or `InsufficientScope` naming a scope of the user that the caller
  ///   lacks
  public int signOut(UserId id, RequestContext by) {
    return db.inTransaction(tx -> {
      var user = lockedUser(lock(tx, id), id);
      requireMayChange(tx, user, by.caller());
      var ended = store.deleteAll(tx, new ByUser(id));
      audit.record(tx, new UserEvent.SignedOutByOther(user, ended), by);
      return ended;
    });
  }

  /// Permanently removes a user, with their memberships, sessions, links and passkeys, and the
  /// unused links that they created.
  ///
  /// @throws Refused `NotFound`; `InsufficientScope` naming a scope of the user that the caller
  ///   lacks; `Conflict` when it is the last owner, of the server or of an organization
  public UserRemoval remove(UserId id, RequestContext by) {
    var all =
        db.inTransaction(tx -> {
          var locked = lock(tx, id);
          var user = lockedUser(locked, id);
          requireMayChange(tx, user, by.caller());
          requireAnotherOwner(user, locked);
          administrationStore.deleteLinksBy(tx, id);
          var ended = removeMemberships(tx, user, by);
          var removed = removal.remove(tx, user, by);
          return new UserRemoval(user, ended + removed.sessions(), removed.passkeys());
        });
    users.accessEnds().afterEnd(id, by);
    return all;
  }

  /// In one order of the organizations: two removals must not wait for each other.
  private int removeMemberships(Tx tx, User user, RequestContext by) {
    var all =
        memberships.of(tx.handle(), user.id()).stream()
            .sorted(Comparator.comparing(membership -> membership.organization().value()))
            .toList();
    all.forEach(membership -> removal.requireAnotherOwner(tx, user, membership));
    return all.stream().mapToInt(membership -> removal.remove(tx, user, membership, by)).sum();
  }

  /// The user with all owners, locked in one order: two owners must not remove each other
  /// concurrently.
  private List<User> lock(Tx tx, UserId id) {
    return administrationStore.lockOwnersWith(tx, id);
  }

  private static User lockedUser(List<User> locked, UserId id) {
    return locked.stream()
        .filter(user -> user.id().equals(id) && user.removedAt().isEmpty())
        .findFirst()
        .orElseThrow(UserRefusals::notFound);
  }

  /// Checks that the caller has all rights of the user, on the server and in organizations: a link
  /// of an invited owner of an organization gives the owner's rights.
  private void requireMayChange(Tx tx, User user, Caller caller) {
    rights.requireHeld(tx, user.role(), caller);
    memberships
        .of(tx.handle(), user.id())
        .forEach(membership -> rights.requireHeld(tx, membership.role(), caller));
  }

  /// A key that expires within an hour must not give a user permanent access.
  private void requireUnexpiringKey(Tx tx, Caller caller) {
    if (keys.expiryOf(tx, caller).isPresent()) {
      throw UserRefusals.unexpiringKeyRequired();
    }
  }

  private static void requireAnotherOwner(User user, List<User> locked) {
    if (isOwnerWhoHasSignedIn(user)
        && locked.stream()
            .filter(UserAdministration::isOwnerWhoHasSignedIn)
            .allMatch(one -> one.id().equals(user.id()))) {
      throw UserRefusals.lastOwner();
    }
  }

  private static boolean isOwnerWhoHasSignedIn(User user) {
    return user.role() == Role.OWNER
        && user.removedAt().isEmpty()
        && user.lastSignedInAt().isPresent();
  }
}
