package dev.signet.identity.users;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.OrganizationId;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.db.NamedLocks;
import dev.signet.base.db.Tx;
import dev.signet.base.paging.Paging;
import dev.signet.base.secrets.Secret;
import dev.signet.events.audit.Audit;
import dev.signet.identity.operatorkeys.OperatorKeys;
import dev.signet.identity.organizations.Organizations;
import dev.signet.identity.quotas.Quota;
import dev.signet.identity.quotas.Quotas;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/// The members of organizations: invited, added, given another role, and removed.
///
/// A caller can give no more rights than it has. An organization that has an owner who has signed
/// in keeps one. A member's sessions in the organization end with the role that they were started
/// with, and so do the unused links that the member created.
///
/// Transactions lock the rows of users first, then links, then memberships, as a sign-in does.
public final class Members {
  /// How long the link of an invited member is valid.
  public static final Duration LINK_LIFETIME = Duration.ofDays(7);

  private static final int MAX_ORGANIZATIONS_PER_USER = 100;

  /// A member of an organization.
  ///
  /// @param user with the role that the user has in the organization
  /// @param lastSignedInAt when the user last signed in to the organization
  /// @param linkExpiresAt when the link of an invited member expires; empty when there is none
  public record Member(
      User user,
      Instant addedAt,
      Optional<Instant> lastSignedInAt,
      Optional<Instant> linkExpiresAt) {}

  /// An invited member. This is the only time that the link can be shown.
  public record MemberWithLink(Member member, Secret link) {}

  private final Db db;
  private final Audit audit;
  private final Ids ids;
  private final Clock clock;
  private final OperatorKeys keys;
  private final Organizations organizations;
  private final Users users;
  private final UserStore store;
  private final UserAdministrationStore administrationStore;
  private final MembershipStore memberships;
  private final Quotas quotas;
  private final NamedLocks locks;
  private final CurrentRights rights;
  private final AccessRemoval removal;

  Members(
      Db db,
      Audit audit,
      Ids ids,
      Clock clock,
      OperatorKeys keys,
      Organizations organizations,
      Quotas quotas,
      Users users) {
    this.db = db;
    this.audit = audit;
    this.ids = ids;
    this.clock = clock;
    this.keys = keys;
    this.organizations = organizations;
    this.users = users;
    this.store = users.store();
    this.administrationStore = new UserAdministrationStore(db.dialect());
    this.memberships = new MembershipStore(db.dialect());
    this.quotas = quotas;
    this.locks = new NamedLocks(db.dialect());
    this.rights = new CurrentRights(db.dialect());
    this.removal = new AccessRemoval(db, audit, clock, users);
  }

  /// A page of the members of an organization, the newest user first.
  ///
  /// @throws Refused `NotFound` for an organization that is not within the caller's reach
  public Paging.Page<Member> list(OrganizationId organization, Paging paging, RequestContext by) {
    organizations.require(organization, by);
    var now = clock.instant();
    return db.read(handle ->
        paging.of(
            memberships.page(handle, organization, now, paging),
            memberships.count(handle, organization, Paging.MAX_COUNTED)));
  }

  /// The number of members of an organization.
  public long count(Handle handle, OrganizationId organization) {
    return memberships.count(handle, organization, Paging.MAX_COUNTED);
  }

  /// A member of an organization.
  ///
  /// @throws Refused `NotFound`
  public User require(OrganizationId organization, UserId id, RequestContext by) {
    organizations.require(organization, by);
    return db.read(handle ->
            memberships
                .find(handle, organization, id)
                .flatMap(one -> store.find(handle, id).map(user -> user.with(one.role()))))
        .orElseThrow(UserRefusals::memberNotFound);
  }

  /// The names of those whom a member invited to an organization and who have not used their link:
  /// it stops working when the member leaves.
  public List<String> invitedBy(OrganizationId organization, UserId id, RequestContext by) {
    organizations.require(organization, by);
    return db.read(
        handle -> administrationStore.linksBy(handle, id, organization, clock.instant()));
  }

  /// Invites a new user to an organization, who signs in by a link that works once.
  ///
  /// @throws Refused `NotFound`; `Invalid` when the name is not valid; `InsufficientScope` naming a
  ///   scope of the role that the caller lacks; `Conflict` when the caller is a key that expires;
  ///   `QuotaExceeded`
  public MemberWithLink invite(
      Tx tx, OrganizationId organization, String name, Role role, RequestContext by) {
    lockToAdd(tx, organization, by);
    if (!Sessions.isValidName(name)) {
      throw UserRefusals.invalidName();
    }
    lockWithCaller(tx, Optional.empty(), by);
    requireMayAssign(tx, role, by.caller());
    var now = clock.instant();
    var user =
        new User(
            new UserId(ids.next()),
            name.strip(),
            Role.MEMBER,
            by.caller().id(),
            now,
            Optional.empty(),
            Optional.empty());
    store.add(tx, user);
    var link = users.createLink(tx, user, LINK_LIFETIME, by);
    return new MemberWithLink(
        add(tx, organization, user, role, Optional.of(now.plus(LINK_LIFETIME)), by), link);
  }

  /// Adds a user to an organization. For operators of the whole server: another one must not learn
  /// which users exist.
  ///
  /// @throws Refused `NotFound`, `NotAllowed`, `already_member`, and as [#invite];
  ///   `user_not_signed_in` for a user whose first sign-in link another organization may have
  public Member add(Tx tx, OrganizationId organization, UserId id, Role role, RequestContext by) {
    lockToAdd(tx, organization, by);
    if (!(by.caller() instanceof Caller.Operator operator) || !operator.isOfWholeServer()) {
      throw UserRefusals.userForServerOperators();
    }
    var user = lockWithCaller(tx, Optional.of(id), by).orElseThrow(UserRefusals::notFound);
    requireMayAssign(tx, role, by.caller());
    if (user.lastSignedInAt().isEmpty()) {
      throw UserRefusals.userHasNotSignedIn();
    }
    if (memberships.of(tx.handle(), id).size() >= MAX_ORGANIZATIONS_PER_USER) {
      throw UserRefusals.tooManyOrganizations(MAX_ORGANIZATIONS_PER_USER);
    }
    return add(tx, organization, user, role, Optional.empty(), by);
  }

