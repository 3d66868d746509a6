package dev.signet.identity.users;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.db.Tx;
import dev.signet.base.oauth.Scopes;
import dev.signet.base.refusals.Refused;
import dev.signet.base.secrets.Secret;
import dev.signet.events.audit.Audit;
import dev.signet.identity.operatorkeys.OperatorKeys;
import dev.signet.identity.users.Session.ByUser;
import dev.signet.web.http.Paging;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Who may sign in, for those who look after it: people are listed, added, given another role,
/// signed out and removed.
///
/// Nobody gives more than he may do himself, or touches somebody who may do more. An owner who has
/// come in at least once is always left.
public final class UserAdministration {
  /// How long the link for somebody who is expected is good.
  public static final Duration LINK_LIFETIME = Duration.ofHours(4);

  private static final Scopes REQUIRED_SCOPES = Scopes.of("operators:write");

  /// Somebody who may sign in, and what he has for it.
  ///
  /// @param sessions that last
  /// @param linkExpiresAt until when his link is good; empty when he has none
  public record UserEntry(
      User user, long passkeys, long sessions, Optional<Instant> linkExpiresAt) {}

  /// Somebody who is expected. The link is shown now or never.
  public record UserWithLink(User user, Secret link) {}

  /// What ended with somebody's access.
  public record UserRemoval(User user, int sessions, int passkeys) {}

  private final Db db;
  private final Audit audit;
  private final Ids ids;
  private final Clock clock;
  private final OperatorKeys keys;
  private final Users users;
  private final UserStore store;
  private final UserAdministrationStore administrationStore;
  private final PasskeyStore passkeys = new PasskeyStore();

  public UserAdministration(
      Db db, Audit audit, Ids ids, Clock clock, OperatorKeys keys, Users people) {
    this.db = db;
    this.audit = audit;
    this.ids = ids;
    this.clock = clock;
    this.keys = keys;
    this.users = people;
    this.store = people.store();
    this.administrationStore = new UserAdministrationStore(db.dialect());
  }

  /// A page of those who may sign in, the newest first.
  public Paging.Page<UserEntry> list(Paging paging) {
    var now = clock.instant();
    return db.read(handle ->
        paging.of(
            administrationStore.list(handle, now, paging), administrationStore.count(handle)));
  }

  /// Somebody who may sign in.
  ///
  /// @throws Refused `Unknown` when there is no such person, or not any more
  public UserEntry require(UserId id) {
    var now = clock.instant();
    return db.read(handle -> administrationStore.find(handle, id, now))
        .orElseThrow(UserAdministration::notFound);
  }

  /// Lets somebody in, by a link that works once.
  ///
  /// @throws Refused `Invalid` when the name is none, `Forbidden` naming a scope of the role that
  ///   the caller lacks, `Conflict` when the caller is a key that ends by itself
  public UserWithLink add(Tx tx, String name, Role role, RequestContext by) {
    if (!Sessions.isValidName(name)) {
      throw Refused.invalid("name", Users.NAME_ERROR);
    }
    requireMayAssign(tx, role, by.caller());
    requireUnexpiringKey(tx, by.caller());
    var person =
        new User(
            new UserId(ids.next()),
            name.strip(),
            role,
            by.caller().id(),
            clock.instant(),
            Optional.empty(),
            Optional.empty());
    store.add(tx, person);
    audit.record(tx, new UserEvent.UserAdded(person), by);
    return new UserWithLink(person, users.createLink(tx, person, LINK_LIFETIME, by));
  }

  /// Another link for somebody who has never come; the one before works no more.
  ///
  /// @throws Refused `Unknown`, `Forbidden` or `Conflict` as elsewhere here, and `Conflict` when he
  ///   has come: his name in the audit trail is to mean him alone
  public UserWithLink renewLink(Tx tx, UserId id, RequestContext by) {
    var person = lockedUser(lock(tx, id), id);
    requireMayAssign(tx, person.role(), by.caller());
    requireUnexpiringKey(tx, by.caller());
    if (person.lastSignedInAt().isPresent()) {
      throw Refused.conflict(
          "person_has_come",
          "Links are for whoever has never signed in. Who has lost the way in is removed, and"
              + " added anew");
    }
    administrationStore.deleteLinks(tx, id);
    audit.record(tx, new UserEvent.LinkCreated(person), by);
    return new UserWithLink(person, users.createLink(tx, person, LINK_LIFETIME, by));
  }

