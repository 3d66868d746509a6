package dev.signet.console.pages;

import dev.signet.authorization.consents.Consents;
import dev.signet.authorization.requests.Authorizations;
import dev.signet.authorization.resources.ProtectedResources;
import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.secrets.Secret;
import dev.signet.console.parts.Assets;
import dev.signet.console.parts.IdempotentForms;
import dev.signet.console.parts.PageArea;
import dev.signet.console.parts.PageRenderer;
import dev.signet.delegation.Delegations;
import dev.signet.events.audit.Audit;
import dev.signet.events.catalog.EventCatalog;
import dev.signet.events.usage.Usage;
import dev.signet.identity.activity.IdleAgents;
import dev.signet.identity.activity.IssuanceCounter;
import dev.signet.identity.activity.ScopeUsage;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.apikeys.ApiKeys;
import dev.signet.identity.credentials.CredentialReview;
import dev.signet.identity.credentials.Credentials;
import dev.signet.identity.directory.AgentDirectory;
import dev.signet.identity.operatorkeys.OperatorKeys;
import dev.signet.identity.organizations.Organizations;
import dev.signet.identity.quotas.Tiers;
import dev.signet.identity.registration.Invites;
import dev.signet.identity.registration.Registrations;
import dev.signet.identity.users.Members;
import dev.signet.identity.users.Passkeys;
import dev.signet.identity.users.Sessions;
import dev.signet.identity.users.SignedInUsers;
import dev.signet.identity.users.UserAdministration;
import dev.signet.identity.users.Users;
import dev.signet.tokens.issuing.ActiveTokenList;
import dev.signet.tokens.issuing.TestTokens;
import dev.signet.tokens.issuing.TokenExplainer;
import dev.signet.tokens.issuing.TokenRevocation;
import dev.signet.tokens.signingkeys.SigningKeyWithdrawals;
import dev.signet.tokens.signingkeys.SigningKeys;
import dev.signet.web.http.BrowserSupport;
import dev.signet.web.http.Router;
import dev.signet.web.idempotency.IdempotentRequests;
import dev.signet.webhooks.Deliveries;
import dev.signet.webhooks.Replays;
import dev.signet.webhooks.Webhooks;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/// All pages. Built in two steps, because the router needs the rendering of refusals before there
/// are routes.
public final class Console {
  private final Assets assets = new Assets();
  private final PageRenderer pages;
  private final ActivityCounters activity;
  private final Users users;
  private final Sessions sessions;
  private final Passkeys passkeys;
  private final Clock clock;
  private final String issuer;

  public Console(
      Db db,
      Ids ids,
      MeterRegistry meters,
      Users people,
      Sessions stays,
      Passkeys passkeys,
      Clock clock,
      String issuer) {
    this.activity = new ActivityCounters(db, ids, clock, meters);
    this.users = people;
    this.sessions = stays;
    this.passkeys = passkeys;
    this.clock = clock;
    this.issuer = issuer;
    this.pages = new PageRenderer(assets, stays, clock);
  }

  /// Renders refusals and errors as pages.
  public BrowserSupport.ErrorPages errorPages() {
    return pages;
  }

  /// Stores what has been counted since the last call. To be called every few seconds, and when the
  /// server stops.
  public void flushActivity() {
    activity.flush();
  }

  /// The front doors that the pages use.
  public record Dependencies(
      Db db,
      Audit audit,
      EventCatalog catalog,
      Usage usage,
      SigningKeys signingKeys,
      SigningKeyWithdrawals withdrawals,
      UserAdministration userAdministration,
      OperatorKeys operatorKeys,
      Members members,
      Organizations organizations,
      Tiers tiers,
      Agents agents,
      AgentDirectory directory,
      IssuanceCounter issuances,
      ScopeUsage scopeUsage,
      IdleAgents idleAgents,
      Credentials credentials,
      ApiKeys apiKeys,
      Registrations registrations,
      Invites invites,
      Webhooks webhooks,
      Deliveries deliveries,
      Replays replays,
      Delegations delegations,
      ProtectedResources resources,
      TokenRevocation revocation,
      ActiveTokenList activeTokens,
      TestTokens testTokens,
      TokenExplainer examiner,
      Authorizations authorizations,
      Consents consents,
      BrowserSupport.SessionAuthenticator sessionGate,
      SignedInUsers signedInUsers,
      IdempotentRequests idempotentRequests) {}

  /// The server's settings and version.
  ///
  /// @param keyRotation the rotation period of signing keys
  /// @param registrationPolicy the value of the setting `registration`
  public record EffectiveConfiguration(
      Duration keyRotation,
      String registrationPolicy,
      List<EffectiveSetting> settings,
      String version) {
    public EffectiveConfiguration {
      settings = List.copyOf(settings);
    }
  }

