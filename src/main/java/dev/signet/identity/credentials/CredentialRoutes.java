package dev.signet.identity.credentials;

import dev.signet.base.db.Tx;
import dev.signet.base.refusals.Refused;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.agents.AgentRefusals;
import dev.signet.identity.credentials.Credential.Status;
import dev.signet.web.http.Access;
import dev.signet.web.http.PageQuery;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import dev.signet.web.idempotency.IdempotentRequests;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.function.Function;

/// HTTP routes for an agent's credentials.
public final class CredentialRoutes {
  private static final String ALL = "/api/v1/agents/{agentId}/credentials";
  private static final String ONE = ALL + "/{credentialId}";

  private final Credentials credentials;
  private final IdempotentRequests once;
  private final Clock clock;

  public CredentialRoutes(Credentials credentials, IdempotentRequests once, Clock clock) {
    this.credentials = credentials;
    this.once = once;
    this.clock = clock;
  }

  public void mount(Router router) {
    var access = new Access.Management("agents:write");
    router.post(ALL, access, request -> once.execute(request, () -> generate(request)));
    router.get(ALL, access, this::list);
    router.post(ALL + "/import", new Access.OperatorOnly("agents:write"), this::importSecret);
    router.post(ONE + "/rotate", access, request -> once.execute(request, () -> rotate(request)));
    router.post(ONE + "/release", new Access.OperatorOnly("agents:write"), this::release);
    router.delete(ONE, access, this::revoke);
  }

  private Function<Tx, Response> generate(Request request) {
    var agent = agent(request);
    var fields = request.optionalFields();
    var expiresAt = ExpiryField.read(fields, clock.instant());
    fields.finish();
    var by = request.context();
    var fresh = credentials.newSecretFor(agent, by);
    return tx -> secretResponse(201, credentials.generate(tx, agent, fresh, expiresAt, by));
  }

  private static Response secretResponse(int status, IssuedCredential issued) {
    return Response.json(status, CredentialView.WithSecret.of(issued)).noStore();
  }

  private Response list(Request request) {
    request.allowOnlyQuery("page", "limit", "status");
    var paging = PageQuery.of(request);
    var page = credentials.list(agent(request), statuses(request), paging, request.context());
    return Response.json(200, page.map(CredentialView::of));
  }

  /// Imports a credential whose secret the agent has already, from a server that it is migrating
  /// from: `{"clientSecretHash":"$2b$10$…","expiresAt":…}`. The response has no secret, because
  /// none was generated.
  private Response importSecret(Request request) {
    var agent = agent(request);
    var fields = request.fields();
    var brought = ImportedSecretHash.read(fields, clock.instant());
    fields.finish();
    var credential = credentials.importSecret(agent, brought.orElseThrow(), request.context());
    return Response.json(201, CredentialView.of(credential));
  }

  private Function<Tx, Response> rotate(Request request) {
    var agent = agent(request);
    var credential = credential(request);
    var fields = request.optionalFields();
    var expiresAt = ExpiryField.read(fields, clock.instant());
    var overlap =
        fields.integer("overlapSeconds", 0, Credentials.MAX_OVERLAP.toSeconds()).orElse(0);
    fields.finish();
    var by = request.context();
    var fresh = credentials.newSecretFor(agent, by);
    return tx ->
        secretResponse(
            200,
            credentials.rotate(
                tx, agent, credential, fresh, Duration.ofSeconds(overlap), expiresAt, by));
  }

  private Response release(Request request) {
    var agent = agent(request);
    request.optionalFields().finish();
    var credential = credentials.release(agent, credential(request), request.context());
    return Response.json(200, CredentialView.of(credential));
  }

  private Response revoke(Request request) {
    credentials.revoke(agent(request), credential(request), request.context());
    return Response.empty(204);
  }

  private static AgentId agent(Request request) {
    return AgentId.parse(request.pathParam("agentId")).orElseThrow(AgentRefusals::notFound);
  }

  private static CredentialId credential(Request request) {
    return CredentialId.parse(request.pathParam("credentialId"))
        .orElseThrow(CredentialRefusals::notFound);
  }

  private static Set<Status> statuses(Request request) {
    return switch (request.query().one("status").orElse("")) {
      case "" -> Set.of(Status.values());
      case "active" -> Set.of(Status.ACTIVE);
      case "revoked" -> Set.of(Status.REVOKED, Status.QUARANTINED);
      case "quarantined" -> Set.of(Status.QUARANTINED);
      default -> throw Refused.invalid("status", "must be one of active, revoked, quarantined");
    };
  }
}
