package dev.signet.identity.users;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.ConsoleSession;
import dev.signet.base.callers.GrantRule;
import dev.signet.base.callers.OrganizationId;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.db.Tx;
import dev.signet.base.oauth.Scopes;
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
import dev.signet.identity.organizations.OrganizationRefusals;
import dev.signet.identity.users.Session.ByOperatorKey;
import dev.signet.identity.users.Session.ByUser;
import dev.signet.identity.users.Session.SessionOwner;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/// The sessions of browsers: started by a sign-in, recognised by a cookie, and ended by time, by
/// signing out, or when their user or key is removed.
///
/// The cookie's value is generated here at each sign-in, each re-authentication and each switch of
/// the organization, and never taken from a request. This prevents session fixation.
public final class Sessions {
  /// A session with access to the console that is not used for this long has ended.
  public static final Duration IDLE_TIMEOUT = Duration.ofHours(1);

  /// The maximum duration of a session with access to the console.
  public static final Duration MAX_LIFETIME = Duration.ofHours(12);

  /// A session of a user without access to the console that is not used for this long has ended.
  public static final Duration ACCOUNT_IDLE_TIMEOUT = Duration.ofDays(7);

  /// The maximum duration of a session of a user without access to the console.
  public static final Duration ACCOUNT_MAX_LIFETIME = Duration.ofDays(30);

  /// How long a proof of identity counts as fresh.
  public static final Duration AUTHENTICATION_FRESHNESS = Duration.ofMinutes(5);

  /// Pages fetch their live updates below this path; these requests do not extend a session.
  public static final String LIVE_UPDATE_PATH = "/console/live/";

  private static final Duration LAST_SEEN_INTERVAL = Duration.ofMinutes(1);

  /// The cookie for the browser.
  ///
  /// @param setCookieHeader the value of a `Set-Cookie` header
  public record SessionCookie(String setCookieHeader) {}

  /// The user or operator key that has just authenticated.
  ///
  /// @param caller without scopes for a user without access to the console
  private record AuthenticatedOwner(SessionOwner owner, Caller.Operator caller, String name) {
    boolean hasConsole() {
      return owner instanceof ByOperatorKey || !caller.scopes().equals(Scopes.NONE);
    }
  }

  /// A session that is active, and its owner.
  private record ActiveSession(Session session, AuthenticatedOwner owner) {}

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
  private final UserAdministrationStore administrationStore;
  private final MembershipStore memberships;
  private final SessionCookieFormat cookie;

  /// @param secure whether clients reach this server over https
  public Sessions(
      Db db,
      Audit audit,
      Ids ids,
      Clock clock,
      SecretGenerator secrets,
      KeyedHash keyedHash,
      MasterKey master,
      OperatorKeys keys,
      Users users,
      boolean secure) {
    this.db = db;
    this.audit = audit;
    this.ids = ids;
    this.clock = clock;
    this.secrets = secrets;
    this.keyedHash = keyedHash;
    this.formTokens = new Fingerprint(master, "form tokens");
    this.keys = keys;
    this.users = users;
    this.store = users.store();
    this.administrationStore = new UserAdministrationStore(db.dialect());
    this.memberships = new MembershipStore(db.dialect());
    this.cookie = new SessionCookieFormat(secure);
  }

  /// Signs in the holder of an operator key. A previous session of the same browser ends, here and
  /// in every other kind of sign-in, because the browser could no longer sign out of it.
  ///
  /// @param cookies the request's `Cookie` headers
  /// @throws Refused `Unauthenticated` when the key is not valid, `TooManyRequests` after too many
  ///   failures
  public SessionCookie signIn(Secret operatorKey, List<String> cookies, RequestContext from) {
    var key = keys.authenticate(operatorKey, from);
    if (key.organization().isPresent()) {
      throw UserRefusals.keyOfOneOrganization();
    }
    var known = new AuthenticatedOwner(new ByOperatorKey(key.id()), key.caller(), key.name());
    return db.inTransaction(tx -> {
      keys.requireStillActive(tx, key.id(), operatorKey);
      return start(
          tx, known, new SignInProof(SignInMethod.OPERATOR_KEY, key.id().value()), cookies, from);
    });
  }

  /// Signs in the user of a sign-in link, and uses the link up.
  ///
  /// @param name of the first user; ignored for any other user
  /// @param cookies the request's `Cookie` headers
  /// @throws Refused `Unauthenticated` when the link is unknown, used or expired, `TooManyRequests`
  ///   after too many failures, `Invalid` when a first user gives no name
  public SessionCookie signInByLink(
      Secret link, String name, List<String> cookies, RequestContext from) {
    var expected = users.requireLink(link, from);
    if (expected.isEmpty() && !isValidName(name)) {
      throw UserRefusals.invalidName();
    }
    return db.inTransaction(tx -> {
      // This lock comes first, because removing a user begins with it too.
      expected.ifPresent(user -> users.recordSignIn(tx, user));
      var user = users.redeemLink(tx, link, name.strip(), from);
      return start(tx, ownerAtSignIn(tx.handle(), user), SignInProof.LINK, cookies, from);
    });
  }

