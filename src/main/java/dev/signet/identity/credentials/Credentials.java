package dev.signet.identity.credentials;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.db.Tx;
import dev.signet.base.refusals.Refused;
import dev.signet.base.secrets.Secret;
import dev.signet.base.secrets.SecretFormat;
import dev.signet.base.secrets.SecretKind;
import dev.signet.events.audit.Audit;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.credentials.Credential.Status;
import dev.signet.web.http.Paging;
import dev.signet.web.http.Paging.Page;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The credentials of agents: generated, rotated and revoked. An agent may have several at once.
/// The tokens that were got with a credential outlive it; to end them is another verb of another
/// room.
public final class Credentials {
  /// How many credentials of an agent may be unrevoked at once: each failed try is held against
  /// all.
  static final int MAX_ACTIVE = 50;

  static final Duration MAX_OVERLAP = Duration.ofDays(7);

  private static final int ROTATION_HISTORY_LIMIT = 100;

  private final Db db;
  private final Audit audit;
  private final Ids ids;
  private final Clock clock;
  private final Agents agents;
  private final SecretHashes hashes;
  private final CredentialStore store = new CredentialStore();

  public Credentials(Db db, Audit audit, Ids ids, Clock clock, Agents agents, SecretHashes hashes) {
    this.db = db;
    this.audit = audit;
    this.ids = ids;
    this.clock = clock;
    this.agents = agents;
    this.hashes = hashes;
  }

  /// Which kind of secret an agent has: the two ways to register print them differently.
  static SecretKind secretKindOf(Agent agent) {
    return agent.clientId().startsWith("cid_")
        ? SecretKind.QUICK_CLIENT_SECRET
        : SecretKind.CLIENT_SECRET;
  }

  /// A credential and its agent, found by a secret.
  public record CredentialMatch(Agent agent, Credential credential) {}

  /// The credential that this is a secret of, or once was; empty for anything else, and for secrets
  /// that were brought in as a bcrypt hash, which finds nothing.
  public Optional<CredentialMatch> findBySecret(Secret secret) {
    return Stream.of(SecretKind.CLIENT_SECRET, SecretKind.QUICK_CLIENT_SECRET)
        .filter(kind -> SecretFormat.matchesFormat(kind, secret.reveal()))
        .findAny()
        .map(kind -> hashes.candidate(kind, secret).keyed())
        .flatMap(hash -> db.read(handle -> store.findOwner(handle, hash)))
        .flatMap(owned ->
            agents
                .findCurrent(owned.agent())
                .flatMap(agent ->
                    db.read(handle -> store.find(handle, agent, owned.credential()))
                        .map(stored -> new CredentialMatch(agent, stored.credential()))));
  }

  /// Generates a credential.
  ///
  /// @param fresh from [#newSecretFor]
  /// @param expiresAt a time in the future, or `null` for one that does not expire
  /// @throws Refused `Unknown` when there is no such agent, `Conflict` when it is not active or has
  ///   too many credentials, `Forbidden` when the caller may not log in as it
  public IssuedCredential generate(
      Tx tx, AgentId id, NewSecret fresh, @Nullable Instant expiresAt, RequestContext by) {
    return add(tx, agents.lock(tx, id, by), fresh, Optional.ofNullable(expiresAt), by);
  }

  /// As above, without expiry, for somebody who has the agent's lock or has just registered it.
  ///
  /// @param fresh from [#newSecret]
  public IssuedCredential generate(Tx tx, Agent agent, NewSecret fresh, RequestContext by) {
    return add(tx, agent, fresh, Optional.empty(), by);
  }

  /// A new secret of this kind, hashed. It is made before the transaction that stores it: bcrypt
  /// takes tens of milliseconds, in which none should be held open.
  public NewSecret newSecret(SecretKind kind) {
    return hashes.make(kind);
  }

  /// A new secret for an agent that can be given one as things stand. That is looked at again under
  /// its lock; here it saves the work for an agent that is not there.
  ///
  /// @throws Refused as [#generate(Tx, AgentId, FreshSecret, Instant, Origin)]
  public NewSecret newSecretFor(AgentId id, RequestContext by) {
    var agent = agents.require(id, by);
    agents.requireMayHandOutSecretsOf(agent, by.caller());
    mustBeActive(agent);
    return hashes.make(secretKindOf(agent));
  }

  private IssuedCredential add(
      Tx tx, Agent agent, NewSecret fresh, Optional<Instant> expiresAt, RequestContext by) {
    var credential = add(tx, agent, fresh.hash(), expiresAt, false, by);
    saveSecretOwner(tx, agent, credential.id(), fresh);
    return new IssuedCredential(credential, fresh.secret());
  }

