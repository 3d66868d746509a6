package dev.signet.events.usage;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signet.base.callers.OrganizationId;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.callers.TenantScope;
import dev.signet.base.db.Ids;
import dev.signet.base.refusals.Refused;
import dev.signet.events.usage.Usage.PeriodUsage;
import dev.signet.web.http.Access;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The usage of organizations and agents.
final class UsageRoutes {
  private static final Access READ =
      new Access.ManagementWithEither("analytics:read", "audit:read");

  private static final int DEFAULT_DAYS = 30;
  private static final int MAX_DAYS_BY_HOUR = 7;
  private static final String NOT_NEXT = "must be the `next` of a page";

  /// What the routes ask of rooms that are built later: the first two throw `NotFound` if there is
  /// none that the caller may see.
  record Subjects(
      BiConsumer<OrganizationId, RequestContext> requireOrganization,
      BiConsumer<String, RequestContext> requireAgent,
      UnusedScopes.Lookup unusedScopes) {}

  private final Usage usage;
  private final Subjects subjects;

  UsageRoutes(Usage usage, Subjects subjects) {
    this.usage = usage;
    this.subjects = subjects;
  }

  void mount(Router router) {
    router.get("/api/v1/analytics/tokens", READ, this::tokens);
    router.get("/api/v1/analytics/agents", READ, this::agents);
    router.get("/api/v1/analytics/agents/activity", READ, this::activity);
    router.get("/api/v1/analytics/active", READ, this::active);
    router.get("/api/v1/analytics/scopes/unused", READ, this::unusedScopes);
    router.get("/api/v1/analytics/export.csv", READ, this::export);
  }

  /// @param date of a day; null for an hour
  /// @param hour the start of an hour; null for a day
  /// @param count of tokens that were issued in whichever way
  /// @param revoked null where only organizations are counted
  private record PeriodView(
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String date,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant hour,
      long count,
      long issued,
      long refreshed,
      long exchanged,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long revoked) {

    static PeriodView of(PeriodUsage period, boolean isHour, boolean isAgent) {
      var counts = period.counts();
      return new PeriodView(
          isHour ? null : dateOf(period.start()),
          isHour ? period.start() : null,
          counts.tokens(),
          counts.issued(),
          counts.refreshed(),
          counts.exchanged(),
          isAgent ? null : counts.revoked());
    }
  }

  private static String dateOf(Instant time) {
    return time.atOffset(ZoneOffset.UTC).toLocalDate().toString();
  }

  /// @param organizationId null for all organizations
  /// @param tenantId the same, as other products name it
  /// @param countedUntil everything before is counted; null shortly after a start
  private record UsageView<T>(
      @Nullable String organizationId,
      @Nullable String tenantId,
      int days,
      @Nullable Instant countedUntil,
      List<T> data) {

    static <T> UsageView<T> of(
        @Nullable String organization, int days, Optional<Instant> until, List<T> data) {
      return new UsageView<>(organization, organization, days, until.orElse(null), data);
    }
  }

  private Response tokens(Request request) {
    request.allowOnlyQuery("days", "by", "organizationId", "agentId");
    var isHour = request.query().one("by").map(UsageRoutes::isHour).orElse(false);
    var days =
        request.queryInteger(
            "days",
            isHour ? MAX_DAYS_BY_HOUR : DEFAULT_DAYS,
            1,
            isHour ? MAX_DAYS_BY_HOUR : Usage.MAX_DAYS);
    var organization = organization(request);
    var agent = request.query().one("agentId");
    if (agent.isPresent() && isHour) {
      throw Refused.invalid("by", "must be day with agentId");
    }
    agent.ifPresent(id -> requireAgent(id, request));
    var series =
        agent
            .map(id -> usage.daysOfAgent(id, days))
            .orElseGet(
                () -> isHour ? usage.hours(organization, days) : usage.days(organization, days));
    return Response.json(
        200,
        UsageView.of(
            organization,
            days,
            series.countedUntil(),
            series.periods().stream()
                .map(period -> PeriodView.of(period, isHour, agent.isPresent()))
                .toList()));
  }

  private static boolean isHour(String by) {
    return switch (by) {
      case "hour" -> true;
      case "day" -> false;
      default -> throw Refused.invalid("by", "must be day or hour");
    };
  }

  private void requireAgent(String id, Request request) {
    if (Ids.parse(id).isEmpty()) {
      throw Refused.invalid("agentId", "must be an agent's id");
    }
    subjects.requireAgent().accept(id, request.context());
  }

  private record AgentView(
      String agentId,
      long count,
      long issued,
      long refreshed,
      long exchanged,
      int activeDays,
      Instant lastAt) {}

  /// @param next the value of `after` for the next page; null on the last page
  private record AgentsView(
      @Nullable String organizationId,
      @Nullable String tenantId,
      int days,
      @Nullable Instant countedUntil,
      List<AgentView> data,
      @Nullable String next) {}

