package dev.signet.credentials;

import dev.signet.agents.Agent;
import dev.signet.agents.Agents;
import dev.signet.credentials.AuthFailed.Reason;
import dev.signet.credentials.ClientClaim.IdAndSecret;
import dev.signet.credentials.SecretHashes.Candidate;
import dev.signet.db.Db;
import dev.signet.secrets.SecretKind;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Holds what a client claims against what is known of it. Decides, and leaves no mark.
final class SecretCheck {

  /// What came of it.
  sealed interface Verdict {
    record Proved(AuthenticatedClient client) implements Verdict {}

    record Failed(AuthFailed failure) implements Verdict {}
  }

  private final Db db;
  private final Clock clock;
  private final Agents agents;
  private final SecretHashes hashes;
  private final CredentialStore store = new CredentialStore();
  private final CredentialSnapshots snapshots;

  SecretCheck(Db db, Clock clock, Agents agents, SecretHashes hashes) {
    this.db = db;
    this.clock = clock;
    this.agents = agents;
    this.hashes = hashes;
    this.snapshots = new CredentialSnapshots(db, store);
  }

  /// The verdict as far as this node knows. Where nodes share the database, a yes may be outdated
  /// by what another has done since the agent was last read here; a no is true as of now.
  Verdict check(IdAndSecret claim) {
    var verdict = verdict(claim);
    if (verdict instanceof Verdict.Failed(var failure)
        && failure.agent().filter(agent -> !agents.isCurrent(agent)).isPresent()) {
      agents.forget(failure.agent().get().id());
      return verdict(claim);
    }
    return verdict;
  }

  private Verdict verdict(IdAndSecret claim) {
    return agents
        .findByClientId(claim.clientId())
        .map(agent -> verdict(claim, agent))
        .orElseGet(() -> stranger(claim));
  }

  private Verdict verdict(IdAndSecret claim, Agent agent) {
    var now = clock.instant();
    var kind = Credentials.kindOf(agent);
    var known = snapshots.of(agent);
    for (var secret : claim.secrets()) {
      var proved = proved(hashes.candidate(kind, secret), known, now);
      if (proved.isPresent()) {
        return judged(claim, agent, proved.get(), now);
      }
    }
    return unproved(claim, agent, kind, now);
  }

  private static Optional<CredentialId> proved(
      Candidate candidate, List<StoredCredential> known, Instant now) {
    for (var stored : known) {
      if (stored.usable(now).stream().anyMatch(candidate::proves)) {
        return Optional.of(stored.credential().id());
      }
    }
    candidate.payInFull();
    return Optional.empty();
  }

  /// The secret is right. An agent that gets no tokens is asked for it all the same: to stop before
  /// the hash would tell a stranger, by the clock, that it is suspended.
  private static Verdict judged(
      IdAndSecret claim, Agent agent, CredentialId credential, Instant now) {
    if (agent.mayGetTokens(now)) {
      return new Verdict.Proved(
          new AuthenticatedClient(agent, credential.value(), AuthenticatedClient.Method.SECRET));
    }
    var reason = agent.standing().isActive() ? Reason.AGENT_EXPIRED : Reason.AGENT_NOT_ACTIVE;
    return failed(reason, claim, Optional.of(agent), Optional.of(credential));
  }

  /// The secret is wrong now; whether it was right once is for the audit trail. For bcrypt hashes
  /// that is not found out, as it would cost one for every credential there ever was.
  private Verdict unproved(IdAndSecret claim, Agent agent, SecretKind kind, Instant now) {
    for (var secret : claim.secrets()) {
      var hash = hashes.candidate(kind, secret).keyed();
      var once = db.read(handle -> store.hashedAs(handle, agent, hash));
      if (once.isPresent()) {
        var credential = once.get().credential();
        return failed(
            whyNot(once.get(), hash, now), claim, Optional.of(agent), Optional.of(credential.id()));
      }
    }
    return failed(Reason.WRONG_SECRET, claim, Optional.of(agent), Optional.empty());
  }

  private static Reason whyNot(StoredCredential stored, StoredHash hash, Instant now) {
    var credential = stored.credential();
    return switch (credential.status()) {
      case REVOKED -> Reason.REVOKED_CREDENTIAL;
      case ACTIVE ->
          credential.isExpired(now) && stored.hash().equals(hash)
              ? Reason.EXPIRED_CREDENTIAL
              : Reason.ROTATED_AWAY;
    };
  }

  private Verdict stranger(IdAndSecret claim) {
    claim
        .secrets()
        .forEach(secret -> hashes.candidate(SecretKind.CLIENT_SECRET, secret).payInFull());
    return failed(Reason.UNKNOWN_CLIENT, claim, Optional.empty(), Optional.empty());
  }

  private static Verdict failed(
      Reason reason, IdAndSecret claim, Optional<Agent> agent, Optional<CredentialId> credential) {
    return new Verdict.Failed(new AuthFailed(reason, claim.clientId(), agent, credential));
  }
}
