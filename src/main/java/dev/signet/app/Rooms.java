package dev.signet.app;

import dev.signet.authorization.apps.AppsRoom;
import dev.signet.authorization.consents.ConsentsRoom;
import dev.signet.authorization.requests.RequestsRoom;
import dev.signet.authorization.resources.ResourcesRoom;
import dev.signet.base.fetch.DocumentFetcher;
import dev.signet.base.fetch.NameResolution;
import dev.signet.base.jose.PeerAlg;
import dev.signet.base.secrets.Fingerprint;
import dev.signet.base.wiring.Foundation;
import dev.signet.base.wiring.Jobs;
import dev.signet.base.wiring.Shutdown;
import dev.signet.console.pages.Console;
import dev.signet.delegation.DelegationRoom;
import dev.signet.events.audit.AuditRoom;
import dev.signet.events.catalog.EventCatalog;
import dev.signet.events.followers.FollowersRoom;
import dev.signet.events.usage.UsageRoom;
import dev.signet.identity.activity.ActivityRoom;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.agents.AgentsRoom;
import dev.signet.identity.apikeys.ApiKeyDecommissionListener;
import dev.signet.identity.apikeys.ApiKeysRoom;
import dev.signet.identity.credentials.AssertionCheck;
import dev.signet.identity.credentials.CredentialDecommissionListener;
import dev.signet.identity.credentials.CredentialsRoom;
import dev.signet.identity.credentials.HashKind;
import dev.signet.identity.directory.DirectoryRoom;
import dev.signet.identity.leaks.LeakRoutes;
import dev.signet.identity.leaks.LeakedResponses;
import dev.signet.identity.leaks.Leaks;
import dev.signet.identity.operatorkeys.OperatorKeysRoom;
import dev.signet.identity.organizations.OrganizationsRoom;
import dev.signet.identity.quickapi.QuickRoutes;
import dev.signet.identity.quotas.Quota;
import dev.signet.identity.quotas.QuotasRoom;
import dev.signet.identity.registration.RegistrationDecommissionListener;
import dev.signet.identity.registration.RegistrationRoom;
import dev.signet.identity.users.SessionOperatorKeyListener;
import dev.signet.identity.users.UsersRoom;
import dev.signet.tokens.dpop.DpopRoom;
import dev.signet.tokens.grants.GrantRoutes;
import dev.signet.tokens.issuing.IssuingRoom;
import dev.signet.tokens.issuing.TokenSettings;
import dev.signet.tokens.metadata.DiscoveryRoutes;
import dev.signet.tokens.metadata.OpenApiRoutes;
import dev.signet.tokens.signingkeys.SigningKeysRoom;
import dev.signet.validity.replay.ReplayRoom;
import dev.signet.validity.revocations.RevocationsRoom;
import dev.signet.web.http.AccessControl;
import dev.signet.web.http.AnonymousAccess;
import dev.signet.web.http.BrowserSupport;
import dev.signet.web.http.Gate;
import dev.signet.web.http.RequestPipeline;
import dev.signet.web.http.Room;
import dev.signet.web.http.Router;
import dev.signet.web.idempotency.IdempotencyRoom;
import dev.signet.web.limits.AuthFailureCounter;
import dev.signet.web.limits.FailureBudget;
import dev.signet.web.limits.Limits;
import dev.signet.web.limits.RateLimits;
import dev.signet.web.monitoring.MonitoringRoom;
import dev.signet.webhooks.WebhookSettings;
import dev.signet.webhooks.WebhooksRoom;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.IntSupplier;

/// Builds all rooms, in the order in which they use each other.
final class Rooms {
  final IdempotencyRoom idempotency;
  final AuditRoom audit;
  final FollowersRoom followers;
  final UsageRoom usage;
  final RevocationsRoom revocations;
  final SigningKeysRoom signingKeys;
  final OperatorKeysRoom operatorKeys;
  final UsersRoom users;
  final OrganizationsRoom organizations;
  final QuotasRoom quotas;
  final ReplayRoom replay;
  final AgentsRoom agents;
  final DirectoryRoom directory;
  final ActivityRoom activity;
  final ApiKeysRoom apiKeys;
  final CredentialsRoom credentials;
  final RegistrationRoom registration;
  final DelegationRoom delegation;
  final ResourcesRoom resources;
  final AppsRoom apps;
  final WebhooksRoom webhooks;
  final DpopRoom dpop;
  final ConsentsRoom consents;
  final IssuingRoom issuing;
  final RequestsRoom requests;
  final MonitoringRoom monitoring;
  final Console console;
  final Router router = new Router();
  final RequestPipeline pipeline;

