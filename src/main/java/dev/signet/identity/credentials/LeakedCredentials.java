package dev.signet.identity.credentials;

import dev.signet.base.callers.Origin;
import dev.signet.base.db.Db;
import dev.signet.base.db.Tx;
import dev.signet.base.secrets.Secret;
import dev.signet.base.secrets.SecretFormat;
import dev.signet.base.secrets.SecretKind;
import dev.signet.events.audit.Audit;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.credentials.CredentialStore.Owned;
import dev.signet.identity.credentials.SecretHashes.Candidate;
import dev.signet.identity.leaks.LeakReport;
import dev.signet.identity.leaks.LeakReported;
import dev.signet.identity.leaks.LeakReported.Done;
import dev.signet.identity.leaks.SecretKeeper;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Ends credentials whose secrets were reported as leaked, and all tokens of the agent with them:
/// whoever had the secret may have some, and could rotate the agent's next secret away with one.
/// Nobody can tell his from the agent's own, which gets others with another credential. Secrets
/// that were brought in from elsewhere are not known here: of those there is only a bcrypt hash,
/// which finds nothing.
public final class LeakedCredentials implements SecretKeeper {
  private final Db db;
  private final Audit audit;
  private final Clock clock;
  private final Agents agents;
  private final SecretHashes hashes;
  private final CredentialStore store = new CredentialStore();

  public LeakedCredentials(Db db, Audit audit, Clock clock, Agents agents, SecretHashes hashes) {
    this.db = db;
    this.audit = audit;
    this.clock = clock;
    this.agents = agents;
    this.hashes = hashes;
  }

  @Override
  public Optional<LeakReported> reported(Secret secret, LeakReport report) {
    return Stream.of(SecretKind.CLIENT_SECRET, SecretKind.QUICK_CLIENT_SECRET)
        .filter(kind -> SecretFormat.looksLike(kind, secret.reveal()))
        .findAny()
        .flatMap(kind -> reported(kind, hashes.candidate(kind, secret), report));
  }

  private Optional<LeakReported> reported(SecretKind kind, Candidate candidate, LeakReport report) {
    return db.read(handle -> store.ownerOf(handle, candidate.keyed()))
        .map(owned -> end(kind, owned, provedBy(candidate, owned), report));
  }

  /// Which of the credential's hashes are of this secret. Done beforehand, as bcrypt takes its
  /// time.
  private List<StoredHash> provedBy(Candidate candidate, Owned owned) {
    return agents.current(owned.agent()).stream()
        .flatMap(agent -> db.read(handle -> store.find(handle, agent, owned.credential())).stream())
        .flatMap(stored -> stored.usable(clock.instant()).stream())
        .filter(candidate::proves)
        .toList();
  }

  private LeakReported end(
      SecretKind kind, Owned owned, List<StoredHash> proved, LeakReport report) {
    return db.inTransaction(tx -> {
      var agent = agents.lock(tx, owned.agent(), Origin.system("leaks"));
      var stored = store.find(tx.handle(), agent, owned.credential()).orElseThrow();
      var done = end(tx, agent, stored, proved, report);
      var id = owned.credential().value();
      var reported =
          new LeakReported(
              report,
              LeakReported.of(kind),
              done,
              id,
              Optional.of(agent.id().value()),
              Optional.of(agent.organization().value()));
      if (done != Done.ALREADY_DEAD) {
        agents.endTokens(tx, agent, reported::withEndedTokens, report.from());
      }
      return reported;
    });
  }

  private Done end(
      Tx tx, Agent agent, StoredCredential stored, List<StoredHash> proved, LeakReport report) {
    var now = clock.instant();
    var working = stored.usable(now).stream().filter(proved::contains).toList();
    if (working.isEmpty()) {
      return Done.ALREADY_DEAD;
    }
    var credential = stored.credential().id();
    if (!working.contains(stored.hash())) {
      store.endOverlap(tx, credential, now);
      return Done.OVERLAP_ENDED;
    }
    return switch (report.remedy()) {
      case REVOKE -> {
        store.revoke(tx, credential, now);
        audit.record(tx, new CredentialEvent.Revoked(agent, credential), report.from());
        yield Done.REVOKED;
      }
      case QUARANTINE -> {
        var quarantine = report.quarantine(now);
        store.quarantine(tx, credential, quarantine);
        audit.record(
            tx, new CredentialEvent.Quarantined(agent, credential, quarantine), report.from());
        yield Done.QUARANTINED;
      }
    };
  }
}
