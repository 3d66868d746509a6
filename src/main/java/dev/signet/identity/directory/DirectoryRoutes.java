package dev.signet.identity.directory;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.refusals.Refused;
import dev.signet.identity.agents.AgentKind;
import dev.signet.identity.agents.AgentType;
import dev.signet.identity.agents.AgentView;
import dev.signet.web.http.Access;
import dev.signet.web.http.PageQuery;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The HTTP route for finding agents.
final class DirectoryRoutes {
  private static final int MAX_FILTER = 255;

  private final AgentDirectory directory;

  DirectoryRoutes(AgentDirectory directory) {
    this.directory = directory;
  }

  void mount(Router router) {
    router.get("/api/v1/agents", new Access.Management("agents:read"), this::list);
  }

  private Response list(Request request) {
    request.allowOnlyQuery(
        "page",
        "limit",
        "after",
        "status",
        "owner",
        "agentType",
        "organizationId",
        "createdBy",
        "kind",
        "q");
    var filter =
        new AgentFilter(
            request
                .query()
                .one("status")
                .map(status ->
                    oneOf("status", status, List.of("active", "suspended", "decommissioned"))),
            text(request, "owner"),
            request.query().one("agentType").map(DirectoryRoutes::agentType),
            text(request, "organizationId").map(OrganizationId::new),
            text(request, "q"),
            text(request, "createdBy"),
            request
                .query()
                .one("kind")
                .map(kind -> oneOf("kind", kind, List.of("agent", "app")))
                .filter("app"::equals)
                .map(_ -> AgentKind.APP)
                .orElse(AgentKind.AGENT));
    var page = directory.list(filter, PageQuery.byCursor(request), request.context());
    return Response.json(200, page.map(AgentView::of));
  }

  private static String oneOf(String name, String value, List<String> known) {
    if (!known.contains(value)) {
      throw Refused.invalid(name, "must be one of " + String.join(", ", known));
    }
    return value;
  }

  private static AgentType agentType(String wire) {
    var known = EnumSet.allOf(AgentType.class).stream().map(AgentType::wire).toList();
    return AgentType.valueOf(oneOf("agentType", wire, known).toUpperCase(Locale.ROOT));
  }

  /// The text of a filter. Control characters are rejected because the databases treat them
  /// differently.
  private static Optional<String> text(Request request, String name) {
    var text = request.query().one(name);
    if (text.isPresent()
        && (text.get().isEmpty()
            || text.get().length() > MAX_FILTER
            || text.get().chars().anyMatch(Character::isISOControl))) {
      throw Refused.invalid(
          name, "must be 1 to " + MAX_FILTER + " characters, none of them a control character");
    }
    return text;
  }
}
