package dev.signet.identity.apikeys;

import dev.signet.base.callers.Origin;
import dev.signet.base.db.Db;
import dev.signet.base.secrets.Secret;
import dev.signet.base.secrets.SecretKind;
import dev.signet.events.audit.Audit;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.leaks.LeakReport;
import dev.signet.identity.leaks.LeakReported;
import dev.signet.identity.leaks.LeakReported.Done;
import dev.signet.identity.leaks.SecretKeeper;
import java.util.Optional;

/// Ends API keys that were reported as leaked, and rotation secrets.
public final class LeakedApiKeys implements SecretKeeper {
  private final Db db;
  private final Audit audit;
  private final Agents agents;
  private final ApiKeys keys;

  public LeakedApiKeys(Db db, Audit audit, Agents agents, ApiKeys keys) {
    this.db = db;
    this.audit = audit;
    this.agents = agents;
    this.keys = keys;
  }

  @Override
  public Optional<LeakReported> reported(Secret secret, LeakReport report) {
    // A rotation secret has the same form.
    return ApiKeys.isWellFormed(secret.reveal())
        ? keys.known(secret).map(known -> end(known, report))
        : Optional.empty();
  }

  private LeakReported end(ApiKeys.Known known, LeakReport report) {
    return db.inTransaction(tx -> {
      var agent = agents.lock(tx, known.key().agent(), Origin.system("leaks"));
      var done = keys.leaked(tx, agent, known, report);
      var reported =
          new LeakReported(
              report,
              LeakReported.of(known.kind()),
              done,
              known.key().id().value(),
              Optional.of(agent.id().value()),
              Optional.of(agent.organization().value()));
      // Tokens are got with the key as a client secret; with a rotation secret none.
      if (done == Done.ALREADY_DEAD) {
        return reported;
      }
      if (known.kind() == SecretKind.ROTATION_SECRET) {
        audit.record(tx, reported, report.from());
      } else {
        agents.endTokens(tx, agent, reported::withEndedTokens, report.from());
      }
      return reported;
    });
  }
}
