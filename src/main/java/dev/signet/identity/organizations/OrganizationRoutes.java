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

/// HTTP routes for organizations.
public final class OrganizationRoutes {
  private static final int MAX_NAME = 200;
  private static final int MAX_SLUG = 64;
  private static final Pattern SLUG = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

  private final Organizations organizations;

  public OrganizationRoutes(Organizations organizations) {
    this.organizations = organizations;
  }

  public void mount(Router router) {
    var all = "/api/v1/organizations";
    var one = all + "/{organizationId}";
    router.post(all, new Access.OperatorOnly("organizations:write"), this::create);
    router.get(all, new Access.Management("organizations:read"), this::list);
    router.get(one, new Access.Management("organizations:read"), this::get);
    router.patch(one, new Access.OperatorOnly("organizations:write"), this::rename);
  }

  private record OrganizationView(
      String organizationId,
      String name,
      String slug,
      String status,
      Instant createdAt,
      Instant updatedAt) {

    /// The only status so far; the wire format has the member for later ones.
    static OrganizationView of(Organization organization) {
      return new OrganizationView(
          organization.id().value(),
          organization.name(),
          organization.slug(),
          "active",
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
    fields.refuseReadOnly("organizationId", "slug", "status", "createdAt", "updatedAt");
    var name = fields.singleLine("name", MAX_NAME);
    fields.finish();
    var organization =
        name.isPresent()
            ? organizations.rename(id, name.get(), request.context())
            : organizations.require(id, request.context());
    return Response.json(200, OrganizationView.of(organization));
  }

  private static OrganizationId id(Request request) {
    return OrganizationId.parse(request.pathParam("organizationId"))
        .orElseThrow(OrganizationRefusals::notFound);
  }
}
