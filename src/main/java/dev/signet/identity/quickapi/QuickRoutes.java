package dev.signet.identity.quickapi;

import dev.signet.base.db.Tx;
import dev.signet.base.json.JsonFields;
import dev.signet.base.oauth.GrantType;
import dev.signet.base.secrets.SecretKind;
import dev.signet.identity.activity.IssuanceCounter;
import dev.signet.identity.activity.IssuanceTotals;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.AgentChange;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.agents.AgentRefusals;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.agents.NewAgent;
import dev.signet.identity.agents.Profile;
import dev.signet.identity.agents.ProfileFields;
import dev.signet.identity.credentials.Credentials;
import dev.signet.identity.directory.AgentDirectory;
import dev.signet.identity.directory.AgentFilter;
import dev.signet.identity.quickapi.QuickView.AgentView;
import dev.signet.web.http.Access;
import dev.signet.web.http.PageQuery;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import dev.signet.web.idempotency.IdempotentRequests;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/// HTTP routes of the quick API. It manages the agents of the registry under other member names,
/// and a new agent has a secret from the start.
public final class QuickRoutes {
  private static final String ALL = "/api/agents";
  private static final String ONE = ALL + "/{id}";
  private static final String ME = ALL + "/me";
  private static final int MAX_REASON = 500;
  private static final long MIN_EXPIRES_IN = 60;
  private static final long MAX_EXPIRES_IN = 315_360_000;

  /// Members that an agent's view shows and requests may not set.
  private static final String[] READ_ONLY_FIELDS = {
    "id",
    "clientId",
    "organizationId",
    "createdAt",
    "updatedAt",
    "tokenCount",
    "refreshCount",
    "lastActivityAt",
    "lastTokenIssuedAt"
  };

  private final IdempotentRequests once;
  private final Agents agents;
  private final AgentDirectory directory;
  private final IssuanceCounter issuances;
  private final Credentials credentials;
  private final Clock clock;

  public QuickRoutes(
      IdempotentRequests once,
      Agents agents,
      AgentDirectory directory,
      IssuanceCounter issuances,
      Credentials credentials,
      Clock clock) {
    this.once = once;
    this.agents = agents;
    this.directory = directory;
    this.issuances = issuances;
    this.credentials = credentials;
    this.clock = clock;
  }

  public void mount(Router router) {
    var read = new Access.Management("agents:read");
    var write = new Access.Management("agents:write");
    router.post(ALL, write, request -> once.execute(request, () -> create(request)));
    router.get(ALL, read, this::list);
    router.get(ONE, read, request -> get(id(request), request));
    router.put(ONE, write, this::change);
    router.patch(ONE, write, this::change);
    router.delete(ONE, write, request -> decommission(id(request), request));
    router.post(ONE, write, request -> once.execute(request, () -> performAction(request)));
    router.post(ONE + "/rotate", write, request -> rotate(id(request), request));
    router.post(ONE + "/deactivate", write, request -> deactivate(id(request), request));
    router.post(ONE + "/reactivate", write, request -> reactivate(id(request), request));

    var self = new Access.Self();
    var suspendedToo = new Access.SelfOrSuspended();
    router.get(ME, suspendedToo, request -> get(callingAgent(request), request));
    router.get(ME + "/usage", suspendedToo, this::usage);
    router.post(ME + "/rotate", self, request -> rotate(callingAgent(request), request));
    router.post(ME + "/deactivate", self, request -> deactivate(callingAgent(request), request));
    router.post(
        ME + "/reactivate", suspendedToo, request -> reactivate(callingAgent(request), request));
    router.delete(ME, self, request -> decommission(callingAgent(request), request));
  }

  private Function<Tx, Response> create(Request request) {
    var fields = request.fields();
    var profileFields = profileFields(fields);
    var organization = profileFields.organization();
    var key = profileFields.dpopKey();
    if (!fields.has("name")) {
      fields.addMissing("name");
    }
    fields.finish();
    var profile =
        profileFields
            .edit()
            .apply(
                Profile.blank(EnumSet.of(GrantType.CLIENT_CREDENTIALS, GrantType.REFRESH_TOKEN)));
    var asked = new NewAgent(organization, profile, NewAgent.ClientIds.RANDOM, key);
    var by = request.context();
    var secret = credentials.newSecret(SecretKind.QUICK_CLIENT_SECRET);
    return tx -> {
      var agent = agents.register(tx, asked, by);
      var issued = credentials.generate(tx, agent, secret, by);
      var made =
          new QuickView.CreatedAgent(
              AgentView.of(agent, IssuanceTotals.ZERO), agent.clientId(), issued.secret().reveal());
      return Response.snakeJson(201, made)
          .withHeader("Location", ALL + "/" + made.agent().id())
          .noStore();
    };
  }

