package dev.signet.console.pages;

import dev.signet.authorization.resources.ProtectedResources;
import dev.signet.authorization.resources.Resource;
import dev.signet.authorization.resources.ResourceFields;
import dev.signet.authorization.resources.ResourceId;
import dev.signet.authorization.resources.ResourceRefusals;
import dev.signet.authorization.resources.ResourceScope;
import dev.signet.base.callers.OrganizationId;
import dev.signet.base.db.Tx;
import dev.signet.base.json.Json;
import dev.signet.base.json.JsonFields;
import dev.signet.base.refusals.Refused;
import dev.signet.console.parts.ConfirmationPage;
import dev.signet.console.parts.FormState;
import dev.signet.console.parts.IdempotentForms;
import dev.signet.console.parts.Page;
import dev.signet.console.parts.PageRenderer;
import dev.signet.console.parts.Pager;
import dev.signet.console.parts.Section;
import dev.signet.console.parts.TimeFormat;
import dev.signet.web.http.Access;
import dev.signet.web.http.Form;
import dev.signet.web.http.PageQuery;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/// Resources: listed, registered, changed and deleted, with their scopes.
final class ResourcePages {
  static final String ALL = "/console/resources";
  private static final String NEW = ALL + "/new";
  private static final String ONE = ALL + "/{resourceId}";
  private static final String EDIT = ONE + "/edit";
  private static final String DELETE = ONE + "/delete";
  private static final String SCOPE = ONE + "/scope";
  private static final String REMOVE_SCOPE = ONE + "/remove-scope";

  private static final List<Duration> LIFETIMES =
      List.of(
          Duration.ofMinutes(5),
          Duration.ofMinutes(15),
          Duration.ofHours(1),
          Duration.ofHours(8),
          Duration.ofHours(24));

  private static final List<String> USERS =
      List.of("members:The members of its organization", "everyone:Everyone");

  record ListView(List<Resource> resources, Pager pager) {
    static String path(Resource resource) {
      return ResourcePages.path(resource);
    }
  }

  /// @param issuer of this server
  record DetailView(Resource resource, String issuer) {
    String path() {
      return ResourcePages.path(resource);
    }

    String metadataPath() {
      return issuer + "/api/v1/resources/" + resource.id().value() + "/protected-resource-metadata";
    }

    String scopePath(ResourceScope scope) {
      return path() + "/scope?name=" + encode(scope.name());
    }

    String removalPath(ResourceScope scope) {
      return path() + "/remove-scope?name=" + encode(scope.name());
    }
  }

  /// @param idempotencyKey identifies this form: sending it repeatedly registers one resource
  record NewView(FormState form, String idempotencyKey) {
    List<String> lifetimes() {
      return ResourcePages.lifetimes(Resource.DEFAULT_TOKEN_LIFETIME);
    }

    List<String> users() {
      return USERS;
    }
  }

  record EditView(Resource resource, FormState form) {
    String path() {
      return ResourcePages.path(resource);
    }

    List<String> lifetimes() {
      return ResourcePages.lifetimes(resource.settings().tokenLifetime());
    }

    List<String> users() {
      return USERS;
    }

    String aliases() {
      return String.join("\n", resource.uris().aliases());
    }
  }

  /// @param before the scope as it is; empty for a new one
  record ScopeView(Resource resource, Optional<ResourceScope> before, FormState form) {
    String path() {
      return ResourcePages.path(resource);
    }

    List<String> risks() {
      return List.of("low:Low", "high:High: a user confirms it with a passkey each time");
    }

    String text(Function<ResourceScope, String> value) {
      return before.map(value).orElse("");
    }

    boolean is(Function<ResourceScope, Boolean> value) {
      return before.map(value).orElse(false);
    }
  }

  private final PageRenderer pages;
  private final ProtectedResources resources;
  private final IdempotentForms once;
  private final String issuer;

  ResourcePages(
      PageRenderer pages, ProtectedResources resources, IdempotentForms once, String issuer) {
    this.pages = pages;
    this.resources = resources;
    this.once = once;
    this.issuer = issuer;
  }

