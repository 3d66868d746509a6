package dev.signet.identity.users;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.db.Tx;
import dev.signet.base.refusals.Refused;
import dev.signet.base.secrets.Fingerprint;
import dev.signet.base.secrets.KeyedHash;
import dev.signet.base.secrets.MasterKey;
import dev.signet.base.secrets.Secret;
import dev.signet.base.secrets.SecretFormat;
import dev.signet.base.secrets.SecretGenerator;
import dev.signet.base.secrets.SecretKind;
import dev.signet.base.text.SingleLine;
import dev.signet.events.audit.Audit;
import dev.signet.identity.operatorkeys.OperatorKeys;
import dev.signet.identity.users.Session.ByOperatorKey;
import dev.signet.identity.users.Session.ByUser;
import dev.signet.identity.users.Session.SessionOwner;
import dev.signet.web.http.BrowserSupport;
import dev.signet.web.http.ConsoleSession;
import dev.signet.web.http.Request;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Stays in the console: begun by a proof of who somebody is, recognised by a cookie, ended by
/// time, by sign-out, or with the person or key they belong to.
///
/// What the cookie holds is made here, at each sign-in and each further proof, and never taken from
/// a request: nobody can be led into a stay that somebody else knows of.
public final class Sessions implements BrowserSupport.SessionAuthenticator {
  /// A stay that nobody uses for so long has ended.
  public static final Duration IDLE_TIMEOUT = Duration.ofHours(1);

  /// No stay lasts longer.
  public static final Duration MAX_LIFETIME = Duration.ofHours(12);

  /// For so long a proof of who somebody is counts as fresh.
  public static final Duration AUTHENTICATION_FRESHNESS = Duration.ofMinutes(5);

  /// What updates itself on a page is asked for below this path: it does not keep a stay alive.
  public static final String LIVE_UPDATE_PATH = "/console/live/";

  private static final Duration LAST_SEEN_INTERVAL = Duration.ofMinutes(1);

  /// What the browser is to remember.
  ///
  /// @param setCookieHeader the value of a `Set-Cookie` header
  public record SessionCookie(String setCookieHeader) {}

  /// Who somebody has just proved to be.
  private record AuthenticatedOwner(SessionOwner owner, Caller.Operator caller, String name) {}

  private final Db db;
  private final Audit audit;
  private final Ids ids;
  private final Clock clock;
  private final SecretGenerator secrets;
  private final KeyedHash keyedHash;
  private final Fingerprint formTokens;
  private final OperatorKeys keys;
  private final Users users;
  private final UserStore store;
  private final SessionCookieFormat cookie;

  /// @param secure whether the outside speaks https to us
  public Sessions(
      Db db,
      Audit audit,
      Ids ids,
      Clock clock,
      SecretGenerator secrets,
      KeyedHash keyedHash,
      MasterKey master,
      OperatorKeys keys,
      Users people,
      boolean secure) {
    this.db = db;
    this.audit = audit;
    this.ids = ids;
    this.clock = clock;
    this.secrets = secrets;
    this.keyedHash = keyedHash;
    this.formTokens = new Fingerprint(master, "form tokens");
    this.keys = keys;
    this.users = people;
    this.store = people.store();
    this.cookie = new SessionCookieFormat(secure);
  }

  /// Signs in whoever shows an operator key. A stay that his browser had before ends, here and
  /// wherever else somebody comes in: nobody could sign out of it any more.
  ///
  /// @throws Refused `Unauthenticated` when it is none that counts, `TooMany` after too many
  ///   failures
  public SessionCookie signIn(Secret operatorKey, Request request) {
    var key = keys.authenticate(operatorKey, request.context());
    var known = new AuthenticatedOwner(new ByOperatorKey(key.id()), key.caller(), key.name());
    return db.inTransaction(tx -> {
      keys.requireStillActive(tx, key.id(), operatorKey);
      return start(
          tx, known, new SignInProof(SignInMethod.OPERATOR_KEY, key.id().value()), request);
    });
  }

