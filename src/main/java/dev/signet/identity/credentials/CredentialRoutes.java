package dev.signet.identity.credentials;

import dev.signet.base.db.Tx;
import dev.signet.base.refusals.Refused;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.credentials.Credential.Status;
import dev.signet.web.http.Access;
import dev.signet.web.http.Paging;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import dev.signet.web.idempotency.Once;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.function.Function;

/// The credentials of an agent over HTTP.
public final class CredentialRoutes {
  private static final String ALL = "/api/v1/agents/{agentId}/credentials";
  private static final String ONE = ALL + "/{credentialId}";

  private final Credentials credentials;
  private final Once once;
  private final Clock clock;

  public CredentialRoutes(Credentials credentials, Once once, Clock clock) {
    this.credentials = credentials;
    this.once = once;
    this.clock = clock;
  }

  public void mount(Router router) {
    var access = new Access.Management("agents:write");
    router.post(ALL, access, request -> once.answer(request, () -> generate(request)));
    router.get(ALL, access, this::list);
    router.post(ALL + "/import", new Access.OperatorOnly("agents:write"), this::takeOver);
    router.post(ONE + "/rotate", access, request -> once.answer(request, () -> rotate(request)));
    router.post(ONE + "/release", new Access.OperatorOnly("agents:write"), this::release);
    router.delete(ONE, access, this::revoke);
  }

  private Function<Tx, Response> generate(Request request) {
    var agent = agent(request);
    var fields = request.optionalFields();
    var expiresAt = Expiry.read(fields, clock.instant());
    fields.end();
    var by = request.origin();
    var fresh = credentials.freshFor(agent, by);
    return tx -> shown(201, credentials.generate(tx, agent, fresh, expiresAt, by));
  }

  private static Response shown(int status, Issued issued) {
    return Response.json(status, CredentialView.WithSecret.of(issued)).noStore();
  }

  private Response list(Request request) {
    request.allowsQuery("page", "limit", "status");
    var paging = Paging.of(request);
    var page = credentials.list(agent(request), wanted(request), paging, request.origin());
    return Response.json(200, page.map(CredentialView::of));
  }

  /// Gives the agent a credential whose secret it has already, from a server it is moving away
  /// from: `{"clientSecretHash":"$2b$10$…","expiresAt":…}`. The answer has no secret, as none was
  /// made.
  private Response takeOver(Request request) {
    var agent = agent(request);
    var fields = request.fields();
    var brought = BroughtHash.read(fields, clock.instant());
    fields.end();
    var credential = credentials.takeOver(agent, brought.orElseThrow(), request.origin());
    return Response.json(201, CredentialView.of(credential));
  }

  private Function<Tx, Response> rotate(Request request) {
    var agent = agent(request);
    var credential = credential(request);
    var fields = request.optionalFields();
    var expiresAt = Expiry.read(fields, clock.instant());
    var overlap = fields.whole("overlapSeconds", 0, Credentials.MAX_OVERLAP.toSeconds()).orElse(0);
    fields.end();
    var by = request.origin();
    var fresh = credentials.freshFor(agent, by);
    return tx ->
        shown(
            200,
            credentials.rotate(
                tx, agent, credential, fresh, Duration.ofSeconds(overlap), expiresAt, by));
  }

  private Response release(Request request) {
    var agent = agent(request);
    request.optionalFields().end();
    var credential = credentials.release(agent, credential(request), request.origin());
    return Response.json(200, CredentialView.of(credential));
  }

  private Response revoke(Request request) {
    credentials.revoke(agent(request), credential(request), request.origin());
    return Response.empty(204);
  }

  private static AgentId agent(Request request) {
    return AgentId.parse(request.pathParam("agentId")).orElseThrow(() -> Refused.unknown("agent"));
  }

  private static CredentialId credential(Request request) {
    return CredentialId.parse(request.pathParam("credentialId"))
        .orElseThrow(() -> Refused.unknown("credential"));
  }

  private static Set<Status> wanted(Request request) {
    return switch (request.query().one("status").orElse("")) {
      case "" -> Set.of(Status.values());
      case "active" -> Set.of(Status.ACTIVE);
      case "revoked" -> Set.of(Status.REVOKED, Status.QUARANTINED);
      case "quarantined" -> Set.of(Status.QUARANTINED);
      default -> throw Refused.invalid("status", "must be one of active, revoked, quarantined");
    };
  }
}
