package dev.signet.identity.apikeys;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signet.base.db.Tx;
import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import dev.signet.base.secrets.Secret;
import dev.signet.events.audit.Audit;
import dev.signet.identity.agents.AgentId;
import dev.signet.identity.agents.AgentRefusals;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.agents.Fapi2Policy;
import dev.signet.identity.apikeys.ApiKey.State;
import dev.signet.identity.apikeys.ApiKeys.IssuedApiKey;
import dev.signet.identity.leaks.Quarantine;
import dev.signet.web.http.Access;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import dev.signet.web.idempotency.IdempotentRequests;
import dev.signet.web.limits.AuthFailureCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// HTTP routes for API keys: for agents that manage their own, and for callers that manage them for
/// an agent.
public final class ApiKeyRoutes {
  private static final String ROTATED_MESSAGE =
      "API key and rotation secret rotated successfully."
          + " Save both — they will not be shown again.";

  private static final int MAX_SECRET = 256;

  private final Agents agents;
  private final ApiKeys keys;
  private final IdempotentRequests once;
  private final ApiKeySelfRotation selfRotation;

  public ApiKeyRoutes(
      Audit audit,
      Clock clock,
      Agents agents,
      Fapi2Policy fapi2,
      ApiKeys keys,
      IdempotentRequests once,
      AuthFailureCounter failures,
      MeterRegistry meters) {
    this.once = once;
    this.agents = agents;
    this.keys = keys;
    this.selfRotation = new ApiKeySelfRotation(audit, clock, agents, fapi2, keys, failures, meters);
  }

  public void mount(Router router) {
    var write = new Access.Management("agents:write");
    router.get("/v1/agents/self", new Access.SelfOrSuspended(), this::self);
    router.post("/v1/agents/self/rotate-key", new Access.ApiKey(), this::rotateOwn);
    router.post("/api/v1/agents/{agentId}/api-key/rotate", write, this::rotate);
    router.post(
        "/api/v1/agents/{agentId}/api-key/release",
        new Access.OperatorOnly("agents:write"),
        this::release);
    router.get("/api/v1/agents/{agentId}/api-key", write, this::get);
    router.delete("/api/v1/agents/{agentId}/api-key", write, this::revoke);
  }

  private Response self(Request request) {
    request.allowOnlyQuery();
    var agent = agents.require(new AgentId(request.caller().id()), request.context());
    var key = keys.details(agent.id());
    return Response.json(
        200,
        new SelfView(
            agent.id().value(),
            agent.organization().value(),
            agent.clientId(),
            agent.name(),
            agent.description().orElse(null),
            agent.status().wire(),
            agent.scopes().values(),
            agent.createdAt(),
            agent.updatedAt(),
            agent.expiresAt().orElse(null),
            key.lastUsedAt().orElse(null),
            key.active().map(ApiKey::createdAt).orElse(null),
            key.rotatedAt().orElse(null),
            key.active().filter(ApiKey::hasRotationSecret).isPresent(),
            key.isPrepared()));
  }

  private Response rotateOwn(Request request) {
    var presented =
        new ApiKeySelfRotation.RotationRequest(
            request.authorization(), request.context(), () -> rotationSecret(request));
    return selfRotation.rotate(presented, new ReplayedRotation(request));
  }

  private static Secret rotationSecret(Request request) {
    try {
      request.allowOnlyQuery();
      var fields = request.fields();
      var secret = fields.singleLine("rotationSecret", MAX_SECRET);
      if (secret.isEmpty() && !fields.has("rotationSecret")) {
        fields.addError("rotationSecret", "not provided");
      }
      fields.finish();
      return Secret.of(secret.orElseThrow());
    } catch (Refused refused) {
      throw refused.refusal() instanceof Refusal.UnsupportedMediaType(var detail)
          ? Refused.malformed("rotationSecret not provided: " + detail)
          : refused;
    }
  }

  /// Stores the response of a rotation, and finds it for a repeated request.
  private final class ReplayedRotation implements ApiKeySelfRotation.SingleExecution<Response> {
    private final Request request;

    ReplayedRotation(Request request) {
      this.request = request;
    }

