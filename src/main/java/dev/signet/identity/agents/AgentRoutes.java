package dev.signet.identity.agents;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.signet.base.db.Tx;
import dev.signet.base.json.Json;
import dev.signet.validity.revocations.DescendantCountView;
import dev.signet.validity.revocations.RevokedTokenCount;
import dev.signet.web.http.Access;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import dev.signet.web.idempotency.IdempotentRequests;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;

/// HTTP routes of the agent registry.
public final class AgentRoutes {
  private static final String ALL = "/api/v1/agents";
  private static final String ONE = ALL + "/{agentId}";
  private static final int MAX_REASON = 500;

  /// Members that an agent's view shows and requests may not set.
  private static final String[] READ_ONLY_FIELDS = {
    "agentId",
    "kind",
    "clientId",
    "createdBy",
    "createdAt",
    "updatedAt",
    "tokenCount",
    "refreshCount",
    "lastActivityAt",
    "lastTokenIssuedAt"
  };

  private static final String DPOP_KEY_READ_ONLY = "cannot be changed here; use rotate-dpop-key";

  private final Agents agents;
  private final IdempotentRequests once;
  private final Clock clock;
  private final List<RegistrationExtension> extensions;

  /// @param parts extensions of a registration by other rooms
  public AgentRoutes(
      Agents agents, IdempotentRequests once, Clock clock, List<RegistrationExtension> parts) {
    this.agents = agents;
    this.once = once;
    this.clock = clock;
    this.extensions = List.copyOf(parts);
  }

  public void mount(Router router) {
    router.post(
        ALL,
        new Access.Management("agents:write"),
        request -> once.execute(request, () -> register(request)));
    router.get(ONE, new Access.Management("agents:read"), this::get);
    router.patch(ONE, new Access.Management("agents:write"), this::change);
    router.post(
        ONE + "/rotate-dpop-key",
        new Access.OperatorOnly("agents:write"),
        request -> withCount(once.execute(request, () -> rotateDpopKey(request))));
    router.post(ONE + "/suspend", new Access.Management("agents:write"), this::suspend);
    router.delete(ONE, new Access.Management("agents:write"), this::decommission);
  }

  private Function<Tx, Response> register(Request request) {
    var fields = request.fields();
    var profileFields = new ProfileFields(fields, clock.instant()).all();
    var organization = profileFields.organization();
    var key = profileFields.dpopPublicJwk().dpopKey();
    if (!fields.has("name") && !fields.has("email")) {
      fields.addError("name", "or email is required");
    }
    var by = request.context();
    var alsoDo = extensions.stream().map(part -> part.read(fields, by)).toList();
    fields.finish();
    var profile = profileFields.newProfile().withEmailAsName();
    var asked = new NewAgent(organization, profile, NewAgent.ClientIds.AGENT_ID, key);
    return tx -> {
      var agent = agents.register(tx, asked, by);
      alsoDo.forEach(part -> part.accept(tx, agent));
      return Response.json(201, AgentView.of(agent))
          .withHeader("Location", ALL + "/" + agent.id().value());
    };
  }

  private Response get(Request request) {
    return Response.json(200, AgentView.of(agents.require(id(request), request.context())));
  }

  private Response change(Request request) {
    var id = id(request);
    var fields = request.fields();
    fields.refuseReadOnly(READ_ONLY_FIELDS);
    fields.refuse("dpopJkt", DPOP_KEY_READ_ONLY);
    fields.refuse("dpopPublicJwk", DPOP_KEY_READ_ONLY);
    var profileFields = new ProfileFields(fields, clock.instant()).all();
    var edit = profileFields.edit();
    if (fields.isExplicitNull("organizationId")) {
      fields.addError("organizationId", "must be the id of an organization");
    }
    var organization = profileFields.organization();
    var active = profileFields.active("active");
    var reason = fields.singleLine("reason", MAX_REASON);
    if (reason.isPresent() && active.orElse(true)) {
      fields.addError("reason", "goes with active: false or status: suspended");
    }
    fields.finish();
    var change =
        new AgentChange(edit, organization, active, reason.orElse(AgentChange.DEFAULT_REASON));
    return agents.change(
        id, change, request.context(), agent -> Response.json(200, AgentView.of(agent)));
  }

  private record SuspendedView(
      String agentId,
      String status,
      long suspendedAgentCount,
      long revokedTokenCount,
      @JsonUnwrapped DescendantCountView descendants) {}

  private Response suspend(Request request) {
    var id = id(request);
    var fields = request.optionalFields();
    var reason = fields.singleLine("reason", MAX_REASON).orElse(AgentChange.DEFAULT_REASON);
    var includeCreated = fields.flag("includeCreated").orElse(false);
    fields.finish();
    var suspended =
        includeCreated
            ? agents.suspendWithDescendants(id, reason, request.context())
            : agents.count(agents.suspend(id, reason, request.context()));
    var agent = agents.require(id, request.context());
    return Response.json(
        200,
        new SuspendedView(
            id.value(),
            agent.status().wire(),
            suspended.agents(),
            suspended.revokedTokens(),
            DescendantCountView.of(suspended.revokedDescendants())));
  }

  /// Checks in the order that the contract specifies: first the agent, then the body, then the key.
  private Function<Tx, Response> rotateDpopKey(Request request) {
    var by = request.context();
    var id = agents.require(id(request), by).id();
    if (!request.hasBody()) {
      throw AgentRefusals.newDpopKeyMissing();
    }
    var fields = request.fields();
    var jwk = fields.any("newPublicJwk");
    if (!fields.has("newPublicJwk")) {
      fields.addError("new_public_jwk", "is required");
    }
    var reason = fields.singleLine("reason", MAX_REASON).orElse("");
    fields.finish();
    var key = DpopKey.read(jwk.orElseThrow());
    return tx -> Response.json(200, AgentView.of(agents.rotateDpopKey(tx, id, key, reason, by)));
  }

  /// A stored response may be written before the tokens are counted; the count is added when it is
  /// sent.
  private Response withCount(Response kept) {
    var view = Json.parseOwn(new String(kept.body(), UTF_8));
    if (view.has(AgentView.REVOKED)) {
      return kept;
    }
    var count =
        agents
            .count(RevokedTokenCount.pending(view.path("audit_event_id").stringValue()))
            .orElseThrow(AgentRefusals::revokedTokensBeingCounted);
    var answer = Json.toCamelCase(AgentView.withCount(view, count));
    return Response.of(kept.status(), kept.headers(), answer);
  }

  private Response decommission(Request request) {
    agents.decommission(id(request), request.context());
    return Response.empty(204);
  }

  private static AgentId id(Request request) {
    return AgentId.parse(request.pathParam("agentId")).orElseThrow(AgentRefusals::notFound);
  }
}
