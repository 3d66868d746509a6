package dev.signet.authorization.apps;

import dev.signet.authorization.apps.AppApprovals.ApprovedApp;
import dev.signet.base.json.Json;
import dev.signet.base.oauth.RedirectUri;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.agents.AgentRefusals;
import dev.signet.web.http.Access;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// HTTP routes for apps: operators approve those that users may allow.
final class AppRoutes {
  private static final String ALL = "/api/v1/apps";
  private static final String ONE = ALL + "/{agentId}";

  private final AppApprovals approvals;

  AppRoutes(AppApprovals approvals) {
    this.approvals = approvals;
  }

  void mount(Router router) {
    var write = new Access.ServerOperator("agents:write");
    router.post(ALL, write, this::approve);
    router.get(ONE, new Access.ServerOperator("agents:read"), this::get);
    router.delete(ONE, write, this::withdraw);
  }

  /// @param document the pinned metadata document, if there is one
  private record AppView(
      String agentId,
      String clientId,
      String name,
      List<String> redirectUris,
      @Nullable JsonNode document,
      Instant approvedAt) {
    static AppView of(ApprovedApp approved) {
      var agent = approved.agent();
      return new AppView(
          agent.id().value(),
          agent.clientId(),
          agent.name(),
          agent.redirectUris().stream().map(RedirectUri::value).toList(),
          approved.approval().document().<JsonNode>map(Json::read).orElse(null),
          approved.approval().approvedAt());
    }
  }

  private Response approve(Request request) {
    request.allowOnlyQuery();
    var fields = request.fields();
    var clientId = fields.singleLine("clientId", 1024);
    if (!fields.has("clientId")) {
      fields.addMissing("clientId");
    }
    Optional<ObjectNode> document = fields.object("document", MetadataDocument.MAX_LENGTH);
    fields.finish();
    return Response.json(
        200,
        AppView.of(
            approvals.approve(
                clientId.orElseThrow(), document.map(Json::toText), request.context())));
  }

  private Response get(Request request) {
    request.allowOnlyQuery();
    return Response.json(200, AppView.of(approvals.require(id(request), request.context())));
  }

  private Response withdraw(Request request) {
    request.allowOnlyQuery();
    request.optionalFields().finish();
    approvals.withdraw(id(request), request.context());
    return Response.empty(204);
  }

  private static AgentId id(Request request) {
    return AgentId.parse(request.pathParam("agentId")).orElseThrow(AgentRefusals::notFound);
  }
}
