package dev.signet.events.audit;

import dev.signet.base.db.Ids;
import dev.signet.base.json.Json;
import dev.signet.base.paging.Paging;
import dev.signet.web.http.Access;
import dev.signet.web.http.PageQuery;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The audit log over HTTP. An agent sees the events of its own organization.
public final class AuditRoutes {
  private static final Access READ = new Access.Management("audit:read");

  /// A chain spans organizations, so agents may not verify it.
  private static final Access VERIFY = new Access.OperatorOnly("audit:read");

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
    var filter = EventFilter.read(request);
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
    return audit.exportSignatures(request.context());
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
    return audit.export(EventFilter.read(request), request.context());
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
