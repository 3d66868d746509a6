package dev.signet.identity.operatorkeys;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signet.base.callers.OrganizationId;
import dev.signet.base.db.Tx;
import dev.signet.base.refusals.Refused;
import dev.signet.identity.leaks.Quarantine;
import dev.signet.web.http.Access;
import dev.signet.web.http.PageQuery;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import dev.signet.web.idempotency.IdempotentRequests;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// HTTP routes for operator keys: for operators only, whatever scopes an agent's token has.
public final class OperatorKeyRoutes {
  private static final Access READ = new Access.OperatorOnly("operators:read");
  private static final Access WRITE = new Access.OperatorOnly("operators:write");

  private final OperatorKeys keys;
  private final IdempotentRequests once;
  private final Clock clock;

  public OperatorKeyRoutes(OperatorKeys keys, IdempotentRequests once, Clock clock) {
    this.keys = keys;
    this.once = once;
    this.clock = clock;
  }

  public void mount(Router router) {
    router.post("/api/v1/operator-keys", WRITE, this::create);
    router.get("/api/v1/operator-keys", READ, this::list);
    router.get("/api/v1/operator-keys/{keyId}", READ, this::get);
    router.post("/api/v1/operator-keys/{keyId}/rotate", WRITE, this::rotate);
    router.post("/api/v1/operator-keys/{keyId}/release", WRITE, this::release);
    router.delete("/api/v1/operator-keys/{keyId}", WRITE, this::revoke);
  }

  private Response create(Request request) {
    return once.execute(
        request,
        () -> {
          request.allowOnlyQuery();
          var asked = NewOperatorKey.read(request.fields(), clock.instant());
          return tx -> secretResponse(201, keys.create(tx, asked, request.context()));
        });
  }

  private Response list(Request request) {
    request.allowOnlyQuery("page", "limit", "status");
    return Response.json(
        200, keys.list(status(request), PageQuery.of(request), request.context()).map(this::view));
  }

  private Response get(Request request) {
    request.allowOnlyQuery();
    return Response.json(200, view(keys.require(id(request), request.context())));
  }

  private Response rotate(Request request) {
    var id = id(request);
    return id.value().equals(request.caller().id())
        ? once.executeReplacingSecret(request, () -> rotation(id, request))
        : once.execute(request, () -> rotation(id, request));
  }

  private Function<Tx, Response> rotation(OperatorKeyId id, Request request) {
    request.allowOnlyQuery();
    request.optionalFields().finish();
    return tx -> secretResponse(200, keys.rotate(tx, id, request.context()));
  }

  private Response revoke(Request request) {
    request.allowOnlyQuery();
    keys.revoke(id(request), request.context());
    return Response.empty(204);
  }

  private Response release(Request request) {
    request.allowOnlyQuery();
    request.optionalFields().finish();
    return Response.json(200, view(keys.release(id(request), request.context())));
  }

  private static OperatorKeyId id(Request request) {
    return OperatorKeyId.parse(request.pathParam("keyId"))
        .orElseThrow(OperatorKeyRefusals::notFound);
  }

  private static OperatorKey.@Nullable Status status(Request request) {
    var asked = request.query().one("status");
    if (asked.isEmpty()) {
      return null;
    }
    for (var status : OperatorKey.Status.values()) {
      if (wire(status).equals(asked.get())) {
        return status;
      }
    }
    throw Refused.invalid("status", "must be one of active, expired, revoked");
  }

  private static String wire(OperatorKey.Status status) {
    return status.name().toLowerCase(Locale.ROOT);
  }

  private Response secretResponse(int status, OperatorKeys.OperatorKeyWithSecret made) {
    var view = view(made.key());
    return Response.json(
            status,
            new ViewWithSecret(
                view.keyId(),
                view.name(),
                view.organizationId(),
                made.secret().reveal(),
                view.scopes(),
                view.status(),
                view.createdBy(),
                view.createdAt(),
                view.rotatedAt(),
                view.lastUsedAt(),
                view.expiresAt(),
                view.revokedAt()))
        .noStore();
  }

  private View view(OperatorKey key) {
    return new View(
        key.id().value(),
        key.name(),
        key.organization().map(OrganizationId::value).orElse(null),
        key.scopes().values(),
        wire(key.status(clock.instant())),
        key.createdBy(),
        key.createdAt(),
        key.rotatedAt().orElse(null),
        key.lastUsedAt().orElse(null),
        key.expiresAt().orElse(null),
        key.revokedAt().orElse(null),
        key.quarantine().orElse(null));
  }

  private record View(
      String keyId,
      String name,
      @Nullable String organizationId,
      List<String> scopes,
      String status,
      String createdBy,
      Instant createdAt,
      @Nullable Instant rotatedAt,
      @Nullable Instant lastUsedAt,
      @Nullable Instant expiresAt,
      @Nullable Instant revokedAt,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Quarantine quarantine) {}

  /// A key with its secret, which no other response contains.
  private record ViewWithSecret(
      String keyId,
      String name,
      @Nullable String organizationId,
      String secret,
      List<String> scopes,
      String status,
      String createdBy,
      Instant createdAt,
      @Nullable Instant rotatedAt,
      @Nullable Instant lastUsedAt,
      @Nullable Instant expiresAt,
      @Nullable Instant revokedAt) {}
}