  /// The members of an agent that this API can set.
  private ProfileFields profileFields(JsonFields fields) {
    var now = clock.instant();
    var read =
        new ProfileFields(fields, now)
            .name()
            .description()
            .scopes()
            .metadata()
            .teamId()
            .grantableScopes()
            .selfService();
    if (fields.isExplicitNull("expiresIn")) {
      return read.expiringAt(Optional.empty());
    }
    var seconds = fields.integer("expiresIn", 0, MAX_EXPIRES_IN);
    if (seconds.isEmpty()) {
      return read;
    }
    var sent = seconds.getAsLong();
    if (sent == 0) {
      return read.expiringAt(Optional.empty());
    }
    if (sent < MIN_EXPIRES_IN) {
      fields.addError("expiresIn", "must be 0 for no expiry, or at least " + MIN_EXPIRES_IN);
    }
    return read.expiringAt(Optional.of(now.plusSeconds(sent)));
  }

  private Response list(Request request) {
    request.allowOnlyQuery("page", "limit", "after");
    var paging = PageQuery.byCursor(request);
    var page = directory.list(AgentFilter.NONE, paging, request.context());
    var usages = issuances.find(page.data().stream().map(Agent::id).toList());
    var views =
        page.map(
            agent -> AgentView.of(agent, usages.getOrDefault(agent.id(), IssuanceTotals.ZERO)));
    return Response.snakeJson(200, QuickView.AgentPage.of(views));
  }

  private Response get(AgentId id, Request request) {
    return agentResponse(agents.require(id, request.context()), issuances.find(id));
  }

  private static Response agentResponse(Agent agent, IssuanceTotals usage) {
    return Response.snakeJson(200, new QuickView.SingleAgent(AgentView.of(agent, usage)));
  }

  private Response change(Request request) {
    var id = id(request);
    var fields = request.fields();
    fields.refuseReadOnly(READ_ONLY_FIELDS);
    var profileFields = profileFields(fields);
    var edit = profileFields.edit();
    var active = profileFields.active("isActive");
    fields.finish();
    var change = new AgentChange(edit, active, AgentChange.DEFAULT_REASON);
    var usage = issuances.find(id);
    return agents.change(id, change, request.context(), agent -> agentResponse(agent, usage));
  }

  private Response decommission(AgentId id, Request request) {
    agents.decommission(id, request.context());
    return Response.empty(204);
  }

  private enum Action {
    ROTATE
  }

  private Function<Tx, Response> performAction(Request request) {
    var id = id(request);
    var fields = request.fields();
    var action = fields.oneOf("action", Action.class);
    if (action.isEmpty()) {
      fields.addMissing("action");
    }
    fields.finish();
    return switch (action.orElseThrow()) {
      case ROTATE -> rotation(id, request);
    };
  }

  private Response rotate(AgentId id, Request request) {
    return once.execute(
        request,
        () -> {
          request.optionalFields().finish();
          return rotation(id, request);
        });
  }

  private Function<Tx, Response> rotation(AgentId id, Request request) {
    var by = request.context();
    var fresh = credentials.newSecretFor(id, by);
    return tx -> {
      var issued = credentials.rotateNewest(tx, id, fresh, by);
      return Response.snakeJson(200, new QuickView.RotatedSecret(issued.secret().reveal()))
          .noStore();
    };
  }

  private Response deactivate(AgentId id, Request request) {
    var fields = request.optionalFields();
    var reason = fields.singleLine("reason", MAX_REASON).orElse(AgentChange.DEFAULT_REASON);
    fields.finish();
    var ended = agents.suspend(id, reason, request.context()).revokedTokens();
    var count = ended.map(agents::count).orElse(OptionalLong.of(0));
    return message("Agent deactivated. " + revokedSentence(count));
  }

  private static String revokedSentence(OptionalLong count) {
    if (count.isEmpty()) {
      return "Its tokens are revoked; they are still being counted.";
    }
    return count.getAsLong() + (count.getAsLong() == 1 ? " token revoked." : " tokens revoked.");
  }

  private Response reactivate(AgentId id, Request request) {
    request.optionalFields().finish();
    agents.reactivate(id, request.context());
    return message("Agent reactivated.");
  }

  private static Response message(String text) {
    return Response.snakeJson(200, new QuickView.Message(text));
  }

  private Response usage(Request request) {
    var agent = agents.require(callingAgent(request), request.context());
    return Response.snakeJson(
        200,
        QuickView.Usage.of(
            agent, issuances.find(agent.id()), credentials.rotationHistory(agent.id())));
  }

  private static AgentId id(Request request) {
    return AgentId.parse(request.pathParam("id")).orElseThrow(AgentRefusals::notFound);
  }

  /// The calling agent.
  private static AgentId callingAgent(Request request) {
    return new AgentId(request.caller().id());
  }
}