  /// Signs in whoever comes by a link, and uses it up.
  ///
  /// @param name of the first person; passed over for anybody else
  /// @throws Refused `Unauthenticated` when it is no link, was used or has expired, `TooMany` after
  ///   too many failures, `Invalid` when a first person gives no name
  public SessionCookie signInByLink(Secret link, String name, Request request) {
    var from = request.context();
    var expected = users.requireLink(link, from);
    if (expected.isEmpty() && !isValidName(name)) {
      throw Refused.invalid("name", Users.NAME_ERROR);
    }
    return db.inTransaction(tx -> {
      // First of all, as whoever removes somebody begins there too.
      expected.ifPresent(person -> users.recordSignIn(tx, person));
      var person = users.redeemLink(tx, link, name.strip(), from);
      return start(tx, ownerOf(person), SignInProof.LINK, request);
    });
  }

  static boolean isValidName(String name) {
    return !name.isBlank() && name.length() <= Users.MAX_NAME && SingleLine.isValid(name);
  }

  private static AuthenticatedOwner ownerOf(User person) {
    return new AuthenticatedOwner(new ByUser(person.id()), Users.callerOf(person), person.name());
  }

  /// Signs in a person who has proved himself by a passkey.
  SessionCookie start(Tx tx, User person, Passkey passkey, Request request) {
    return start(tx, ownerOf(person), new SignInProof(SignInMethod.PASSKEY, passkey.id()), request);
  }

  private SessionCookie start(Tx tx, AuthenticatedOwner known, SignInProof shown, Request request) {
    var from = request.context();
    var replaced =
        cookie
            .readToken(request)
            .flatMap(before -> store.findSession(tx.handle(), hash(before)))
            .map(Session::id)
            .filter(id -> store.delete(tx, id) > 0);
    var now = clock.instant();
    var stay =
        new Session(
            ids.next(),
            known.owner(),
            from.address(),
            from.userAgent(),
            now,
            now,
            now,
            now.plus(MAX_LIFETIME),
            Optional.empty());
    var token = secrets.generate(SecretKind.SESSION);
    store.add(tx, stay, hash(token));
    audit.record(
        tx, new UserEvent.SignedIn(stay.id(), shown, replaced), from.withCaller(known.caller()));
    return new SessionCookie(cookie.setCookieHeader(token));
  }

  /// Proves again who is signed in, by an operator key that may do all that the stay may. The
  /// cookie is another from then on.
  ///
  /// @throws Refused `Unauthenticated` or `TooMany` as [#signIn], `Forbidden` naming a scope that
  ///   the key lacks
  public SessionCookie reauthenticate(
      ConsoleSession session, Secret operatorKey, RequestContext from) {
    var key = keys.authenticate(operatorKey, from);
    session
        .caller()
        .scopes()
        .firstNotAllowedBy(key.scopes())
        .ifPresent(scope -> {
          throw Refused.insufficientScope(scope);
        });
    return db.inTransaction(tx -> {
      keys.requireStillActive(tx, key.id(), operatorKey);
      return reauthenticate(
          tx, session, new SignInProof(SignInMethod.OPERATOR_KEY, key.id().value()), from);
    });
  }

  /// @throws Refused `Unauthenticated` when the stay was ended meanwhile
  SessionCookie reauthenticate(
      Tx tx, ConsoleSession session, SignInProof shown, RequestContext from) {
    var token = secrets.generate(SecretKind.SESSION);
    if (!store.saveReauthentication(tx, session.id(), hash(token), clock.instant())) {
      throw Refused.unauthenticated("the session was ended meanwhile");
    }
    audit.record(tx, new UserEvent.Reauthenticated(session.id(), shown), from);
    return new SessionCookie(cookie.setCookieHeader(token));
  }

  /// Ends a stay.
  ///
  /// @return the cookie that is none any more
  public SessionCookie signOut(ConsoleSession session, RequestContext from) {
    db.inTransaction(tx -> {
      var ended = store.delete(tx, session.id());
      audit.record(tx, new UserEvent.SignedOut(ended), from);
      return ended;
    });
    return new SessionCookie(cookie.clearCookieHeader());
  }

