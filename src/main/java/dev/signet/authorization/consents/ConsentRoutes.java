package dev.signet.authorization.consents;

import dev.signet.authorization.consents.ConsentStore.Filter;
import dev.signet.authorization.consents.Consents.Ended;
import dev.signet.base.callers.OrganizationId;
import dev.signet.base.refusals.Refused;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.agents.AgentRefusals;
import dev.signet.identity.organizations.OrganizationRefusals;
import dev.signet.identity.users.UserId;
import dev.signet.web.http.Access;
import dev.signet.web.http.PageQuery;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import java.util.Arrays;
import java.util.Optional;

/// HTTP routes for consents: operators see and end what users have allowed.
final class ConsentRoutes {
  private static final String ALL = "/api/v1/consents";
  private static final String ONE = ALL + "/{consentId}";
  private static final Access READ = new Access.OperatorOnly("consents:read");
  private static final Access WRITE = new Access.OperatorOnly("consents:write");

  private final Consents consents;

  ConsentRoutes(Consents consents) {
    this.consents = consents;
  }

  void mount(Router router) {
    router.get(ALL, READ, this::list);
    router.get(ONE, READ, this::get);
    router.delete(ONE, WRITE, this::end);
    router.post(ONE + "/block", WRITE, this::block);
    router.post(ONE + "/unblock", WRITE, this::unblock);
    router.post(
        "/api/v1/users/{userId}/consents/revoke",
        new Access.ServerOperator("consents:write"),
        this::endAllOfUser);
  }

  private Response list(Request request) {
    request.allowOnlyQuery(
        "userId", "agentId", "resourceId", "organizationId", "status", "page", "limit", "after");
    var query = request.query();
    var filter =
        new Filter(
            query.one("userId").map(ConsentRoutes::user),
            query.one("agentId").map(id -> AgentId.parse(id).orElseThrow(AgentRefusals::notFound)),
            query.one("resourceId"),
            query
                .one("organizationId")
                .map(id -> OrganizationId.parse(id).orElseThrow(OrganizationRefusals::notFound)),
            query.one("status").map(ConsentRoutes::status));
    return Response.json(
        200,
        consents.list(filter, PageQuery.byCursor(request), request.context()).map(ConsentView::of));
  }

  private static ConsentStatus status(String text) {
    return Arrays.stream(ConsentStatus.values())
        .filter(status -> status.wire().equals(text))
        .findFirst()
        .orElseThrow(() -> Refused.invalid("status", "must be active, ended or blocked"));
  }

  private static UserId user(String text) {
    return UserId.parse(text).orElseThrow(() -> Refused.notFound("user"));
  }

  private Response get(Request request) {
    request.allowOnlyQuery();
    return Response.json(200, ConsentView.of(consents.require(id(request), request.context())));
  }

  private record EndedView(long endedConsentCount, long revokedTokenCount) {
    static Response response(Ended ended) {
      return Response.json(
          200,
          new EndedView(
              ended.consents(), ended.tokens().orElseThrow(ConsentRefusals::tokensBeingCounted)));
    }
  }

  private Response end(Request request) {
    request.allowOnlyQuery();
    request.optionalFields().finish();
    return EndedView.response(consents.end(id(request), request.context()));
  }

  private Response block(Request request) {
    request.allowOnlyQuery();
    request.optionalFields().finish();
    return EndedView.response(consents.block(id(request), request.context()));
  }

  private Response unblock(Request request) {
    request.allowOnlyQuery();
    request.optionalFields().finish();
    return Response.json(200, ConsentView.of(consents.unblock(id(request), request.context())));
  }

  private Response endAllOfUser(Request request) {
    request.allowOnlyQuery();
    request.optionalFields().finish();
    return EndedView.response(
        consents.endAllOfUser(user(request.pathParam("userId")), request.context()));
  }

  private static ConsentId id(Request request) {
    return Optional.of(request.pathParam("consentId"))
        .flatMap(ConsentId::parse)
        .orElseThrow(ConsentRefusals::notFound);
  }
}
