package dev.signet.identity.registration;

import dev.signet.base.refusals.Refused;
import dev.signet.base.secrets.Secret;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.agents.AgentRefusals;
import dev.signet.identity.agents.ProfileFields;
import dev.signet.identity.apikeys.ApiKeys;
import dev.signet.identity.registration.Registration.State;
import dev.signet.identity.registration.Registrations.RegistrationFailedException;
import dev.signet.identity.registration.Registrations.RegistrationRequest;
import dev.signet.web.http.Access;
import dev.signet.web.http.PageQuery;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import dev.signet.web.idempotency.IdempotentRequests;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// HTTP routes for registration: for agents, and for operators who manage the registrations.
public final class RegistrationRoutes {
  private static final int MAX_TOKEN = 256;
  private static final List<String> STATUSES = List.of("unclaimed", "claimed", "ended");

  private final Registrations registrations;
  private final ApiKeys keys;
  private final IdempotentRequests once;
  private final Clock clock;

  public RegistrationRoutes(
      Registrations registrations, ApiKeys keys, IdempotentRequests once, Clock clock) {
    this.registrations = registrations;
    this.keys = keys;
    this.once = once;
    this.clock = clock;
  }

  public void mount(Router router) {
    router.post("/v1/auth/agent-register", new Access.BySetting("registration"), this::register);
    router.get("/api/v1/registrations", new Access.ServerOperator("agents:read"), this::list);
    router.post(
        "/api/v1/agents/{agentId}/claim", new Access.ServerOperator("agents:write"), this::claim);
  }

  private Response register(Request request) {
    var from = request.context();
    try {
      return once.execute(
          request,
          () -> {
            registrations.recordAttempt(from, invite(request));
            request.allowOnlyQuery();
            var wish = registrationRequest(request);
            var pair = keys.generateSecrets(true);
            return tx ->
                Response.json(201, RegisteredView.of(registrations.register(tx, wish, pair, from)))
                    .noStore();
          });
    } catch (RegistrationFailedException not) {
      throw registrations.recordFailure(not, from);
    }
  }

  /// The presented invite, whatever is wrong with the rest of the body.
  private static Optional<String> invite(Request request) {
    try {
      return request.optionalFields().singleLine("inviteToken", MAX_TOKEN);
    } catch (Refused _) {
      return Optional.empty();
    }
  }

  private RegistrationRequest registrationRequest(Request request) {
    var fields = request.optionalFields();
    var edit = new ProfileFields(fields, clock.instant()).name().edit();
    var invite = fields.singleLine("inviteToken", MAX_TOKEN);
    fields.finish();
    return new RegistrationRequest(edit, invite);
  }

  private Response list(Request request) {
    request.allowOnlyQuery("page", "limit", "after", "status");
    var status =
        request
            .query()
            .one("status")
            .map(text -> {
              if (!STATUSES.contains(text)) {
                throw Refused.invalid("status", "must be one of " + String.join(", ", STATUSES));
              }
              return text;
            });
    var page = registrations.list(status.orElse(null), PageQuery.byCursor(request));
    return Response.json(200, page.map(View::of));
  }

  private Response claim(Request request) {
    request.allowOnlyQuery();
    var id = AgentId.parse(request.pathParam("agentId")).orElseThrow(AgentRefusals::notFound);
    var fields = request.optionalFields();
    var edit = new ProfileFields(fields, clock.instant()).owner().edit();
    fields.finish();
    return Response.json(200, View.of(registrations.claim(id, edit, request.context())));
  }

  private record View(
      String agentId,
      String developerId,
      String name,
      @Nullable String inviteId,
      Instant registeredAt,
      String status,
      @Nullable String claimedBy,
      @Nullable Instant claimedAt) {
    static View of(Registration registration) {
      var claim =
          registration.state() instanceof State.Claimed claimed
              ? Optional.of(claimed)
              : Optional.<State.Claimed>empty();
      return new View(
          registration.agent().value(),
          registration.organization().value(),
          registration.name(),
          registration.invite().map(InviteId::value).orElse(null),
          registration.registeredAt(),
          registration.state().wire(),
          claim.map(State.Claimed::by).orElse(null),
          claim.map(State.Claimed::at).orElse(null));
    }
  }

  /// A newly registered agent with its secrets, which no other response contains.
  private record RegisteredView(
      String agentId, String developerId, String name, String apiKey, String rotationSecret) {
    static RegisteredView of(Registrations.RegisteredAgent made) {
      return new RegisteredView(
          made.agent().id().value(),
          made.agent().organization().value(),
          made.agent().name(),
          made.pair().apiKey().reveal(),
          made.pair().rotationSecret().map(Secret::reveal).orElseThrow());
    }

    @Override
    public String toString() {
      return "MadeView[" + agentId + ", ***]";
    }
  }
}
