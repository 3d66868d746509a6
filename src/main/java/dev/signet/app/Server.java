package dev.signet.app;

import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.fetch.DocumentFetcher;
import dev.signet.base.jose.CryptoProvider;
import dev.signet.base.jose.PeerAlg;
import dev.signet.base.jose.SigningPool;
import dev.signet.base.memory.CacheShare;
import dev.signet.base.secrets.Bcrypt;
import dev.signet.base.secrets.Fingerprint;
import dev.signet.base.secrets.KeyedHash;
import dev.signet.base.secrets.MasterKey;
import dev.signet.base.secrets.Secret;
import dev.signet.base.secrets.SecretGenerator;
import dev.signet.base.secrets.VerifiedSecretCache;
import dev.signet.base.time.ExpiryClock;
import dev.signet.console.pages.Console;
import dev.signet.events.audit.Audit;
import dev.signet.events.audit.AuditRoutes;
import dev.signet.identity.agents.AgentRoutes;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.agents.Fapi2Policy;
import dev.signet.identity.agents.ScopeUsage;
import dev.signet.identity.apikeys.ApiKeyClientSecrets;
import dev.signet.identity.apikeys.ApiKeyDecommissionListener;
import dev.signet.identity.apikeys.ApiKeyGate;
import dev.signet.identity.apikeys.ApiKeyLeakHandler;
import dev.signet.identity.apikeys.ApiKeyRoutes;
import dev.signet.identity.apikeys.ApiKeys;
import dev.signet.identity.credentials.AssertionCheck;
import dev.signet.identity.credentials.ClientAuthentication;
import dev.signet.identity.credentials.CostlyBcryptHashes;
import dev.signet.identity.credentials.CredentialDecommissionListener;
import dev.signet.identity.credentials.CredentialLeakHandler;
import dev.signet.identity.credentials.CredentialRoutes;
import dev.signet.identity.credentials.Credentials;
import dev.signet.identity.credentials.HashKind;
import dev.signet.identity.credentials.ImportedSecretsExtension;
import dev.signet.identity.credentials.SecretCheck;
import dev.signet.identity.credentials.SecretHashes;
import dev.signet.identity.leaks.LeakRoutes;
import dev.signet.identity.leaks.LeakedResponses;
import dev.signet.identity.leaks.Leaks;
import dev.signet.identity.operatorkeys.OperatorKeyLeakHandler;
import dev.signet.identity.operatorkeys.OperatorKeyRoutes;
import dev.signet.identity.operatorkeys.OperatorKeys;
import dev.signet.identity.organizations.OrganizationRoutes;
import dev.signet.identity.organizations.Organizations;
import dev.signet.identity.quickapi.QuickRoutes;
import dev.signet.identity.registration.InviteLeakHandler;
import dev.signet.identity.registration.InviteRoutes;
import dev.signet.identity.registration.Invites;
import dev.signet.identity.registration.RegistrationDecommissionListener;
import dev.signet.identity.registration.RegistrationRoutes;
import dev.signet.identity.registration.Registrations;
import dev.signet.identity.users.Passkeys;
import dev.signet.identity.users.SessionOperatorKeyListener;
import dev.signet.identity.users.Sessions;
import dev.signet.identity.users.SignInLeakHandler;
import dev.signet.identity.users.UserAdministration;
import dev.signet.identity.users.Users;
import dev.signet.tokens.dpop.DpopNonces;
import dev.signet.tokens.dpop.DpopProofCheck;
import dev.signet.tokens.grants.GrantRoutes;
import dev.signet.tokens.issuing.TestTokens;
import dev.signet.tokens.issuing.TokenExplainer;
import dev.signet.tokens.issuing.TokenGate;
import dev.signet.tokens.issuing.TokenLeakHandler;
import dev.signet.tokens.issuing.TokenRoutes;
import dev.signet.tokens.issuing.TokenSettings;
import dev.signet.tokens.issuing.Tokens;
import dev.signet.tokens.metadata.DiscoveryRoutes;
import dev.signet.tokens.metadata.OpenApiRoutes;
import dev.signet.tokens.signingkeys.SigningKeyRoutes;
import dev.signet.tokens.signingkeys.SigningKeyWithdrawals;
import dev.signet.tokens.signingkeys.SigningKeys;
import dev.signet.validity.replay.ReplayGuard;
import dev.signet.validity.revocations.Revocations;
import dev.signet.web.http.BrowserSupport;
import dev.signet.web.http.Gate;
import dev.signet.web.http.HttpServer;
import dev.signet.web.http.Router;
import dev.signet.web.idempotency.IdempotentRequests;
import dev.signet.web.limits.AuthFailureCounter;
import dev.signet.web.limits.FailureBudget;
import dev.signet.web.limits.RateLimits;
import dev.signet.web.monitoring.HealthRoutes;
import dev.signet.web.monitoring.MetricsRoutes;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The whole server: builds every room with `new`, starts listening, and stops in the opposite
/// order.
public final class Server implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);

  /// How many signatures may queue: at 2,000 a second, two seconds.
  private static final int MAX_WAITING_SIGNATURES = 4096;

  /// The size of a bcrypt hash that is cached together with the secret that matches it.
  private static final int VERIFIED_SECRET_BYTES = 300;

  /// At a cost of 12 and on one thread the last one waits some eight seconds.
  private static final int MAX_WAITING_FOR_BCRYPT = 32;

  private static final Duration MASTER_KEY_TIMEOUT = Duration.ofSeconds(20);

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final String issuer;
  private final Router router;
  private final Db db;
  private final Audit audit;
  private final SigningKeys keys;
  private final Registrations registrations;
  private final ScopeUsage scopeUses;
  private final CryptoProvider crypto;
  private final Users people;
  private final Sessions stays;
  private final Console console;
  private final ExpiryClock expiry;
  private final Jobs jobs = new Jobs();

  private final HealthRoutes health;
  private final HttpServer http;

  /// 0 until the server listens.
  private volatile int port;

  /// Starts the server. Returns when the server answers requests.
  ///
  /// @throws dev.signet.base.db.DatabaseUnusable the database cannot be opened
  /// @throws dev.signet.tokens.signingkeys.WrongMasterKey the database was created with another
  ///   master key
  /// @throws dev.signet.base.secrets.BadMasterKey there is no usable master key
  public static Server start(Config config, Clock clock) {
    return new Server(config, clock);
  }

  private Server(Config config, Clock clock) {
    try {
      var socket = config.listen();
      // The issuer may contain the port, so the port has to be known before anything is built.
      var listenPort =
          socket.getPort() == 0 && config.issuer().isEmpty() ? freePort() : socket.getPort();
      issuer = config.issuer().orElse("http://localhost:" + listenPort);

      createDataFolder(config.data());
      MissingDatabaseCheck.requireIntended(config);
      var master = masterKey(config);
      // Loading native code takes as long as opening the database, so both run in parallel.
      var loadedCrypto =
          CompletableFuture.supplyAsync(
              CryptoProvider::load, load -> Thread.ofPlatform().name("crypto").start(load));
      var meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
      closeLater(meters::close);
      registerProcessMetrics(meters);
      var ids = new Ids(clock);
      db = closeLater(Db.open(config.database(), meters));
      crypto = loadedCrypto.join();
      expiry = new ExpiryClock(db, clock, meters);
      var budget =
          new FailureBudget(config.failures(), new Fingerprint(master, "failed secrets"), clock);
      var failures = new AuthFailureCounter(meters);
      var limits = new RateLimits(config.rates(), clock);

      var once = new IdempotentRequests(db, clock, master, meters);
      audit = new Audit(db, ids, clock, master, config.auditAnonymousRate(), meters);
      var revocations = new Revocations(db, audit, clock);
      keys = new SigningKeys(db, audit, revocations, clock, crypto, master);
      audit.open(crypto, config.data());
      // Closed before the database and after everything that may record an event.
      closeLater(audit::close);
      var secrets = new SecretGenerator(new SecureRandom());
      var keyedHash = new KeyedHash(master);
      var operators =
          new OperatorKeys(
              db,
              audit,
              ids,
              clock,
              secrets,
              keyedHash,
              budget,
              failures,
              meters,
              List.of(new SessionOperatorKeyListener()));
      people = new Users(db, audit, ids, clock, secrets, keyedHash, budget, failures);
      stays =
          new Sessions(
              db,
              audit,
              ids,
              clock,
              secrets,
              keyedHash,
              master,
              operators,
              people,
              issuer.startsWith("https:"));
      var organizations = new Organizations(db, audit, ids, clock);
      var replay = new ReplayGuard(db, meters);
      var passkeys =
          new Passkeys(
              db, audit, ids, clock, master, replay, budget, failures, people, stays, issuer);
      console = new Console(db, ids, meters, people, stays, passkeys, clock, issuer);
      var agents =
          new Agents(
              db,
              audit,
              ids,
              clock,
              organizations,
              revocations,
              List.of(
                  new CredentialDecommissionListener(),
                  new ApiKeyDecommissionListener(),
                  new RegistrationDecommissionListener()));
      scopeUses = new ScopeUsage(db, audit, clock);
      var cores = Runtime.getRuntime().availableProcessors();
      var bcrypt =
          closeLater(
              new Bcrypt(config.bcryptCost(), Math.max(1, cores / 2), MAX_WAITING_FOR_BCRYPT));
      var hashes =
          new SecretHashes(
              switch (config.secretHash()) {
                case KEYED -> HashKind.KEYED;
                case BCRYPT -> HashKind.BCRYPT;
              },
              secrets,
              keyedHash,
              bcrypt,
              new VerifiedSecretCache(
                  keyedHash, bcrypt, CacheShare.PROVEN_SECRETS.entries(VERIFIED_SECRET_BYTES)));
      var fapi2 = new Fapi2Policy(config.fapi2());
      var fetch = closeLater(new DocumentFetcher(config.jwksPrivateAddresses(), meters));
      var credentials = new Credentials(db, audit, ids, clock, agents, hashes);
      var apiKeys = new ApiKeys(db, audit, ids, clock, agents, secrets, keyedHash, meters);
      var invites = new Invites(db, audit, ids, clock, organizations, secrets, keyedHash);
      registrations =
          new Registrations(
              db,
              audit,
              clock,
              organizations,
              agents,
              apiKeys,
              invites,
              config.registration(),
              meters);
      var asSecrets = new ApiKeyClientSecrets(apiKeys);
      var secretCheck = new SecretCheck(db, clock, agents, fapi2, hashes, asSecrets);
      Runnable forgetSnapshots =
          () -> {
            agents.evictSnapshots();
            secretCheck.evictSnapshots();
          };
      audit.onLostWrites((tx, event) -> {
        revocations.revokeAllBefore(tx, event);
        tx.afterCommit(forgetSnapshots);
      });
      var clients =
          new ClientAuthentication(
              audit,
              agents,
              secretCheck,
              new AssertionCheck(clock, agents, fapi2, fetch, issuer, crypto),
              asSecrets,
              replay,
              budget,
              limits,
              failures);
      var nonces = new DpopNonces(master, clock, config.dpopNonce());
      var proofs =
          new DpopProofCheck(
              new DpopProofCheck.DpopSettings(issuer, this::port, config.dpopWindow()),
              nonces,
              crypto,
              replay,
              clock,
              meters);
      var signing =
          closeLater(
              new SigningPool(crypto, cores, MAX_WAITING_SIGNATURES, signingObserver(meters)));
      var tokens =
          new Tokens(
              db,
              audit,
              ids,
              clock,
              agents,
              revocations,
              keys,
              crypto,
              signing,
              master,
              replay,
              new TokenSettings(
                  issuer,
                  config.tokenAlg(),
                  fapi2,
                  config.refreshLifetime(),
                  config.refreshMaxLifetime(),
                  config.auditIntrospection()),
              meters);

      router =
          new Router(
              Gate.firstOf(
                  new ApiKeyGate(audit, clock, agents, fapi2, apiKeys, budget, failures),
                  Gate.firstOf(operators, new TokenGate(tokens, audit, proofs, fapi2, issuer))),
              once,
              nonces,
              switch (config.posture()) {
                case DEV -> Router.AnonymousAccess.OPERATOR;
                case SERVE -> Router.AnonymousAccess.UNAUTHENTICATED;
              },
              limits,
              new BrowserSupport(stays, console.errorPages(), issuer),
              meters);
      router.setDenialListener(audit.denials());
      new AuditRoutes(audit).mount(router);
      new OperatorKeyRoutes(operators, once, clock).mount(router);
      var withdrawals =
          closeLater(new SigningKeyWithdrawals(keys, tokens::countRevokedWithSigningKey));
      new SigningKeyRoutes(keys, config.tokenAlg(), withdrawals, once).mount(router);
      new OrganizationRoutes(organizations).mount(router);
      new AgentRoutes(
              agents, once, clock, List.of(new ImportedSecretsExtension(credentials, clock)))
          .mount(router);
      new CredentialRoutes(credentials, once, clock).mount(router);
      var leaks =
          new Leaks(
              config.leaks(),
              audit,
              new Fingerprint(master, "reported secrets"),
              List.of(
                  new LeakedResponses(once),
                  new OperatorKeyLeakHandler(db, audit, keyedHash, operators),
                  new SignInLeakHandler(db, audit, clock, keyedHash, people),
                  new CredentialLeakHandler(db, audit, clock, agents, hashes),
                  new ApiKeyLeakHandler(db, audit, agents, apiKeys),
                  new InviteLeakHandler(db, audit, invites),
                  new TokenLeakHandler(db, audit, agents, tokens)),
              meters);
      new LeakRoutes(leaks, limits).mount(router);
      new TokenRoutes(tokens, clients, meters).mount(router);
      new GrantRoutes(
              tokens,
              agents,
              fapi2,
              clients,
              proofs,
              budget,
              limits,
              clock,
              config.refreshNeedsClient(),
              meters)
          .mount(router);
      new ApiKeyRoutes(audit, clock, agents, fapi2, apiKeys, once, failures, meters).mount(router);
      new RegistrationRoutes(registrations, apiKeys, once, clock).mount(router);
      new InviteRoutes(invites, once, clock).mount(router);
      new QuickRoutes(once, agents, credentials, clock).mount(router);
      router.acceptPrefix(URI.create(issuer).getRawPath());
      new DiscoveryRoutes(
              issuer,
              !config.fapi2(),
              fapi2.acceptedOf(AssertionCheck.ALGS),
              fapi2.acceptedOf(List.of(PeerAlg.values())))
          .mount(router);
      health = new HealthRoutes(db);
      health.mount(router);
      new MetricsRoutes(meters).mount(router);
      new OpenApiRoutes(limits).mount(router);
      console.mount(
          router,
          new Console.Dependencies(
              db,
              audit,
              keys,
              withdrawals,
              new UserAdministration(db, audit, ids, clock, operators, people),
              operators,
              agents,
              scopeUses,
              credentials,
              apiKeys,
              registrations,
              invites,
              tokens,
              new TestTokens(tokens, agents, fapi2, clock),
              new TokenExplainer(tokens, audit, revocations, clock),
              once),
          new Console.EffectiveConfiguration(
              config.keyRotation(),
              config.registration().policy().name().toLowerCase(Locale.ROOT),
              EffectiveSettings.of(config, issuer),
              Version.current()));

      createFirstOperatorKey(config, operators);
      startJobs(
          config,
          audit,
          agents,
          revocations,
          replay,
          once,
          tokens,
          apiKeys,
          withdrawals,
          forgetSnapshots);
      http =
          closeLater(
              new HttpServer(
                  new HttpServer.Settings(
                      new InetSocketAddress(socket.getAddress(), listenPort),
                      config.addresses(),
                      config.posture() == Config.Posture.DEV,
                      issuer.startsWith("https:"),
                      config.connections()),
                  router));
      CostlyBcryptHashes.warning(db).ifPresent(LOG::warn);
      HttpServer.Limits.fewDescriptors()
          .ifPresent(advice ->
              LOG.atWarn()
                  .addKeyValue("descriptors", HttpServer.Limits.descriptors())
                  .addKeyValue("connections", config.connections().connections())
                  .log("few file descriptors. {}", advice));
      port = http.start();
      revocations.fillInBackground();
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private <C extends AutoCloseable> C closeLater(C closeable) {
    open.push(closeable);
    return closeable;
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void createDataFolder(Path data) {
    try {
      var parent = data.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      if (!Files.isDirectory(data)) {
        Files.createDirectory(
            data,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
    } catch (IOException e) {
      throw new BadSettings(List.of("--data (SIGNET_DATA): cannot create the folder " + data));
    }
  }

  static MasterKey masterKey(Config config) {
    return switch (config.masterKey()) {
      case Config.MasterKeySource.EncodedKey(var encoded) -> MasterKey.parse(encoded);
      case Config.MasterKeySource.CommandOutput(var command) ->
          MasterKey.fromCommand(command, MASTER_KEY_TIMEOUT);
      case Config.MasterKeySource.ExternalFile(var file) -> MasterKey.load(file);
      case Config.MasterKeySource.DataFolderFile(var file) -> MasterKey.loadOrCreate(file);
    };
  }

  private void registerProcessMetrics(PrometheusMeterRegistry meters) {
    new JvmMemoryMetrics().bindTo(meters);
    new ProcessorMetrics().bindTo(meters);
    closeLater(new JvmGcMetrics()).bindTo(meters);
  }

  private static SigningPool.Observer signingObserver(PrometheusMeterRegistry meters) {
    var worked =
        Timer.builder("signet.signing.time")
            .description("How long one signature took")
            .publishPercentiles(0.5, 0.99)
            .register(meters);
    var waited =
        Timer.builder("signet.signing.wait")
            .description("How long one signature waited in the queue")
            .publishPercentiles(0.5, 0.99)
            .register(meters);
    return (_, waitedNanos, workedNanos) -> {
      worked.record(workedNanos, TimeUnit.NANOSECONDS);
      waited.record(waitedNanos, TimeUnit.NANOSECONDS);
    };
  }

  private static void createFirstOperatorKey(Config config, OperatorKeys operators) {
    if (config.operatorKey().isPresent()) {
      if (!OperatorKeys.isWellFormed(config.operatorKey().get())) {
        throw new BadSettings(
            List.of(
                "--operator-key (SIGNET_OPERATOR_KEY) must be a key that Signet created: its"
                    + " prefix, length and checksum are verified"));
      }
      operators.ensureFirst(Secret.of(config.operatorKey().get()));
      return;
    }
    var file = config.data().resolve("operator.key");
    operators
        .ensureFirst(secret -> SecretFileWriter.write(file, secret))
        .ifPresent(_ -> LOG.atInfo().addKeyValue("file", file).log("first operator key created"));
  }

  private void startJobs(
      Config config,
      Audit audit,
      Agents agents,
      Revocations revocations,
      ReplayGuard replay,
      IdempotentRequests once,
      Tokens tokens,
      ApiKeys apiKeys,
      SigningKeyWithdrawals withdrawals,
      Runnable forgetSnapshots) {
    closeLater(agents::flushMeters);
    closeLater(console::flushActivity);
    closeLater(jobs);
    jobs.every(Duration.ofSeconds(5), "console-pulse", console::flushActivity);
    closeLater(audit::stopPruning);
    closeLater(scopeUses::stop);
    closeLater(revocations::stop);
    jobs.every(Duration.ofSeconds(15), "settle-meters", agents::flushMeters);
    jobs.every(Duration.ofMinutes(1), "expiry-clock", expiry::save);
    jobs.every(Duration.ofMinutes(1), "audit-checkpoint", audit::checkpoint);
    jobs.every(Duration.ofMinutes(1), "audit-counts", audit::recordCounts);
    jobs.every(Duration.ofSeconds(5), "audit-heads", audit::saveHeads);
    jobs.every(Duration.ofHours(1), "audit-log-heads", audit::logHeads);
    jobs.every(
        Duration.ofMinutes(10),
        "audit-retention",
        () -> audit.prune(config.auditRetention(), expiry.instant()));
    jobs.every(Duration.ofMinutes(1), "scope-uses", scopeUses::readNewEvents);
    jobs.every(
        Duration.ofMinutes(5), "forget-expired", () -> tokens.deleteExpired(expiry.instant()));
    revocations.refreshCutoff();
    revocations.countInBackground();
    jobs.every(Duration.ofMinutes(1), "count-ended-tokens", revocations::countInBackground);
    jobs.every(
        Duration.ofMinutes(1), "forget-spent-uses", () -> replay.deleteExpired(expiry.instant()));
    jobs.every(Duration.ofMinutes(1), "forget-answers", () -> once.deleteExpired(expiry.instant()));
    jobs.every(
        Duration.ofMinutes(10), "forget-sessions", () -> stays.deleteEnded(expiry.instant()));
    jobs.every(
        Duration.ofMinutes(10),
        "reap-unused-agents",
        () -> registrations.reapUnused(expiry.instant()));
    jobs.every(
        Duration.ofHours(1), "forget-ended-api-keys", () -> apiKeys.deleteEnded(expiry.instant()));
    jobs.every(Duration.ofMinutes(1), "count-withdrawn-keys", withdrawals::countPending);
    jobs.every(
        Duration.ofMinutes(5),
        "key-rotation",
        () -> keys.rotateIfDue(config.keyRotation(), expiry.instant()));
    if (db.dialect().isShared()) {
      jobs.every(Duration.ofSeconds(5), "key-refresh", keys::refresh);
      jobs.every(
          Duration.ofSeconds(5),
          "revocation-floor",
          () -> {
            if (revocations.refreshCutoff()) {
              forgetSnapshots.run();
            }
          });
    }
  }

  /// Waits until the listener has ended although the server was not told to stop.
  void awaitListenerEnd() throws InterruptedException {
    http.awaitListenerEnd();
  }

  public int port() {
    return port;
  }

  public String issuer() {
    return issuer;
  }

  /// The link by which the first user signs in to the console; empty once a user has signed in.
  /// Earlier links stop working.
  public Optional<String> firstSignInLink() {
    return people.createFirstLink().map(console::signInUrl);
  }

  /// The crypto provider of this server.
  CryptoProvider crypto() {
    return crypto;
  }

  /// All routes, for the tests that walk them.
  public Router router() {
    return router;
  }

  /// The database, for the tests that tamper with it.
  public Db db() {
    return db;
  }

  /// The audit log, for the tests that do not wait for its jobs.
  public Audit audit() {
    return audit;
  }

  /// The registrations, for the tests that move the clock instead of waiting for a job.
  public Registrations registrations() {
    return registrations;
  }

  /// The reader of the audit log for scopes, for the tests that do not wait for the job.
  public ScopeUsage scopeUses() {
    return scopeUses;
  }

  /// Runs every background job once, for the tests that move the clock instead of waiting.
  public void runJobs() {
    jobs.runAll();
  }

  /// The console, for the tests that do not wait for its job.
  public Console console() {
    return console;
  }

  /// The signing keys, for the tests that move the clock instead of waiting for a job.
  public SigningKeys keys() {
    return keys;
  }

  /// Reports not ready, goes on serving for as long as load balancers need to see that, and closes.
  public void stop(Duration drain) {
    health.markStopping();
    http.drain();
    LOG.atInfo().addKeyValue("drain", drain.toSeconds() + "s").log("stop requested: not ready");
    try {
      Thread.sleep(drain);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    close();
  }

  /// Stops listening, finishes the requests in progress, and closes the rest.
  @Override
  public synchronized void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        LOG.atWarn().setCause(e).log("a component did not close");
      }
    }
  }
}