  static boolean isValidName(String name) {
    return !name.isBlank() && name.length() <= Users.MAX_NAME && SingleLine.isValid(name);
  }

  /// The user as of the whole server, or of one organization: a user without a role on the server
  /// begins in the organization that they joined first, of those where they have access to the
  /// console. A user without such an organization has a session without scopes.
  private AuthenticatedOwner ownerAtSignIn(Handle handle, User user) {
    return ownerOf(handle, user, Optional.empty())
        .or(() ->
            memberships.of(handle, user.id()).stream()
                .flatMap(one -> ownerOf(handle, user, Optional.of(one.organization())).stream())
                .findFirst())
        .orElseGet(() -> ownerOf(user, Role.MEMBER, Optional.empty()));
  }

  /// The user with the rights in an organization, or on the whole server; empty without any.
  private Optional<AuthenticatedOwner> ownerOf(
      Handle handle, User user, Optional<OrganizationId> organization) {
    return roleOf(handle, user, organization).map(role -> ownerOf(user, role, organization));
  }

  private static AuthenticatedOwner ownerOf(
      User user, Role role, Optional<OrganizationId> organization) {
    return new AuthenticatedOwner(
        new ByUser(user.id()),
        new Caller.Operator(user.id().value(), role.scopes(), organization),
        user.name());
  }

  /// The user's role in an organization, or on the whole server; empty if it does not give access
  /// to the console.
  private Optional<Role> roleOf(Handle handle, User user, Optional<OrganizationId> organization) {
    return organization
        .map(id -> memberships.find(handle, id, user.id()).map(Membership::role))
        .orElse(Optional.of(user.role()))
        .filter(role -> role != Role.MEMBER);
  }

  /// All roles of the session's user, in whichever place the session is: a proof by a key counts
  /// for all of them, as the user can switch, and can add a passkey.
  private List<Role> rolesOf(ConsoleSession session) {
    return db.read(handle ->
        findOwner(handle, session) instanceof ByUser(var id)
            ? Stream.concat(
                    store.find(handle, id).map(User::role).stream(),
                    memberships.of(handle, id).stream().map(Membership::role))
                .toList()
            : List.of());
  }

  /// Moves a session to another organization of its user, or to the whole server. The session gets
  /// a new cookie, because its rights change.
  ///
  /// @throws Refused `NotFound` unless the user has a role there with access to the console
  public SessionCookie choose(
      ConsoleSession session, Optional<OrganizationId> organization, RequestContext from) {
    return db.inTransaction(tx -> {
      // The user's row is locked first, because a sign-in and a removal begin with it too.
      var user =
          (findOwner(tx.handle(), session) instanceof ByUser(var id)
                  ? administrationStore.lock(tx, List.of(id))
                  : List.<User>of())
              .stream()
                  .filter(found -> found.removedAt().isEmpty())
                  .findFirst()
                  .orElseThrow(OrganizationRefusals::notFound);
      var role =
          roleOf(tx.handle(), user, organization).orElseThrow(OrganizationRefusals::notFound);
      var known = ownerOf(user, role, organization);
      recordSignIn(tx, known);
      var token = secrets.generate(SecretKind.SESSION);
      if (!store.saveOrganization(tx, session.id(), hash(token), organization.orElse(null))) {
        throw endedMeanwhile();
      }
      audit.record(
          tx,
          new UserEvent.Switched(session.id(), organization, role),
          from.withCaller(known.caller()));
      return new SessionCookie(cookie.setCookieHeader(token));
    });
  }

  /// The list of an organization's members has the time when each signed in to it.
  private void recordSignIn(Tx tx, AuthenticatedOwner known) {
    if (known.owner() instanceof ByUser(var user)) {
      known
          .caller()
          .organization()
          .ifPresent(id -> memberships.saveSignedIn(tx, id, user, clock.instant()));
    }
  }

  private static Refused endedMeanwhile() {
    return Refused.unauthenticated("the session was ended meanwhile");
  }

  /// Whether the owner of a session last proved their identity by a sign-in link.
  boolean isByLink(Handle handle, ConsoleSession session) {
    return store
        .find(handle, session.id())
        .filter(found -> found.method() == SignInMethod.SIGN_IN_LINK)
        .isPresent();
  }

  /// A place where the signed-in user may work.
  ///
  /// @param organization empty for the whole server
  public record Workplace(Optional<OrganizationId> organization, boolean isCurrent) {}