  /// Takes over a credential from elsewhere, whose secret nobody here has seen.
  ///
  /// @throws Refused as [#generate(Tx, AgentId, FreshSecret, Instant, Origin)]
  Credential importSecret(AgentId id, ImportedSecretHash brought, RequestContext by) {
    return db.inTransaction(tx -> importSecret(tx, agents.lock(tx, id, by), brought, by));
  }

  /// As above, in the transaction of somebody who has the agent's lock or has just registered it.
  Credential importSecret(Tx tx, Agent agent, ImportedSecretHash brought, RequestContext by) {
    var hash = new StoredHash(HashKind.BCRYPT, brought.bcrypt());
    return add(tx, agent, hash, brought.expiresAt(), true, by);
  }

  private Credential add(
      Tx tx,
      Agent agent,
      StoredHash hash,
      Optional<Instant> expiresAt,
      boolean imported,
      RequestContext by) {
    agents.requireMayHandOutSecretsOf(tx, agent, by.caller());
    mustBeActive(agent);
    requireBelowLimit(tx, agent);
    var credential =
        new Credential(
            new CredentialId(ids.next()),
            agent.clientId(),
            clock.instant(),
            expiresAt,
            Optional.empty(),
            Optional.empty());
    store.add(tx, agent.id(), new StoredCredential(credential, hash, Optional.empty()));
    agents.recordChange(tx, agent);
    audit.record(
        tx, new CredentialEvent.Generated(agent, credential.id(), expiresAt, imported), by);
    return credential;
  }

  private void requireBelowLimit(Tx tx, Agent agent) {
    if (store.count(tx.handle(), agent.id(), Set.of(Status.ACTIVE)) >= MAX_ACTIVE) {
      throw Refused.conflict(
          "too_many_credentials",
          "The agent has " + MAX_ACTIVE + " active credentials; revoke one that is not used");
    }
  }

  private void saveSecretOwner(Tx tx, Agent agent, CredentialId credential, NewSecret fresh) {
    if (!fresh.hash().equals(fresh.keyedHash())) {
      store.saveSecretOwner(tx, fresh.keyedHash(), credential, agent.id());
    }
  }

  /// Gives a credential a new secret. Its id stays; its expiry is what this call says.
  ///
  /// @param fresh from [#newSecretFor]
  /// @param overlap how long the old secret goes on working, at most 7 days
  /// @param expiresAt a time in the future, or `null` for a credential that does not expire from
  ///   now on, whatever was said before
  /// @throws Refused `Unknown` when there is no such agent or credential, `Conflict` when the agent
  ///   is not active or the credential is revoked, `Forbidden` when the caller may not log in as
  ///   the agent
  public IssuedCredential rotate(
      Tx tx,
      AgentId id,
      CredentialId credential,
      NewSecret fresh,
      Duration overlap,
      @Nullable Instant expiresAt,
      RequestContext by) {
    var agent = agents.lock(tx, id, by);
    var found = store.find(tx.handle(), agent, credential).orElseThrow(Credentials::notFound);
    return rotate(tx, agent, found, fresh, overlap, Optional.ofNullable(expiresAt), by);
  }

  /// Gives the newest credential of an agent a new secret, at once. An agent that does this for
  /// itself gets no further than it was: its token must hold all that it may ask for, its
  /// credential must be good, and keeps its expiry. For anybody else the new secret has no expiry,
  /// and an agent without a credential is given one.
  ///
  /// @param fresh from [#newSecretFor]
  /// @throws Refused as [#rotate]; for the agent itself also `Forbidden` naming a scope that its
  ///   token lacks, and `Conflict` when it has no good credential
  public IssuedCredential rotateNewest(Tx tx, AgentId id, NewSecret fresh, RequestContext by) {
    var agent = agents.lock(tx, id, by);
    var newest = store.active(tx.handle(), agent).stream().findFirst();
    if (by.caller() instanceof Caller.Agent self && self.id().equals(id.value())) {
      return rotateOwn(tx, agent, newest, fresh, self, by);
    }
    return newest.isEmpty()
        ? add(tx, agent, fresh, Optional.empty(), by)
        : rotate(tx, agent, newest.get(), fresh, Duration.ZERO, Optional.empty(), by);
  }