  /// Gives somebody another role, which holds from his next request on. The same again changes
  /// nothing.
  ///
  /// @throws Refused `Unknown`; `Forbidden` naming a scope of either role that the caller lacks;
  ///   `Conflict` when it is the last owner, or the caller is a key that ends by itself
  public User changeRole(UserId id, Role role, RequestContext by) {
    return db.inTransaction(tx -> {
      var locked = lock(tx, id);
      var person = lockedUser(locked, id);
      requireMayAssign(tx, person.role(), by.caller());
      requireMayAssign(tx, role, by.caller());
      requireUnexpiringKey(tx, by.caller());
      if (person.role() == role) {
        return person;
      }
      requireAnotherOwner(person, locked);
      administrationStore.saveRole(tx, id, role);
      var changed = store.find(tx.handle(), id).orElseThrow();
      audit.record(tx, new UserEvent.RoleChanged(changed, person.role()), by);
      return changed;
    });
  }

  /// Ends all sessions of somebody.
  ///
  /// @return how many
  /// @throws Refused `Unknown`, or `Forbidden` naming a scope of his that the caller lacks
  public int signOut(UserId id, RequestContext by) {
    return db.inTransaction(tx -> {
      var person = lockedUser(lock(tx, id), id);
      requireMayAssign(tx, person.role(), by.caller());
      var ended = store.deleteAll(tx, new ByUser(id));
      audit.record(tx, new UserEvent.SignedOutByOther(person, ended), by);
      return ended;
    });
  }

  /// Ends somebody's access for good, with his sessions, links and passkeys.
  ///
  /// @throws Refused `Unknown`; `Forbidden` naming a scope of his that the caller lacks; `Conflict`
  ///   when it is the last owner
  public UserRemoval remove(UserId id, RequestContext by) {
    return db.inTransaction(tx -> {
      var locked = lock(tx, id);
      var person = lockedUser(locked, id);
      requireMayAssign(tx, person.role(), by.caller());
      requireAnotherOwner(person, locked);
      administrationStore.saveRemoval(tx, id, clock.instant());
      administrationStore.deleteLinks(tx, id);
      var ofPasskeys = passkeys.deleteAll(tx, id);
      var ofSessions = store.deleteAll(tx, new ByUser(id));
      audit.record(tx, new UserEvent.UserRemoved(person, ofSessions, ofPasskeys), by);
      return new UserRemoval(person, ofSessions, ofPasskeys);
    });
  }

  /// The person with all owners, locked in one order: two owners must not remove each other at
  /// once.
  private List<User> lock(Tx tx, UserId id) {
    return administrationStore.lockOwnersWith(tx, id);
  }

  private static User lockedUser(List<User> locked, UserId id) {
    return locked.stream()
        .filter(person -> person.id().equals(id) && person.removedAt().isEmpty())
        .findFirst()
        .orElseThrow(UserAdministration::notFound);
  }

  /// Sees that the caller may change something here, and may do all that the role may: as things
  /// stand within this transaction, since somebody may have been removed while his request waited.
  private void requireMayAssign(Tx tx, Role role, Caller caller) {
    var own =
        UserId.parse(caller.id())
            .flatMap(id -> store.find(tx.handle(), id))
            .map(UserAdministration::currentScopes)
            .orElse(caller.scopes());
    REQUIRED_SCOPES
        .firstNotAllowedBy(own)
        .or(() -> role.scopes().firstNotAllowedBy(own))
        .ifPresent(scope -> {
          throw Refused.insufficientScope(scope);
        });
  }

  private static Scopes currentScopes(User person) {
    return person.removedAt().isEmpty() ? person.role().scopes() : Scopes.NONE;
  }

  /// A key for an hour must not let somebody in for ever.
  private void requireUnexpiringKey(Tx tx, Caller caller) {
    if (keys.expiryOf(tx, caller).isPresent()) {
      throw Refused.conflict(
          "key_expires",
          "Your operator key ends by itself, and what it gives here would not: sign in as"
              + " yourself, or by a key that does not expire");
    }
  }

  private static void requireAnotherOwner(User person, List<User> locked) {
    if (isOwnerWhoHasSignedIn(person)
        && locked.stream()
            .filter(UserAdministration::isOwnerWhoHasSignedIn)
            .allMatch(one -> one.id().equals(person.id()))) {
      throw Refused.conflict(
          "last_owner",
          "This is the last owner who has ever signed in; have another one sign in first");
    }
  }

  private static boolean isOwnerWhoHasSignedIn(User person) {
    return person.role() == Role.OWNER
        && person.removedAt().isEmpty()
        && person.lastSignedInAt().isPresent();
  }

  private static Refused notFound() {
    return Refused.notFound("person who may sign in");
  }
}
