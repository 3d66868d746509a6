package dev.signet.identity.users;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.signet.base.callers.ConsoleSession;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.db.Tx;
import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import dev.signet.base.secrets.MasterKey;
import dev.signet.events.audit.Audit;
import dev.signet.identity.users.PasskeyStore.Row;
import dev.signet.identity.users.Session.ByOperatorKey;
import dev.signet.identity.users.Session.ByUser;
import dev.signet.identity.users.Sessions.SessionCookie;
import dev.signet.identity.users.UserEvent.SignInFailed.Reason;
import dev.signet.validity.replay.ReplayGuard;
import dev.signet.web.limits.AuthFailureCounter;
import dev.signet.web.limits.FailedAttempts;
import dev.signet.web.limits.FailureBudget;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// The passkeys of users: added, removed, and used to sign in.
public final class Passkeys {
  private static final String SIGN_IN = "sign in";
  private static final int MAX_PER_USER = 20;

  private final Db db;
  private final Audit audit;
  private final Ids ids;
  private final Clock clock;
  private final FailedAttempts attempts;
  private final Users users;
  private final Sessions sessions;
  private final Challenges challenges;
  private final PasskeyCheck check;
  private final PasskeyStore store = new PasskeyStore();
  private final UserAdministrationStore administrationStore;

  /// @param issuer the public URL of this server: passkeys are bound to its host
  public Passkeys(
      Db db,
      Audit audit,
      Ids ids,
      Clock clock,
      MasterKey master,
      ReplayGuard replay,
      FailureBudget budget,
      AuthFailureCounter failures,
      Users users,
      Sessions sessions,
      String issuer) {
    this.db = db;
    this.audit = audit;
    this.ids = ids;
    this.clock = clock;
    this.attempts = new FailedAttempts(budget, failures);
    this.users = users;
    this.sessions = sessions;
    this.challenges = new Challenges(ids, clock, master, replay);
    this.check = new PasskeyCheck(issuer);
    this.administrationStore = new UserAdministrationStore(db.dialect());
  }

  /// The host that passkeys are bound to.
  public String host() {
    return check.host();
  }

  /// The challenge to be signed to sign in, in base64url.
  public String signInChallenge() {
    return encoded(challenges.make(SIGN_IN));
  }

  /// The challenge to be signed by the signed-in user to confirm their identity, in base64url.
  public String reauthenticationChallenge(ConsoleSession session) {
    return encoded(challenges.make(reauthenticationPurpose(session)));
  }

  /// The challenge to be signed by a passkey that is being added, in base64url.
  public String registrationChallenge(ConsoleSession session) {
    return encoded(challenges.make(registrationPurpose(session)));
  }

  /// The id of a user as authenticators store it, in base64url.
  public static String handleOf(User user) {
    return encoded(user.id().value());
  }