  /// Ends this stay and all others of the same person or key, wherever they are.
  ///
  /// @return the cookie that is none any more
  public SessionCookie signOutEverywhere(ConsoleSession session, RequestContext from) {
    db.inTransaction(tx -> {
      var ended = store.deleteAll(tx, findOwner(tx.handle(), session));
      audit.record(tx, new UserEvent.SignedOut(ended), from);
      return ended;
    });
    return new SessionCookie(cookie.clearCookieHeader());
  }

  /// All stays of whoever is signed in here, the newest first.
  public List<Session> sessionsOf(ConsoleSession session) {
    var now = clock.instant();
    return db.read(handle -> store.sessionsOf(handle, findOwner(handle, session))).stream()
        .filter(stay -> stay.isActive(now))
        .toList();
  }

  /// Who is signed in.
  SessionOwner owner(ConsoleSession session) {
    return db.read(handle -> findOwner(handle, session));
  }

  /// Ends another stay of whoever is signed in, and says whether it lasted until now.
  public boolean end(ConsoleSession session, String stayId, RequestContext from) {
    return db.inTransaction(tx -> {
      var own = store.sessionsOf(tx.handle(), findOwner(tx.handle(), session));
      if (own.stream().noneMatch(stay -> stay.id().equals(stayId))) {
        return false;
      }
      var ended = store.delete(tx, stayId);
      if (ended > 0) {
        audit.record(tx, new UserEvent.SignedOut(ended), from);
      }
      return ended > 0;
    });
  }

  private SessionOwner findOwner(Handle handle, ConsoleSession session) {
    return store
        .find(handle, session.id())
        .map(Session::owner)
        .orElseThrow(() -> Refused.unauthenticated("the session has just ended"));
  }

  /// Has the next page of a stay say something, once.
  public void setNotice(ConsoleSession session, String notice) {
    db.inTransaction(tx -> {
      store.saveNotice(tx, session.id(), notice);
      return session;
    });
  }

  /// It has been said.
  public void clearNotice(ConsoleSession session) {
    db.inTransaction(tx -> {
      store.saveNotice(tx, session.id(), null);
      return session;
    });
  }

  @Override
  public ConsoleSession authenticate(Request request) {
    var token =
        cookie.readToken(request).orElseThrow(() -> Refused.unauthenticated("no session cookie"));
    var now = clock.instant();
    var stay =
        db.read(handle -> store.findSession(handle, hash(token)))
            .filter(found -> found.isActive(now))
            .orElseThrow(() -> Refused.unauthenticated("no session that lasts"));
    var known =
        currentOwner(stay.owner())
            .orElseThrow(() -> Refused.unauthenticated("who signed in may not any more"));
    if (!request.path().startsWith(LIVE_UPDATE_PATH)
        && stay.lastSeenAt().plus(LAST_SEEN_INTERVAL).isBefore(now)) {
      db.inTransaction(tx -> {
        store.saveLastSeen(tx, stay.id(), now);
        return stay;
      });
    }
    return new ConsoleSession(
        stay.id(),
        known.caller(),
        known.name(),
        formTokens.of(stay.id().getBytes(US_ASCII)),
        stay.authenticatedAt().plus(AUTHENTICATION_FRESHNESS).isAfter(now),
        stay.notice());
  }

  /// Who it was, as things stand now: a key that has expired takes its stays with it.
  private Optional<AuthenticatedOwner> currentOwner(SessionOwner who) {
    return switch (who) {
      case ByOperatorKey(var id) ->
          keys.findActive(id).map(key -> new AuthenticatedOwner(who, key.caller(), key.name()));
      case ByUser(var id) ->
          users.find(id).filter(person -> person.removedAt().isEmpty()).map(Sessions::ownerOf);
    };
  }

  private String hash(Secret token) {
    return keyedHash.hash(SecretKind.SESSION, token);
  }

  /// Deletes what has ended. A job calls it now and then.
  ///
  /// @param now the time by which to forget, which is not simply the wall clock's
  public void deleteEnded(Instant now) {
    db.inTransaction(tx -> {
      store.deleteExpired(tx, now, now.minus(IDLE_TIMEOUT));
      return now;
    });
  }

  static boolean isToken(String text) {
    return SecretFormat.matchesFormat(SecretKind.SESSION, text);
  }
}
