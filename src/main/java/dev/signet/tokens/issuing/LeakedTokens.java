package dev.signet.tokens.issuing;

import dev.signet.base.callers.Origin;
import dev.signet.base.db.Db;
import dev.signet.base.db.Tx;
import dev.signet.base.secrets.Secret;
import dev.signet.base.secrets.SecretKind;
import dev.signet.events.audit.Audit;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.leaks.LeakReport;
import dev.signet.identity.leaks.LeakReported;
import dev.signet.identity.leaks.LeakReported.Done;
import dev.signet.identity.leaks.SecretKeeper;
import java.util.Optional;

/// Ends tokens that were reported as leaked: an access token by itself, a refresh token with its
/// family and all that came from it. For good in either case, as an agent gets itself new ones.
public final class LeakedTokens implements SecretKeeper {
  private final Db db;
  private final Audit audit;
  private final Agents agents;
  private final Tokens tokens;

  public LeakedTokens(Db db, Audit audit, Agents agents, Tokens tokens) {
    this.db = db;
    this.audit = audit;
    this.agents = agents;
    this.tokens = tokens;
  }

  @Override
  public Optional<LeakReported> reported(Secret secret, LeakReport report) {
    return tokens
        .opened(secret.reveal())
        .map(token -> family(token, report))
        .or(() -> tokens.read(secret.reveal()).map(token -> one(token, report)));
  }

  private LeakReported family(RefreshToken token, LeakReport report) {
    return db.inTransaction(tx -> {
      var agent = agents.lock(tx, token.agent(), Origin.system("leaks"));
      var ended =
          tokens.isUsable(tx, agent, token) && tokens.endFamily(tx, agent, token, report.from());
      var kind = LeakReported.of(SecretKind.REFRESH_TOKEN);
      return noted(tx, agent, kind, token.family(), ended, report);
    });
  }

  private LeakReported one(LiveAccess token, LeakReport report) {
    var alive = tokens.isAlive(token);
    return db.inTransaction(tx -> {
      var agent = agents.lock(tx, token.agent().id(), Origin.system("leaks"));
      var ended = alive && tokens.endOne(tx, agent, token, report.from());
      return noted(tx, agent, LeakReported.ACCESS_TOKEN, token.id(), ended, report);
    });
  }

  private LeakReported noted(
      Tx tx, Agent agent, String kind, String id, boolean ended, LeakReport report) {
    var reported =
        new LeakReported(
            report,
            kind,
            ended ? Done.REVOKED : Done.ALREADY_DEAD,
            id,
            Optional.of(agent.id().value()),
            Optional.of(agent.organization().value()));
    if (ended) {
      audit.record(tx, reported, report.from());
    }
    return reported;
  }
}
