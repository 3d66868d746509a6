package dev.signet.identity.credentials;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.db.Tx;
import dev.signet.base.paging.Paging;
import dev.signet.base.paging.Paging.Page;
import dev.signet.base.refusals.Refused;
import dev.signet.base.secrets.Secret;
import dev.signet.base.secrets.SecretFormat;
import dev.signet.base.secrets.SecretKind;
import dev.signet.events.audit.Audit;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.credentials.Credential.Status;
import dev.signet.identity.quotas.Quota;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The credentials of agents: generated, rotated and revoked. An agent may have several. Revoking a
/// credential does not revoke the tokens that it obtained; another room does that.
public final class Credentials {
  /// How many unrevoked credentials an agent may have: each failed attempt is compared with all of
  /// them.
  static final int MAX_ACTIVE = (int) Quota.MAX_CREDENTIALS_PER_AGENT.max();

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

  /// The kind of an agent's secrets: the two registration APIs format them differently.
  static SecretKind secretKindOf(Agent agent) {
    return agent.clientId().startsWith("cid_")
        ? SecretKind.QUICK_CLIENT_SECRET
        : SecretKind.CLIENT_SECRET;
  }

  /// A credential and its agent, found by a secret.
  public record CredentialMatch(Agent agent, Credential credential) {}

  /// The credential with this current or former secret; empty for anything else, and for imported
  /// secrets, whose bcrypt hash cannot be looked up.
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
  /// @param expiresAt a future time, or `null` for a credential that does not expire
  /// @throws Refused `NotFound` when the agent does not exist, `Conflict` when it is not active, is
  ///   a public client or has too many credentials, `InsufficientScope` when the caller may not
  ///   authenticate as it
  public IssuedCredential generate(
      Tx tx, AgentId id, NewSecret fresh, @Nullable Instant expiresAt, RequestContext by) {
    return add(tx, agents.lock(tx, id, by), fresh, Optional.ofNullable(expiresAt), by);
  }

  /// Generates a credential without expiry, for a caller that has locked or just registered the
  /// agent.
  ///
  /// @param fresh from [#newSecret]
  public IssuedCredential generate(Tx tx, Agent agent, NewSecret fresh, RequestContext by) {
    return add(tx, agent, fresh, Optional.empty(), by);
  }

  /// A new secret of this kind, hashed. It is made before the transaction that stores it: bcrypt
  /// takes tens of milliseconds, for which no transaction should stay open.
  public NewSecret newSecret(SecretKind kind) {
    return hashes.make(kind);
  }

  /// A new secret for an agent that may currently get one. This is checked again under the agent's
  /// lock; checking it here avoids the cost of hashing for an agent that does not exist.
  ///
  /// @throws Refused as when a credential is generated
  public NewSecret newSecretFor(AgentId id, RequestContext by) {
    var agent = agents.require(id, by);
    agents.requireMayHandOutSecretsOf(agent, by.caller());
    mustBeActive(agent);
    mustBeConfidential(agent);
    return hashes.make(secretKindOf(agent));
  }

  private IssuedCredential add(
      Tx tx, Agent agent, NewSecret fresh, Optional<Instant> expiresAt, RequestContext by) {
    var credential = add(tx, agent, fresh.hash(), expiresAt, false, by);
    saveSecretOwner(tx, agent, credential.id(), fresh);
    return new IssuedCredential(credential, fresh.secret());
  }

  /// Imports a credential whose secret this server has never seen.
  ///
  /// @throws Refused as when a credential is generated
  Credential importSecret(AgentId id, ImportedSecretHash brought, RequestContext by) {
    return db.inTransaction(tx -> importSecret(tx, agents.lock(tx, id, by), brought, by));
  }

  /// Imports a credential within the transaction of a caller that has locked or just registered the
  /// agent.
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
    mustBeConfidential(agent);
    requireBelowLimit(tx, agent, by);
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

  private void requireBelowLimit(Tx tx, Agent agent, RequestContext by) {
    var active = store.count(tx.handle(), agent.id(), Set.of(Status.ACTIVE));
    agents.admit(tx, agent, Quota.MAX_CREDENTIALS_PER_AGENT, active, by);
    if (active >= MAX_ACTIVE) {
      throw CredentialRefusals.tooMany(MAX_ACTIVE);
    }
  }

  private void saveSecretOwner(Tx tx, Agent agent, CredentialId credential, NewSecret fresh) {
    if (!fresh.hash().equals(fresh.keyedHash())) {
      store.saveSecretOwner(tx, fresh.keyedHash(), credential, agent.id());
    }
  }