  final EventCatalog catalog = EventTypes.catalog();

  private final Foundation foundation;

  /// @param port where the server listens, once it does
  Rooms(Config config, Foundation foundation, PrometheusMeterRegistry meters, IntSupplier port) {
    this.foundation = foundation;
    var master = foundation.secrets().master();
    var clock = foundation.clock();
    var limits =
        new Limits(
            new FailureBudget(config.failures(), new Fingerprint(master, "failed secrets"), clock),
            new AuthFailureCounter(meters),
            new RateLimits(config.rates(), clock));
    idempotency = new IdempotencyRoom(foundation);
    var idempotent = idempotency.requests();
    audit = new AuditRoom(foundation, config.auditAnonymousRate(), config.auditRetention());
    var log = audit.audit();
    revocations = new RevocationsRoom(foundation, log);
    signingKeys =
        new SigningKeysRoom(
            foundation,
            log,
            revocations.revocations(),
            idempotent,
            config.tokenAlg(),
            config.keyRotation());
    log.open(foundation.secrets().crypto(), config.data());
    // Closed before the database, and after everything that may record events.
    foundation.shutdown().add(log::close);
    followers = new FollowersRoom(foundation, log);
    operatorKeys =
        new OperatorKeysRoom(
            foundation, log, limits, idempotent, List.of(new SessionOperatorKeyListener()));
    organizations = new OrganizationsRoom(foundation, log);
    organizations.organizations().onDeletion(operatorKeys.keys()::revokeAllOf);
    quotas = new QuotasRoom(foundation, log, organizations.organizations(), config.defaultTier());
    quotas.quotas().countWith(Quota.MAX_OPERATOR_KEYS, operatorKeys.keys()::count);
    operatorKeys
        .keys()
        .checkOrganizationsWith((tx, id, by) -> {
          organizations.organizations().require(tx, id, by);
          quotas.quotas().admit(tx, id, Quota.MAX_OPERATOR_KEYS, by);
        });
    replay = new ReplayRoom(foundation);
    users =
        new UsersRoom(
            foundation,
            log,
            limits,
            replay.guard(),
            operatorKeys.keys(),
            organizations.organizations(),
            quotas.quotas(),
            idempotent);
    quotas.quotas().countWith(Quota.MAX_MEMBERS, users.members()::count);
    organizations.organizations().onDeletion(users.members()::removeAllOf);
    agents =
        new AgentsRoom(
            foundation,
            log,
            organizations.organizations(),
            quotas.quotas(),
            revocations.revocations(),
            idempotent,
            List.of(
                new CredentialDecommissionListener(),
                new ApiKeyDecommissionListener(),
                new RegistrationDecommissionListener()),
            config.fapi2());
    var fapi2 = agents.fapi2();
    directory =
        new DirectoryRoom(
            foundation, agents.agents(), organizations.organizations(), revocations.revocations());
    activity = new ActivityRoom(foundation, log, followers.followers(), agents.agents());
    usage =
        new UsageRoom(
            foundation,
            followers.followers(),
            catalog,
            organizations.organizations()::require,
            (id, by) -> agents.agents().require(new AgentId(id), by),
            activity.unusedScopes());
    apiKeys = new ApiKeysRoom(foundation, log, limits, idempotent, agents.agents(), fapi2);
    var names = foundation.shutdown().add(new NameResolution(meters));
    var fetcher =
        foundation.shutdown().add(new DocumentFetcher(config.jwksAddresses(), names, meters));
    credentials =
        new CredentialsRoom(
            foundation,
            new CredentialsRoom.Dependencies(
                log,
                limits,
                idempotent,
                replay.guard(),
                agents.agents(),
                fapi2,
                fetcher,
                apiKeys.clientSecrets()),
            new CredentialsRoom.Hashing(
                switch (config.secretHash()) {
                  case KEYED -> HashKind.KEYED;
                  case BCRYPT -> HashKind.BCRYPT;
                },
                config.bcryptCost()));
    agents.extend(credentials.importedSecrets());
    delegation =
        new DelegationRoom(
            foundation,
            log,
            idempotent,
            organizations.organizations(),
            agents.agents(),
            fapi2,
            revocations.revocations());
    revocations.revocations().countWith(delegation.delegations().exchangedTokens());
    resources =
        new ResourcesRoom(
            foundation,
            log,
            idempotent,
            organizations.organizations(),
            fapi2.acceptedOf(List.of(PeerAlg.values())));
    apps = new AppsRoom(foundation, log, agents.agents(), fetcher, config.apps());
    organizations.organizations().onDeletion(resources.resources()::deleteAllOf);
    revocations.revokeAfterLostWrites(() -> {
      agents.agents().evictSnapshots();
      credentials.evictSnapshots();
      delegation.delegations().current().evictAll();
      resources.resources().evictAll();
    });
    consents =
        new ConsentsRoom(
            foundation, log, revocations.revocations(), users.users(), resources.resources());
    registration =
        new RegistrationRoom(
            foundation,
            log,
            idempotent,
            organizations.organizations(),
            agents.agents(),
            activity.issuances(),
            apiKeys.keys(),
            config.registration());
    webhooks =
        new WebhooksRoom(
            foundation,
            log,
            followers.followers(),
            idempotent,
            organizations.organizations(),
            quotas.quotas(),
            agents.agents(),
            catalog,
            names,
            new WebhookSettings(config.webhookAddresses(), config.auditRetention()));
    organizations.organizations().onDeletion(webhooks.webhooks()::deleteAllOf);
    dpop = new DpopRoom(foundation, replay.guard(), port, config.dpopNonce(), config.dpopWindow());
    issuing =
        new IssuingRoom(
            foundation,
            new IssuingRoom.Dependencies(
                log,
                agents.agents(),
                organizations.organizations().states(),
                activity.issuances(),
                credentials.clients(),
                revocations.revocations(),
                replay.guard(),
                signingKeys.keys(),
                dpop.proofs(),
                delegation.delegations().chains(),
                consents.consents(),
                resources.resources(),
                quotas.tokenLimits()),
            new TokenSettings(
                foundation.issuer(),
                config.tokenAlg(),
                fapi2,
                config.refreshLifetime(),
                config.refreshMaxLifetime(),
                config.publicRefreshWindow(),
                config.auditIntrospection()));
    signingKeys.countWith(issuing.list()::countRevokedWithSigningKey);
    requests =
        new RequestsRoom(
            foundation,
            agents.agents(),
            apps.apps(),
            resources.resources(),
            consents.consents(),
            organizations.organizations(),
            replay.guard(),
            agents.fapi2());
    monitoring = new MonitoringRoom(foundation, meters, this::warnings);
    console =
        new Console(
            foundation.db(),
            foundation.ids(),
            meters,
            users.users(),
            users.sessions(),
            users.passkeys(),
            clock,
            foundation.issuer());
    pipeline =
        new RequestPipeline(
            router,
            URI.create(foundation.issuer()).getRawPath(),
            new AccessControl(
                Gate.firstOf(apiKeys.gate(), Gate.firstOf(operatorKeys.gate(), issuing.gate())),
                switch (config.posture()) {
                  case DEV -> AnonymousAccess.OPERATOR;
                  case SERVE -> AnonymousAccess.UNAUTHENTICATED;
                },
                limits.rates(),
                new BrowserSupport(users.gate(), console.errorPages(), foundation.issuer())),
            new RequestPipeline.Surroundings(idempotent, dpop::addNonce, log.denials()),
            meters);
    mount(config, limits);
  }

