package dev.signet.console.pages;

import dev.signet.base.paging.Paging;
import dev.signet.base.refusals.Refused;
import dev.signet.console.parts.MinuteChart;
import dev.signet.console.parts.Page;
import dev.signet.console.parts.PageArea;
import dev.signet.console.parts.PageRenderer;
import dev.signet.console.parts.Section;
import dev.signet.identity.activity.IdleAgents;
import dev.signet.identity.activity.ScopeUsage;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.credentials.CredentialReview;
import dev.signet.identity.directory.AgentDirectory;
import dev.signet.identity.directory.AgentFilter;
import dev.signet.web.http.Access;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The overview: figures, and items that need attention.
final class OverviewPages {
  static final String HOME = "/console";
  static final String ATTENTION = "/console/attention";
  private static final String LIVE = "/console/live/overview";
  private static final int SHOWN = 100;
  private static final Paging COUNT = new Paging(1, 1);

  /// The number of agents with a status.
  record StatusCount(String name, long agents) {}

  record RefusalCount(String reason, long count) {}

  /// @param attention null until the first count is finished
  record OverviewView(
      List<StatusCount> statusCounts,
      MinuteChart chart,
      List<RefusalCount> refusals,
      AttentionItems.@Nullable AttentionSnapshot attention) {
    long agents() {
      return statusCounts.stream().mapToLong(StatusCount::agents).sum();
    }
  }

  /// An agent that needs attention.
  ///
  /// @param time null for “never”
  record Row(String agentId, String name, String detail, @Nullable Instant time) {}

  /// @param detailColumn the heading of the column with the detail
  /// @param timeColumn the heading of the column with the time
  record ListView(
      String title,
      String text,
      String detailColumn,
      String timeColumn,
      List<Row> rows,
      boolean isPart) {}

  private final PageRenderer pages;
  private final Agents agents;
  private final AgentDirectory directory;
  private final CredentialReview ageing;
  private final IdleAgents idle;
  private final ScopeUsage scopeUses;
  private final ActivityCounters activity;
  private final AttentionItems attention;
  private final Clock clock;

  OverviewPages(
      PageRenderer pages,
      Agents agents,
      AgentDirectory directory,
      CredentialReview ageing,
      IdleAgents idle,
      ScopeUsage scopeUses,
      ActivityCounters pulse,
      AttentionItems attention,
      Clock clock) {
    this.pages = pages;
    this.agents = agents;
    this.directory = directory;
    this.ageing = ageing;
    this.idle = idle;
    this.scopeUses = scopeUses;
    this.activity = pulse;
    this.attention = attention;
    this.clock = clock;
  }

  void mount(Router router) {
    var read = new Access.SignedIn("agents:read");
    router.get(HOME, new Access.OwnSession(), this::home);
    router.get(LIVE, read, this::live);
    router.get(ATTENTION + "/{list}", read, this::list);
  }

  /// A user who may not see the overview is redirected to the first section they may see.
  private Response home(Request request) {
    var user = request.session().caller();
    if (Section.OVERVIEW.isShownTo(user)) {
      return pages.show(
          request, new Page("Overview", Section.OVERVIEW, "pages/overview", view(request)));
    }
    return PageRenderer.redirect(
        Stream.of(Section.values())
            .filter(section -> section.isShownTo(user))
            .map(Section::path)
            .findFirst()
            .orElse(PageArea.ACCOUNT.home()));
  }

  private Response live(Request request) {
    return pages.showFragment(
        request, new Page("Overview", Section.OVERVIEW, "pages/overviewFigures", view(request)));
  }

  private OverviewView view(Request request) {
    var beats = activity.since(clock.instant().minus(Duration.ofMinutes(MinuteChart.MINUTES)));
    var refusals =
        beats.refused().entrySet().stream()
            .map(one -> new RefusalCount(one.getKey(), one.getValue()))
            .sorted(Comparator.comparingLong(RefusalCount::count).reversed())
            .toList();
    return new OverviewView(
        Stream.of("active", "suspended", "decommissioned")
            .map(standing -> new StatusCount(standing, count(standing, request)))
            .toList(),
        MinuteChart.of(beats.issued(), clock.instant()),
        refusals,
        attention.last().orElse(null));
  }

  private long count(String standing, Request request) {
    var filter =
        new AgentFilter(
            Optional.of(standing),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return Objects.requireNonNullElse(directory.list(filter, COUNT, request.context()).total(), 0L);
  }

  private Response list(Request request) {
    var view =
        switch (request.pathParam("list")) {
          case "expiring" ->
              view(
                  "Credentials about to expire",
                  "Rotate them, or generate new credentials, before their agents can no longer get"
                      + " tokens. The next to expire is listed first.",
                  "Expires",
                  credentials(ageing.expiring(SHOWN)));
          case "unrotated" ->
              view(
                  "Secrets never rotated",
                  "The longer a secret is in use, the more copies of it exist. The oldest is listed"
                      + " first.",
                  "Generated",
                  credentials(ageing.neverRotated(SHOWN)));
          case "idle" ->
              view(
                  "Idle agents",
                  "A credential that is not in use can be stolen without being missed: suspend"
                      + " these agents until they are needed. The oldest is listed first.",
                  "Last active",
                  idle.list(SHOWN).stream()
                      .map(one ->
                          new Row(
                              one.agent().value(), one.name(), "", one.lastActive().orElse(null)))
                      .toList());
          case "scopes" ->
              view(
                  "Scopes never requested",
                  "An attacker could use scopes that an agent does not need: remove them, unless"
                      + " you know why the agent has them. The agent registered first is listed"
                      + " first.",
                  "Never requested",
                  "First token",
                  scopeUses.list(SHOWN).stream()
                      .map(one ->
                          new Row(
                              one.agent().value(),
                              one.name(),
                              one.scopes().toString(),
                              one.since()))
                      .toList());
          default -> throw Refused.notFound("list");
        };
    return pages.show(request, new Page(view.title(), Section.OVERVIEW, "pages/attention", view));
  }

  private static ListView view(String title, String text, String column, List<Row> rows) {
    return view(title, text, "Credential", column, rows);
  }

  private static ListView view(
      String title, String text, String what, String column, List<Row> rows) {
    return new ListView(title, text, what, column, rows, rows.size() == SHOWN);
  }

  private List<Row> credentials(List<CredentialReview.CredentialToReview> aged) {
    Map<String, String> names =
        agents.names(
            aged.stream().map(CredentialReview.CredentialToReview::agent).distinct().toList());
    return aged.stream()
        .map(one -> {
          AgentId agent = one.agent();
          return new Row(
              agent.value(),
              names.getOrDefault(agent.value(), agent.value()),
              one.credential().value(),
              one.time());
        })
        .toList();
  }
}
