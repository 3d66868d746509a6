package dev.signet.identity.users;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.Origin;
import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.db.Tx;
import dev.signet.base.refusals.Refused;
import dev.signet.base.secrets.Fingerprint;
import dev.signet.base.secrets.KeyedHash;
import dev.signet.base.secrets.MasterKey;
import dev.signet.base.secrets.Secret;
import dev.signet.base.secrets.SecretFormat;
import dev.signet.base.secrets.SecretKind;
import dev.signet.base.secrets.Secrets;
import dev.signet.base.text.Line;
import dev.signet.events.audit.Audit;
import dev.signet.identity.operatorkeys.OperatorKeys;
import dev.signet.identity.users.Stay.ByKey;
import dev.signet.identity.users.Stay.ByPerson;
import dev.signet.identity.users.Stay.Who;
import dev.signet.web.http.Browsers;
import dev.signet.web.http.Request;
import dev.signet.web.http.Session;
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
public final class Stays implements Browsers.Sessions {
  /// A stay that nobody uses for so long has ended.
  public static final Duration IDLE = Duration.ofHours(1);

  /// No stay lasts longer.
  public static final Duration LONGEST = Duration.ofHours(12);

  /// For so long a proof of who somebody is counts as fresh.
  public static final Duration FRESH = Duration.ofMinutes(5);

  /// What updates itself on a page is asked for below this path: it does not keep a stay alive.
  public static final String LIVE = "/console/live/";

  private static final Duration SEEN_STEP = Duration.ofMinutes(1);

  /// What the browser is to remember.
  ///
  /// @param cookie the value of a `Set-Cookie` header
  public record Begun(String cookie) {}

  /// Who somebody has just proved to be.
  private record Known(Who who, Caller.Operator caller, String name) {}

  private final Db db;
  private final Audit audit;
  private final Ids ids;
  private final Clock clock;
  private final Secrets secrets;
  private final KeyedHash keyedHash;
  private final Fingerprint formTokens;
  private final OperatorKeys keys;
  private final People people;
  private final PeopleStore store;
  private final Cookie cookie;

  /// @param secure whether the outside speaks https to us
  public Stays(
      Db db,
      Audit audit,
      Ids ids,
      Clock clock,
      Secrets secrets,
      KeyedHash keyedHash,
      MasterKey master,
      OperatorKeys keys,
      People people,
      boolean secure) {
    this.db = db;
    this.audit = audit;
    this.ids = ids;
    this.clock = clock;
    this.secrets = secrets;
    this.keyedHash = keyedHash;
    this.formTokens = new Fingerprint(master, "form tokens");
    this.keys = keys;
    this.people = people;
    this.store = people.store();
    this.cookie = new Cookie(secure);
  }

  /// Signs in whoever shows an operator key. A stay that his browser had before ends, here and
  /// wherever else somebody comes in: nobody could sign out of it any more.
  ///
  /// @throws Refused `Unauthenticated` when it is none that counts, `TooMany` after too many
  ///   failures
  public Begun signIn(Secret operatorKey, Request request) {
    var key = keys.authenticate(operatorKey, request.origin());
    var known = new Known(new ByKey(key.id()), key.caller(), key.name());
    return db.inTransaction(tx -> {
      keys.mustStillCount(tx, key.id(), operatorKey);
      return begin(tx, known, new Shown(Proof.OPERATOR_KEY, key.id().value()), request);
    });
  }

  /// Signs in whoever comes by a link, and uses it up.
  ///
  /// @param name of the first person; passed over for anybody else
  /// @throws Refused `Unauthenticated` when it is no link, was used or has expired, `TooMany` after
  ///   too many failures, `Invalid` when a first person gives no name
  public Begun arrive(Secret link, String name, Request request) {
    var from = request.origin();
    var expected = people.expected(link, from);
    if (expected.isEmpty() && !isName(name)) {
      throw Refused.invalid("name", People.NAME_FAULT);
    }
    return db.inTransaction(tx -> {
      // First of all, as whoever removes somebody begins there too.
      expected.ifPresent(person -> people.comes(tx, person));
      var person = people.arrive(tx, link, name.strip(), from);
      return begin(tx, known(person), Shown.LINK, request);
    });
  }

  static boolean isName(String name) {
    return !name.isBlank() && name.length() <= People.MAX_NAME && Line.isPlain(name);
  }

  private static Known known(Person person) {
    return new Known(new ByPerson(person.id()), People.callerOf(person), person.name());
  }

  /// Signs in a person who has proved himself by a passkey.
  Begun begin(Tx tx, Person person, Passkey passkey, Request request) {
    return begin(tx, known(person), new Shown(Proof.PASSKEY, passkey.id()), request);
  }

  private Begun begin(Tx tx, Known known, Shown shown, Request request) {
    var from = request.origin();
    var replaced =
        cookie
            .read(request)
            .flatMap(before -> store.findStay(tx.handle(), hash(before)))
            .map(Stay::id)
            .filter(id -> store.delete(tx, id) > 0);
    var now = clock.instant();
    var stay =
        new Stay(
            ids.next(),
            known.who(),
            from.address(),
            from.userAgent(),
            now,
            now,
            now,
            now.plus(LONGEST),
            Optional.empty());
    var token = secrets.make(SecretKind.SESSION);
    store.add(tx, stay, hash(token));
    audit.record(tx, new PeopleEvent.SignedIn(stay.id(), shown, replaced), from.by(known.caller()));
    return new Begun(cookie.set(token));
  }

