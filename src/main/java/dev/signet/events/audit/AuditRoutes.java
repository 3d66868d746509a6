package dev.signet.events.audit;

import dev.signet.base.callers.TenantScope;
import dev.signet.base.db.Ids;
import dev.signet.base.json.Json;
import dev.signet.base.refusals.Refusal.FieldError;
import dev.signet.base.refusals.Refused;
import dev.signet.web.http.Access;
import dev.signet.web.http.Form;
import dev.signet.web.http.PageQuery;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The audit log over HTTP. An agent sees the events of its own organization.
public final class AuditRoutes {
  private static final Access READ = new Access.Management("audit:read");

  /// A chain spans organizations, so agents may not verify it.
  private static final Access VERIFY = new Access.ServerOperator("audit:read");

  private static final int MAX_TEXT = 200;

  private static final Pattern ACTION = Pattern.compile("[a-z_]{1,63}\\.[a-z_]{1,63}");

  private final Audit audit;

  public AuditRoutes(Audit audit) {
    this.audit = audit;
  }

  public void mount(Router router) {
    router.get("/api/v1/audit", READ, this::list);
    router.get("/api/v1/audit/verify", VERIFY, this::verify);
    router.get("/api/v1/audit/export", READ, this::export);
    router.get("/api/v1/audit/signatures", VERIFY, this::signatures);
    router.get(
        "/api/v1/audit/keys",
        new Access.Open("verifiers of the audit log need the public keys, and they are public"),
        this::keys);
    router.get("/api/v1/audit/{eventId}", READ, this::get);
  }

  private Response list(Request request) {
    request.allowOnlyQuery(
        "agentId",
        "action",
        "outcome",
        "from",
        "fromDate",
        "to",
        "toDate",
        "after",
        "page",
        "limit");
    var filter = filter(request);
    var paging = PageQuery.byCursor(request);
    if (paging.after().isPresent()) {
      var found = audit.queries().after(filter, paging.beforeId(), paging.limit());
      return Response.json(200, PageView.of(found, null, null, paging.limit()));
    }
    var found = audit.queries().page(filter, paging);
    return Response.json(
        200, PageView.of(found, audit.queries().count(filter), paging.page(), paging.limit()));
  }

  private Response get(Request request) {
    request.allowOnlyQuery();
    var eventId = Ids.parse(request.pathParam("eventId")).orElseThrow(AuditQueries::notFound);
    return Response.json(200, EventView.of(audit.queries().require(eventId, request.caller())));
  }

  private Response verify(Request request) {
    request.allowOnlyQuery();
    return Response.json(200, audit.verify());
  }

  private Response signatures(Request request) {
    request.allowOnlyQuery();
    return stream(audit.exportSignatures(request.context()));
  }

  private Response keys(Request request) {
    request.allowOnlyQuery();
    var set = Json.object();
    var members = set.putArray("keys");
    audit.publishedKeys().forEach(key -> members.add(Json.parseOwn(key.json())));
    return Response.of(200, "application/jwk-set+json", Json.toCamelCase(set))
        .withHeader("Cache-Control", "public, max-age=300");
  }

  private Response export(Request request) {
    request.allowOnlyQuery("agentId", "action", "outcome", "from", "fromDate", "to", "toDate");
    return stream(audit.export(filter(request), request.context()));
  }

  /// The response that sends an export.
  public static Response stream(AuditExport export) {
    return Response.stream("application/x-ndjson", export::writeTo);
  }

  private static EventFilter filter(Request request) {
    return filter(request, Json::instant, "must be an RFC 3339 time");
  }

  /// The filter of a query, within what its caller may see.
  ///
  /// @param time parses a point in time
  /// @param noTime the error of a time that is not valid
  /// @throws Refused `Invalid` with all errors
  public static EventFilter filter(
      Request request, Function<String, Optional<Instant>> time, String noTime) {
    var reading = new FilterReader(request.query());
    var filter =
        new EventFilter(
            TenantScope.of(request.caller()).organizationOrNull(),
            reading.take("agentId", Ids::parse, "must be an agent's id"),
            reading.take("action", AuditRoutes::action, "must be an action, such as agent.created"),
            reading.take("outcome", AuditRoutes::outcome, "must be success or failure"),
            reading.take("from", "fromDate", time, noTime),
            reading.take("to", "toDate", time, noTime),
            reading.take("actor", AuditRoutes::text, "must be an actor's id"),
            reading.take("requestId", AuditRoutes::text, "must be a request's id"));
    if (filter.from() != null && filter.to() != null && filter.from().isAfter(filter.to())) {
      reading.faults.add(
          new FieldError(
              reading.givenName("from", "fromDate"),
              "must not be after " + reading.givenName("to", "toDate")));
    }
    if (!reading.faults.isEmpty()) {
      throw Refused.invalid(reading.faults);
    }
    return filter;
  }

  private static Optional<String> text(String text) {
    return Optional.of(text)
        .filter(
            kept -> kept.length() <= MAX_TEXT && kept.chars().allMatch(c -> c > ' ' && c < 127));
  }

  private static Optional<String> action(String text) {
    return Optional.of(text).filter(ACTION.asMatchPredicate());
  }

  private static Optional<String> outcome(String text) {
    return Optional.of(text).filter(List.of("success", "failure")::contains);
  }

  private record FilterReader(Form query, List<FieldError> faults) {
    FilterReader(Form query) {
      this(query, new ArrayList<>());
    }

    /// Reads a parameter that has two names. Both may be given if they agree.
    <T> @Nullable T take(
        String name, String alias, Function<String, Optional<T>> parse, String fault) {
      var value = take(name, parse, fault);
      var other = take(alias, parse, fault);
      if (value != null && other != null && !value.equals(other)) {
        faults.add(new FieldError(alias, "contradicts " + name));
      }
      return value != null ? value : other;
    }

    /// The name of the two that the query uses.
    String givenName(String name, String alias) {
      return query.one(name).isPresent() ? name : alias;
    }

    <T> @Nullable T take(String name, Function<String, Optional<T>> parse, String fault) {
      var text = query.one(name);
      if (text.isEmpty()) {
        return null;
      }
      var value = parse.apply(text.get());
      if (value.isEmpty()) {
        faults.add(new FieldError(name, fault));
      }
      return value.orElse(null);
    }
  }

  /// A page of events. A page by cursor has neither a total nor a page number, because events may
  /// have been added before it.
  ///
  /// @param total counted up to [Paging#MAX_COUNTED]
  /// @param next the value of `after` for the next page; null on the last page
  private record PageView(
      List<EventView> data,
      @Nullable Long total,
      @Nullable Integer page,
      int limit,
      @Nullable String next) {

    static PageView of(
        AuditQueries.EventSlice found, @Nullable Long total, @Nullable Integer page, int limit) {
      return new PageView(
          found.events().stream().map(EventView::of).toList(),
          total,
          page,
          limit,
          found.next().orElse(null));
    }
  }
}
