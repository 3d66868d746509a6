package dev.signet.identity.users;

import dev.signet.base.wiring.Foundation;
import dev.signet.base.wiring.Jobs;
import dev.signet.events.audit.Audit;
import dev.signet.identity.leaks.LeakHandler;
import dev.signet.identity.operatorkeys.OperatorKeys;
import dev.signet.identity.organizations.Organizations;
import dev.signet.identity.quotas.Quotas;
import dev.signet.validity.replay.ReplayGuard;
import dev.signet.web.http.BrowserSupport;
import dev.signet.web.http.Room;
import dev.signet.web.http.Router;
import dev.signet.web.idempotency.IdempotentRequests;
import dev.signet.web.limits.Limits;
import java.time.Duration;

/// Builds the users of the console, their sessions and passkeys.
public final class UsersRoom implements Room {
  private final Foundation foundation;
  private final Audit audit;
  private final IdempotentRequests once;
  private final Users users;
  private final Sessions sessions;
  private final Passkeys passkeys;
  private final UserAdministration administration;
  private final Members members;
  private final SignedInUsers signedIn;

  public UsersRoom(
      Foundation foundation,
      Audit audit,
      Limits limits,
      ReplayGuard replay,
      OperatorKeys operatorKeys,
      Organizations organizations,
      Quotas quotas,
      IdempotentRequests once) {
    this.foundation = foundation;
    this.once = once;
    this.audit = audit;
    var db = foundation.db();
    var ids = foundation.ids();
    var clock = foundation.clock();
    var secrets = foundation.secrets();
    users =
        new Users(
            db,
            audit,
            ids,
            clock,
            secrets.generator(),
            secrets.keyedHash(),
            limits.failures(),
            limits.failureCounter());
    sessions =
        new Sessions(
            db,
            audit,
            ids,
            clock,
            secrets.generator(),
            secrets.keyedHash(),
            secrets.master(),
            operatorKeys,
            users,
            foundation.issuer().startsWith("https:"));
    passkeys =
        new Passkeys(
            db,
            audit,
            ids,
            clock,
            secrets.master(),
            replay,
            limits.failures(),
            limits.failureCounter(),
            users,
            sessions,
            foundation.issuer());
    members = new Members(db, audit, ids, clock, operatorKeys, organizations, quotas, users);
    signedIn = new SignedInUsers(db, sessions, users);
    administration = new UserAdministration(db, audit, ids, clock, operatorKeys, users);
  }

  public Users users() {
    return users;
  }

  public Sessions sessions() {
    return sessions;
  }

  /// Finds the console session of a request.
  public BrowserSupport.SessionAuthenticator gate() {
    return new SessionGate(sessions);
  }

  public Passkeys passkeys() {
    return passkeys;
  }

  public UserAdministration administration() {
    return administration;
  }

  public SignedInUsers signedInUsers() {
    return signedIn;
  }

  public Members members() {
    return members;
  }

  @Override
  public void mount(Router router) {
    new MemberRoutes(members, once, foundation.issuer()).mount(router);
  }

  public LeakHandler leakHandler() {
    return new SignInLeakHandler(
        foundation.db(), audit, foundation.clock(), foundation.secrets().keyedHash(), users);
  }

  @Override
  public void schedule(Jobs jobs) {
    jobs.every(
        Duration.ofMinutes(10),
        "forget-sessions",
        () -> sessions.deleteEnded(foundation.expiry().instant()));
  }
}
