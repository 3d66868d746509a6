package dev.signet.console;

import dev.signet.base.refusals.Refused;
import dev.signet.identity.agents.AgentFilter;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.agents.IdleAgents;
import dev.signet.identity.agents.ScopeUses;
import dev.signet.identity.credentials.Ageing;
import dev.signet.web.http.Access;
import dev.signet.web.http.Paging;
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

/// How things are at a glance, and what needs attention.
final class OverviewPages {
  static final String HOME = "/console";
  static final String ATTENTION = "/console/attention";
  private static final String LIVE = "/console/live/overview";
  private static final int SHOWN = 100;
  private static final Paging COUNT = new Paging(1, 1);

  /// How many agents have a standing.
  record Standing(String name, long agents) {}

  record Reason(String reason, long count) {}

  /// @param attention null while it is counted for the first time
  record View(
      List<Standing> standings,
      Chart chart,
      List<Reason> refusals,
      Attention.@Nullable Counted attention) {
    long agents() {
      return standings.stream().mapToLong(Standing::agents).sum();
    }
  }

  /// An agent that needs attention.
  ///
  /// @param time null for never
  record Row(String agentId, String name, String what, @Nullable Instant time) {}

  /// @param what what of the agent it is about
  /// @param column what the times of the rows are
  record ListView(
      String title, String text, String what, String column, List<Row> rows, boolean isPart) {}

  private final Pages pages;
  private final Agents agents;
  private final Ageing ageing;
  private final IdleAgents idle;
  private final ScopeUses scopeUses;
  private final Pulse pulse;
  private final Attention attention;
  private final Clock clock;

  OverviewPages(
      Pages pages,
      Agents agents,
      Ageing ageing,
      IdleAgents idle,
      ScopeUses scopeUses,
      Pulse pulse,
      Attention attention,
      Clock clock) {
    this.pages = pages;
    this.agents = agents;
    this.ageing = ageing;
    this.idle = idle;
    this.scopeUses = scopeUses;
    this.pulse = pulse;
    this.attention = attention;
    this.clock = clock;
  }

  void mount(Router router) {
    var read = new Access.SignedIn("agents:read");
    router.get(HOME, new Access.OwnSession(), this::home);
    router.get(LIVE, read, this::live);
    router.get(ATTENTION + "/{list}", read, this::list);
  }

  /// Whoever may not see it is led to what he may see.
  private Response home(Request request) {
    var scopes = request.caller().scopes();
    if (scopes.allow(Section.OVERVIEW.scope())) {
      return pages.show(request, new Page("Overview", Section.OVERVIEW, "overview", view(request)));
    }
    return Pages.goTo(
        Stream.of(Section.values())
            .filter(section -> scopes.allow(section.scope()))
            .map(Section::path)
            .findFirst()
            .orElse(AgentPages.ALL));
  }

  private Response live(Request request) {
    return pages.part(
        request, new Page("Overview", Section.OVERVIEW, "overviewlive", view(request)));
  }

  private View view(Request request) {
    var beats = pulse.since(clock.instant().minus(Duration.ofMinutes(Chart.MINUTES)));
    var refusals =
        beats.refused().entrySet().stream()
            .map(one -> new Reason(one.getKey(), one.getValue()))
            .sorted(Comparator.comparingLong(Reason::count).reversed())
            .toList();
    return new View(
        Stream.of("active", "suspended", "decommissioned")
            .map(standing -> new Standing(standing, count(standing, request)))
            .toList(),
        Chart.of(beats.issued(), clock.instant()),
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
    return Objects.requireNonNullElse(agents.list(filter, COUNT, request.origin()).total(), 0L);
  }

  private Response list(Request request) {
    var view =
        switch (request.pathParam("list")) {
          case "expiring" ->
              view(
                  "Credentials about to expire",
                  "Rotate them, or generate others, before their agents stop. The next to expire"
                      + " comes first.",
                  "Expires",
                  credentials(ageing.expiring(SHOWN)));
          case "unrotated" ->
              view(
                  "Secrets never rotated",
                  "The longer a secret is in use, the more places it is in. The oldest comes"
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
                  "Scopes never asked for",
                  "What an agent does not need, somebody else could use: take these scopes away, if"
                      + " nobody knows what they are for. The agent that was registered first comes"
                      + " first.",
                  "Never asked for",
                  "First token",
                  scopeUses.list(SHOWN).stream()
                      .map(one ->
                          new Row(
                              one.agent().value(),
                              one.name(),
                              one.scopes().toString(),
                              one.since()))
                      .toList());
          default -> throw Refused.unknown("list");
        };
    return pages.show(request, new Page(view.title(), Section.OVERVIEW, "attention", view));
  }

  private static ListView view(String title, String text, String column, List<Row> rows) {
    return view(title, text, "Credential", column, rows);
  }

  private static ListView view(
      String title, String text, String what, String column, List<Row> rows) {
    return new ListView(title, text, what, column, rows, rows.size() == SHOWN);
  }

  private List<Row> credentials(List<Ageing.Aged> aged) {
    Map<String, String> names =
        agents.names(aged.stream().map(Ageing.Aged::agent).distinct().toList());
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
