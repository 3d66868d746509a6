package dev.signet.authorization.resources;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.OrganizationId;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.db.Tx;
import dev.signet.base.json.Json;
import dev.signet.base.json.JsonFields;
import dev.signet.identity.organizations.OrganizationRefusals;
import dev.signet.web.http.Access;
import dev.signet.web.http.PageQuery;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import dev.signet.web.idempotency.IdempotentRequests;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// HTTP routes for resources.
final class ResourceRoutes {
  private static final String ALL = "/api/v1/resources";
  private static final String ONE = ALL + "/{resourceId}";
  private static final Access READ = new Access.OperatorOnly("resources:read");
  private static final Access WRITE = new Access.OperatorOnly("resources:write");

  private final ProtectedResources resources;
  private final IdempotentRequests once;
  private final String issuer;
  private final List<String> proofAlgs;

  /// @param proofAlgs the signature algorithms of DPoP proofs
  ResourceRoutes(
      ProtectedResources resources,
      IdempotentRequests once,
      String issuer,
      List<String> proofAlgs) {
    this.resources = resources;
    this.once = once;
    this.issuer = issuer;
    this.proofAlgs = proofAlgs;
  }

  void mount(Router router) {
    router.post(ALL, WRITE, request -> once.execute(request, () -> create(request)));
    router.get(ALL, READ, this::list);
    router.get(ONE, READ, this::get);
    router.patch(ONE, WRITE, this::change);
    router.delete(ONE, WRITE, this::delete);
    router.put(ONE + "/scopes", WRITE, this::replaceScopes);
    router.post(ONE + "/scopes", WRITE, this::putScope);
    router.delete(ONE + "/scopes", WRITE, this::removeScope);
    router.getCrossOrigin(
        ONE + "/protected-resource-metadata",
        new Access.Open("clients read it before they have credentials"),
        this::metadata);
  }

  /// A scope in API requests and responses.
  record ScopeView(
      String name,
      String title,
      String description,
      String risk,
      boolean isDefault,
      boolean isOptional,
      List<String> implies) {
    static ScopeView of(ResourceScope scope) {
      return new ScopeView(
          scope.name(),
          scope.title(),
          scope.description(),
          scope.risk().wire(),
          scope.isDefault(),
          scope.isOptional(),
          scope.implies());
    }
  }

  /// A resource in API responses.
  private record ResourceView(
      String resourceId,
      String organizationId,
      String uri,
      List<String> aliases,
      String name,
      long tokenLifetimeSeconds,
      boolean isDefault,
      String allowedUsers,
      List<ScopeView> scopes,
      Instant createdAt,
      Instant updatedAt) {
    static ResourceView of(Resource resource) {
      var settings = resource.settings();
      return new ResourceView(
          resource.id().value(),
          resource.organization().value(),
          resource.uri(),
          resource.uris().aliases(),
          settings.name(),
          settings.tokenLifetime().toSeconds(),
          settings.isDefault(),
          settings.allowedUsers().wire(),
          resource.scopes().all().stream().map(ScopeView::of).toList(),
          resource.createdAt(),
          resource.updatedAt());
    }
  }

  private Function<Tx, Response> create(Request request) {
    request.allowOnlyQuery();
    var by = request.context();
    var fields = request.fields();
    var organization = organization(fields, by);
    var wanted = new ResourceFields(fields, issuer).readNew();
    return tx -> {
      var made = resources.create(tx, organization, wanted, by);
      return Response.json(201, ResourceView.of(made))
          .withHeader("Location", ALL + "/" + made.id().value());
    };
  }

  /// The organization of a new resource: the named one, or else that of the operator, or else the
  /// default organization.
  private static OrganizationId organization(JsonFields fields, RequestContext by) {
    var own =
        by.caller() instanceof Caller.Operator operator
            ? operator.organization()
            : Optional.<OrganizationId>empty();
    return fields
        .singleLine("organizationId", 64)
        .map(text -> OrganizationId.parse(text).orElseThrow(OrganizationRefusals::notFound))
        .or(() -> own)
        .orElse(OrganizationId.DEFAULT);
  }

  private Response list(Request request) {
    request.allowOnlyQuery("page", "limit", "after");
    var page = resources.list(PageQuery.byCursor(request), request.context());
    return Response.json(200, page.map(ResourceView::of));
  }

  private Response get(Request request) {
    request.allowOnlyQuery();
    return response(resources.require(id(request), request.context()));
  }

  private static Response response(Resource resource) {
    return Response.json(200, ResourceView.of(resource));
  }

  private Response change(Request request) {
    request.allowOnlyQuery();
    var id = id(request);
    var change = new ResourceFields(request.fields(), issuer).readChange();
    return response(resources.change(id, change, request.context()));
  }

  private Response delete(Request request) {
    request.allowOnlyQuery();
    resources.delete(id(request), request.context());
    return Response.empty(204);
  }

  private Response replaceScopes(Request request) {
    request.allowOnlyQuery();
    var id = id(request);
    var fields = request.fields();
    var scopes = ResourceFields.scopes(fields);
    if (scopes.isEmpty()) {
      fields.addMissing("scopes");
    }
    fields.finish();
    return response(resources.replaceScopes(id, scopes.orElseThrow(), request.context()));
  }

  private Response putScope(Request request) {
    request.allowOnlyQuery();
    var id = id(request);
    var scope = ResourceFields.scope(request.fields());
    return response(resources.putScope(id, scope, request.context()));
  }

  private Response removeScope(Request request) {
    request.allowOnlyQuery("name");
    var id = id(request);
    var name = request.query().one("name").orElse("");
    return response(resources.removeScope(id, name, request.context()));
  }

  /// The resource's own metadata, for its owner to serve ([RFC 9728
  /// §2](https://www.rfc-editor.org/rfc/rfc9728#section-2)).
  private Response metadata(Request request) {
    request.allowOnlyQuery();
    var resource = resources.findById(id(request)).orElseThrow(ResourceRefusals::notFound);
    var metadata = Json.object().put("resource", resource.uri());
    metadata.putArray("authorization_servers").add(issuer);
    resource.scopes().names().forEach(metadata.putArray("scopes_supported")::add);
    metadata.putArray("bearer_methods_supported").add("header");
    metadata.put("resource_name", resource.settings().name());
    proofAlgs.forEach(metadata.putArray("dpop_signing_alg_values_supported")::add);
    return Response.json(200, metadata).withHeader("Cache-Control", "public, max-age=300");
  }

  /// @throws dev.signet.base.refusals.Refused `NotFound` when it is not an id
  private static ResourceId id(Request request) {
    return ResourceId.parse(request.pathParam("resourceId"))
        .orElseThrow(ResourceRefusals::notFound);
  }
}
