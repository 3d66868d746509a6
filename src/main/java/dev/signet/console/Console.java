package dev.signet.console;

import dev.signet.agents.Agents;
import dev.signet.audit.Audit;
import dev.signet.credentials.Credentials;
import dev.signet.http.Access;
import dev.signet.http.Browsers;
import dev.signet.http.Router;
import dev.signet.idempotency.Once;
import dev.signet.people.People;
import dev.signet.people.Stays;
import dev.signet.secrets.Secret;
import java.time.Clock;

/// All pages. Built in two steps, as the router has to know how a refusal looks before there are
/// routes.
public final class Console {
  private final Assets assets = new Assets();
  private final Pages pages;
  private final People people;
  private final Stays stays;
  private final Clock clock;
  private final String issuer;

  public Console(People people, Stays stays, Clock clock, String issuer) {
    this.people = people;
    this.stays = stays;
    this.clock = clock;
    this.issuer = issuer;
    this.pages = new Pages(assets, stays, clock);
  }

  /// How what went wrong reads as a page.
  public Browsers.Pages errors() {
    return pages;
  }

  public void mount(Router router, Audit audit, Agents agents, Credentials credentials, Once once) {
    assets.mount(router);
    new SignInPages(pages, people, stays).mount(router);
    router.get("/console", new Access.OwnSession(), _ -> Pages.goTo(AgentPages.ALL));
    new AgentPages(pages, agents, credentials).mount(router);
    new RegisterPages(pages, agents, credentials, once, clock, issuer).mount(router);
    new AuditPages(pages, audit, agents, clock).mount(router);
  }

  /// Where a link leads.
  public String address(Secret link) {
    return issuer + SignInPages.WELCOME + "?link=" + link.reveal();
  }
}