  public void mount(Router router, Dependencies doors, EffectiveConfiguration inForce) {
    assets.mount(router);
    for (var area : PageArea.values()) {
      new SignInPages(area, pages, users, sessions, passkeys).mount(router);
      new AccountPages(area, pages, passkeys, sessions).mount(router);
    }
    new AuthorizePages(
            pages,
            doors.authorizations(),
            new AuthorizingUsers(doors.sessionGate(), doors.signedInUsers()))
        .mount(router);
    new ConnectionPages(pages, doors.consents(), doors.agents(), doors.resources()).mount(router);
    new SignInPages(PageArea.CONSOLE, pages, users, sessions, passkeys).mountLinks(router);
    var actors = new ActorNames(users, doors.operatorKeys(), doors.agents());
    mountAgents(router, doors, actors, inForce);
    mountServer(router, doors, actors, inForce);
  }

  /// The pages on agents and their activity.
  private void mountAgents(
      Router router, Dependencies doors, ActorNames actors, EffectiveConfiguration inForce) {
    var agents = doors.agents();
    var credentials = doors.credentials();
    var once = new IdempotentForms(doors.idempotentRequests());
    var ageing = new CredentialReview(doors.db(), clock);
    var directory = doors.directory();
    var issuances = doors.issuances();
    var scopeUsage = doors.scopeUsage();
    var idle = doors.idleAgents();
    var attention =
        new AttentionItems(
            ageing,
            idle,
            scopeUsage,
            doors.audit().backgroundVerification(),
            doors.signingKeys(),
            inForce.keyRotation(),
            clock);
    new OverviewPages(
            pages, agents, directory, ageing, idle, scopeUsage, activity, attention, clock)
        .mount(router);
    var delegations =
        new DelegationPages(
            pages, doors.delegations(), agents, directory, actors, once, clock, issuer);
    delegations.mount(router);
    new ResourcePages(pages, doors.resources(), once, issuer).mount(router);
    new DelegationGraphPages(pages, doors.delegations(), clock).mount(router);
    new AgentPages(
            pages,
            agents,
            directory,
            issuances,
            credentials,
            doors.apiKeys(),
            doors.registrations(),
            scopeUsage,
            delegations,
            doors.audit(),
            doors.catalog(),
            actors,
            clock)
        .mount(router);
    new RegisterPages(pages, agents, credentials, once, clock, issuer).mount(router);
    new AgentProfilePages(pages, agents, clock).mount(router);
    new CredentialPages(pages, agents, credentials, once, clock, issuer).mount(router);
    new AgentKeyPages(pages, doors.db(), agents, doors.apiKeys(), once).mount(router);
    new TokenPages(pages, agents, doors.revocation(), doors.activeTokens()).mount(router);
    new ClaimPages(
            pages, agents, issuances, doors.registrations(), clock, inForce.registrationPolicy())
        .mount(router);
    new UsagePages(pages, doors.usage(), agents).mount(router);
    new AuditPages(pages, doors.audit(), doors.catalog(), actors, doors.deliveries(), clock)
        .mount(router);
    new TestTokenPages(pages, agents, directory, doors.testTokens(), once, clock, issuer)
        .mount(router);
  }

  /// The pages on the server itself: keys, settings, tools.
  private void mountServer(
      Router router, Dependencies doors, ActorNames actors, EffectiveConfiguration inForce) {
    var operators = doors.operatorKeys();
    var once = new IdempotentForms(doors.idempotentRequests());
    var explainer =
        new PastedTextExplainer(
            doors.examiner(),
            doors.signingKeys(),
            operators,
            doors.credentials(),
            doors.apiKeys(),
            doors.agents(),
            actors,
            clock,
            issuer);
    new ToolPages(pages, explainer).mount(router);
    new SigningKeyPages(pages, doors.signingKeys(), doors.withdrawals(), inForce.keyRotation())
        .mount(router);
    new UserPages(
            pages,
            doors.userAdministration(),
            operators,
            doors.organizations(),
            actors,
            once,
            issuer)
        .mount(router);
    new OrganizationPages(pages, doors.organizations(), doors.tiers()).mount(router);
    new MemberPages(
            pages, doors.members(), doors.organizations(), sessions, operators, once, issuer)
        .mount(router);
    new OperatorKeyPages(pages, operators, actors, once, clock, issuer).mount(router);
    new InvitePages(pages, doors.invites(), actors, once, clock, issuer).mount(router);
    new WebhookPages(pages, doors.webhooks(), doors.deliveries(), doors.replays(), once, clock)
        .mount(router);
    new SettingPages(pages, inForce.settings(), inForce.version()).mount(router);
  }

  /// The address of a sign-in link.
  public String signInUrl(Secret link) {
    return SignInPages.signInUrl(issuer, link);
  }
}
