package dev.signet.identity.agents;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.db.Tx;
import dev.signet.base.json.Json;
import dev.signet.base.oauth.GrantType;
import dev.signet.base.refusals.Refused;
import dev.signet.validity.revocations.EndedTokens;
import dev.signet.web.http.Access;
import dev.signet.web.http.Paging;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import dev.signet.web.idempotency.Once;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// The registry over HTTP.
public final class AgentRoutes {
  private static final String ALL = "/api/v1/agents";
  private static final String ONE = ALL + "/{agentId}";
  private static final int MAX_REASON = 500;
  private static final int MAX_FILTER = 255;

  /// What an agent's view shows and no request may set.
  private static final String[] FIXED = {
    "agentId",
    "clientId",
    "organizationId",
    "createdBy",
    "createdAt",
    "updatedAt",
    "tokenCount",
    "refreshCount",
    "lastActivityAt",
    "lastTokenIssuedAt"
  };

  private static final String NOT_HERE = "cannot be changed here; rotate-dpop-key does it";

  private final Agents agents;
  private final Once once;
  private final Clock clock;
  private final List<RegistrationPart> parts;

  /// @param parts what other rooms add to a registration
  public AgentRoutes(Agents agents, Once once, Clock clock, List<RegistrationPart> parts) {
    this.agents = agents;
    this.once = once;
    this.clock = clock;
    this.parts = List.copyOf(parts);
  }

  public void mount(Router router) {
    router.post(
        ALL,
        new Access.Management("agents:write"),
        request -> once.answer(request, () -> register(request)));
    router.get(ALL, new Access.Management("agents:read"), this::list);
    router.get(ALL + "/me", new Access.SelfOrSuspended(), this::me);
    router.get(ONE, new Access.Management("agents:read"), this::get);
    router.patch(ONE, new Access.Management("agents:write"), this::change);
    router.post(
        ONE + "/rotate-dpop-key",
        new Access.OperatorOnly("agents:write"),
        request -> withCount(once.answer(request, () -> rotateKey(request))));
    router.post(ONE + "/suspend", new Access.Management("agents:write"), this::suspend);
    router.delete(ONE, new Access.Management("agents:write"), this::decommission);
  }

  private Function<Tx, Response> register(Request request) {
    var fields = request.fields();
    var profileFields = new ProfileFields(fields, clock.instant()).all();
    var organization = profileFields.organization();
    var key = profileFields.dpopPublicJwk().firstKey();
    if (!fields.has("name") && !fields.has("email")) {
      fields.fault("name", "or email is required");
    }
    var by = request.origin();
    var alsoDo = parts.stream().map(part -> part.read(fields, by)).toList();
    fields.end();
    var profile =
        profileFields
            .edit()
            .apply(Profile.blank(EnumSet.of(GrantType.CLIENT_CREDENTIALS)))
            .namedByEmail();
    var asked = new NewAgent(organization, profile, NewAgent.ClientIds.AGENT_ID, key);
    return tx -> {
      var agent = agents.register(tx, asked, by);
      alsoDo.forEach(part -> part.accept(tx, agent));
      return Response.json(201, AgentView.of(agent))
          .with("Location", ALL + "/" + agent.id().value());
    };
  }

  private Response list(Request request) {
    request.allowsQuery(
        "page",
        "limit",
        "after",
        "status",
        "owner",
        "agentType",
        "organizationId",
        "createdBy",
        "q");
    var filter =
        new AgentFilter(
            request
                .query()
                .one("status")
                .map(status ->
                    oneOf("status", status, List.of("active", "suspended", "decommissioned"))),
            text(request, "owner"),
            request.query().one("agentType").map(AgentRoutes::agentType),
            text(request, "organizationId").map(OrganizationId::new),
            text(request, "q"),
            text(request, "createdBy"));
    var page = agents.list(filter, Paging.byCursor(request), request.origin());
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

  /// A filter's text. The databases differ in what they make of control characters.
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

  private Response me(Request request) {
    var agent = agents.require(new AgentId(request.caller().id()), request.origin());
    return Response.json(200, AgentView.of(agent, agents.usage(agent.id())));
  }

  private Response get(Request request) {
    return Response.json(200, AgentView.of(agents.require(id(request), request.origin())));
  }

  private Response change(Request request) {
    var id = id(request);
    var fields = request.fields();
    fields.fixed(FIXED);
    fields.refuses("dpopJkt", NOT_HERE);
    fields.refuses("dpopPublicJwk", NOT_HERE);
    var profileFields = new ProfileFields(fields, clock.instant()).all();
    var edit = profileFields.edit();
    var active = profileFields.active("active");
    var reason = fields.line("reason", MAX_REASON);
    if (reason.isPresent() && active.orElse(true)) {
      fields.fault("reason", "goes with active: false or status: suspended");
    }
    fields.end();
    var change = new Change(edit, active, reason.orElse(Change.NO_REASON));
    return agents.change(
        id, change, request.origin(), agent -> Response.json(200, AgentView.of(agent)));
  }

  private record SuspendedView(
      String agentId, String status, long suspendedAgentCount, long revokedTokenCount) {}

  private Response suspend(Request request) {
    var id = id(request);
    var fields = request.optionalFields();
    var reason = fields.line("reason", MAX_REASON).orElse(Change.NO_REASON);
    var includeCreated = fields.flag("includeCreated").orElse(false);
    fields.end();
    var suspended =
        includeCreated
            ? agents.suspendWithCreated(id, reason, request.origin())
            : agents.count(agents.suspend(id, reason, request.origin()));
    var agent = agents.require(id, request.origin());
    return Response.json(
        200,
        new SuspendedView(
            id.value(), agent.standing().wire(), suspended.agents(), suspended.endedTokens()));
  }

  /// Refuses in the order that its contract names: first for the agent, then for the body, then for
  /// the key.
  private Function<Tx, Response> rotateKey(Request request) {
    var by = request.origin();
    var id = agents.require(id(request), by).id();
    if (!request.hasBody()) {
      throw Refused.malformed("The body is missing; a JSON object with new_public_jwk is needed");
    }
    var fields = request.fields();
    var jwk = fields.any("newPublicJwk");
    if (!fields.has("newPublicJwk")) {
      fields.fault("new_public_jwk", "is required");
    }
    var reason = fields.line("reason", MAX_REASON).orElse("");
    fields.end();
    var key = DpopKey.read(jwk.orElseThrow());
    return tx -> Response.json(200, AgentView.of(agents.rotateKey(tx, id, key, reason, by)));
  }

  /// An answer may be kept before the tokens are counted; the count is put in when it is given.
  private Response withCount(Response kept) {
    var view = Json.ours(new String(kept.body(), UTF_8));
    if (view.has(AgentView.REVOKED)) {
      return kept;
    }
    var count =
        agents
            .count(EndedTokens.counting(view.path("audit_event_id").stringValue()))
            .orElseThrow(() -> Refused.unavailable("the ended tokens are still being counted"));
    var answer = Json.camel(AgentView.counted(view, count));
    return Response.of(kept.status(), kept.headers(), answer);
  }

  private Response decommission(Request request) {
    agents.decommission(id(request), request.origin());
    return Response.empty(204);
  }

  private static AgentId id(Request request) {
    return AgentId.parse(request.pathParam("agentId")).orElseThrow(() -> Refused.unknown("agent"));
  }
}