  private static String encoded(String ascii) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(ascii.getBytes(US_ASCII));
  }

  private static String reauthenticationPurpose(ConsoleSession session) {
    return "confirm " + session.id();
  }

  private static String registrationPurpose(ConsoleSession session) {
    return "add " + session.id();
  }

  /// The user whose passkeys a session may see: the signed-in user; empty for an operator key.
  public Optional<User> owner(ConsoleSession session) {
    return switch (sessions.owner(session)) {
      case ByUser(var id) -> users.find(id);
      case ByOperatorKey _ -> Optional.empty();
    };
  }

  /// The passkeys of a user, the newest first.
  public List<Passkey> of(User user) {
    return db.read(handle -> store.ofUser(handle, user.id()));
  }

  /// Requires that the signed-in user may add a passkey: after a recent proof of identity, or as
  /// the first one in the session that their sign-in link began, because they have no other proof.
  ///
  /// @throws Refused `ReauthenticationRequired`
  public void requireMayAdd(ConsoleSession session, User user) {
    db.read(handle -> {
      requireMayAdd(handle, session, user);
      return user;
    });
  }

  private void requireMayAdd(Handle handle, ConsoleSession session, User user) {
    if (!session.isRecentlyAuthenticated()
        && !(sessions.isByLink(handle, session) && store.ofUser(handle, user.id()).isEmpty())) {
      throw new Refused(new Refusal.ReauthenticationRequired(), "not proved again");
    }
  }

  /// Adds a passkey for the signed-in user.
  ///
  /// @param name that the user chooses for it
  /// @param response the browser's response, as JSON
  /// @throws Refused as [#requireMayAdd]; `Conflict` when an operator key is signed in, the user
  ///   has too many passkeys, or the passkey exists already; `Invalid` when the name or the
  ///   response is not valid
  public Passkey add(ConsoleSession session, String name, String response, RequestContext by) {
    var owner = owner(session).orElseThrow(UserRefusals::signedInWithOperatorKey);
    requireMayAdd(session, owner);
    if (!Sessions.isValidName(name)) {
      throw UserRefusals.invalidName();
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
                () -> Refused.invalid("response", "is not a browser's response for a new passkey"));
    var passkey =
        new Passkey(
            ids.next(),
            owner.id(),
            name.strip(),
            made.credentialId(),
            clock.instant(),
            Optional.empty());
    db.inTransaction(tx -> {
      // The user's row is locked, so that of two concurrent first passkeys one is added.
      if (administrationStore.lock(tx, List.of(owner.id())).stream()
          .noneMatch(user -> user.removedAt().isEmpty())) {
        throw Refused.unauthenticated("the user was removed meanwhile");
      }
      requireMayAdd(tx.handle(), session, owner);
      if (store.ofUser(tx.handle(), owner.id()).size() >= MAX_PER_USER) {
        throw UserRefusals.tooManyPasskeys(MAX_PER_USER);
      }
      if (!store.add(tx, new Row(passkey, made.credentialData(), made.signCount()))) {
        throw UserRefusals.passkeyExists();
      }
      audit.record(tx, new UserEvent.PasskeyAdded(passkey), by);
      return passkey;
    });
    return passkey;
  }

  /// Removes a passkey of the signed-in user.
  ///
  /// @throws Refused `NotFound` when the user has no such passkey
  public void remove(ConsoleSession session, String passkeyId, RequestContext by) {
    var owner = owner(session).orElseThrow(UserRefusals::passkeyNotFound);
    db.inTransaction(tx -> {
      var passkey =
          store.ofUser(tx.handle(), owner.id()).stream()
              .filter(one -> one.id().equals(passkeyId))
              .findFirst()
              .orElseThrow(UserRefusals::passkeyNotFound);
      store.delete(tx, owner.id(), passkeyId);
      audit.record(tx, new UserEvent.PasskeyRemoved(passkey), by);
      return passkey;
    });
  }

  /// Signs in the owner of a passkey.
  ///
  /// @param response the browser's response, as JSON
  /// @param cookies the request's `Cookie` headers
  /// @throws Refused `Unauthenticated` when the passkey is not accepted, `TooManyRequests` after
  ///   too many failures
  public SessionCookie signIn(String response, List<String> cookies, RequestContext from) {
    var shown = verify(response, SIGN_IN, from);
    return db.inTransaction(tx -> {
      // This lock comes first, because removing a user begins with it too.
      users.recordSignIn(tx, shown.user());
      recordUse(tx, shown);
      return sessions.start(tx, shown.user(), shown.passkey(), cookies, from);
    });
  }

  /// Confirms the identity of the signed-in user by a passkey of the same user.
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
    var user =
        users
            .find(row.passkey().user())
            .filter(one -> one.removedAt().isEmpty())
            .filter(one -> read.userHandle().filter(id -> !id.equals(one.id().value())).isEmpty())
            .orElseThrow(() -> recordFailure(Reason.UNKNOWN, from));
    if (!challenges.consume(read.challenge())) {
      throw recordFailure(Reason.CHALLENGE, from);
    }
    return new VerifiedPasskey(user, row.passkey(), count);
  }

  private void recordUse(Tx tx, VerifiedPasskey shown) {
    if (!store.saveUse(tx, shown.passkey().id(), shown.signCount(), clock.instant())) {
      throw Refused.unauthenticated("the passkey was removed meanwhile, or its counter decreased");
    }
  }

  private Refused recordFailure(Reason reason, RequestContext from) {
    return attempts.fail(
        FailureBudget.Failure.ofAddress(from.address()),
        SignInMethod.PASSKEY.wire(),
        reason.wire(),
        () -> {
          audit.record(new UserEvent.SignInFailed(SignInMethod.PASSKEY, reason), from);
          return Refused.unauthenticated("passkey " + reason.wire());
        });
  }
}
