package dev.signet.identity.apikeys;

import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.Db;
import dev.signet.base.secrets.Secret;
import dev.signet.base.secrets.SecretKind;
import dev.signet.events.audit.Audit;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.leaks.LeakHandler;
import dev.signet.identity.leaks.LeakReport;
import dev.signet.identity.leaks.LeakReportedEvent;
import dev.signet.identity.leaks.LeakReportedEvent.LeakOutcome;
import java.util.Optional;

/// Revokes API keys and rotation secrets that were reported as leaked.
public final class ApiKeyLeakHandler implements LeakHandler {
  private final Db db;
  private final Audit audit;
  private final Agents agents;
  private final ApiKeys keys;

  public ApiKeyLeakHandler(Db db, Audit audit, Agents agents, ApiKeys keys) {
    this.db = db;
    this.audit = audit;
    this.agents = agents;
    this.keys = keys;
  }

  @Override
  public Optional<LeakReportedEvent> handleLeak(Secret secret, LeakReport report) {
    // A rotation secret has the same format.
    return ApiKeys.isWellFormed(secret.reveal())
        ? keys.findBySecret(secret).map(known -> end(known, report))
        : Optional.empty();
  }

  private LeakReportedEvent end(ApiKeys.ApiKeyMatch known, LeakReport report) {
    return db.inTransaction(tx -> {
      var agent = agents.lockToRevoke(tx, known.key().agent(), RequestContext.ofJob("leaks"));
      var done = keys.endLeaked(tx, agent, known, report);
      var reported =
          new LeakReportedEvent(
              report,
              LeakReportedEvent.nameOf(known.kind()),
              done,
              known.key().id().value(),
              Optional.of(agent.id().value()),
              Optional.of(agent.organization().value()));
      // An API key is also a client secret, so it can get tokens; a rotation secret cannot.
      if (done == LeakOutcome.ALREADY_DEAD) {
        return reported;
      }
      if (known.kind() == SecretKind.ROTATION_SECRET) {
        audit.record(tx, reported, report.from());
      } else {
        agents.revokeTokens(tx, agent, reported::withRevokedTokens, report.from());
      }
      return reported;
    });
  }
}