    @Override
    public Response execute(Supplier<Function<Tx, IssuedApiKey>> begin) {
      return once.executeReplacingSecretPair(
          request,
          () -> {
            var work = begin.get();
            return tx -> Response.json(200, RotatedView.of(work.apply(tx))).noStore();
          });
    }

    @Override
    public Optional<Response> earlier() {
      return once.find(request);
    }
  }

  private Response rotate(Request request) {
    return once.execute(
        request,
        () -> {
          request.allowOnlyQuery();
          var id = agentId(request);
          var fields = request.optionalFields();
          var prepare = fields.flag("prepare").orElse(false);
          var pair = keys.generateSecrets(fields.flag("rotationSecret").orElse(true));
          fields.finish();
          var by = request.context();
          return tx -> {
            var made = prepare ? keys.prepare(tx, id, pair, by) : keys.issue(tx, id, pair, by);
            return Response.json(200, IssuedView.of(made)).noStore();
          };
        });
  }

  private Response get(Request request) {
    request.allowOnlyQuery();
    return Response.json(200, KeyView.of(keys.require(agentId(request), request.context())));
  }

  private Response release(Request request) {
    request.allowOnlyQuery();
    request.optionalFields().finish();
    return Response.json(200, KeyView.of(keys.release(agentId(request), request.context())));
  }

  private Response revoke(Request request) {
    request.allowOnlyQuery();
    keys.revoke(agentId(request), request.context());
    return Response.empty(204);
  }

  private static AgentId agentId(Request request) {
    return AgentId.parse(request.pathParam("agentId")).orElseThrow(AgentRefusals::notFound);
  }

  private record SelfView(
      String agentId,
      String developerId,
      String clientId,
      String name,
      @Nullable String description,
      String status,
      List<String> scopes,
      Instant createdAt,
      Instant updatedAt,
      @Nullable Instant expiresAt,
      @Nullable Instant lastUsedAt,
      @Nullable Instant keyCreatedAt,
      @Nullable Instant keyRotatedAt,
      boolean hasRotationSecret,
      boolean hasPreparedKey) {}

  /// An API key as callers other than the agent see it. A key in quarantine is shown as `revoked`,
  /// because it does not work.
  private record KeyView(
      String keyId,
      String status,
      Instant createdAt,
      @Nullable Instant rotatedAt,
      @Nullable Instant lastUsedAt,
      boolean hasRotationSecret,
      boolean hasPreparedKey,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Quarantine quarantine) {
    static KeyView of(ApiKeys.ApiKeyDetails about) {
      var held = about.quarantined().map(ApiKeyStore.QuarantinedApiKey::key);
      var key = about.active().or(() -> held).orElseThrow();
      return new KeyView(
          key.id().value(),
          about.active().isPresent() ? "active" : "revoked",
          key.createdAt(),
          about.rotatedAt().orElse(null),
          about.lastUsedAt().orElse(null),
          key.hasRotationSecret(),
          about.isPrepared(),
          about.quarantined().map(ApiKeyStore.QuarantinedApiKey::quarantine).orElse(null));
    }
  }

  /// The new secrets, shown to the agent that rotated its key.
  private record RotatedView(
      String message, String apiKey, String rotationSecret, String agentId, String agentName) {
    static RotatedView of(IssuedApiKey made) {
      return new RotatedView(
          ROTATED_MESSAGE,
          made.pair().apiKey().reveal(),
          made.pair().rotationSecret().map(Secret::reveal).orElseThrow(),
          made.agent().id().value(),
          made.agent().name());
    }

    @Override
    public String toString() {
      return "Rotated[" + agentId + ", ***]";
    }
  }

  /// The new secrets, shown to the caller that had them made for an agent.
  private record IssuedView(
      String apiKey,
      @Nullable String rotationSecret,
      String agentId,
      String agentName,
      String status) {
    static IssuedView of(IssuedApiKey made) {
      return new IssuedView(
          made.pair().apiKey().reveal(),
          made.pair().rotationSecret().map(Secret::reveal).orElse(null),
          made.agent().id().value(),
          made.agent().name(),
          made.key().state() instanceof State.Prepared ? "prepared" : "active");
    }

    @Override
    public String toString() {
      return "Given[" + agentId + ", ***]";
    }
  }
}