  /// The places where the signed-in user may work: the whole server, and organizations.
  public List<Workplace> workplaces(ConsoleSession session) {
    return db.read(handle -> {
      if (!(findOwner(handle, session) instanceof ByUser(var id))) {
        return List.of();
      }
      var user = store.find(handle, id).orElseThrow();
      var current = session.caller().organization();
      return Stream.concat(
              Stream.of(Optional.<OrganizationId>empty()),
              memberships.of(handle, id).stream().map(one -> Optional.of(one.organization())))
          .filter(place -> ownerOf(handle, user, place).isPresent())
          .map(place -> new Workplace(place, place.equals(current)))
          .toList();
    });
  }

  /// Signs in a user who has authenticated by a passkey.
  SessionCookie start(
      Tx tx, User user, Passkey passkey, List<String> cookies, RequestContext from) {
    return start(
        tx,
        ownerAtSignIn(tx.handle(), user),
        new SignInProof(SignInMethod.PASSKEY, passkey.id()),
        cookies,
        from);
  }

  private SessionCookie start(
      Tx tx,
      AuthenticatedOwner known,
      SignInProof shown,
      List<String> cookies,
      RequestContext from) {
    var replaced =
        cookie
            .readToken(cookies)
            .flatMap(before -> store.findSession(tx.handle(), hash(before)))
            .map(Session::id)
            .filter(id -> store.delete(tx, id) > 0);
    var now = clock.instant();
    var started =
        new Session(
            ids.next(),
            known.owner(),
            from.address(),
            from.userAgent(),
            now,
            now,
            now,
            shown.method(),
            now.plus(known.hasConsole() ? MAX_LIFETIME : ACCOUNT_MAX_LIFETIME),
            known.hasConsole() ? IDLE_TIMEOUT : ACCOUNT_IDLE_TIMEOUT,
            known.caller().organization(),
            Optional.empty());
    var token = secrets.generate(SecretKind.SESSION);
    store.add(tx, started, hash(token));
    recordSignIn(tx, known);
    audit.record(
        tx,
        new UserEvent.SignedIn(started.id(), shown, replaced, started.organization()),
        from.withCaller(known.caller()));
    return cookieOf(started, token, now);
  }

  private SessionCookie cookieOf(Session session, Secret token, Instant now) {
    return new SessionCookie(
        session.isLong()
            ? cookie.setCookieHeader(token, Duration.between(now, session.expiresAt()))
            : cookie.setCookieHeader(token));
  }

  /// Confirms the identity of the session's owner by an operator key that has all rights of the
  /// owner, on the server and in organizations. The session gets a new cookie.
  ///
  /// @throws Refused `Unauthenticated` or `TooManyRequests` as [#signIn], `InsufficientScope`
  ///   naming a scope that the key lacks
  public SessionCookie reauthenticate(
      ConsoleSession session, Secret operatorKey, RequestContext from) {
    var key = keys.authenticate(operatorKey, from);
    if (key.organization().isPresent()) {
      throw UserRefusals.keyOfOneOrganization();
    }
    GrantRule.requireHeld(session.caller().scopes(), key.scopes());
    rolesOf(session).forEach(role -> GrantRule.requireHeld(role.scopes(), key.scopes()));
    return db.inTransaction(tx -> {
      keys.requireStillActive(tx, key.id(), operatorKey);
      return reauthenticate(
          tx, session, new SignInProof(SignInMethod.OPERATOR_KEY, key.id().value()), from);
    });
  }

  /// @throws Refused `Unauthenticated` when the session was ended meanwhile
  SessionCookie reauthenticate(
      Tx tx, ConsoleSession session, SignInProof shown, RequestContext from) {
    var token = secrets.generate(SecretKind.SESSION);
    var now = clock.instant();
    var confirmed = store.find(tx.handle(), session.id()).orElseThrow(Sessions::endedMeanwhile);
    if (!store.saveReauthentication(tx, session.id(), hash(token), shown.method(), now)) {
      throw endedMeanwhile();
    }
    audit.record(
        tx,
        new UserEvent.Reauthenticated(session.id(), shown, session.caller().organization()),
        from);
    return cookieOf(confirmed, token, now);
  }

  /// Ends a session.
  ///
  /// @return the header that deletes the cookie
  public SessionCookie signOut(ConsoleSession session, RequestContext from) {
    db.inTransaction(tx -> {
      var ended = store.delete(tx, session.id());
      audit.record(tx, new UserEvent.SignedOut(ended), from);
      return ended;
    });
    return new SessionCookie(cookie.clearCookieHeader());
  }

  /// Ends this session and all others of the same user or key, in every browser.
  ///
  /// @return the header that deletes the cookie
  public SessionCookie signOutEverywhere(ConsoleSession session, RequestContext from) {
    db.inTransaction(tx -> {
      var ended = store.deleteAll(tx, findOwner(tx.handle(), session));
      audit.record(tx, new UserEvent.SignedOut(ended), from);
      return ended;
    });
    return new SessionCookie(cookie.clearCookieHeader());
  }

