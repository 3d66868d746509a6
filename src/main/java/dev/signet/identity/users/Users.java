package dev.signet.identity.users;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.OrganizationId;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.db.Tx;
import dev.signet.base.json.JsonFields;
import dev.signet.base.refusals.Refused;
import dev.signet.base.secrets.KeyedHash;
import dev.signet.base.secrets.Secret;
import dev.signet.base.secrets.SecretFormat;
import dev.signet.base.secrets.SecretGenerator;
import dev.signet.base.secrets.SecretKind;
import dev.signet.events.audit.Audit;
import dev.signet.identity.users.UserEvent.SignInFailed.Reason;
import dev.signet.identity.users.UserStore.Link;
import dev.signet.web.limits.AuthFailureCounter;
import dev.signet.web.limits.FailedAttempts;
import dev.signet.web.limits.FailureBudget;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/// The users who may sign in, and the links for their first sign-in.
public final class Users {
  /// How long a link is valid.
  public static final Duration LINK_LIFETIME = Duration.ofHours(1);

  static final int MAX_NAME = 100;
  static final String NAME_ERROR =
      "must be 1 to " + MAX_NAME + " characters, and " + JsonFields.NOT_SINGLE_LINE;

  private final Db db;
  private final Audit audit;
  private final Ids ids;
  private final Clock clock;
  private final SecretGenerator secrets;
  private final KeyedHash keyedHash;
  private final FailedAttempts attempts;
  private final UserStore store;
  private final MembershipStore memberships;
  private AccessEndListener accessEnds = AccessEndListener.NONE;

  public Users(
      Db db,
      Audit audit,
      Ids ids,
      Clock clock,
      SecretGenerator secrets,
      KeyedHash keyedHash,
      FailureBudget budget,
      AuthFailureCounter failures) {
    this.db = db;
    this.audit = audit;
    this.ids = ids;
    this.clock = clock;
    this.secrets = secrets;
    this.keyedHash = keyedHash;
    this.attempts = new FailedAttempts(budget, failures);
    this.store = new UserStore();
    this.memberships = new MembershipStore(db.dialect());
  }

  /// Sets what else ends with a user's access. To be called before the first request.
  public void onAccessEnd(AccessEndListener listener) {
    this.accessEnds = listener;
  }

  AccessEndListener accessEnds() {
    return accessEnds;
  }

  UserStore store() {
    return store;
  }

  /// Creates a link for the first user, unless a user exists. Earlier links of this kind stop
  /// working: only the link printed last is valid.
  public Optional<Secret> createFirstLink() {
    return db.inTransaction(tx -> {
      if (store.hasUsers(tx.handle())) {
        return Optional.empty();
      }
      store.deleteFirstLinks(tx);
      var link = secrets.generate(SecretKind.SIGN_IN_LINK);
      var now = clock.instant();
      store.addLink(tx, hash(link), null, "start", now, now.plus(LINK_LIFETIME));
      return Optional.of(link);
    });
  }

  /// Creates a link for an invited user.
  Secret createLink(Tx tx, User user, Duration lifetime, RequestContext by) {
    var link = secrets.generate(SecretKind.SIGN_IN_LINK);
    var now = clock.instant();
    store.addLink(tx, hash(link), user.id(), by.caller().id(), now, now.plus(lifetime));
    return link;
  }

  /// The user that a link would sign in; empty for the first user, who has yet to give a name.
  /// Looking a link up neither counts as a failure nor is recorded in the audit log, because an
  /// image on any web page can make a browser do it.
  ///
  /// @throws Refused `Unauthenticated` when the link is unknown, used or expired
  public Optional<User> userOf(Secret link) {
    return find(link).orElseThrow(UserRefusals::noValidLink).user().flatMap(this::find);
  }

  /// The user that a link signs in, for a sign-in that is about to use it.
  ///
  /// @throws Refused `Unauthenticated` when the link is not valid, or `TooManyRequests` after too
  ///   many failures
  Optional<User> requireLink(Secret link, RequestContext from) {
    return find(link).orElseThrow(() -> recordFailure(link, from)).user().flatMap(this::find);
  }