  /// One transaction at a time adds a member to an organization, so that the limit is exact. Before
  /// any row is locked.
  private void lockToAdd(Tx tx, OrganizationId organization, RequestContext by) {
    organizations.require(tx, organization, by);
    locks.lockExclusively(tx, "members " + organization.value());
  }

  /// Locks the caller's row, if the caller is a user, and this user's, in one order.
  ///
  /// @return this user, unless removed
  private Optional<User> lockWithCaller(Tx tx, Optional<UserId> id, RequestContext by) {
    var wanted = Stream.concat(CurrentRights.userOf(by.caller()).stream(), id.stream()).toList();
    return administrationStore.lock(tx, wanted).stream()
        .filter(user -> id.equals(Optional.of(user.id())) && user.removedAt().isEmpty())
        .findFirst();
  }

  private Member add(
      Tx tx,
      OrganizationId organization,
      User user,
      Role role,
      Optional<Instant> linkExpiresAt,
      RequestContext by) {
    if (memberships.find(tx.handle(), organization, user.id()).isPresent()) {
      throw UserRefusals.alreadyMember();
    }
    quotas.admit(tx, organization, Quota.MAX_MEMBERS, by);
    if (count(tx.handle(), organization) >= Quota.MAX_MEMBERS.max()) {
      throw quotas.atHighestLimit(tx.handle(), Optional.of(organization), Quota.MAX_MEMBERS);
    }
    var now = clock.instant();
    memberships.add(tx, new Membership(organization, user.id(), role, by.caller().id(), now));
    var member = new Member(user.with(role), now, Optional.empty(), linkExpiresAt);
    audit.record(tx, new MemberEvent.Added(organization, member.user()), by);
    return member;
  }

  /// Gives a member another role, and ends the member's sessions in the organization. The unused
  /// links that the member created stop working. Setting the same role again changes nothing.
  ///
  /// @throws Refused `NotFound`; `InsufficientScope` naming a scope of either role that the caller
  ///   lacks; `last_owner`; `Conflict` when the caller is a key that expires
  public User changeRole(OrganizationId organization, UserId id, Role role, RequestContext by) {
    return db.inTransaction(tx -> {
      organizations.require(tx, organization, by);
      var user = lockWithCaller(tx, Optional.of(id), by).orElseThrow(UserRefusals::memberNotFound);
      var before = requireMembership(tx, organization, id);
      requireMayAssign(tx, before.role(), by.caller());
      requireMayAssign(tx, role, by.caller());
      if (before.role() == role) {
        return user.with(role);
      }
      administrationStore.deleteLinksBy(tx, id, organization);
      removal.requireAnotherOwner(tx, user, before);
      memberships.saveRole(tx, organization, id, role);
      var changed = user.with(role);
      var ended = store.deleteAll(tx, id, organization);
      audit.record(
          tx, new MemberEvent.RoleChanged(organization, changed, before.role(), ended), by);
      return changed;
    });
  }

  /// Removes a member, and ends the member's sessions in the organization. The unused links that
  /// the member created stop working. A user without another organization, and without a role on
  /// the server, is removed as well.
  ///
  /// @throws Refused `NotFound`; `InsufficientScope` naming a scope of the member that the caller
  ///   lacks; `last_owner`
  public void remove(OrganizationId organization, UserId id, RequestContext by) {
    // Also while the organization is suspended.
    organizations.require(organization, by);
    db.inTransaction(tx -> {
      var user = lockWithCaller(tx, Optional.of(id), by).orElseThrow(UserRefusals::memberNotFound);
      var membership = requireMembership(tx, organization, id);
      rights.requireHeld(tx, membership.role(), by.caller());
      administrationStore.deleteLinksBy(tx, id, organization);
      removal.requireAnotherOwner(tx, user, membership);
      remove(tx, user, membership, by);
      return membership;
    });
    users.accessEnds().afterEnd(id, by);
  }

  private Membership requireMembership(Tx tx, OrganizationId organization, UserId id) {
    return memberships
        .find(tx.handle(), organization, id)
        .orElseThrow(UserRefusals::memberNotFound);
  }

  /// Removes all members of an organization that is being deleted.
  public void removeAllOf(Tx tx, OrganizationId organization, RequestContext by) {
    var ids = memberships.usersOf(tx.handle(), organization);
    if (ids.isEmpty()) {
      return;
    }
    for (var user : administrationStore.lock(tx, ids)) {
      administrationStore.deleteLinksBy(tx, user.id(), organization);
      memberships
          .find(tx.handle(), organization, user.id())
          .ifPresent(membership -> remove(tx, user, membership, by));
    }
  }

  /// The user's row is locked, so the user is not added to another organization meanwhile.
  private void remove(Tx tx, User user, Membership membership, RequestContext by) {
    removal.remove(tx, user, membership, by);
    if (user.role() == Role.MEMBER && memberships.of(tx.handle(), user.id()).isEmpty()) {
      removal.remove(tx, user, by);
    }
  }

  private void requireMayAssign(Tx tx, Role role, Caller caller) {
    rights.requireHeld(tx, role, caller);
    if (keys.expiryOf(tx, caller).isPresent()) {
      throw UserRefusals.unexpiringKeyRequired();
    }
  }
}
