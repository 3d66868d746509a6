package dev.signet.identity.registration;

import dev.signet.base.callers.OrganizationId;
import dev.signet.base.json.JsonFields;
import dev.signet.identity.organizations.OrganizationRefusals;
import dev.signet.web.http.Access;
import dev.signet.web.http.PageQuery;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import dev.signet.web.idempotency.IdempotentRequests;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// HTTP routes for invites, for operators only.
public final class InviteRoutes {
  private static final String ALL = "/api/v1/invites";
  private static final int MAX_NAME = 100;
  private static final long MAX_USES = 10_000;

  private final Invites invites;
  private final IdempotentRequests once;
  private final Clock clock;

  public InviteRoutes(Invites invites, IdempotentRequests once, Clock clock) {
    this.invites = invites;
    this.once = once;
    this.clock = clock;
  }

  public void mount(Router router) {
    var write = new Access.ServerOperator("agents:write");
    router.post(ALL, write, this::create);
    router.get(ALL, new Access.ServerOperator("agents:read"), this::list);
    router.delete(ALL + "/{inviteId}", write, this::revoke);
  }

  private Response create(Request request) {
    return once.execute(
        request,
        () -> {
          request.allowOnlyQuery();
          var wish = newInvite(request.optionalFields());
          return tx ->
              Response.json(201, ViewWithToken.of(invites.create(tx, wish, request.context())))
                  .noStore();
        });
  }

  private Invites.NewInvite newInvite(JsonFields fields) {
    var organization = fields.singleLine("organizationId", 64);
    var wish =
        new Invites.NewInvite(
            fields.singleLine("name", MAX_NAME),
            organization.flatMap(OrganizationId::parse),
            fields.integer("maxUses", 1, MAX_USES).orElse(1),
            expiresAt(fields));
    fields.finish();
    if (organization.isPresent() && wish.organization().isEmpty()) {
      throw OrganizationRefusals.notFound();
    }
    return wish;
  }

  private Optional<Instant> expiresAt(JsonFields fields) {
    return fields
        .instant("expiresAt")
        .flatMap(time ->
            time.isAfter(clock.instant())
                ? Optional.of(time)
                : fields.addError("expiresAt", "must be in the future"));
  }

  private Response list(Request request) {
    request.allowOnlyQuery("page", "limit");
    var now = clock.instant();
    return Response.json(
        200, invites.list(PageQuery.of(request)).map(invite -> View.of(invite, now)));
  }

  private Response revoke(Request request) {
    request.allowOnlyQuery();
    var id =
        InviteId.parse(request.pathParam("inviteId"))
            .orElseThrow(RegistrationRefusals::inviteNotFound);
    invites.revoke(id, request.context());
    return Response.empty(204);
  }

  private record View(
      String inviteId,
      @Nullable String name,
      @Nullable String organizationId,
      long maxUses,
      long uses,
      String status,
      String createdBy,
      Instant createdAt,
      Instant expiresAt,
      @Nullable Instant revokedAt) {
    static View of(Invite invite, Instant now) {
      return new View(
          invite.id().value(),
          invite.name().orElse(null),
          invite.organization().map(OrganizationId::value).orElse(null),
          invite.maxUses(),
          invite.uses(),
          invite.status(now).wire(),
          invite.createdBy(),
          invite.createdAt(),
          invite.expiresAt(),
          invite.revokedAt().orElse(null));
    }
  }

  /// An invite with its token, which no other response contains.
  private record ViewWithToken(
      String inviteId,
      @Nullable String name,
      String inviteToken,
      @Nullable String organizationId,
      long maxUses,
      long uses,
      String status,
      String createdBy,
      Instant createdAt,
      Instant expiresAt,
      @Nullable Instant revokedAt) {
    static ViewWithToken of(Invites.InviteWithToken made) {
      var view = View.of(made.invite(), made.invite().createdAt());
      return new ViewWithToken(
          view.inviteId(),
          view.name(),
          made.token().reveal(),
          view.organizationId(),
          view.maxUses(),
          view.uses(),
          view.status(),
          view.createdBy(),
          view.createdAt(),
          view.expiresAt(),
          view.revokedAt());
    }

    @Override
    public String toString() {
      return "MadeView[" + inviteId + ", ***]";
    }
  }
}