  private IssuedCredential rotateOwn(
      Tx tx,
      Agent agent,
      Optional<StoredCredential> newest,
      NewSecret fresh,
      Caller.Agent self,
      RequestContext by) {
    if (!self.scopes().allows("agents:write")) {
      self.requireScopes(agent.scopes());
    }
    var own =
        newest
            .filter(stored -> !stored.credential().isExpired(clock.instant()))
            .orElseThrow(() ->
                Refused.conflict(
                    "credential_revoked",
                    "The agent has no credential that is good; only an operator can give it one"));
    return rotate(tx, agent, own, fresh, Duration.ZERO, own.credential().expiresAt(), by);
  }

  private IssuedCredential rotate(
      Tx tx,
      Agent agent,
      StoredCredential found,
      NewSecret fresh,
      Duration overlap,
      Optional<Instant> expiresAt,
      RequestContext by) {
    agents.requireMayHandOutSecretsOf(tx, agent, by.caller());
    mustBeActive(agent);
    switch (found.credential().status()) {
      case ACTIVE -> {}
      case REVOKED ->
          throw Refused.conflict(
              "credential_revoked", "The credential is revoked, for good; generate a new one");
      case QUARANTINED ->
          throw Refused.conflict(
              "credential_quarantined",
              "The credential is in quarantine; release it, or revoke it and generate a new one");
    }
    var now = clock.instant();
    var rotated = found.withSecret(fresh.hash(), expiresAt, now.plus(overlap));
    found
        .replaced()
        .map(StoredCredential.ReplacedSecret::hash)
        .filter(givenUp -> givenUp.kind() == HashKind.KEYED)
        .ifPresent(
            givenUp -> store.saveSecretOwner(tx, givenUp, found.credential().id(), agent.id()));
    store.saveRotated(tx, ids.next(), agent.id(), rotated, now);
    saveSecretOwner(tx, agent, rotated.credential().id(), fresh);
    agents.recordChange(tx, agent);
    audit.record(
        tx, new CredentialEvent.Rotated(agent, rotated.credential().id(), expiresAt, overlap), by);
    return new IssuedCredential(rotated.credential(), fresh.secret());
  }

  /// Lets a credential out of quarantine. Releasing one that is in none changes nothing.
  ///
  /// @throws Refused `Unknown` when there is no such agent or credential, `Forbidden` when the
  ///   caller may not log in as the agent, `Conflict` when the credential is revoked or the agent
  ///   has too many others
  public Credential release(AgentId id, CredentialId credential, RequestContext by) {
    return db.inTransaction(tx -> {
      var agent = agents.lock(tx, id, by);
      agents.requireMayHandOutSecretsOf(tx, agent, by.caller());
      var found = store.find(tx.handle(), agent, credential).orElseThrow(Credentials::notFound);
      return switch (found.credential().status()) {
        case ACTIVE -> found.credential();
        case REVOKED ->
            throw Refused.conflict(
                "credential_revoked", "The credential is revoked, for good; generate a new one");
        case QUARANTINED -> {
          requireBelowLimit(tx, agent);
          store.release(tx, credential);
          agents.recordChange(tx, agent);
          audit.record(tx, new CredentialEvent.Released(agent, credential), by);
          yield store
              .find(tx.handle(), agent, credential)
              .orElseThrow(Credentials::notFound)
              .credential();
        }
      };
    });
  }

  /// Ends a credential for good, in quarantine or not. Ending it again changes nothing.
  ///
  /// @throws Refused `Unknown` when there is no such agent or credential
  public void revoke(AgentId id, CredentialId credential, RequestContext by) {
    db.inTransaction(tx -> {
      var agent = agents.lock(tx, id, by);
      var found = store.find(tx.handle(), agent, credential).orElseThrow(Credentials::notFound);
      if (store.revoke(tx, credential, clock.instant())) {
        agents.recordChange(tx, agent);
        audit.record(tx, new CredentialEvent.Revoked(agent, credential), by);
      }
      return found;
    });
  }

  /// An agent's credentials, the newest first.
  ///
  /// @throws Refused `Unknown` when there is no such agent
  public Page<Credential> list(AgentId id, Set<Status> wanted, Paging paging, RequestContext by) {
    var agent = agents.require(id, by);
    return db.read(handle ->
        paging.of(store.page(handle, agent, wanted, paging), store.count(handle, id, wanted)));
  }

  /// When the agent's credentials were rotated: the last hundred times, the latest first.
  public List<Instant> rotationHistory(AgentId id) {
    return db.read(handle -> store.rotations(handle, id, ROTATION_HISTORY_LIMIT));
  }

  private static void mustBeActive(Agent agent) {
    if (!agent.status().isActive()) {
      throw Refused.conflict(
          "agent_not_active",
          "The agent is " + agent.status().wire() + "; only an active one is given secrets");
    }
  }

  private static Refused notFound() {
    return Refused.notFound("credential");
  }
}