  private List<String> warnings() {
    return followers.followers().behind().stream()
        .map(follower -> "The follower '" + follower + "' of the audit log is far behind")
        .toList();
  }

  private List<Room> all() {
    return List.of(
        audit,
        followers,
        usage,
        operatorKeys,
        signingKeys,
        organizations,
        quotas,
        agents,
        directory,
        activity,
        credentials,
        issuing,
        apiKeys,
        registration,
        delegation,
        resources,
        apps,
        consents,
        webhooks,
        monitoring,
        revocations,
        replay,
        idempotency,
        users);
  }

  private void mount(Config config, Limits limits) {
    all().forEach(room -> room.mount(router));
    new LeakRoutes(
            new Leaks(
                config.leaks(),
                audit.audit(),
                new Fingerprint(foundation.secrets().master(), "reported secrets"),
                List.of(
                    new LeakedResponses(idempotency.requests()),
                    operatorKeys.leakHandler(),
                    users.leakHandler(),
                    credentials.leakHandler(),
                    apiKeys.leakHandler(),
                    registration.leakHandler(),
                    webhooks.leakHandler(),
                    issuing.leakHandler()),
                foundation.meters()),
            limits.rates())
        .mount(router);
    new GrantRoutes(
            issuing.tokens(),
            issuing.introspection(),
            issuing.issuances(),
            issuing.refusedExchanges(),
            delegation.delegations(),
            new GrantRoutes.UserAuthorizations(
                apps.apps(),
                requests.codes(),
                consents.consents(),
                resources.resources(),
                organizations.organizations().states()),
            agents.agents(),
            agents.fapi2(),
            credentials.clients(),
            dpop.proofs(),
            limits.failures(),
            limits.rates(),
            foundation.clock(),
            config.refreshNeedsClient(),
            foundation.meters())
        .mount(router);
    new QuickRoutes(
            idempotency.requests(),
            agents.agents(),
            directory.directory(),
            activity.issuances(),
            credentials.credentials(),
            foundation.clock())
        .mount(router);
    new DiscoveryRoutes(
            foundation.issuer(),
            !config.fapi2(),
            new DiscoveryRoutes.AppSupport(
                config.apps().isAccepting(), config.apps().isRegistrationOpen()),
            agents.fapi2().acceptedOf(AssertionCheck.ALGS),
            agents.fapi2().acceptedOf(List.of(PeerAlg.values())))
        .mount(router);
    new OpenApiRoutes(limits.rates()).mount(router);
    console.mount(
        router.pages(),
        new Console.Dependencies(
            foundation.db(),
            audit.audit(),
            catalog,
            usage.usage(),
            signingKeys.keys(),
            signingKeys.withdrawals(),
            users.administration(),
            operatorKeys.keys(),
            users.members(),
            organizations.organizations(),
            quotas.tiers(),
            agents.agents(),
            directory.directory(),
            activity.issuances(),
            activity.scopeUsage(),
            activity.idleAgents(),
            credentials.credentials(),
            apiKeys.keys(),
            registration.registrations(),
            registration.invites(),
            webhooks.webhooks(),
            webhooks.deliveries(),
            webhooks.replays(),
            delegation.delegations(),
            resources.resources(),
            issuing.revocation(),
            issuing.list(),
            issuing.testTokens(),
            issuing.explainer(),
            requests.authorizations(),
            consents.consents(),
            users.gate(),
            users.signedInUsers(),
            idempotency.requests()),
        new Console.EffectiveConfiguration(
            config.keyRotation(),
            config.registration().policy().name().toLowerCase(Locale.ROOT),
            EffectiveSettings.of(config, foundation.issuer()),
            Version.current()));
  }

  /// Schedules the background jobs. When the server stops, what reads in the background stops
  /// first, then the jobs, and then what is still in memory is written.
  void schedule(Jobs jobs, Shutdown shutdown) {
    shutdown.add(quotas::putBackTokens);
    shutdown.add(activity.issuances()::flush);
    shutdown.add(console::flushActivity);
    shutdown.add(jobs);
    shutdown.add(followers.followers());
    shutdown.add(audit.audit()::stopPruning);
    shutdown.add(revocations.revocations()::stop);
    jobs.every(Duration.ofSeconds(5), "console-pulse", console::flushActivity);
    jobs.every(Duration.ofMinutes(1), "expiry-clock", foundation.expiry()::save);
    all().forEach(room -> room.schedule(jobs));
    shutdown.add(webhooks.start());
    followers.followers().start();
  }
}