  /// Gives a credential a new secret. Its id stays; its expiry is set by this call.
  ///
  /// @param fresh from [#newSecretFor]
  /// @param overlap how long the old secret stays valid, at most 7 days
  /// @param expiresAt a future time, or `null` for a credential that does not expire, whatever its
  ///   expiry was
  /// @throws Refused `NotFound` when the agent or credential does not exist, `Conflict` when the
  ///   agent is not active or the credential is revoked, `InsufficientScope` when the caller may
  ///   not authenticate as the agent
  public IssuedCredential rotate(
      Tx tx,
      AgentId id,
      CredentialId credential,
      NewSecret fresh,
      Duration overlap,
      @Nullable Instant expiresAt,
      RequestContext by) {
    var agent = agents.lock(tx, id, by);
    var found =
        store.find(tx.handle(), agent, credential).orElseThrow(CredentialRefusals::notFound);
    return rotate(tx, agent, found, fresh, overlap, Optional.ofNullable(expiresAt), by);
  }

  /// Immediately gives the newest credential of an agent a new secret. An agent that does this for
  /// itself gains no privileges: its token must hold all scopes that the agent may request, and its
  /// credential must be valid and keeps its expiry. For other callers the new secret has no expiry,
  /// and an agent without a credential gets one.
  ///
  /// @param fresh from [#newSecretFor]
  /// @throws Refused as [#rotate]; for the agent itself also `InsufficientScope` naming a scope
  ///   that its token lacks, and `Conflict` when it has no valid credential
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
            .orElseThrow(CredentialRefusals::noneValid);
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
      case REVOKED -> throw CredentialRefusals.revoked();
      case QUARANTINED -> throw CredentialRefusals.quarantined();
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

  /// Releases a credential from quarantine. Releasing one that is not in quarantine changes
  /// nothing.
  ///
  /// @throws Refused `NotFound` when the agent or credential does not exist, `InsufficientScope`
  ///   when the caller may not authenticate as the agent, `Conflict` when the credential is revoked
  ///   or the agent has too many others
  public Credential release(AgentId id, CredentialId credential, RequestContext by) {
    return db.inTransaction(tx -> {
      var agent = agents.lock(tx, id, by);
      agents.requireMayHandOutSecretsOf(tx, agent, by.caller());
      var found =
          store.find(tx.handle(), agent, credential).orElseThrow(CredentialRefusals::notFound);
      return switch (found.credential().status()) {
        case ACTIVE -> found.credential();
        case REVOKED -> throw CredentialRefusals.revoked();
        case QUARANTINED -> {
          requireBelowLimit(tx, agent, by);
          store.release(tx, credential);
          agents.recordChange(tx, agent);
          audit.record(tx, new CredentialEvent.Released(agent, credential), by);
          yield store
              .find(tx.handle(), agent, credential)
              .orElseThrow(CredentialRefusals::notFound)
              .credential();
        }
      };
    });
  }

  /// Permanently revokes a credential, in quarantine or not. Revoking it again changes nothing.
  ///
  /// @throws Refused `NotFound` when the agent or credential does not exist
  public void revoke(AgentId id, CredentialId credential, RequestContext by) {
    db.inTransaction(tx -> {
      var agent = agents.lock(tx, id, by);
      var found =
          store.find(tx.handle(), agent, credential).orElseThrow(CredentialRefusals::notFound);
      if (store.revoke(tx, credential, clock.instant())) {
        agents.recordChange(tx, agent);
        audit.record(tx, new CredentialEvent.Revoked(agent, credential), by);
      }
      return found;
    });
  }

  /// An agent's credentials, the newest first.
  ///
  /// @throws Refused `NotFound` when the agent does not exist
  public Page<Credential> list(AgentId id, Set<Status> wanted, Paging paging, RequestContext by) {
    var agent = agents.require(id, by);
    return db.read(handle ->
        paging.of(store.page(handle, agent, wanted, paging), store.count(handle, id, wanted)));
  }

  /// When the agent's credentials were rotated: the last hundred rotations, the latest first.
  public List<Instant> rotationHistory(AgentId id) {
    return db.read(handle -> store.rotations(handle, id, ROTATION_HISTORY_LIMIT));
  }

  private static void mustBeConfidential(Agent agent) {
    if (agent.isPublicClient()) {
      throw CredentialRefusals.publicClient();
    }
  }

  private static void mustBeActive(Agent agent) {
    if (!agent.status().isActive()) {
      throw CredentialRefusals.agentNotActive(agent);
    }
  }
}
