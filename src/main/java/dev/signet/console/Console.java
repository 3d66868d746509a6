package dev.signet.console;

import dev.signet.base.db.Db;
import dev.signet.base.db.Ids;
import dev.signet.base.secrets.Secret;
import dev.signet.events.audit.Audit;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.agents.IdleAgents;
import dev.signet.identity.agents.ScopeUses;
import dev.signet.identity.apikeys.ApiKeys;
import dev.signet.identity.credentials.Ageing;
import dev.signet.identity.credentials.Credentials;
import dev.signet.identity.operatorkeys.OperatorKeys;
import dev.signet.identity.registration.Invites;
import dev.signet.identity.registration.Registrations;
import dev.signet.identity.users.Passkeys;
import dev.signet.identity.users.People;
import dev.signet.identity.users.Roster;
import dev.signet.identity.users.Stays;
import dev.signet.tokens.issuing.Examiner;
import dev.signet.tokens.issuing.TestTokens;
import dev.signet.tokens.issuing.Tokens;
import dev.signet.tokens.signingkeys.KeyWithdrawals;
import dev.signet.tokens.signingkeys.SigningKeys;
import dev.signet.web.http.Browsers;
import dev.signet.web.http.Router;
import dev.signet.web.idempotency.Once;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/// All pages. Built in two steps, as the router has to know how a refusal looks before there are
/// routes.
public final class Console {
  private final Assets assets = new Assets();
  private final Pages pages;
  private final Pulse pulse;
  private final People people;
  private final Stays stays;
  private final Passkeys passkeys;
  private final Clock clock;
  private final String issuer;

  public Console(
      Db db,
      Ids ids,
      MeterRegistry meters,
      People people,
      Stays stays,
      Passkeys passkeys,
      Clock clock,
      String issuer) {
    this.pulse = new Pulse(db, ids, clock, meters);
    this.people = people;
    this.stays = stays;
    this.passkeys = passkeys;
    this.clock = clock;
    this.issuer = issuer;
    this.pages = new Pages(assets, stays, clock);
  }

  /// How what went wrong reads as a page.
  public Browsers.Pages errors() {
    return pages;
  }

  /// Writes down what has been counted since the last time. To be called every few seconds, and
  /// when the server stops.
  public void beat() {
    pulse.beat();
  }

  /// The front doors that pages lead to.
  public record Doors(
      Db db,
      Audit audit,
      SigningKeys keys,
      KeyWithdrawals withdrawals,
      Roster roster,
      OperatorKeys operators,
      Agents agents,
      ScopeUses scopeUses,
      Credentials credentials,
      ApiKeys apiKeys,
      Registrations registrations,
      Invites invites,
      Tokens tokens,
      TestTokens testTokens,
      Examiner examiner,
      Once once) {}

  /// What the server follows, and says of itself.
  ///
  /// @param keyRotation how long a signing key signs
  /// @param registrationPolicy who may register an agent, as the setting spells it
  public record InForce(
      Duration keyRotation,
      String registrationPolicy,
      List<SettingInForce> settings,
      String version) {
    public InForce {
      settings = List.copyOf(settings);
    }
  }

  public void mount(Router router, Doors doors, InForce inForce) {
    assets.mount(router);
    new SignInPages(pages, people, stays, passkeys).mount(router);
    new AccountPages(pages, passkeys, stays).mount(router);
    var actors = new Actors(people, doors.operators(), doors.agents());
    mountAgents(router, doors, actors, inForce);
    mountServer(router, doors, actors, inForce);
  }

  /// The pages on agents, and on what they do.
  private void mountAgents(Router router, Doors doors, Actors actors, InForce inForce) {
    var agents = doors.agents();
    var credentials = doors.credentials();
    var once = new OnceForms(doors.once());
    var ageing = new Ageing(doors.db(), clock);
    var idle = new IdleAgents(doors.db(), agents, clock);
    var attention =
        new Attention(
            ageing,
            idle,
            doors.scopeUses(),
            doors.audit().checks(),
            doors.keys(),
            inForce.keyRotation(),
            clock);
    new OverviewPages(pages, agents, ageing, idle, doors.scopeUses(), pulse, attention, clock)
        .mount(router);
    new AgentPages(
            pages,
            agents,
            credentials,
            doors.apiKeys(),
            doors.registrations(),
            doors.scopeUses(),
            doors.audit(),
            actors,
            clock)
        .mount(router);
    new RegisterPages(pages, agents, credentials, once, clock, issuer).mount(router);
    new ProfilePages(pages, agents, clock).mount(router);
    new CredentialPages(pages, agents, credentials, once, clock, issuer).mount(router);
    new KeyPages(pages, doors.db(), agents, doors.apiKeys(), once).mount(router);
    new TokenPages(pages, agents, doors.tokens()).mount(router);
    new ClaimPages(pages, agents, doors.registrations(), clock, inForce.registrationPolicy())
        .mount(router);
    new AuditPages(pages, doors.audit(), actors, clock).mount(router);
    new TestTokenPages(pages, agents, doors.testTokens(), once, clock, issuer).mount(router);
  }

  /// The pages on the server itself: its keys, its settings, its tools.
  private void mountServer(Router router, Doors doors, Actors actors, InForce inForce) {
    var operators = doors.operators();
    var once = new OnceForms(doors.once());
    var explainer =
        new Explainer(
            doors.examiner(),
            doors.keys(),
            operators,
            doors.credentials(),
            doors.apiKeys(),
            doors.agents(),
            actors,
            clock,
            issuer);
    new ToolPages(pages, explainer).mount(router);
    new SigningKeyPages(pages, doors.keys(), doors.withdrawals(), inForce.keyRotation())
        .mount(router);
    new PeoplePages(pages, doors.roster(), operators, actors, once, issuer).mount(router);
    new OperatorKeyPages(pages, operators, actors, once, clock, issuer).mount(router);
    new InvitePages(pages, doors.invites(), actors, once, clock, issuer).mount(router);
    new SettingPages(pages, inForce.settings(), inForce.version()).mount(router);
  }

  /// Where a link leads.
  public String address(Secret link) {
    return SignInPages.address(issuer, link);
  }
}
