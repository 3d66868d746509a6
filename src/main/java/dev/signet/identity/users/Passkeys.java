package dev.signet.identity.users;

import dev.signet.base.callers.Origin;
import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.db.Tx;
import dev.signet.base.refusals.Refused;
import dev.signet.base.secrets.MasterKey;
import dev.signet.events.audit.Audit;
import dev.signet.identity.users.PasskeyStore.Row;
import dev.signet.identity.users.PeopleEvent.SignInFailed.Reason;
import dev.signet.identity.users.Stay.ByKey;
import dev.signet.identity.users.Stay.ByPerson;
import dev.signet.identity.users.Stays.Begun;
import dev.signet.validity.replay.Replay;
import dev.signet.web.http.Request;
import dev.signet.web.http.Session;
import dev.signet.web.limits.AuthFailures;
import dev.signet.web.limits.FailureBudget;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/// The passkeys of people: added, removed, and shown to come in.
public final class Passkeys {
  private static final String SIGN_IN = "sign in";
  private static final int MOST = 20;

  private final Db db;
  private final Audit audit;
  private final Ids ids;
  private final Clock clock;
  private final FailureBudget budget;
  private final AuthFailures failures;
  private final People people;
  private final Stays stays;
  private final Challenges challenges;
  private final PasskeyCheck check;
  private final PasskeyStore store = new PasskeyStore();

  /// @param issuer how the world knows this server: passkeys are for its host
  public Passkeys(
      Db db,
      Audit audit,
      Ids ids,
      Clock clock,
      MasterKey master,
      Replay replay,
      FailureBudget budget,
      AuthFailures failures,
      People people,
      Stays stays,
      String issuer) {
    this.db = db;
    this.audit = audit;
    this.ids = ids;
    this.clock = clock;
    this.budget = budget;
    this.failures = failures;
    this.people = people;
    this.stays = stays;
    this.challenges = new Challenges(ids, clock, master, replay);
    this.check = new PasskeyCheck(issuer);
  }

  /// The host that passkeys are for.
  public String host() {
    return check.host();
  }

  /// What is to be signed to come in.
  public String challengeToSignIn() {
    return challenges.make(SIGN_IN);
  }

  /// What is to be signed to prove again who is signed in.
  public String challengeToConfirm(Session session) {
    return challenges.make(confirming(session));
  }

  /// What is to be signed by a passkey to be added.
  public String challengeToAdd(Session session) {
    return challenges.make(adding(session));
  }

  private static String confirming(Session session) {
    return "confirm " + session.id();
  }

  private static String adding(Session session) {
    return "add " + session.id();
  }

  /// Whose passkeys a session may see: those of the person who is signed in; empty when it is an
  /// operator key.
  public Optional<Person> owner(Session session) {
    return switch (stays.who(session)) {
      case ByPerson(var id) -> people.find(id);
      case ByKey _ -> Optional.empty();
    };
  }

  /// The passkeys of a person, the newest first.
  public List<Passkey> of(Person person) {
    return db.read(handle -> store.ofPerson(handle, person.id()));
  }

  /// Adds a passkey for whoever is signed in.
  ///
  /// @param name what he will know it by
  /// @param response what the browser says, as JSON
  /// @throws Refused `Conflict` when nobody but an operator key is signed in, there are too many,
  ///   or the passkey is there already; `Invalid` when the name or the response is none
  public Passkey add(Session session, String name, String response, Origin by) {
    var owner =
        owner(session)
            .orElseThrow(() ->
                Refused.conflict(
                    "not_a_person",
                    "Passkeys are people's, and you are signed in by an operator key"));
    if (!Stays.isName(name)) {
      throw Refused.invalid("name", People.NAME_FAULT);
    }
    var made =
        check
            .readNew(response)
            .filter(data -> {
              var challenge = PasskeyCheck.challengeOf(data);
              return challenges.isGood(challenge, adding(session)) && challenges.use(challenge);
            })
            .flatMap(check::check)
            .orElseThrow(
                () -> Refused.invalid("response", "is not what a browser says of a new passkey"));
    var passkey =
        new Passkey(
            ids.next(),
            owner.id(),
            name.strip(),
            made.credentialId(),
            clock.instant(),
            Optional.empty());
    db.inTransaction(tx -> {
      if (store.ofPerson(tx.handle(), owner.id()).size() >= MOST) {
        throw Refused.conflict(
            "too_many_passkeys", "You have " + MOST + " passkeys; remove one that is not used");
      }
      if (!store.add(tx, new Row(passkey, made.credentialData(), made.signCount()))) {
        throw Refused.conflict("passkey_known", "This passkey is there already");
      }
      audit.record(tx, new PeopleEvent.PasskeyAdded(passkey), by);
      return passkey;
    });
    return passkey;
  }