  private Optional<Link> find(Secret link) {
    return isLink(link)
        ? db.read(handle -> store.findLink(handle, hash(link), clock.instant()))
        : Optional.empty();
  }

  /// Uses a link up, and returns the user that signs in.
  ///
  /// @param name of the first user; ignored for any other user
  /// @throws Refused `Unauthenticated` when the link was used meanwhile; `Conflict` when another
  ///   user has become the first meanwhile
  User redeemLink(Tx tx, Secret link, String name, RequestContext from) {
    var taken = store.consumeLink(tx, hash(link), clock.instant());
    if (taken.isEmpty()) {
      throw Refused.unauthenticated("the link was used meanwhile");
    }
    return taken
        .get()
        .user()
        .map(id -> store.find(tx.handle(), id).orElseThrow())
        .orElseGet(() -> createFirstUser(tx, name, from));
  }

  /// Records that a user signs in. Until the transaction ends, the user cannot be removed.
  ///
  /// @throws Refused `Unauthenticated` when the user was removed meanwhile
  void recordSignIn(Tx tx, User user) {
    if (!store.saveSignedIn(tx, user.id(), clock.instant())) {
      throw Refused.unauthenticated("the user was removed meanwhile");
    }
  }

  private User createFirstUser(Tx tx, String name, RequestContext from) {
    var now = clock.instant();
    var user =
        new User(
            new UserId(ids.next()),
            name,
            Role.OWNER,
            "start",
            now,
            Optional.of(now),
            Optional.empty());
    if (!store.addFirst(tx, user)) {
      throw UserRefusals.ownerExists();
    }
    audit.record(tx, new UserEvent.UserAdded(user), from.withCaller(callerOf(user)));
    return user;
  }

  /// Keeps a user from being removed until the transaction ends.
  ///
  /// @return whether there is such a user
  public boolean lockIfPresent(Tx tx, UserId id) {
    return store.lockIfPresent(tx, db.dialect(), id);
  }

  /// The organizations that a user belongs to, in any role. Users with a role on the whole server
  /// belong to the default organization. A removed user belongs to none.
  public Set<OrganizationId> organizationsOf(Handle handle, UserId id) {
    var user = store.find(handle, id).filter(found -> found.removedAt().isEmpty());
    if (user.isEmpty()) {
      return Set.of();
    }
    var organizations = new HashSet<OrganizationId>();
    memberships.of(handle, id).forEach(membership -> organizations.add(membership.organization()));
    if (user.get().role() != Role.MEMBER) {
      organizations.add(OrganizationId.DEFAULT);
    }
    return organizations;
  }

  /// A user, removed or not.
  public Optional<User> find(UserId id) {
    return db.read(handle -> store.find(handle, id));
  }

  /// The names of the users with these ids, removed or not; unknown ids are left out.
  public Map<String, String> names(Collection<UserId> ids) {
    return ids.isEmpty() ? Map.of() : db.read(handle -> store.names(handle, ids));
  }

  static Caller.Operator callerOf(User user) {
    return new Caller.Operator(user.id().value(), user.role().scopes());
  }

  private static boolean isLink(Secret link) {
    return SecretFormat.matchesFormat(SecretKind.SIGN_IN_LINK, link.reveal());
  }

  private String hash(Secret link) {
    return keyedHash.hash(SecretKind.SIGN_IN_LINK, link);
  }

  private Refused recordFailure(Secret link, RequestContext from) {
    return attempts.fail(
        FailureBudget.Failure.of(link, from.address()),
        SignInMethod.SIGN_IN_LINK.wire(),
        Reason.UNKNOWN.wire(),
        () -> {
          audit.record(new UserEvent.SignInFailed(SignInMethod.SIGN_IN_LINK, Reason.UNKNOWN), from);
          return UserRefusals.noValidLink();
        });
  }
}
