package dev.signet.identity.registration;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.db.Db;
import dev.signet.base.db.Tx;
import dev.signet.base.secrets.Secret;
import dev.signet.base.secrets.SecretKind;
import dev.signet.events.audit.Audit;
import dev.signet.identity.leaks.LeakReport;
import dev.signet.identity.leaks.LeakReported;
import dev.signet.identity.leaks.LeakReported.Done;
import dev.signet.identity.leaks.SecretKeeper;
import java.util.Optional;

/// Revokes invites that were reported as leaked, whatever the setting says: another one is made in
/// a moment. Whoever has come in by one stays.
public final class LeakedInvites implements SecretKeeper {
  private final Db db;
  private final Audit audit;
  private final Invites invites;

  public LeakedInvites(Db db, Audit audit, Invites invites) {
    this.db = db;
    this.audit = audit;
    this.invites = invites;
  }

  @Override
  public Optional<LeakReported> reported(Secret secret, LeakReport report) {
    return invites.whose(secret.reveal()).map(id -> db.inTransaction(tx -> end(tx, id, report)));
  }

  private LeakReported end(Tx tx, InviteId id, LeakReport report) {
    var ended = invites.endActive(tx, id, report.from());
    var reported =
        new LeakReported(
            report,
            LeakReported.of(SecretKind.INVITE),
            ended ? Done.REVOKED : Done.ALREADY_DEAD,
            id.value(),
            Optional.empty(),
            invites.organizationOf(tx, id).map(OrganizationId::value));
    if (ended) {
      audit.record(tx, reported, report.from());
    }
    return reported;
  }
}