  /// Removes a passkey of whoever is signed in.
  ///
  /// @throws Refused `Unknown` when he has no such passkey
  public void remove(Session session, String passkeyId, Origin by) {
    var owner = owner(session).orElseThrow(() -> Refused.unknown("passkey"));
    db.inTransaction(tx -> {
      var passkey =
          store.ofPerson(tx.handle(), owner.id()).stream()
              .filter(one -> one.id().equals(passkeyId))
              .findFirst()
              .orElseThrow(() -> Refused.unknown("passkey"));
      store.delete(tx, owner.id(), passkeyId);
      audit.record(tx, new PeopleEvent.PasskeyRemoved(passkey), by);
      return passkey;
    });
  }

  /// Signs in whoever shows a passkey.
  ///
  /// @param response what the browser says, as JSON
  /// @throws Refused `Unauthenticated` when it is none that counts, `TooMany` after too many
  ///   failures
  public Begun signIn(String response, Request request) {
    var shown = shown(response, SIGN_IN, request.origin());
    return db.inTransaction(tx -> {
      // First of all, as whoever removes somebody begins there too.
      people.comes(tx, shown.person());
      use(tx, shown);
      return stays.begin(tx, shown.person(), shown.passkey(), request);
    });
  }

  /// Proves again who is signed in, by a passkey of the same person.
  ///
  /// @throws Refused as [#signIn]
  public Begun confirm(Session session, String response, Origin from) {
    var shown = shown(response, confirming(session), from);
    if (!owner(session).equals(Optional.of(shown.person()))) {
      throw failed(Reason.UNKNOWN, from);
    }
    return db.inTransaction(tx -> {
      use(tx, shown);
      return stays.confirm(tx, session, new Shown(Proof.PASSKEY, shown.passkey().id()), from);
    });
  }

  private record Found(Person person, Passkey passkey, long signCount) {}

  private Found shown(String response, String purpose, Origin from) {
    var read = check.read(response).orElseThrow(() -> failed(Reason.UNREADABLE, from));
    if (!challenges.isGood(read.challenge(), purpose)) {
      throw failed(Reason.CHALLENGE, from);
    }
    var row =
        db.read(handle -> store.find(handle, read.credentialId()))
            .orElseThrow(() -> failed(Reason.UNKNOWN, from));
    var count = check.check(read, row).orElseThrow(() -> failed(Reason.NOT_PROVED, from));
    var person =
        people
            .find(row.passkey().person())
            .filter(one -> one.removedAt().isEmpty())
            .filter(one -> read.userHandle().filter(id -> !id.equals(one.id().value())).isEmpty())
            .orElseThrow(() -> failed(Reason.UNKNOWN, from));
    if (!challenges.use(read.challenge())) {
      throw failed(Reason.CHALLENGE, from);
    }
    return new Found(person, row.passkey(), count);
  }

  private void use(Tx tx, Found shown) {
    if (!store.saveUse(tx, shown.passkey().id(), shown.signCount(), clock.instant())) {
      throw Refused.unauthenticated("the passkey was removed meanwhile, or its count went back");
    }
  }

  private Refused failed(Reason reason, Origin from) {
    var wait = budget.failed(FailureBudget.Failure.at(from.address()));
    if (wait.isPresent()) {
      failures.count(Proof.PASSKEY.wire(), AuthFailures.OVER_BUDGET);
      return Refused.tooMany(wait.get(), "failure budget");
    }
    failures.count(Proof.PASSKEY.wire(), reason.wire());
    audit.record(new PeopleEvent.SignInFailed(Proof.PASSKEY, reason), from);
    return Refused.unauthenticated("passkey " + reason.wire());
  }
}
