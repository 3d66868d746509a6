package dev.signet.identity.users;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.Origin;
import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.db.Tx;
import dev.signet.base.json.Fields;
import dev.signet.base.refusals.Refused;
import dev.signet.base.secrets.KeyedHash;
import dev.signet.base.secrets.Secret;
import dev.signet.base.secrets.SecretFormat;
import dev.signet.base.secrets.SecretKind;
import dev.signet.base.secrets.Secrets;
import dev.signet.events.audit.Audit;
import dev.signet.identity.users.PeopleEvent.SignInFailed.Reason;
import dev.signet.identity.users.PeopleStore.Link;
import dev.signet.web.limits.AuthFailures;
import dev.signet.web.limits.FailureBudget;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/// The people who may sign in, and the links that let them in the first time.
public final class People {
  /// How long a link is good.
  public static final Duration LINK_LIFETIME = Duration.ofHours(1);

  static final int MAX_NAME = 100;
  static final String NAME_FAULT =
      "must be 1 to " + MAX_NAME + " characters, and " + Fields.NOT_PLAIN;

  private final Db db;
  private final Audit audit;
  private final Ids ids;
  private final Clock clock;
  private final Secrets secrets;
  private final KeyedHash keyedHash;
  private final FailureBudget budget;
  private final AuthFailures failures;
  private final PeopleStore store;

  public People(
      Db db,
      Audit audit,
      Ids ids,
      Clock clock,
      Secrets secrets,
      KeyedHash keyedHash,
      FailureBudget budget,
      AuthFailures failures) {
    this.db = db;
    this.audit = audit;
    this.ids = ids;
    this.clock = clock;
    this.secrets = secrets;
    this.keyedHash = keyedHash;
    this.budget = budget;
    this.failures = failures;
    this.store = new PeopleStore();
  }

  PeopleStore store() {
    return store;
  }

  /// Makes a link by which the first person comes in, unless somebody is there. Links that were
  /// made so before end: what counts is what was printed last.
  public Optional<Secret> firstLink() {
    return db.inTransaction(tx -> {
      if (store.isAnybodyThere(tx.handle())) {
        return Optional.empty();
      }
      store.deleteFirstLinks(tx);
      var link = secrets.make(SecretKind.SIGN_IN_LINK);
      var now = clock.instant();
      store.addLink(tx, hash(link), null, "start", now, now.plus(LINK_LIFETIME));
      return Optional.of(link);
    });
  }

  /// Makes a link by which somebody who is expected comes in.
  Secret link(Tx tx, Person person, Duration lifetime, Origin by) {
    var link = secrets.make(SecretKind.SIGN_IN_LINK);
    var now = clock.instant();
    store.addLink(tx, hash(link), person.id(), by.caller().id(), now, now.plus(lifetime));
    return link;
  }

  /// Whom a link would sign in; empty for the first person, whose name has yet to be told. To look
  /// counts as no failure, and no trail tells of it: an image on anybody's page can have a browser
  /// look.
  ///
  /// @throws Refused `Unauthenticated` when it is no link, was used or has expired
  public Optional<Person> look(Secret link) {
    return find(link)
        .orElseThrow(() -> Refused.unauthenticated("no link that is good"))
        .person()
        .flatMap(this::find);
  }

  /// As [#look], for somebody who is about to come in by it.
  ///
  /// @throws Refused `Unauthenticated` as above, `TooMany` instead after too many failures
  Optional<Person> expected(Secret link, Origin from) {
    return find(link).orElseThrow(() -> failed(link, from)).person().flatMap(this::find);
  }

  private Optional<Link> find(Secret link) {
    return isLink(link)
        ? db.read(handle -> store.findLink(handle, hash(link), clock.instant()))
        : Optional.empty();
  }

  /// Uses a link up, and says who has come.
  ///
  /// @param name of the first person; passed over for anybody else
  /// @throws Refused `Unauthenticated` when it was used meanwhile; `Conflict` when somebody else
  ///   has become the first meanwhile
  Person arrive(Tx tx, Secret link, String name, Origin from) {
    var taken = store.takeLink(tx, hash(link), clock.instant());
    if (taken.isEmpty()) {
      throw Refused.unauthenticated("the link was used meanwhile");
    }
    return taken
        .get()
        .person()
        .map(id -> store.find(tx.handle(), id).orElseThrow())
        .orElseGet(() -> first(tx, name, from));
  }

  /// Notes that somebody comes in now. Until the transaction ends nobody can remove him.
  ///
  /// @throws Refused `Unauthenticated` when he was removed meanwhile
  void comes(Tx tx, Person person) {
    if (!store.saveSignedIn(tx, person.id(), clock.instant())) {
      throw Refused.unauthenticated("the person was removed meanwhile");
    }
  }

  private Person first(Tx tx, String name, Origin from) {
    var now = clock.instant();
    var person =
        new Person(
            new PersonId(ids.next()),
            name,
            Role.OWNER,
            "start",
            now,
            Optional.of(now),
            Optional.empty());
    if (!store.addFirst(tx, person)) {
      throw Refused.conflict("not_the_first", "Somebody else has signed in first");
    }
    audit.record(tx, new PeopleEvent.PersonAdded(person), from.by(callerOf(person)));
    return person;
  }

  /// A person, removed or not.
  public Optional<Person> find(PersonId id) {
    return db.read(handle -> store.find(handle, id));
  }

  /// What people are called, removed or not: those of these ids that there are.
  public Map<String, String> names(Collection<PersonId> ids) {
    return ids.isEmpty() ? Map.of() : db.read(handle -> store.names(handle, ids));
  }

  static Caller.Operator callerOf(Person person) {
    return new Caller.Operator(person.id().value(), person.role().scopes());
  }

  private static boolean isLink(Secret link) {
    return SecretFormat.looksLike(SecretKind.SIGN_IN_LINK, link.reveal());
  }

  private String hash(Secret link) {
    return keyedHash.hash(SecretKind.SIGN_IN_LINK, link);
  }

  private Refused failed(Secret link, Origin from) {
    var wait = budget.failed(FailureBudget.Failure.of(link, from.address()));
    if (wait.isPresent()) {
      failures.count(Proof.SIGN_IN_LINK.wire(), AuthFailures.OVER_BUDGET);
      return Refused.tooMany(wait.get(), "failure budget");
    }
    failures.count(Proof.SIGN_IN_LINK.wire(), Reason.UNKNOWN.wire());
    audit.record(new PeopleEvent.SignInFailed(Proof.SIGN_IN_LINK, Reason.UNKNOWN), from);
    return Refused.unauthenticated("no link that is good");
  }
}
