package dev.signet.identity.registration;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.db.Tx;
import dev.signet.base.paging.Paging;
import dev.signet.base.refusals.Refused;
import dev.signet.base.secrets.KeyedHash;
import dev.signet.base.secrets.Secret;
import dev.signet.base.secrets.SecretFormat;
import dev.signet.base.secrets.SecretGenerator;
import dev.signet.base.secrets.SecretKind;
import dev.signet.events.audit.Audit;
import dev.signet.identity.organizations.Organizations;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The invites: created and revoked by operators, used by agents that register themselves.
public final class Invites {

  /// An invite with its new token; this is the only time that the token can be shown.
  public record InviteWithToken(Invite invite, Secret token) {}

  /// The requested properties of a new invite.
  public record NewInvite(
      Optional<String> name,
      Optional<OrganizationId> organization,
      long maxUses,
      Optional<Instant> expiresAt) {}

  private static final Duration LIFETIME = Duration.ofDays(7);

  private final Db db;
  private final Audit audit;
  private final Ids ids;
  private final Clock clock;
  private final Organizations organizations;
  private final SecretGenerator secrets;
  private final KeyedHash keyedHash;
  private final InviteStore store = new InviteStore();

  public Invites(
      Db db,
      Audit audit,
      Ids ids,
      Clock clock,
      Organizations organizations,
      SecretGenerator secrets,
      KeyedHash keyedHash) {
    this.db = db;
    this.audit = audit;
    this.ids = ids;
    this.clock = clock;
    this.organizations = organizations;
    this.secrets = secrets;
    this.keyedHash = keyedHash;
  }

  /// Creates an invite.
  ///
  /// @throws Refused `NotFound` when its organization does not exist
  public InviteWithToken create(Tx tx, NewInvite wish, RequestContext by) {
    wish.organization().ifPresent(id -> organizations.require(tx, id, by));
    var token = secrets.generate(SecretKind.INVITE);
    var now = clock.instant();
    var invite =
        new Invite(
            new InviteId(ids.next()),
            wish.name(),
            wish.organization(),
            wish.maxUses(),
            0,
            by.caller().id(),
            now,
            wish.expiresAt().orElse(now.plus(LIFETIME)),
            Optional.empty());
    store.add(tx, invite, keyedHash.hash(SecretKind.INVITE, token));
    audit.record(tx, new RegistrationEvent.InviteCreated(invite), by);
    return new InviteWithToken(invite, token);
  }

  /// Uses an invite once; empty when it is not valid, for whatever reason.
  Optional<Invite> use(Tx tx, String token) {
    return SecretFormat.matchesFormat(SecretKind.INVITE, token)
        ? store.use(tx, hash(token), clock.instant())
        : Optional.empty();
  }

  /// The invite with this token, if there ever was one: for the audit log.
  Optional<InviteId> findId(String token) {
    return SecretFormat.matchesFormat(SecretKind.INVITE, token)
        ? db.read(handle -> store.findByHash(handle, hash(token)))
        : Optional.empty();
  }

  /// Whether this invite can currently be used.
  boolean isUsable(String token) {
    return findId(token)
        .flatMap(id -> db.read(handle -> store.find(handle, id)))
        .filter(invite -> invite.status(clock.instant()) == Invite.Status.ACTIVE)
        .isPresent();
  }

  private String hash(String token) {
    return keyedHash.hash(SecretKind.INVITE, Secret.of(token));
  }

  /// Revokes an invite; agents that used it are kept. Revoking it again changes nothing.
  ///
  /// @throws Refused `NotFound` when it does not exist
  public void revoke(InviteId id, RequestContext by) {
    db.inTransaction(tx -> {
      var revoked = store.revoke(tx, id, clock.instant());
      var invite = store.find(tx.handle(), id).orElseThrow(RegistrationRefusals::inviteNotFound);
      if (revoked) {
        audit.record(tx, new RegistrationEvent.InviteRevoked(invite), by);
      }
      return revoked;
    });
  }

  /// Revokes an invite that can be used, and returns whether it was revoked by this call.
  boolean revokeActive(Tx tx, InviteId id, RequestContext by) {
    var now = clock.instant();
    if (require(tx, id).status(now) != Invite.Status.ACTIVE || !store.revoke(tx, id, now)) {
      return false;
    }
    audit.record(tx, new RegistrationEvent.InviteRevoked(require(tx, id)), by);
    return true;
  }

  /// The organization of the agents that use this invite.
  Optional<OrganizationId> organizationOf(Tx tx, InviteId id) {
    return require(tx, id).organization();
  }

  private Invite require(Tx tx, InviteId id) {
    return store.find(tx.handle(), id).orElseThrow(RegistrationRefusals::inviteNotFound);
  }

  /// A page of the invites, the newest first.
  public Paging.Page<Invite> list(Paging paging) {
    return db.read(handle -> paging.of(store.page(handle, paging), store.count(handle)));
  }

  /// An invite that must exist.
  ///
  /// @throws Refused `NotFound` when it does not exist
  public Invite require(InviteId id) {
    return db.read(handle -> store.find(handle, id))
        .orElseThrow(RegistrationRefusals::inviteNotFound);
  }
}