  private Response agents(Request request) {
    request.allowOnlyQuery("days", "order", "after", "limit", "organizationId");
    var days = request.queryInteger("days", DEFAULT_DAYS, 1, Usage.MAX_DAYS);
    var limit = request.queryInteger("limit", 20, 1, 100);
    var organization = organization(request);
    var after = request.query().one("after");
    var isByTokens = request.query().one("order").map(UsageRoutes::isByTokens).orElse(true);
    if (isByTokens && after.isPresent()) {
      throw Refused.invalid("after", "needs order=agent: the busiest agents have no further page");
    }
    if (after.isPresent() && Ids.parse(after.get()).isEmpty()) {
      throw Refused.invalid("after", NOT_NEXT);
    }
    var found =
        isByTokens
            ? usage.busiestAgents(organization, days, limit)
            : usage.agents(organization, days, after.orElse(""), limit + 1);
    var shown = found.agents().subList(0, Math.min(limit, found.agents().size()));
    var next = found.agents().size() > limit ? shown.getLast().agentId() : null;
    return Response.json(
        200,
        new AgentsView(
            organization,
            organization,
            days,
            found.countedUntil().orElse(null),
            shown.stream().map(UsageRoutes::view).toList(),
            next));
  }

  private static boolean isByTokens(String order) {
    return switch (order) {
      case "tokens" -> true;
      case "agent" -> false;
      default -> throw Refused.invalid("order", "must be tokens or agent");
    };
  }

  private static AgentView view(Usage.AgentUsage agent) {
    var counts = agent.counts();
    return new AgentView(
        agent.agentId(),
        counts.tokens(),
        counts.issued(),
        counts.refreshed(),
        counts.exchanged(),
        agent.activeDays(),
        agent.lastAt());
  }

  /// @param hours the tokens of each hour of this weekday
  private record WeekdayView(String weekday, List<Long> hours) {}

  private Response activity(Request request) {
    request.allowOnlyQuery("days", "organizationId");
    var days = request.queryInteger("days", DEFAULT_DAYS, 1, Usage.MAX_DAYS);
    var organization = organization(request);
    var until = usage.hoursCountedUntil();
    var cells = usage.weekdayHours(organization, days);
    var rows =
        Stream.of(DayOfWeek.values())
            .map(day ->
                new WeekdayView(
                    day.name().toLowerCase(Locale.ROOT),
                    Arrays.stream(cells[day.getValue() - 1]).boxed().toList()))
            .toList();
    return Response.json(200, UsageView.of(organization, days, until, rows));
  }

  private record ActiveView(String date, long active) {}

  private Response active(Request request) {
    request.allowOnlyQuery("days", "organizationId");
    var days = request.queryInteger("days", DEFAULT_DAYS, 1, Usage.MAX_DAYS);
    var organization = organization(request);
    var until = usage.agentsCountedUntil();
    var rows =
        usage.activeAgents(organization, days).stream()
            .map(day -> new ActiveView(day.date().toString(), day.agents()))
            .toList();
    return Response.json(200, UsageView.of(organization, days, until, rows));
  }

  /// @param countedUntil all tokens before are known; null while no agent can be listed
  /// @param next the value of `after` for the next page; null on the last page
  private record UnusedScopesView(
      @Nullable String organizationId,
      @Nullable String tenantId,
      @Nullable Instant countedUntil,
      List<UnusedScopes> data,
      @Nullable String next) {}

  private Response unusedScopes(Request request) {
    request.allowOnlyQuery("after", "limit", "organizationId");
    var limit = request.queryInteger("limit", 20, 1, 100);
    var organization = organization(request);
    var after = request.query().one("after");
    if (after.isPresent() && Ids.parse(after.get()).isEmpty()) {
      throw Refused.invalid("after", NOT_NEXT);
    }
    var part = subjects.unusedScopes().find(organization, after.orElse(""), limit);
    return Response.json(
        200,
        new UnusedScopesView(
            organization,
            organization,
            part.countedUntil().orElse(null),
            part.agents(),
            part.next().orElse(null)));
  }

  private Response export(Request request) {
    request.allowOnlyQuery("days", "organizationId");
    var days = request.queryInteger("days", DEFAULT_DAYS, 1, Usage.MAX_DAYS);
    var export = usage.export(organization(request), days);
    return Response.stream("text/csv; charset=utf-8", export::writeTo)
        .withHeader("Content-Disposition", "attachment; filename=\"usage.csv\"");
  }

  /// The organization that the request is about; null for all, which only operators may ask for.
  private @Nullable String organization(Request request) {
    var scope = TenantScope.requireOrganization(request.caller());
    var asked = request.query().one("organizationId");
    if (asked.isEmpty()) {
      return scope.organizationOrNull();
    }
    var id =
        OrganizationId.parse(asked.get())
            .orElseThrow(() -> Refused.invalid("organizationId", "must be an organization's id"));
    if (!scope.covers(id)) {
      throw Refused.notFound("organization");
    }
    subjects.requireOrganization().accept(id, request.context());
    return id.value();
  }
}
