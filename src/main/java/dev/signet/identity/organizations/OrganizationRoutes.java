package dev.signet.identity.organizations;

import dev.signet.base.callers.OrganizationId;
import dev.signet.web.http.Access;
import dev.signet.web.http.PageQuery;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// HTTP routes for organizations.
public final class OrganizationRoutes {
  private static final int MAX_NAME = 200;
  private static final int MAX_SLUG = 64;
  private static final int MAX_REASON = 500;
  private static final Pattern SLUG = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

  private final Organizations organizations;

  public OrganizationRoutes(Organizations organizations) {
    this.organizations = organizations;
  }

  public void mount(Router router) {
    var all = "/api/v1/organizations";
    var one = all + "/{organizationId}";
    router.post(all, new Access.ServerOperator("organizations:write"), this::create);
    router.get(all, new Access.Management("organizations:read"), this::list);
    router.get(one, new Access.Management("organizations:read"), this::get);
    router.patch(one, new Access.OperatorOnly("organizations:write"), this::rename);
    router.post(one + "/suspend", new Access.ServerOperator("organizations:write"), this::suspend);
    router.get(
        one + "/suspension-effect",
        new Access.ServerOperator("organizations:read"),
        this::previewSuspension);
    router.post(
        one + "/reactivate", new Access.ServerOperator("organizations:write"), this::reactivate);
    router.delete(one, new Access.ServerOperator("organizations:write"), this::delete);
  }

  private record OrganizationView(
      String organizationId,
      String name,
      String slug,
      String status,
      @Nullable Instant suspendedAt,
      @Nullable String suspensionReason,
      Instant createdAt,
      Instant updatedAt) {

    static OrganizationView of(Organization organization) {
      var suspended =
          organization.status() instanceof OrganizationStatus.Suspended found
              ? Optional.of(found)
              : Optional.<OrganizationStatus.Suspended>empty();
      return new OrganizationView(
          organization.id().value(),
          organization.name(),
          organization.slug(),
          organization.status().wire(),
          suspended.map(OrganizationStatus.Suspended::since).orElse(null),
          suspended.map(OrganizationStatus.Suspended::reason).orElse(null),
          organization.createdAt(),
          organization.updatedAt());
    }
  }

  private Response create(Request request) {
    var fields = request.fields();
    var name = fields.singleLine("name", MAX_NAME);
    var slug =
        fields
            .singleLine("slug", MAX_SLUG)
            .flatMap(text ->
                SLUG.matcher(text).matches()
                    ? Optional.of(text)
                    : fields.addError(
                        "slug", "must be lower-case letters, digits and single hyphens"));
    if (name.isEmpty()) {
      fields.addMissing("name");
    }
    if (slug.isEmpty()) {
      fields.addMissing("slug");
    }
    fields.finish();
    var made = organizations.create(name.orElseThrow(), slug.orElseThrow(), request.context());
    return Response.json(201, OrganizationView.of(made))
        .withHeader("Location", "/api/v1/organizations/" + made.id().value());
  }

  private Response list(Request request) {
    request.allowOnlyQuery("page", "limit", "after");
    var page = organizations.list(PageQuery.byCursor(request), request.context());
    return Response.json(200, page.map(OrganizationView::of));
  }

  private Response get(Request request) {
    return Response.json(
        200, OrganizationView.of(organizations.require(id(request), request.context())));
  }

  private Response rename(Request request) {
    var id = id(request);
    var fields = request.fields();
    fields.refuseReadOnly(
        "organizationId",
        "slug",
        "status",
        "suspendedAt",
        "suspensionReason",
        "createdAt",
        "updatedAt");
    var name = fields.singleLine("name", MAX_NAME);
    fields.finish();
    var organization =
        name.isPresent()
            ? organizations.rename(id, name.get(), request.context())
            : organizations.require(id, request.context());
    return Response.json(200, OrganizationView.of(organization));
  }

  /// @param counted whether the number of tokens is final: a very large one follows in the event
  ///   `organization.suspension_counted`
  private record SuspensionView(
      String organizationId,
      String status,
      long agents,
      @Nullable Long revokedTokenCount,
      boolean counted) {}

  private Response suspend(Request request) {
    var id = id(request);
    var fields = request.optionalFields();
    var reason = fields.singleLine("reason", MAX_REASON).orElse("");
    fields.finish();
    var suspension = organizations.suspend(id, reason, request.context());
    var tokens = suspension.revokedTokens();
    return Response.json(
        200,
        new SuspensionView(
            id.value(),
            suspension.organization().status().wire(),
            suspension.agents(),
            tokens.isPresent() ? tokens.getAsLong() : null,
            tokens.isPresent()));
  }

  private record SuspensionEffectView(long agents, long activeTokens) {}

  private Response previewSuspension(Request request) {
    request.allowOnlyQuery();
    var effect = organizations.previewSuspension(id(request), request.context());
    return Response.json(200, new SuspensionEffectView(effect.agents(), effect.tokens()));
  }

  private Response reactivate(Request request) {
    var id = id(request);
    request.optionalFields().finish();
    return Response.json(200, OrganizationView.of(organizations.reactivate(id, request.context())));
  }

  private Response delete(Request request) {
    request.allowOnlyQuery();
    organizations.delete(id(request), request.context());
    return Response.empty(204);
  }

  private static OrganizationId id(Request request) {
    return OrganizationId.parse(request.pathParam("organizationId"))
        .orElseThrow(OrganizationRefusals::notFound);
  }
}
