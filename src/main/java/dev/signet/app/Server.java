package dev.signet.app;

import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.fetch.Fetch;
import dev.signet.base.jose.CryptoProvider;
import dev.signet.base.jose.PeerAlg;
import dev.signet.base.jose.SigningPool;
import dev.signet.base.memory.CacheShare;
import dev.signet.base.secrets.Bcrypt;
import dev.signet.base.secrets.Fingerprint;
import dev.signet.base.secrets.KeyedHash;
import dev.signet.base.secrets.MasterKey;
import dev.signet.base.secrets.ProvenSecrets;
import dev.signet.base.secrets.Secret;
import dev.signet.base.secrets.Secrets;
import dev.signet.base.time.ExpiryClock;
import dev.signet.console.Console;
import dev.signet.events.audit.Audit;
import dev.signet.events.audit.AuditRoutes;
import dev.signet.identity.agents.AgentRoutes;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.agents.Fapi2;
import dev.signet.identity.agents.ScopeUses;
import dev.signet.identity.apikeys.ApiKeyGate;
import dev.signet.identity.apikeys.ApiKeyRoutes;
import dev.signet.identity.apikeys.ApiKeys;
import dev.signet.identity.apikeys.ApiKeysAsSecrets;
import dev.signet.identity.apikeys.EndApiKeysWithAgent;
import dev.signet.identity.apikeys.LeakedApiKeys;
import dev.signet.identity.credentials.AssertionCheck;
import dev.signet.identity.credentials.BroughtWithAgent;
import dev.signet.identity.credentials.ClientAuthentication;
import dev.signet.identity.credentials.CostlyHashes;
import dev.signet.identity.credentials.CredentialRoutes;
import dev.signet.identity.credentials.Credentials;
import dev.signet.identity.credentials.EndWithAgent;
import dev.signet.identity.credentials.HashKind;
import dev.signet.identity.credentials.LeakedCredentials;
import dev.signet.identity.credentials.SecretCheck;
import dev.signet.identity.credentials.SecretHashes;
import dev.signet.identity.leaks.LeakRoutes;
import dev.signet.identity.leaks.LeakedAnswers;
import dev.signet.identity.leaks.Leaks;
import dev.signet.identity.operatorkeys.LeakedOperatorKeys;
import dev.signet.identity.operatorkeys.OperatorKeyRoutes;
import dev.signet.identity.operatorkeys.OperatorKeys;
import dev.signet.identity.organizations.OrganizationRoutes;
import dev.signet.identity.organizations.Organizations;
import dev.signet.identity.quickapi.QuickRoutes;
import dev.signet.identity.registration.EndRegistrationWithAgent;
import dev.signet.identity.registration.InviteRoutes;
import dev.signet.identity.registration.Invites;
import dev.signet.identity.registration.LeakedInvites;
import dev.signet.identity.registration.RegistrationRoutes;
import dev.signet.identity.registration.Registrations;
import dev.signet.identity.users.EndStaysWithKey;
import dev.signet.identity.users.LeakedSignIns;
import dev.signet.identity.users.Passkeys;
import dev.signet.identity.users.People;
import dev.signet.identity.users.Roster;
import dev.signet.identity.users.Stays;
import dev.signet.tokens.dpop.Nonces;
import dev.signet.tokens.dpop.Proofs;
import dev.signet.tokens.grants.GrantRoutes;
import dev.signet.tokens.issuing.Examiner;
import dev.signet.tokens.issuing.LeakedTokens;
import dev.signet.tokens.issuing.TestTokens;
import dev.signet.tokens.issuing.TokenGate;
import dev.signet.tokens.issuing.TokenRoutes;
import dev.signet.tokens.issuing.TokenSettings;
import dev.signet.tokens.issuing.Tokens;
import dev.signet.tokens.metadata.DiscoveryRoutes;
import dev.signet.tokens.metadata.OpenApiRoutes;
import dev.signet.tokens.signingkeys.KeyRoutes;
import dev.signet.tokens.signingkeys.KeyWithdrawals;
import dev.signet.tokens.signingkeys.SigningKeys;
import dev.signet.validity.replay.Replay;
import dev.signet.validity.revocations.Revocations;
import dev.signet.web.http.Browsers;
import dev.signet.web.http.Gate;
import dev.signet.web.http.HttpServer;
import dev.signet.web.http.Router;
import dev.signet.web.idempotency.Once;
import dev.signet.web.limits.AuthFailures;
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

  /// How many signatures may wait: at 2,000 a second, two seconds.
  private static final int WAITING_SIGNATURES = 4096;

  /// A bcrypt hash that is remembered together with the secret that proved it.
  private static final int PROVEN_SECRET_BYTES = 300;

  /// At a cost of 12 and on one thread the last one waits some eight seconds.
  private static final int WAITING_FOR_BCRYPT = 32;

  private static final Duration MASTER_KEY_PATIENCE = Duration.ofSeconds(20);

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final String issuer;
  private final Router router;
  private final Db db;
  private final Audit audit;
  private final SigningKeys keys;
  private final Registrations registrations;
  private final ScopeUses scopeUses;
  private final CryptoProvider crypto;
  private final People people;
  private final Stays stays;
  private final Console console;
  private final ExpiryClock expiry;
  private final Jobs jobs = new Jobs();

  private final HealthRoutes health;
  private final HttpServer http;

  /// 0 until it listens.
  private volatile int port;

  /// Starts the server. When this returns, it answers.
  ///
  /// @throws dev.signet.base.db.DatabaseUnusable the database does not open
  /// @throws dev.signet.tokens.signingkeys.WrongMasterKey the database was made with another master
  ///   key
  /// @throws dev.signet.base.secrets.BadMasterKey there is no usable master key
  public static Server start(Config config, Clock clock) {
    return new Server(config, clock);
  }

  private Server(Config config, Clock clock) {
    try {
      var socket = config.listen();
      // The issuer may name the port, so it has to be known before anything is built.
      var listenPort =
          socket.getPort() == 0 && config.issuer().isEmpty() ? freePort() : socket.getPort();
      issuer = config.issuer().orElse("http://localhost:" + listenPort);

      createDataFolder(config.data());
      MissingDatabase.mustBeMeant(config);
      var master = masterKey(config);
      // Loading native code takes as long as opening the database, so they are done side by side.
      var loadedCrypto =
          CompletableFuture.supplyAsync(
              CryptoProvider::load, load -> Thread.ofPlatform().name("crypto").start(load));
      var meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
      opens(meters::close);
      measureTheProcess(meters);
      var ids = new Ids(clock);
      db = opens(Db.open(config.database(), meters));
      crypto = loadedCrypto.join();
      expiry = new ExpiryClock(db, clock, meters);
      var budget =
          new FailureBudget(config.failures(), new Fingerprint(master, "failed secrets"), clock);
      var failures = new AuthFailures(meters);
      var limits = new RateLimits(config.rates(), clock);

      var once = new Once(db, clock, master, meters);
      audit = new Audit(db, ids, clock, master, config.auditAnonymousRate(), meters);
      var revocations = new Revocations(db, audit, clock);
      keys = new SigningKeys(db, audit, revocations, clock, crypto, master);
      audit.open(crypto, config.data());
      // Closed before the database and after all that may record something.
      opens(audit::close);
      var secrets = new Secrets(new SecureRandom());
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
              List.of(new EndStaysWithKey()));
      people = new People(db, audit, ids, clock, secrets, keyedHash, budget, failures);
      stays =
          new Stays(
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
      var replay = new Replay(db, meters);
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
                  new EndWithAgent(), new EndApiKeysWithAgent(), new EndRegistrationWithAgent()));
      scopeUses = new ScopeUses(db, audit, clock);
      var cores = Runtime.getRuntime().availableProcessors();
      var bcrypt =
          opens(new Bcrypt(config.bcryptCost(), Math.max(1, cores / 2), WAITING_FOR_BCRYPT));
      var hashes =
          new SecretHashes(
              switch (config.secretHash()) {
                case KEYED -> HashKind.KEYED;
                case BCRYPT -> HashKind.BCRYPT;
              },
              secrets,
              keyedHash,
              bcrypt,
              new ProvenSecrets(
                  keyedHash, bcrypt, CacheShare.PROVEN_SECRETS.entries(PROVEN_SECRET_BYTES)));
      var fapi2 = new Fapi2(config.fapi2());
      var fetch = opens(new Fetch(config.jwksPrivateAddresses(), meters));
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
      var asSecrets = new ApiKeysAsSecrets(apiKeys);
      var secretCheck = new SecretCheck(db, clock, agents, fapi2, hashes, asSecrets);
      Runnable forgetSnapshots =
          () -> {
            agents.forgetSnapshots();
            secretCheck.forgetSnapshots();
          };
      audit.whenWritesAreLost((tx, event) -> {
        revocations.endAllBefore(tx, event);
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
      var nonces = new Nonces(master, clock, config.dpopNonce());
      var proofs =
          new Proofs(
              new Proofs.Settings(issuer, this::port, config.dpopWindow()),
              nonces,
              crypto,
              replay,
              clock,
              meters);
      var signing = opens(new SigningPool(crypto, cores, WAITING_SIGNATURES, signingTimes(meters)));
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
                case DEV -> Router.Anonymous.OPERATOR;
                case SERVE -> Router.Anonymous.NOBODY;
              },
              limits,
              new Browsers(stays, console.errors(), issuer),
              meters);
      router.tellsDenialsTo(audit.denials());
      new AuditRoutes(audit).mount(router);
      new OperatorKeyRoutes(operators, once, clock).mount(router);
      var withdrawals = opens(new KeyWithdrawals(keys, tokens::countEndedWith));
      new KeyRoutes(keys, config.tokenAlg(), withdrawals, once).mount(router);
      new OrganizationRoutes(organizations).mount(router);
      new AgentRoutes(agents, once, clock, List.of(new BroughtWithAgent(credentials, clock)))
          .mount(router);
      new CredentialRoutes(credentials, once, clock).mount(router);
      var leaks =
          new Leaks(
              config.leaks(),
              audit,
              new Fingerprint(master, "reported secrets"),
              List.of(
                  new LeakedAnswers(once),
                  new LeakedOperatorKeys(db, audit, keyedHash, operators),
                  new LeakedSignIns(db, audit, clock, keyedHash, people),
                  new LeakedCredentials(db, audit, clock, agents, hashes),
                  new LeakedApiKeys(db, audit, agents, apiKeys),
                  new LeakedInvites(db, audit, invites),
                  new LeakedTokens(db, audit, agents, tokens)),
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
      router.answerBelow(URI.create(issuer).getRawPath());
      new DiscoveryRoutes(
              issuer,
              !config.fapi2(),
              fapi2.offered(AssertionCheck.ALGS),
              fapi2.offered(List.of(PeerAlg.values())))
          .mount(router);
      health = new HealthRoutes(db);
      health.mount(router);
      new MetricsRoutes(meters).mount(router);
      new OpenApiRoutes(limits).mount(router);
      console.mount(
          router,
          new Console.Doors(
              db,
              audit,
              keys,
              withdrawals,
              new Roster(db, audit, ids, clock, operators, people),
              operators,
              agents,
              scopeUses,
              credentials,
              apiKeys,
              registrations,
              invites,
              tokens,
              new TestTokens(tokens, agents, fapi2, clock),
              new Examiner(tokens, audit, revocations, clock),
              once),
          new Console.InForce(
              config.keyRotation(),
              config.registration().policy().name().toLowerCase(Locale.ROOT),
              InForce.of(config, issuer),
              Version.current()));

      makeFirstOperatorKey(config, operators);
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
          opens(
              new HttpServer(
                  new HttpServer.Settings(
                      new InetSocketAddress(socket.getAddress(), listenPort),
                      config.addresses(),
                      config.posture() == Config.Posture.DEV,
                      issuer.startsWith("https:"),
                      config.connections()),
                  router));
      CostlyHashes.warning(db).ifPresent(LOG::warn);
      HttpServer.Limits.fewDescriptors()
          .ifPresent(advice ->
              LOG.atWarn()
                  .addKeyValue("descriptors", HttpServer.Limits.descriptors())
                  .addKeyValue("connections", config.connections().connections())
                  .log("few file descriptors. {}", advice));
      port = http.start();
      revocations.fillSoon();
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private <C extends AutoCloseable> C opens(C closeable) {
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
      throw new BadSettings(List.of("--data (SIGNET_DATA): cannot make the folder " + data));
    }
  }

  static MasterKey masterKey(Config config) {
    return switch (config.masterKey()) {
      case Config.MasterKeySource.Given(var encoded) -> MasterKey.parse(encoded);
      case Config.MasterKeySource.PrintedBy(var command) ->
          MasterKey.printedBy(command, MASTER_KEY_PATIENCE);
      case Config.MasterKeySource.Mounted(var file) -> MasterKey.readFrom(file);
      case Config.MasterKeySource.InFile(var file) -> MasterKey.inFile(file);
    };
  }

  private void measureTheProcess(PrometheusMeterRegistry meters) {
    new JvmMemoryMetrics().bindTo(meters);
    new ProcessorMetrics().bindTo(meters);
    opens(new JvmGcMetrics()).bindTo(meters);
  }

  private static SigningPool.Observer signingTimes(PrometheusMeterRegistry meters) {
    var worked =
        Timer.builder("signet.signing.time")
            .description("How long one signature took")
            .publishPercentiles(0.5, 0.99)
            .register(meters);
    var waited =
        Timer.builder("signet.signing.wait")
            .description("How long one signature waited for its turn")
            .publishPercentiles(0.5, 0.99)
            .register(meters);
    return (_, waitedNanos, workedNanos) -> {
      worked.record(workedNanos, TimeUnit.NANOSECONDS);
      waited.record(waitedNanos, TimeUnit.NANOSECONDS);
    };
  }

  private static void makeFirstOperatorKey(Config config, OperatorKeys operators) {
    if (config.operatorKey().isPresent()) {
      if (!OperatorKeys.isWellFormed(config.operatorKey().get())) {
        throw new BadSettings(
            List.of(
                "--operator-key (SIGNET_OPERATOR_KEY) must be a key that Signet made: its prefix,"
                    + " length and checksum are looked at"));
      }
      operators.ensureFirst(Secret.of(config.operatorKey().get()));
      return;
    }
    var file = config.data().resolve("operator.key");
    operators
        .ensureFirst(secret -> SecretFile.write(file, secret))
        .ifPresent(_ -> LOG.atInfo().addKeyValue("file", file).log("first operator key made"));
  }

  private void startJobs(
      Config config,
      Audit audit,
      Agents agents,
      Revocations revocations,
      Replay replay,
      Once once,
      Tokens tokens,
      ApiKeys apiKeys,
      KeyWithdrawals withdrawals,
      Runnable forgetSnapshots) {
    opens(agents::settleMeters);
    opens(console::beat);
    opens(jobs);
    jobs.every(Duration.ofSeconds(5), "console-pulse", console::beat);
    opens(audit::endPruning);
    opens(scopeUses::end);
    opens(revocations::end);
    jobs.every(Duration.ofSeconds(15), "settle-meters", agents::settleMeters);
    jobs.every(Duration.ofMinutes(1), "expiry-clock", expiry::save);
    jobs.every(Duration.ofMinutes(1), "audit-checkpoint", audit::checkpoint);
    jobs.every(Duration.ofMinutes(1), "audit-counts", audit::recordCounts);
    jobs.every(Duration.ofSeconds(5), "audit-heads", audit::keepHeads);
    jobs.every(Duration.ofHours(1), "audit-log-heads", audit::logHeads);
    jobs.every(
        Duration.ofMinutes(10),
        "audit-retention",
        () -> audit.prune(config.auditRetention(), expiry.instant()));
    jobs.every(Duration.ofMinutes(1), "scope-uses", scopeUses::readOn);
    jobs.every(
        Duration.ofMinutes(5), "forget-expired", () -> tokens.forgetExpired(expiry.instant()));
    revocations.readFloor();
    revocations.countSoon();
    jobs.every(Duration.ofMinutes(1), "count-ended-tokens", revocations::countSoon);
    jobs.every(
        Duration.ofMinutes(1), "forget-spent-uses", () -> replay.forgetExpired(expiry.instant()));
    jobs.every(Duration.ofMinutes(1), "forget-answers", () -> once.forgetExpired(expiry.instant()));
    jobs.every(
        Duration.ofMinutes(10), "forget-sessions", () -> stays.forgetEnded(expiry.instant()));
    jobs.every(
        Duration.ofMinutes(10),
        "reap-unused-agents",
        () -> registrations.reapUnused(expiry.instant()));
    jobs.every(
        Duration.ofHours(1), "forget-ended-api-keys", () -> apiKeys.forgetEnded(expiry.instant()));
    jobs.every(Duration.ofMinutes(1), "count-withdrawn-keys", withdrawals::countRest);
    jobs.every(
        Duration.ofMinutes(5),
        "key-rotation",
        () -> keys.keepFresh(config.keyRotation(), expiry.instant()));
    if (db.dialect().isShared()) {
      jobs.every(Duration.ofSeconds(5), "key-refresh", keys::refresh);
      jobs.every(
          Duration.ofSeconds(5),
          "revocation-floor",
          () -> {
            if (revocations.readFloor()) {
              forgetSnapshots.run();
            }
          });
    }
  }

  /// Waits until the server no longer listens though nothing told it to stop.
  void awaitListenerEnd() throws InterruptedException {
    http.awaitListenerEnd();
  }

  public int port() {
    return port;
  }

  public String issuer() {
    return issuer;
  }

  /// Where the first person signs in to the console; empty when somebody has. The address before
  /// works no more.
  public Optional<String> firstSignIn() {
    return people.firstLink().map(console::address);
  }

  /// What signs here.
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

  /// What is read from the trail of scopes, for the tests that do not wait for the job.
  public ScopeUses scopeUses() {
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

  /// Says that it is not ready, serves on for as long as load balancers need to see that, and
  /// closes.
  public void stop(Duration drain) {
    health.stops();
    http.drain();
    LOG.atInfo().addKeyValue("drain", drain.toSeconds() + "s").log("told to stop: not ready");
    try {
      Thread.sleep(drain);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    close();
  }

  /// Stops listening, finishes what was begun, and closes the rest.
  @Override
  public synchronized void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        LOG.atWarn().setCause(e).log("something did not close");
      }
    }
  }
}
