package dev.signet.credentials;

import dev.signet.agents.Agent;
import dev.signet.agents.Agents;
import dev.signet.agents.Fapi2;
import dev.signet.credentials.AuthFailed.Reason;
import dev.signet.credentials.AuthenticatedClient.Method;
import dev.signet.credentials.ClientClaim.IdAndSecret;
import dev.signet.credentials.SecretHashes.Candidate;
import dev.signet.db.Db;
import dev.signet.secrets.SecretKind;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Holds a client's secret against what is known of it. Decides, and leaves no mark.
public final class SecretCheck {

  private final Db db;
  private final Clock clock;
  private final Agents agents;
  private final Fapi2 fapi2;
  private final SecretHashes hashes;
  private final ClientKeys keys;
  private final CredentialStore store = new CredentialStore();
  private final CredentialSnapshots snapshots;

  public SecretCheck(
      Db db, Clock clock, Agents agents, Fapi2 fapi2, SecretHashes hashes, ClientKeys keys) {
    this.db = db;
    this.clock = clock;
    this.agents = agents;
    this.fapi2 = fapi2;
    this.hashes = hashes;
    this.keys = keys;
    this.snapshots = new CredentialSnapshots(db, store);
  }

  /// The verdict as far as this node knows.
  Verdict check(IdAndSecret claim) {
    return agents
        .findByClientId(claim.clientId())
        .map(agent -> verdict(claim, agent))
        .orElseGet(() -> stranger(claim));
  }

  /// What costs least is tried first; an API key is no credential, and needs a look-up.
  private Verdict verdict(IdAndSecret claim, Agent agent) {
    var now = clock.instant();
    var kind = Credentials.kindOf(agent);
    var known = snapshots.of(agent);
    var ended = Optional.<ClientKeys.Key>empty();
    for (var secret : claim.secrets()) {
      var candidate = hashes.candidate(kind, secret);
      var quick = proved(candidate, HashKind.KEYED, known, now);
      if (quick.isPresent()) {
        return judged(claim, agent, quick.get().value(), Optional.empty(), now);
      }
      var key = keys.find(secret).filter(found -> found.agent().equals(agent.id()));
      if (key.filter(ClientKeys.Key::proves).isPresent()) {
        return judged(claim, agent, key.get().id(), key, now);
      }
      ended = ended.or(() -> key);
      var slow = proved(candidate, HashKind.BCRYPT, known, now);
      if (slow.isPresent()) {
        return judged(claim, agent, slow.get().value(), Optional.empty(), now);
      }
      candidate.payInFull();
    }
    return ended
        .map(key -> failed(whyNot(key), claim, Optional.of(agent), Optional.of(key.id())))
        .orElseGet(() -> unproved(claim, agent, kind, now));
  }

  private static Optional<CredentialId> proved(
      Candidate candidate, HashKind kind, List<StoredCredential> known, Instant now) {
    for (var stored : known) {
      if (stored.usable(now).stream()
          .anyMatch(hash -> hash.kind() == kind && candidate.proves(hash))) {
        return Optional.of(stored.credential().id());
      }
    }
    return Optional.empty();
  }

  /// The secret is right. An agent that gets no tokens, or is held to FAPI 2.0, is asked for it all
  /// the same: to stop before the hash would tell a stranger, by the clock, how it stands.
  private Verdict judged(
      IdAndSecret claim,
      Agent agent,
      String credential,
      Optional<ClientKeys.Key> key,
      Instant now) {
    if (!agent.mayGetTokens(now)) {
      var reason = agent.standing().isActive() ? Reason.AGENT_EXPIRED : Reason.AGENT_NOT_ACTIVE;
      return failed(reason, claim, Optional.of(agent), Optional.of(credential));
    }
    if (fapi2.holdsFor(agent)) {
      return failed(Reason.METHOD_NOT_ALLOWED, claim, Optional.of(agent), Optional.of(credential));
    }
    var method = key.isPresent() ? Method.API_KEY : Method.SECRET;
    return new Verdict.Proved(
        new AuthenticatedClient(agent, credential, method, Optional.empty()), key);
  }

  private static Reason whyNot(ClientKeys.Key ended) {
    return switch (ended.state()) {
      case ROTATED_AWAY -> Reason.ROTATED_AWAY;
      case REVOKED -> Reason.REVOKED_CREDENTIAL;
      case LIVE, PREPARED -> throw new IllegalArgumentException("API key " + ended.id() + " lives");
    };
  }

  /// The secret is wrong now; whether it was right once is for the audit trail. For hashes brought
  /// in from elsewhere that is not found out, as it would cost a bcrypt for every credential there
  /// ever was.
  private Verdict unproved(IdAndSecret claim, Agent agent, SecretKind kind, Instant now) {
    for (var secret : claim.secrets()) {
      var candidate = hashes.candidate(kind, secret);
      var once = db.read(handle -> store.hashedAs(handle, agent, candidate.keyed()));
      if (once.isPresent()) {
        var credential = once.get().credential();
        return failed(
            whyNot(once.get(), candidate, now),
            claim,
            Optional.of(agent),
            Optional.of(credential.id().value()));
      }
    }
    return failed(Reason.WRONG_SECRET, claim, Optional.of(agent), Optional.empty());
  }

  private static Reason whyNot(StoredCredential stored, Candidate candidate, Instant now) {
    var credential = stored.credential();
    return switch (credential.status()) {
      case REVOKED -> Reason.REVOKED_CREDENTIAL;
      case QUARANTINED -> Reason.QUARANTINED_CREDENTIAL;
      case ACTIVE ->
          credential.isExpired(now) && candidate.proves(stored.hash())
              ? Reason.EXPIRED_CREDENTIAL
              : Reason.ROTATED_AWAY;
    };
  }

  private Verdict stranger(IdAndSecret claim) {
    for (var secret : claim.secrets()) {
      // For nothing but the time that it takes, as below.
      var _ = keys.find(secret);
      hashes.candidate(SecretKind.CLIENT_SECRET, secret).payInFull();
    }
    return failed(Reason.UNKNOWN_CLIENT, claim, Optional.empty(), Optional.empty());
  }

  private static Verdict failed(
      Reason reason, IdAndSecret claim, Optional<Agent> agent, Optional<String> credential) {
    return new Verdict.Failed(
        new AuthFailed(reason, Optional.empty(), claim.clientId(), agent, credential));
  }
}
