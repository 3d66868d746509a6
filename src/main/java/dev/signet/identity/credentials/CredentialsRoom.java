package dev.signet.identity.credentials;

import dev.signet.base.fetch.DocumentFetcher;
import dev.signet.base.memory.CacheShare;
import dev.signet.base.secrets.Bcrypt;
import dev.signet.base.secrets.VerifiedSecretCache;
import dev.signet.base.wiring.Foundation;
import dev.signet.events.audit.Audit;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.agents.Fapi2Policy;
import dev.signet.identity.agents.RegistrationExtension;
import dev.signet.identity.leaks.LeakHandler;
import dev.signet.validity.replay.ReplayGuard;
import dev.signet.web.http.Room;
import dev.signet.web.http.Router;
import dev.signet.web.idempotency.IdempotentRequests;
import dev.signet.web.limits.Limits;

/// Builds the credentials and client authentication.
public final class CredentialsRoom implements Room {
  /// A bcrypt hash that is remembered together with the secret that was verified against it.
  private static final int VERIFIED_SECRET_BYTES = 300;

  /// At a cost of 12 and on one thread the last of these waits some eight seconds.
  private static final int MAX_WAITING_FOR_BCRYPT = 32;

  private final Foundation foundation;
  private final Audit audit;
  private final IdempotentRequests idempotent;
  private final Agents agents;
  private final SecretHashes hashes;
  private final Credentials credentials;
  private final SecretCheck secretCheck;
  private final ClientAuthentication clients;

  /// How secrets are hashed.
  ///
  /// @param bcryptCost the cost of new bcrypt hashes
  public record Hashing(HashKind kind, int bcryptCost) {}

  /// The other rooms that this one is built on.
  ///
  /// @param apiKeys API keys as client secrets
  public record Dependencies(
      Audit audit,
      Limits limits,
      IdempotentRequests idempotent,
      ReplayGuard replay,
      Agents agents,
      Fapi2Policy fapi2,
      DocumentFetcher fetcher,
      ClientSecretSource apiKeys) {}

  public CredentialsRoom(Foundation foundation, Dependencies rooms, Hashing hashing) {
    this.foundation = foundation;
    audit = rooms.audit();
    idempotent = rooms.idempotent();
    agents = rooms.agents();
    var secrets = foundation.secrets();
    var bcrypt =
        foundation
            .shutdown()
            .add(
                new Bcrypt(
                    hashing.bcryptCost(),
                    Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
                    MAX_WAITING_FOR_BCRYPT));
    hashes =
        new SecretHashes(
            hashing.kind(),
            secrets.generator(),
            secrets.keyedHash(),
            bcrypt,
            new VerifiedSecretCache(
                secrets.keyedHash(),
                bcrypt,
                CacheShare.PROVEN_SECRETS.entries(VERIFIED_SECRET_BYTES)));
    credentials =
        new Credentials(
            foundation.db(), audit, foundation.ids(), foundation.clock(), agents, hashes);
    agents.addListener(new PublicClientListener());
    secretCheck =
        new SecretCheck(
            foundation.db(), foundation.clock(), agents, rooms.fapi2(), hashes, rooms.apiKeys());
    clients =
        new ClientAuthentication(
            audit,
            agents,
            rooms.fapi2(),
            foundation.clock(),
            secretCheck,
            new AssertionCheck(
                foundation.clock(),
                agents,
                rooms.fapi2(),
                rooms.fetcher(),
                foundation.issuer(),
                secrets.crypto()),
            rooms.apiKeys(),
            rooms.replay(),
            rooms.limits().failures(),
            rooms.limits().rates(),
            rooms.limits().failureCounter());
  }

  public Credentials credentials() {
    return credentials;
  }

  public ClientGate clients() {
    return new ClientGate(clients);
  }

  /// Forgets what is remembered of the database.
  public void evictSnapshots() {
    secretCheck.evictSnapshots();
  }

  /// Reads imported secrets of a registration.
  public RegistrationExtension importedSecrets() {
    return new ImportedSecretsExtension(credentials, foundation.clock());
  }

  public LeakHandler leakHandler() {
    return new CredentialLeakHandler(foundation.db(), audit, foundation.clock(), agents, hashes);
  }

  @Override
  public void mount(Router router) {
    new CredentialRoutes(credentials, idempotent, foundation.clock()).mount(router);
  }
}