  /// All sessions of the signed-in user or key, the newest first.
  public List<Session> sessionsOf(ConsoleSession session) {
    var now = clock.instant();
    return db.read(handle -> store.sessionsOf(handle, findOwner(handle, session))).stream()
        .filter(each -> each.isActive(now))
        .toList();
  }

  /// The signed-in user or key.
  SessionOwner owner(ConsoleSession session) {
    return db.read(handle -> findOwner(handle, session));
  }

  /// Ends another session of the signed-in user or key. Returns false when it had ended already.
  public boolean end(ConsoleSession session, String sessionId, RequestContext from) {
    return db.inTransaction(tx -> {
      var own = store.sessionsOf(tx.handle(), findOwner(tx.handle(), session));
      if (own.stream().noneMatch(each -> each.id().equals(sessionId))) {
        return false;
      }
      var ended = store.delete(tx, sessionId);
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

  /// Sets a message that the session's next page shows once.
  public void setNotice(ConsoleSession session, String notice) {
    db.inTransaction(tx -> {
      store.saveNotice(tx, session.id(), notice);
      return session;
    });
  }

  /// Removes the message after it was shown.
  public void clearNotice(ConsoleSession session) {
    db.inTransaction(tx -> {
      store.saveNotice(tx, session.id(), null);
      return session;
    });
  }

  /// The current session of a browser.
  ///
  /// @param cookies the request's `Cookie` headers
  /// @param isUse whether the request extends the session
  /// @throws Refused `Unauthenticated` when there is no active session
  ConsoleSession authenticate(List<String> cookies, boolean isUse) {
    var active =
        find(cookies, isUse).orElseThrow(() -> Refused.unauthenticated("no active session"));
    var session = active.session();
    var known = active.owner();
    return new ConsoleSession(
        session.id(),
        known.caller(),
        known.name(),
        formToken(session),
        session.authenticatedAt().plus(AUTHENTICATION_FRESHNESS).isAfter(clock.instant()),
        session.notice());
  }

  /// The user of a browser's session, who may have no access to the console; empty without an
  /// active session, and for one of an operator key.
  Optional<SignedInUser> findUser(List<String> cookies) {
    return find(cookies, true)
        .flatMap(active ->
            active.session().owner() instanceof ByUser(var id)
                ? Optional.of(
                    new SignedInUser(
                        id,
                        active.owner().name(),
                        active.session().authenticatedAt(),
                        active.session().method(),
                        formToken(active.session())))
                : Optional.empty());
  }

  private String formToken(Session session) {
    return formTokens.of(session.id().getBytes(US_ASCII));
  }

  private Optional<ActiveSession> find(List<String> cookies, boolean isUse) {
    var now = clock.instant();
    var found =
        cookie
            .readToken(cookies)
            .flatMap(token -> db.read(handle -> store.findSession(handle, hash(token))))
            .filter(session -> session.isActive(now))
            .flatMap(
                session -> currentOwner(session).map(owner -> new ActiveSession(session, owner)))
            .filter(
                active -> !active.owner().hasConsole() || active.session().isActiveInConsole(now));
    if (isUse) {
      found.ifPresent(active -> recordUse(active.session(), now));
    }
    return found;
  }

  private void recordUse(Session session, Instant now) {
    if (session.lastSeenAt().plus(LAST_SEEN_INTERVAL).isBefore(now)) {
      db.inTransaction(tx -> {
        store.saveLastSeen(tx, session.id(), now);
        return session;
      });
    }
  }

  /// The session's current owner; empty if the user was removed or the key is no longer active.
  private Optional<AuthenticatedOwner> currentOwner(Session session) {
    var who = session.owner();
    return switch (who) {
      case ByOperatorKey(var id) ->
          keys.findActive(id).map(key -> new AuthenticatedOwner(who, key.caller(), key.name()));
      case ByUser(var id) ->
          db.read(handle ->
              store
                  .find(handle, id)
                  .filter(user -> user.removedAt().isEmpty())
                  .flatMap(user ->
                      session.organization().isEmpty()
                          ? Optional.of(ownerOf(user, user.role(), Optional.empty()))
                          : ownerOf(handle, user, session.organization())));
    };
  }

  private String hash(Secret token) {
    return keyedHash.hash(SecretKind.SESSION, token);
  }

  /// Deletes ended sessions. A job calls it periodically.
  ///
  /// @param now the reference time, which may differ from the wall clock
  public void deleteEnded(Instant now) {
    db.inTransaction(tx -> {
      store.deleteExpired(tx, now);
      return now;
    });
  }

  static boolean isToken(String text) {
    return SecretFormat.matchesFormat(SecretKind.SESSION, text);
  }
}