  void mount(Router router) {
    var read = new Access.SignedIn("resources:read");
    // What users are asked to allow is changed here: all need a recent confirmation.
    var afresh = new Access.Reauthenticated("resources:write");
    router.get(ALL, read, this::list);
    router.get(NEW, afresh, request -> newForm(200, request, FormState.BLANK));
    router.post(NEW, afresh, this::create);
    router.get(ONE, read, this::show);
    router.get(EDIT, afresh, request -> editForm(200, request, FormState.BLANK));
    router.post(EDIT, afresh, this::edit);
    router.get(DELETE, afresh, this::askToDelete);
    router.post(DELETE, afresh, this::delete);
    router.get(SCOPE, afresh, request -> scopeForm(200, request, FormState.BLANK));
    router.post(SCOPE, afresh, this::saveScope);
    router.get(REMOVE_SCOPE, afresh, this::askToRemoveScope);
    router.post(REMOVE_SCOPE, afresh, this::removeScope);
  }

  private static String path(Resource resource) {
    return ALL + "/" + resource.id().value();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static Page page(String title, String template, Object view) {
    return new Page(title, Section.RESOURCES, template, view);
  }

  /// The usual lifetimes, and the present one.
  private static List<String> lifetimes(Duration present) {
    return Stream.concat(LIFETIMES.stream(), Stream.of(present))
        .distinct()
        .sorted()
        .map(lifetime -> lifetime.toSeconds() + ":" + TimeFormat.length(lifetime))
        .toList();
  }

  private Resource resource(Request request) {
    return resources.require(id(request), request.context());
  }

  private static ResourceId id(Request request) {
    return ResourceId.parse(request.pathParam("resourceId"))
        .orElseThrow(ResourceRefusals::notFound);
  }

  private Response list(Request request) {
    var found = resources.list(PageQuery.byCursor(request), request.context());
    return pages.show(
        request,
        page("Resources", "pages/resources", new ListView(found.data(), Pager.of(request, found))));
  }

  private Response show(Request request) {
    return pages.show(request, detailPage(resource(request)));
  }

  private Page detailPage(Resource resource) {
    return page(resource.settings().name(), "pages/resource", new DetailView(resource, issuer));
  }

  private Response newForm(int status, Request request, FormState form) {
    return pages.show(
        status,
        request,
        page(
            "Register a resource",
            "pages/newResource",
            new NewView(form, IdempotentForms.newIdempotencyKey())));
  }

  private Response create(Request request) {
    return once.handle(
        request,
        form -> create(request, form),
        filled -> newForm(filled.status(), request, filled));
  }

  private Function<Tx, Response> create(Request request, Form form) {
    var members = settings(form);
    text(form, "uri").ifPresent(uri -> members.put("uri", uri));
    var fields = JsonFields.of(members);
    var organization =
        text(form, "organizationId")
            .map(id ->
                OrganizationId.parse(id)
                    .or(() -> fields.addError("organizationId", "must be the id of one")))
            .orElse(Optional.of(OrganizationId.DEFAULT));
    var wanted = new ResourceFields(fields, issuer).readNew();
    return tx -> {
      var made = resources.create(tx, organization.orElseThrow(), wanted, request.context());
      return pages.showRepeatable(201, request, detailPage(made));
    };
  }

  /// Converts the form to the API's JSON, so that form and API have the same rules.
  private static ObjectNode settings(Form form) {
    var members = Json.object();
    text(form, "name").ifPresent(name -> members.put("name", name));
    text(form, "tokenLifetimeSeconds")
        .ifPresent(seconds -> RegisterPages.number(members, "tokenLifetimeSeconds", seconds));
    text(form, "allowedUsers").ifPresent(users -> members.put("allowedUsers", users));
    members.put("isDefault", form.one("isDefault").isPresent());
    var aliases = members.putArray("aliases");
    Stream.of(form.one("aliases").orElse("").split("\\s+", -1))
        .filter(alias -> !alias.isEmpty())
        .forEach(aliases::add);
    return members;
  }

  private static Optional<String> text(Form form, String field) {
    return form.one(field).map(String::strip).filter(text -> !text.isEmpty());
  }

  private Response editForm(int status, Request request, FormState form) {
    var resource = resource(request);
    return pages.show(
        status,
        request,
        page(
            "Edit " + resource.settings().name(),
            "pages/editResource",
            new EditView(resource, form)));
  }

  private Response edit(Request request) {
    var form = request.form();
    try {
      var fields = JsonFields.of(settings(form));
      var change = new ResourceFields(fields, issuer).readChange();
      var resource = resources.change(id(request), change, request.context());
      return pages.redirect(request, path(resource), "Saved.");
    } catch (Refused refused) {
      var filled = FormState.of(form).withRefusal(refused);
      return editForm(filled.status(), request, filled);
    }
  }

  private Response askToDelete(Request request) {
    var resource = resource(request);
    var consequences =
        List.of(
            "Clients cannot get tokens that name it by users' permission any more.",
            "Its URIs are free: a resource that is registered with them later is another one, which"
                + " users have to allow again.",
            "A deleted resource does not come back.");
    var sure =
        new ConfirmationPage(
            "Delete the resource " + resource.settings().name() + "?",
            consequences,
            path(resource) + "/delete",
            "Delete",
            path(resource),
            resource.settings().name());
    return pages.show(request, sure.page(Section.RESOURCES));
  }

  private Response delete(Request request) {
    var resource = resource(request);
    resources.delete(resource.id(), request.context());
    return pages.redirect(request, ALL, "Deleted " + resource.settings().name() + ".");
  }

  private Response scopeForm(int status, Request request, FormState form) {
    var resource = resource(request);
    var name = request.query().one("name");
    var before =
        name.map(text -> resource.scopes().find(text).orElseThrow(ResourceRefusals::scopeNotFound));
    return pages.show(
        status,
        request,
        page(
            before.isPresent() ? "Change a scope" : "Add a scope",
            "pages/resourceScope",
            new ScopeView(resource, before, form)));
  }

  /// The name of a scope is not changed: the query names the scope that is.
  private Response saveScope(Request request) {
    var form = request.form();
    try {
      var members = Json.object();
      request
          .query()
          .one("name")
          .or(() -> text(form, "name"))
          .ifPresent(name -> members.put("name", name));
      for (var field : List.of("title", "description", "risk")) {
        text(form, field).ifPresent(value -> members.put(field, value));
      }
      for (var field : List.of("isDefault", "isOptional")) {
        members.put(field, form.one(field).isPresent());
      }
      var implies = members.putArray("implies");
      RegisterPages.splitWords(form.one("implies").orElse("")).forEach(implies::add);
      var scope = ResourceFields.scope(JsonFields.of(members));
      var resource = resources.putScope(id(request), scope, request.context());
      return pages.redirect(request, path(resource), "Saved the scope " + scope.name() + ".");
    } catch (Refused refused) {
      var filled = FormState.of(form).withRefusal(refused);
      return scopeForm(filled.status(), request, filled);
    }
  }

  private Response askToRemoveScope(Request request) {
    var resource = resource(request);
    var scope = scope(request, resource);
    var consequences = new ArrayList<String>();
    consequences.add("New and refreshed tokens do not have it any more.");
    consequences.add("Tokens that have it keep it until they expire.");
    var sure =
        new ConfirmationPage(
            "Remove the scope " + scope.name() + "?",
            consequences,
            path(resource) + "/remove-scope?name=" + encode(scope.name()),
            "Remove",
            path(resource),
            resource.settings().name());
    return pages.show(request, sure.page(Section.RESOURCES));
  }

  private static ResourceScope scope(Request request, Resource resource) {
    return request
        .query()
        .one("name")
        .flatMap(resource.scopes()::find)
        .orElseThrow(ResourceRefusals::scopeNotFound);
  }

  private Response removeScope(Request request) {
    var scope = scope(request, resource(request));
    var resource = resources.removeScope(id(request), scope.name(), request.context());
    return pages.redirect(request, path(resource), "Removed the scope " + scope.name() + ".");
  }
}
