package dev.signet.identity.registration;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.db.Db;
import dev.signet.base.db.Tx;
import dev.signet.base.secrets.Secret;
import dev.signet.base.secrets.SecretKind;
import dev.signet.events.audit.Audit;
import dev.signet.identity.leaks.LeakHandler;
import dev.signet.identity.leaks.LeakReport;
import dev.signet.identity.leaks.LeakReportedEvent;
import dev.signet.identity.leaks.LeakReportedEvent.LeakOutcome;
import java.util.Optional;

/// Revokes invites that were reported as leaked, whatever the setting says, because a new one is
/// easily created. Agents that registered with the invite are kept.
public final class InviteLeakHandler implements LeakHandler {
  private final Db db;
  private final Audit audit;
  private final Invites invites;

  public InviteLeakHandler(Db db, Audit audit, Invites invites) {
    this.db = db;
    this.audit = audit;
    this.invites = invites;
  }

  @Override
  public Optional<LeakReportedEvent> handleLeak(Secret secret, LeakReport report) {
    return invites.findId(secret.reveal()).map(id -> db.inTransaction(tx -> end(tx, id, report)));
  }

  private LeakReportedEvent end(Tx tx, InviteId id, LeakReport report) {
    var ended = invites.revokeActive(tx, id, report.from());
    var reported =
        new LeakReportedEvent(
            report,
            LeakReportedEvent.nameOf(SecretKind.INVITE),
            ended ? LeakOutcome.REVOKED : LeakOutcome.ALREADY_DEAD,
            id.value(),
            Optional.empty(),
            invites.organizationOf(tx, id).map(OrganizationId::value));
    if (ended) {
      audit.record(tx, reported, report.from());
    }
    return reported;
  }
}
