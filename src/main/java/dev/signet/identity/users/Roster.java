package dev.signet.identity.users;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.Origin;
import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.db.Tx;
import dev.signet.base.oauth.Scopes;
import dev.signet.base.refusals.Refused;
import dev.signet.base.secrets.Secret;
import dev.signet.events.audit.Audit;
import dev.signet.identity.operatorkeys.OperatorKeys;
import dev.signet.identity.users.Stay.ByPerson;
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
public final class Roster {
  /// How long the link for somebody who is expected is good.
  public static final Duration LINK_LIFETIME = Duration.ofHours(4);

  private static final Scopes TO_CHANGE = Scopes.of("operators:write");

  /// Somebody who may sign in, and what he has for it.
  ///
  /// @param sessions that last
  /// @param linkUntil until when his link is good; empty when he has none
  public record Entry(Person person, long passkeys, long sessions, Optional<Instant> linkUntil) {}

  /// Somebody who is expected. The link is shown now or never.
  public record Expected(Person person, Secret link) {}

  /// What ended with somebody's access.
  public record Removed(Person person, int sessions, int passkeys) {}

  private final Db db;
  private final Audit audit;
  private final Ids ids;
  private final Clock clock;
  private final OperatorKeys keys;
  private final People people;
  private final PeopleStore store;
  private final RosterStore roster;
  private final PasskeyStore passkeys = new PasskeyStore();

  public Roster(Db db, Audit audit, Ids ids, Clock clock, OperatorKeys keys, People people) {
    this.db = db;
    this.audit = audit;
    this.ids = ids;
    this.clock = clock;
    this.keys = keys;
    this.people = people;
    this.store = people.store();
    this.roster = new RosterStore(db.dialect());
  }

  /// A page of those who may sign in, the newest first.
  public Paging.Page<Entry> list(Paging paging) {
    var now = clock.instant();
    return db.read(handle -> paging.of(roster.list(handle, now, paging), roster.count(handle)));
  }

  /// Somebody who may sign in.
  ///
  /// @throws Refused `Unknown` when there is no such person, or not any more
  public Entry require(PersonId id) {
    var now = clock.instant();
    return db.read(handle -> roster.find(handle, id, now)).orElseThrow(Roster::unknown);
  }

  /// Lets somebody in, by a link that works once.
  ///
  /// @throws Refused `Invalid` when the name is none, `Forbidden` naming a scope of the role that
  ///   the caller lacks, `Conflict` when the caller is a key that ends by itself
  public Expected add(Tx tx, String name, Role role, Origin by) {
    if (!Stays.isName(name)) {
      throw Refused.invalid("name", People.NAME_FAULT);
    }
    mustHold(tx, role, by.caller());
    mustLast(tx, by.caller());
    var person =
        new Person(
            new PersonId(ids.next()),
            name.strip(),
            role,
            by.caller().id(),
            clock.instant(),
            Optional.empty(),
            Optional.empty());
    store.add(tx, person);
    audit.record(tx, new PeopleEvent.PersonAdded(person), by);
    return new Expected(person, people.link(tx, person, LINK_LIFETIME, by));
  }

  /// Another link for somebody who has never come; the one before works no more.
  ///
  /// @throws Refused `Unknown`, `Forbidden` or `Conflict` as elsewhere here, and `Conflict` when he
  ///   has come: his name in the audit trail is to mean him alone
  public Expected linkAgain(Tx tx, PersonId id, Origin by) {
    var person = mine(lock(tx, id), id);
    mustHold(tx, person.role(), by.caller());
    mustLast(tx, by.caller());
    if (person.lastSignedInAt().isPresent()) {
      throw Refused.conflict(
          "person_has_come",
          "Links are for whoever has never signed in. Who has lost the way in is removed, and"
              + " added anew");
    }
    roster.deleteLinks(tx, id);
    audit.record(tx, new PeopleEvent.LinkMade(person), by);
    return new Expected(person, people.link(tx, person, LINK_LIFETIME, by));
  }

