package dev.signet.tokens.issuing;

import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.Db;
import dev.signet.base.db.Tx;
import dev.signet.base.secrets.Secret;
import dev.signet.base.secrets.SecretKind;
import dev.signet.events.audit.Audit;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.leaks.LeakHandler;
import dev.signet.identity.leaks.LeakReport;
import dev.signet.identity.leaks.LeakReportedEvent;
import dev.signet.identity.leaks.LeakReportedEvent.LeakOutcome;
import java.util.Optional;

/// Revokes tokens that were reported as leaked: an access token alone, a refresh token with its
/// family and the family's access tokens. Always permanently, because agents can get new ones.
public final class TokenLeakHandler implements LeakHandler {
  private final Db db;
  private final Audit audit;
  private final Agents agents;
  private final Introspection introspection;
  private final TokenRevocation revocation;

  TokenLeakHandler(
      Db db, Audit audit, Agents agents, Introspection introspection, TokenRevocation revocation) {
    this.db = db;
    this.audit = audit;
    this.agents = agents;
    this.introspection = introspection;
    this.revocation = revocation;
  }

  @Override
  public Optional<LeakReportedEvent> handleLeak(Secret secret, LeakReport report) {
    return introspection
        .openRefreshToken(secret.reveal())
        .map(token -> revokeFamily(token, report))
        .or(() -> introspection.read(secret.reveal()).map(token -> revokeOne(token, report)));
  }

  private LeakReportedEvent revokeFamily(RefreshToken token, LeakReport report) {
    return db.inTransaction(tx -> {
      var agent = agents.lockToRevoke(tx, token.agent(), RequestContext.ofJob("leaks"));
      var ended =
          introspection.isUsable(tx, agent, token)
              && revocation.saveFamilyRevocation(tx, agent, token, report.from());
      var kind = LeakReportedEvent.nameOf(SecretKind.REFRESH_TOKEN);
      return recordLeak(tx, agent, kind, token.family(), ended, report);
    });
  }

  private LeakReportedEvent revokeOne(AccessToken token, LeakReport report) {
    var active = introspection.check(token);
    return db.inTransaction(tx -> {
      var agent = agents.lockToRevoke(tx, token.agent().id(), RequestContext.ofJob("leaks"));
      var ended =
          active.isPresent() && revocation.saveRevocation(tx, agent, active.get(), report.from());
      return recordLeak(tx, agent, LeakReportedEvent.ACCESS_TOKEN, token.id(), ended, report);
    });
  }

  private LeakReportedEvent recordLeak(
      Tx tx, Agent agent, String kind, String id, boolean ended, LeakReport report) {
    var reported =
        new LeakReportedEvent(
            report,
            kind,
            ended ? LeakOutcome.REVOKED : LeakOutcome.ALREADY_DEAD,
            id,
            Optional.of(agent.id().value()),
            Optional.of(agent.organization().value()));
    if (ended) {
      audit.record(tx, reported, report.from());
    }
    return reported;
  }
}
