package dev.signet.identity.credentials;

import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.Db;
import dev.signet.base.db.Tx;
import dev.signet.base.secrets.Secret;
import dev.signet.base.secrets.SecretFormat;
import dev.signet.base.secrets.SecretKind;
import dev.signet.events.audit.Audit;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.credentials.CredentialStore.OwnedCredential;
import dev.signet.identity.credentials.SecretHashes.PresentedSecret;
import dev.signet.identity.leaks.LeakHandler;
import dev.signet.identity.leaks.LeakReport;
import dev.signet.identity.leaks.LeakReportedEvent;
import dev.signet.identity.leaks.LeakReportedEvent.LeakOutcome;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Revokes credentials whose secrets were reported as leaked, together with all tokens of the
/// agent: a holder of the secret may have tokens, and could use one to rotate the agent's next
/// secret. Its tokens cannot be distinguished from the agent's own, and the agent can get new ones
/// with another credential. Imported secrets are not recognised here, because they have only a
/// bcrypt hash, which cannot be looked up.
public final class CredentialLeakHandler implements LeakHandler {
  private final Db db;
  private final Audit audit;
  private final Clock clock;
  private final Agents agents;
  private final SecretHashes hashes;
  private final CredentialStore store = new CredentialStore();

  public CredentialLeakHandler(
      Db db, Audit audit, Clock clock, Agents agents, SecretHashes hashes) {
    this.db = db;
    this.audit = audit;
    this.clock = clock;
    this.agents = agents;
    this.hashes = hashes;
  }

  @Override
  public Optional<LeakReportedEvent> handleLeak(Secret secret, LeakReport report) {
    return Stream.of(SecretKind.CLIENT_SECRET, SecretKind.QUICK_CLIENT_SECRET)
        .filter(kind -> SecretFormat.matchesFormat(kind, secret.reveal()))
        .findAny()
        .flatMap(kind -> handleLeak(kind, hashes.candidate(kind, secret), report));
  }

  private Optional<LeakReportedEvent> handleLeak(
      SecretKind kind, PresentedSecret candidate, LeakReport report) {
    return db.read(handle -> store.findOwner(handle, candidate.keyed()))
        .map(owned -> end(kind, owned, matchingHashes(candidate, owned), report));
  }

  /// Which of the credential's hashes match this secret. Computed before the transaction, because
  /// bcrypt is slow.
  private List<StoredHash> matchingHashes(PresentedSecret candidate, OwnedCredential owned) {
    return agents.findCurrent(owned.agent()).stream()
        .flatMap(agent -> db.read(handle -> store.find(handle, agent, owned.credential())).stream())
        .flatMap(stored -> stored.usableHashes(clock.instant()).stream())
        .filter(candidate::matches)
        .toList();
  }

  private LeakReportedEvent end(
      SecretKind kind, OwnedCredential owned, List<StoredHash> proved, LeakReport report) {
    return db.inTransaction(tx -> {
      var agent = agents.lockToRevoke(tx, owned.agent(), RequestContext.ofJob("leaks"));
      var stored = store.find(tx.handle(), agent, owned.credential()).orElseThrow();
      var done = end(tx, agent, stored, proved, report);
      var id = owned.credential().value();
      var reported =
          new LeakReportedEvent(
              report,
              LeakReportedEvent.nameOf(kind),
              done,
              id,
              Optional.of(agent.id().value()),
              Optional.of(agent.organization().value()));
      if (done != LeakOutcome.ALREADY_DEAD) {
        agents.revokeTokens(tx, agent, reported::withRevokedTokens, report.from());
      }
      return reported;
    });
  }

  private LeakOutcome end(
      Tx tx, Agent agent, StoredCredential stored, List<StoredHash> proved, LeakReport report) {
    var now = clock.instant();
    var working = stored.usableHashes(now).stream().filter(proved::contains).toList();
    if (working.isEmpty()) {
      return LeakOutcome.ALREADY_DEAD;
    }
    var credential = stored.credential().id();
    if (!working.contains(stored.hash())) {
      store.endOverlap(tx, credential, now);
      return LeakOutcome.OVERLAP_ENDED;
    }
    return switch (report.remedy()) {
      case REVOKE -> {
        store.revoke(tx, credential, now);
        audit.record(tx, new CredentialEvent.Revoked(agent, credential), report.from());
        yield LeakOutcome.REVOKED;
      }
      case QUARANTINE -> {
        var quarantine = report.quarantine(now);
        store.quarantine(tx, credential, quarantine);
        audit.record(
            tx, new CredentialEvent.Quarantined(agent, credential, quarantine), report.from());
        yield LeakOutcome.QUARANTINED;
      }
    };
  }
}