  /// Gives somebody another role, which holds from his next request on. The same again changes
  /// nothing.
  ///
  /// @throws Refused `Unknown`; `Forbidden` naming a scope of either role that the caller lacks;
  ///   `Conflict` when it is the last owner, or the caller is a key that ends by itself
  public Person changeRole(PersonId id, Role role, Origin by) {
    return db.inTransaction(tx -> {
      var locked = lock(tx, id);
      var person = mine(locked, id);
      mustHold(tx, person.role(), by.caller());
      mustHold(tx, role, by.caller());
      mustLast(tx, by.caller());
      if (person.role() == role) {
        return person;
      }
      mustNotBeLast(person, locked);
      roster.saveRole(tx, id, role);
      var changed = store.find(tx.handle(), id).orElseThrow();
      audit.record(tx, new PeopleEvent.RoleChanged(changed, person.role()), by);
      return changed;
    });
  }

  /// Ends all sessions of somebody.
  ///
  /// @return how many
  /// @throws Refused `Unknown`, or `Forbidden` naming a scope of his that the caller lacks
  public int signOut(PersonId id, Origin by) {
    return db.inTransaction(tx -> {
      var person = mine(lock(tx, id), id);
      mustHold(tx, person.role(), by.caller());
      var ended = store.deleteAll(tx, new ByPerson(id));
      audit.record(tx, new PeopleEvent.SignedOutByOther(person, ended), by);
      return ended;
    });
  }

  /// Ends somebody's access for good, with his sessions, links and passkeys.
  ///
  /// @throws Refused `Unknown`; `Forbidden` naming a scope of his that the caller lacks; `Conflict`
  ///   when it is the last owner
  public Removed remove(PersonId id, Origin by) {
    return db.inTransaction(tx -> {
      var locked = lock(tx, id);
      var person = mine(locked, id);
      mustHold(tx, person.role(), by.caller());
      mustNotBeLast(person, locked);
      roster.saveRemoval(tx, id, clock.instant());
      roster.deleteLinks(tx, id);
      var ofPasskeys = passkeys.deleteAll(tx, id);
      var ofSessions = store.deleteAll(tx, new ByPerson(id));
      audit.record(tx, new PeopleEvent.PersonRemoved(person, ofSessions, ofPasskeys), by);
      return new Removed(person, ofSessions, ofPasskeys);
    });
  }

  /// The person with all owners, locked in one order: two owners must not remove each other at
  /// once.
  private List<Person> lock(Tx tx, PersonId id) {
    return roster.lockOwnersWith(tx, id);
  }

  private static Person mine(List<Person> locked, PersonId id) {
    return locked.stream()
        .filter(person -> person.id().equals(id) && person.removedAt().isEmpty())
        .findFirst()
        .orElseThrow(Roster::unknown);
  }

  /// Sees that the caller may change something here, and may do all that the role may: as things
  /// stand within this transaction, since somebody may have been removed while his request waited.
  private void mustHold(Tx tx, Role role, Caller caller) {
    var own =
        PersonId.parse(caller.id())
            .flatMap(id -> store.find(tx.handle(), id))
            .map(Roster::scopesNow)
            .orElse(caller.scopes());
    TO_CHANGE
        .firstNotAllowedBy(own)
        .or(() -> role.scopes().firstNotAllowedBy(own))
        .ifPresent(scope -> {
          throw Refused.forbidden(scope);
        });
  }

  private static Scopes scopesNow(Person person) {
    return person.removedAt().isEmpty() ? person.role().scopes() : Scopes.NONE;
  }

  /// A key for an hour must not let somebody in for ever.
  private void mustLast(Tx tx, Caller caller) {
    if (keys.endOf(tx, caller).isPresent()) {
      throw Refused.conflict(
          "key_expires",
          "Your operator key ends by itself, and what it gives here would not: sign in as"
              + " yourself, or by a key that does not expire");
    }
  }

  private static void mustNotBeLast(Person person, List<Person> locked) {
    if (isOwnerWhoCame(person)
        && locked.stream()
            .filter(Roster::isOwnerWhoCame)
            .allMatch(one -> one.id().equals(person.id()))) {
      throw Refused.conflict(
          "last_owner",
          "This is the last owner who has ever signed in; have another one sign in first");
    }
  }

  private static boolean isOwnerWhoCame(Person person) {
    return person.role() == Role.OWNER
        && person.removedAt().isEmpty()
        && person.lastSignedInAt().isPresent();
  }

  private static Refused unknown() {
    return Refused.unknown("person who may sign in");
  }
}
