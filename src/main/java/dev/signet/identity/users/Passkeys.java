package dev.signet.identity.users;

import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.db.Tx;
import dev.signet.base.refusals.Refused;
import dev.signet.base.secrets.MasterKey;
import dev.signet.events.audit.Audit;
import dev.signet.identity.users.PasskeyStore.Row;
import dev.signet.identity.users.Session.ByOperatorKey;
import dev.signet.identity.users.Session.ByUser;
import dev.signet.identity.users.Sessions.SessionCookie;
import dev.signet.identity.users.UserEvent.SignInFailed.Reason;
import dev.signet.validity.replay.ReplayGuard;
import dev.signet.web.http.ConsoleSession;
import dev.signet.web.http.Request;
import dev.signet.web.limits.AuthFailureCounter;
import dev.signet.web.limits.FailureBudget;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/// The passkeys of people: added, removed, and shown to come in.
public final class Passkeys {
  private static final String SIGN_IN = "sign in";
  private static final int MAX_PER_USER = 20;

  private final Db db;
  private final Audit audit;
  private final Ids ids;
  private final Clock clock;
  private final FailureBudget budget;
  private final AuthFailureCounter failures;
  private final Users users;
  private final Sessions sessions;
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
      ReplayGuard replay,
      FailureBudget budget,
      AuthFailureCounter failures,
      Users people,
      Sessions stays,
      String issuer) {
    this.db = db;
    this.audit = audit;
    this.ids = ids;
    this.clock = clock;
    this.budget = budget;
    this.failures = failures;
    this.users = people;
    this.sessions = stays;
    this.challenges = new Challenges(ids, clock, master, replay);
    this.check = new PasskeyCheck(issuer);
  }

  /// The host that passkeys are for.
  public String host() {
    return check.host();
  }

  /// What is to be signed to come in.
  public String signInChallenge() {
    return challenges.make(SIGN_IN);
  }

  /// What is to be signed to prove again who is signed in.
  public String reauthenticationChallenge(ConsoleSession session) {
    return challenges.make(reauthenticationPurpose(session));
  }

  /// What is to be signed by a passkey to be added.
  public String registrationChallenge(ConsoleSession session) {
    return challenges.make(registrationPurpose(session));
  }

  private static String reauthenticationPurpose(ConsoleSession session) {
    return "confirm " + session.id();
  }

  private static String registrationPurpose(ConsoleSession session) {
    return "add " + session.id();
  }

  /// Whose passkeys a session may see: those of the person who is signed in; empty when it is an
  /// operator key.
  public Optional<User> owner(ConsoleSession session) {
    return switch (sessions.owner(session)) {
      case ByUser(var id) -> users.find(id);
      case ByOperatorKey _ -> Optional.empty();
    };
  }

  /// The passkeys of a person, the newest first.
  public List<Passkey> of(User person) {
    return db.read(handle -> store.ofUser(handle, person.id()));
  }

  /// Adds a passkey for whoever is signed in.
  ///
  /// @param name what he will know it by
  /// @param response what the browser says, as JSON
  /// @throws Refused `Conflict` when nobody but an operator key is signed in, there are too many,
  ///   or the passkey is there already; `Invalid` when the name or the response is none
  public Passkey add(ConsoleSession session, String name, String response, RequestContext by) {
    var owner =
        owner(session)
            .orElseThrow(() ->
                Refused.conflict(
                    "not_a_person",
                    "Passkeys are people's, and you are signed in by an operator key"));
    if (!Sessions.isValidName(name)) {
      throw Refused.invalid("name", Users.NAME_ERROR);
    }
    var made =
        check
            .readRegistration(response)
            .filter(data -> {
              var challenge = PasskeyCheck.challengeOf(data);
              return challenges.isValid(challenge, registrationPurpose(session))
                  && challenges.consume(challenge);
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
      if (store.ofUser(tx.handle(), owner.id()).size() >= MAX_PER_USER) {
        throw Refused.conflict(
            "too_many_passkeys",
            "You have " + MAX_PER_USER + " passkeys; remove one that is not used");
      }
      if (!store.add(tx, new Row(passkey, made.credentialData(), made.signCount()))) {
        throw Refused.conflict("passkey_known", "This passkey is there already");
      }
      audit.record(tx, new UserEvent.PasskeyAdded(passkey), by);
      return passkey;
    });
    return passkey;
  }

  /// Removes a passkey of whoever is signed in.
  ///
  /// @throws Refused `Unknown` when he has no such passkey
  public void remove(ConsoleSession session, String passkeyId, RequestContext by) {
    var owner = owner(session).orElseThrow(() -> Refused.notFound("passkey"));
    db.inTransaction(tx -> {
      var passkey =
          store.ofUser(tx.handle(), owner.id()).stream()
              .filter(one -> one.id().equals(passkeyId))
              .findFirst()
              .orElseThrow(() -> Refused.notFound("passkey"));
      store.delete(tx, owner.id(), passkeyId);
      audit.record(tx, new UserEvent.PasskeyRemoved(passkey), by);
      return passkey;
    });
  }

  /// Signs in whoever shows a passkey.
  ///
  /// @param response what the browser says, as JSON
  /// @throws Refused `Unauthenticated` when it is none that counts, `TooMany` after too many
  ///   failures
  public SessionCookie signIn(String response, Request request) {
    var shown = verify(response, SIGN_IN, request.context());
    return db.inTransaction(tx -> {
      // First of all, as whoever removes somebody begins there too.
      users.recordSignIn(tx, shown.user());
      recordUse(tx, shown);
      return sessions.start(tx, shown.user(), shown.passkey(), request);
    });
  }

  /// Proves again who is signed in, by a passkey of the same person.
  ///
  /// @throws Refused as [#signIn]
  public SessionCookie reauthenticate(
      ConsoleSession session, String response, RequestContext from) {
    var shown = verify(response, reauthenticationPurpose(session), from);
    if (!owner(session).equals(Optional.of(shown.user()))) {
      throw recordFailure(Reason.UNKNOWN, from);
    }
    return db.inTransaction(tx -> {
      recordUse(tx, shown);
      return sessions.reauthenticate(
          tx, session, new SignInProof(SignInMethod.PASSKEY, shown.passkey().id()), from);
    });
  }

  private record VerifiedPasskey(User user, Passkey passkey, long signCount) {}

  private VerifiedPasskey verify(String response, String purpose, RequestContext from) {
    var read =
        check.readAssertion(response).orElseThrow(() -> recordFailure(Reason.UNREADABLE, from));
    if (!challenges.isValid(read.challenge(), purpose)) {
      throw recordFailure(Reason.CHALLENGE, from);
    }
    var row =
        db.read(handle -> store.find(handle, read.credentialId()))
            .orElseThrow(() -> recordFailure(Reason.UNKNOWN, from));
    var count = check.check(read, row).orElseThrow(() -> recordFailure(Reason.NOT_PROVED, from));
    var person =
        users
            .find(row.passkey().user())
            .filter(one -> one.removedAt().isEmpty())
            .filter(one -> read.userHandle().filter(id -> !id.equals(one.id().value())).isEmpty())
            .orElseThrow(() -> recordFailure(Reason.UNKNOWN, from));
    if (!challenges.consume(read.challenge())) {
      throw recordFailure(Reason.CHALLENGE, from);
    }
    return new VerifiedPasskey(person, row.passkey(), count);
  }

  private void recordUse(Tx tx, VerifiedPasskey shown) {
    if (!store.saveUse(tx, shown.passkey().id(), shown.signCount(), clock.instant())) {
      throw Refused.unauthenticated("the passkey was removed meanwhile, or its count went back");
    }
  }

  private Refused recordFailure(Reason reason, RequestContext from) {
    var wait = budget.recordFailure(FailureBudget.Failure.ofAddress(from.address()));
    if (wait.isPresent()) {
      failures.count(SignInMethod.PASSKEY.wire(), AuthFailureCounter.OVER_BUDGET);
      return Refused.tooManyRequests(wait.get(), "failure budget");
    }
    failures.count(SignInMethod.PASSKEY.wire(), reason.wire());
    audit.record(new UserEvent.SignInFailed(SignInMethod.PASSKEY, reason), from);
    return Refused.unauthenticated("passkey " + reason.wire());
  }
}
