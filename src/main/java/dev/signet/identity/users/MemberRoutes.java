package dev.signet.identity.users;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.signet.base.callers.OrganizationId;
import dev.signet.base.refusals.Refused;
import dev.signet.identity.organizations.OrganizationRefusals;
import dev.signet.identity.users.Members.Member;
import dev.signet.web.http.Access;
import dev.signet.web.http.PageQuery;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import dev.signet.web.idempotency.IdempotentRequests;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// HTTP routes for the members of an organization.
final class MemberRoutes {
  private static final String ALL = "/api/v1/organizations/{organizationId}/members";
  private static final String ONE = ALL + "/{userId}";
  private static final Access READ = new Access.OperatorOnly("operators:read");
  private static final Access WRITE = new Access.OperatorOnly("operators:write");
  private static final String ROLE_ERROR = "must be owner, operator, auditor or member";

  private final Members members;
  private final IdempotentRequests once;
  private final String issuer;

  MemberRoutes(Members members, IdempotentRequests once, String issuer) {
    this.members = members;
    this.once = once;
    this.issuer = issuer;
  }

  void mount(Router router) {
    router.get(ALL, READ, this::list);
    router.post(ALL, WRITE, this::add);
    router.patch(ONE, WRITE, this::changeRole);
    router.delete(ONE, WRITE, this::remove);
  }

  /// @param linkExpiresAt null unless the member has an unused link
  private record MemberView(
      String userId,
      String name,
      String role,
      Instant addedAt,
      @Nullable Instant lastSignedInAt,
      @Nullable Instant linkExpiresAt) {
    static MemberView of(Member member) {
      return new MemberView(
          member.user().id().value(),
          member.user().name(),
          member.user().role().wire(),
          member.addedAt(),
          member.lastSignedInAt().orElse(null),
          member.linkExpiresAt().orElse(null));
    }
  }

  private record InvitedView(@JsonUnwrapped MemberView member, String link) {}

  private record RoleView(String userId, String role) {}

  private Response list(Request request) {
    request.allowOnlyQuery("page", "limit");
    return Response.json(
        200,
        members
            .list(organization(request), PageQuery.of(request), request.context())
            .map(MemberView::of));
  }

  private Response add(Request request) {
    return once.execute(
        request,
        () -> {
          request.allowOnlyQuery();
          var organization = organization(request);
          var fields = request.fields();
          var name = fields.singleLine("name", Users.MAX_NAME);
          var user = fields.singleLine("userId", 36);
          var role = fields.singleLine("role", 20);
          if (name.isPresent() == user.isPresent()) {
            fields.addError("name", "send name for a new user, or userId");
          }
          if (role.isEmpty()) {
            fields.addMissing("role");
          } else if (Role.parse(role.get()).isEmpty()) {
            fields.addError("role", ROLE_ERROR);
          }
          fields.finish();
          var wanted = Role.parse(role.orElseThrow()).orElseThrow();
          if (user.isPresent()) {
            var id = UserId.parse(user.get()).orElseThrow(UserRefusals::notFound);
            return tx ->
                Response.json(
                    201,
                    MemberView.of(members.add(tx, organization, id, wanted, request.context())));
          }
          return tx -> {
            var made =
                members.invite(tx, organization, name.orElseThrow(), wanted, request.context());
            return Response.json(
                    201,
                    new InvitedView(
                        MemberView.of(made.member()),
                        issuer + "/console/welcome?link=" + made.link().reveal()))
                .noStore();
          };
        });
  }

  private Response changeRole(Request request) {
    request.allowOnlyQuery();
    var organization = organization(request);
    var id = id(request);
    var fields = request.fields();
    var role = fields.singleLine("role", 20);
    if (role.isEmpty()) {
      fields.addMissing("role");
    }
    fields.finish();
    var wanted =
        Role.parse(role.orElseThrow()).orElseThrow(() -> Refused.invalid("role", ROLE_ERROR));
    var changed = members.changeRole(organization, id, wanted, request.context());
    return Response.json(200, new RoleView(changed.id().value(), changed.role().wire()));
  }

  private Response remove(Request request) {
    request.allowOnlyQuery();
    members.remove(organization(request), id(request), request.context());
    return Response.empty(204);
  }

  private static OrganizationId organization(Request request) {
    return OrganizationId.parse(request.pathParam("organizationId"))
        .orElseThrow(OrganizationRefusals::notFound);
  }

  private static UserId id(Request request) {
    return UserId.parse(request.pathParam("userId")).orElseThrow(UserRefusals::memberNotFound);
  }
}