  /// Proves again who is signed in, by an operator key that may do all that the stay may. The
  /// cookie is another from then on.
  ///
  /// @throws Refused `Unauthenticated` or `TooMany` as [#signIn], `Forbidden` naming a scope that
  ///   the key lacks
  public Begun confirm(Session session, Secret operatorKey, Origin from) {
    var key = keys.authenticate(operatorKey, from);
    session
        .caller()
        .scopes()
        .firstNotAllowedBy(key.scopes())
        .ifPresent(scope -> {
          throw Refused.forbidden(scope);
        });
    return db.inTransaction(tx -> {
      keys.mustStillCount(tx, key.id(), operatorKey);
      return confirm(tx, session, new Shown(Proof.OPERATOR_KEY, key.id().value()), from);
    });
  }

  /// @throws Refused `Unauthenticated` when the stay was ended meanwhile
  Begun confirm(Tx tx, Session session, Shown shown, Origin from) {
    var token = secrets.make(SecretKind.SESSION);
    if (!store.saveProved(tx, session.id(), hash(token), clock.instant())) {
      throw Refused.unauthenticated("the session was ended meanwhile");
    }
    audit.record(tx, new PeopleEvent.Confirmed(session.id(), shown), from);
    return new Begun(cookie.set(token));
  }

  /// Ends a stay.
  ///
  /// @return the cookie that is none any more
  public Begun signOut(Session session, Origin from) {
    db.inTransaction(tx -> {
      var ended = store.delete(tx, session.id());
      audit.record(tx, new PeopleEvent.SignedOut(ended), from);
      return ended;
    });
    return new Begun(cookie.none());
  }

  /// Ends this stay and all others of the same person or key, wherever they are.
  ///
  /// @return the cookie that is none any more
  public Begun signOutEverywhere(Session session, Origin from) {
    db.inTransaction(tx -> {
      var ended = store.deleteAll(tx, whoIs(tx.handle(), session));
      audit.record(tx, new PeopleEvent.SignedOut(ended), from);
      return ended;
    });
    return new Begun(cookie.none());
  }

  /// All stays of whoever is signed in here, the newest first.
  public List<Stay> allOf(Session session) {
    var now = clock.instant();
    return db.read(handle -> store.staysOf(handle, whoIs(handle, session))).stream()
        .filter(stay -> stay.lasts(now))
        .toList();
  }

  /// Who is signed in.
  Who who(Session session) {
    return db.read(handle -> whoIs(handle, session));
  }

  /// Ends another stay of whoever is signed in, and says whether it lasted until now.
  public boolean end(Session session, String stayId, Origin from) {
    return db.inTransaction(tx -> {
      var own = store.staysOf(tx.handle(), whoIs(tx.handle(), session));
      if (own.stream().noneMatch(stay -> stay.id().equals(stayId))) {
        return false;
      }
      var ended = store.delete(tx, stayId);
      if (ended > 0) {
        audit.record(tx, new PeopleEvent.SignedOut(ended), from);
      }
      return ended > 0;
    });
  }

  private Who whoIs(Handle handle, Session session) {
    return store
        .find(handle, session.id())
        .map(Stay::who)
        .orElseThrow(() -> Refused.unauthenticated("the session has just ended"));
  }

  /// Has the next page of a stay say something, once.
  public void tell(Session session, String notice) {
    db.inTransaction(tx -> {
      store.saveNotice(tx, session.id(), notice);
      return session;
    });
  }

  /// It has been said.
  public void told(Session session) {
    db.inTransaction(tx -> {
      store.saveNotice(tx, session.id(), null);
      return session;
    });
  }

  @Override
  public Session recognise(Request request) {
    var token =
        cookie.read(request).orElseThrow(() -> Refused.unauthenticated("no session cookie"));
    var now = clock.instant();
    var stay =
        db.read(handle -> store.findStay(handle, hash(token)))
            .filter(found -> found.lasts(now))
            .orElseThrow(() -> Refused.unauthenticated("no session that lasts"));
    var known =
        whoNow(stay.who())
            .orElseThrow(() -> Refused.unauthenticated("who signed in may not any more"));
    if (!request.path().startsWith(LIVE) && stay.seenAt().plus(SEEN_STEP).isBefore(now)) {
      db.inTransaction(tx -> {
        store.saveSeen(tx, stay.id(), now);
        return stay;
      });
    }
    return new Session(
        stay.id(),
        known.caller(),
        known.name(),
        formTokens.of(stay.id().getBytes(US_ASCII)),
        stay.provedAt().plus(FRESH).isAfter(now),
        stay.notice());
  }

  /// Who it was, as things stand now: a key that has expired takes its stays with it.
  private Optional<Known> whoNow(Who who) {
    return switch (who) {
      case ByKey(var id) -> keys.active(id).map(key -> new Known(who, key.caller(), key.name()));
      case ByPerson(var id) ->
          people.find(id).filter(person -> person.removedAt().isEmpty()).map(Stays::known);
    };
  }

  private String hash(Secret token) {
    return keyedHash.hash(SecretKind.SESSION, token);
  }

  /// Deletes what has ended. A job calls it now and then.
  ///
  /// @param now the time by which to forget, which is not simply the wall clock's
  public void forgetEnded(Instant now) {
    db.inTransaction(tx -> {
      store.deleteExpired(tx, now, now.minus(IDLE));
      return now;
    });
  }

  static boolean isToken(String text) {
    return SecretFormat.looksLike(SecretKind.SESSION, text);
  }
}
