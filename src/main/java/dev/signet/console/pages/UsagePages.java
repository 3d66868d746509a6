package dev.signet.console.pages;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.callers.TenantScope;
import dev.signet.base.db.Ids;
import dev.signet.base.refusals.Refused;
import dev.signet.console.pages.TokenUsage.TokenCount;
import dev.signet.console.pages.TokenUsage.UsageChart;
import dev.signet.console.parts.FormState;
import dev.signet.console.parts.Page;
import dev.signet.console.parts.PageRenderer;
import dev.signet.console.parts.Section;
import dev.signet.events.usage.Usage;
import dev.signet.events.usage.Usage.AgentUsage;
import dev.signet.events.usage.Usage.PeriodUsage;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.agents.Agents;
import dev.signet.web.http.Access;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The exact usage of all organizations, of one, and of an agent.
final class UsagePages {
  static final String ALL = "/console/usage";
  private static final String AGENT = ALL + "/agents/{agentId}";
  private static final String EXPORT = ALL + "/export";
  private static final int DAYS = 30;
  private static final int AGENTS_SHOWN = 20;

  private static final DateTimeFormatter HOUR =
      DateTimeFormatter.ofPattern("d MMM, HH:mm", Locale.ENGLISH).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  /// @param name of the agent, or its id
  record Row(String name, AgentUsage usage) {}

  /// @param organization the id that is filtered by; empty for all
  /// @param countedUntil null shortly after a start
  record UsageView(
      FormState form,
      String organization,
      UsageChart days,
      UsageChart hours,
      List<Row> agents,
      @Nullable Instant countedUntil) {

    String exportUrl() {
      return organization.isEmpty() ? EXPORT : EXPORT + "?organization=" + organization;
    }
  }

  /// @param activeDays on how many of the days it got a token
  record AgentView(
      String agentId,
      String name,
      UsageChart days,
      int activeDays,
      @Nullable Instant countedUntil) {}

  private final PageRenderer pages;
  private final Usage usage;
  private final Agents agents;

  UsagePages(PageRenderer pages, Usage usage, Agents agents) {
    this.pages = pages;
    this.usage = usage;
    this.agents = agents;
  }

  void mount(Router router) {
    var read = new Access.SignedInMember("audit:read");
    router.get(ALL, read, this::all);
    router.get(AGENT, read, this::ofAgent);
    router.get(EXPORT, read, this::export);
  }

  private Response all(Request request) {
    var form = FormState.of(request.query());
    try {
      return show(200, request, form, organization(request));
    } catch (Refused refused) {
      return show(
          422,
          request,
          form.withRefusal(refused),
          Optional.ofNullable(TenantScope.of(request.caller()).organizationOrNull())
              .map(OrganizationId::new));
    }
  }

  private Response show(
      int status, Request request, FormState form, Optional<OrganizationId> organization) {
    var id = organization.map(OrganizationId::value).orElse(null);
    var days = usage.days(id, DAYS);
    var hours = usage.hours(id, 2).periods();
    var busiest = usage.busiestAgents(id, DAYS, AGENTS_SHOWN).agents();
    var names = agents.names(busiest.stream().map(one -> new AgentId(one.agentId())).toList());
    var view =
        new UsageView(
            form,
            organization.map(OrganizationId::value).orElse(""),
            chart("day", "30 days", DAY, days.periods()),
            chart("hour", "24 hours", HOUR, hours.subList(hours.size() - 24, hours.size())),
            busiest.stream()
                .map(one -> new Row(names.getOrDefault(one.agentId(), one.agentId()), one))
                .toList(),
            days.countedUntil().orElse(null));
    return pages.show(status, request, new Page("Usage", Section.USAGE, "pages/usage", view));
  }

  /// The organization that is asked for, or the only one that the user may see; empty for all.
  private static Optional<OrganizationId> organization(Request request) {
    var scope = TenantScope.of(request.caller());
    var asked =
        request
            .query()
            .one("organization")
            .map(String::strip)
            .filter(text -> !text.isEmpty())
            .map(text ->
                OrganizationId.parse(text)
                    .orElseThrow(
                        () -> Refused.invalid("organization", "must be an organization's id")));
    if (asked.filter(id -> !scope.covers(id)).isPresent()) {
      throw Refused.invalid("organization", "must be the id of an organization of yours");
    }
    return asked.or(() -> Optional.ofNullable(scope.organizationOrNull()).map(OrganizationId::new));
  }

  private Response ofAgent(Request request) {
    var id = Ids.parse(request.pathParam("agentId")).orElseThrow(() -> Refused.notFound("agent"));
    var agent = agents.require(new AgentId(id), request.context());
    var days = usage.daysOfAgent(id, DAYS);
    var active = (int) days.periods().stream().filter(day -> day.counts().tokens() > 0).count();
    var view =
        new AgentView(
            id,
            agent.name(),
            chart("day", "30 days", DAY, days.periods()),
            active,
            days.countedUntil().orElse(null));
    return pages.show(
        request, new Page("Usage of " + agent.name(), Section.USAGE, "pages/usageOfAgent", view));
  }

  private Response export(Request request) {
    var organization = organization(request).map(OrganizationId::value).orElse(null);
    var export = usage.export(organization, DAYS);
    return Response.stream("text/csv; charset=utf-8", export::writeTo)
        .withHeader("Content-Disposition", "attachment; filename=\"usage.csv\"");
  }

  private static UsageChart chart(
      String unit, String period, DateTimeFormatter format, List<PeriodUsage> periods) {
    return new UsageChart(
        unit,
        period,
        periods.stream()
            .map(one -> new TokenCount(format.format(one.start()), one.counts().tokens(), false))
            .toList());
  }
}
