package dev.signet.console.pages;

import dev.signet.base.json.Json;
import dev.signet.base.json.JsonFields;
import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import dev.signet.console.parts.FormState;
import dev.signet.console.parts.IdempotentForms;
import dev.signet.console.parts.Page;
import dev.signet.console.parts.PageArea;
import dev.signet.console.parts.PageRenderer;
import dev.signet.console.parts.Pager;
import dev.signet.console.parts.Section;
import dev.signet.identity.operatorkeys.NewOperatorKey;
import dev.signet.identity.operatorkeys.OperatorKey;
import dev.signet.identity.operatorkeys.OperatorKeyId;
import dev.signet.identity.operatorkeys.OperatorKeyRefusals;
import dev.signet.identity.operatorkeys.OperatorKeys;
import dev.signet.identity.users.Role;
import dev.signet.web.http.Access;
import dev.signet.web.http.Form;
import dev.signet.web.http.PageQuery;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/// The operator keys with which programs and users run the server.
final class OperatorKeyPages {
  static final String ALL = "/console/operator-keys";
  private static final String NEW = ALL + "/new";
  private static final String REVOKE = ALL + "/{keyId}/revoke";
  private static final String CUSTOM = "custom";

  /// @param createdBy its creator, in words
  record Row(OperatorKey key, String status, String createdBy) {}

  record ListView(List<Row> rows, Pager pager) {}

  /// @param idempotencyKey identifies this form: sending it repeatedly creates one key
  record NewView(FormState form, String idempotencyKey, List<Role> roles) {
    String roleLabel(Role role) {
      return UserPages.permissionsText(role);
    }
  }

  /// @param secret shown only once
  record OperatorKeyCreatedView(OperatorKey key, String secret, String issuer) {}

  /// @param isOwn whether the current session was started with this key
  record RevokeView(OperatorKey key, boolean isOwn, FormState form) {}

  private final PageRenderer pages;
  private final OperatorKeys keys;
  private final ActorNames actors;
  private final IdempotentForms once;
  private final Clock clock;
  private final String issuer;

  OperatorKeyPages(
      PageRenderer pages,
      OperatorKeys keys,
      ActorNames actors,
      IdempotentForms once,
      Clock clock,
      String issuer) {
    this.pages = pages;
    this.keys = keys;
    this.actors = actors;
    this.once = once;
    this.clock = clock;
    this.issuer = issuer;
  }

  void mount(Router router) {
    var afresh = new Access.Reauthenticated("operators:write");
    router.get(ALL, new Access.SignedIn("operators:read"), this::list);
    router.get(NEW, afresh, request -> form(200, request, FormState.BLANK));
    router.post(NEW, afresh, this::create);
    router.get(REVOKE, afresh, request -> ask(200, request, FormState.BLANK));
    router.post(REVOKE, afresh, this::revoke);
  }

  private Response list(Request request) {
    var now = clock.instant();
    var found = keys.list(null, PageQuery.of(request), request.context());
    var names = actors.operators(found.data().stream().map(OperatorKey::createdBy).toList());
    var rows =
        found.data().stream()
            .map(key -> new Row(key, status(key, now), names.operator(key.createdBy())))
            .toList();
    return pages.show(
        request,
        new Page(
            "Operator keys",
            Section.OPERATOR_KEYS,
            "pages/operatorKeys",
            new ListView(rows, Pager.of(request, found))));
  }

  private static String status(OperatorKey key, Instant now) {
    return key.quarantine().isPresent()
        ? "quarantined"
        : key.status(now).name().toLowerCase(Locale.ROOT);
  }

  private Response form(int status, Request request, FormState form) {
    var view = new NewView(form, IdempotentForms.newIdempotencyKey(), List.of(Role.values()));
    return pages.show(
        status,
        request,
        new Page("Create an operator key", Section.OPERATOR_KEYS, "pages/newOperatorKey", view));
  }

  private Response create(Request request) {
    return once.handle(
        request,
        form -> {
          var asked = NewOperatorKey.read(JsonFields.of(members(form)), clock.instant());
          return tx -> {
            var made = keys.create(tx, asked, request.context());
            var view = new OperatorKeyCreatedView(made.key(), made.secret().reveal(), issuer);
            return pages.showRepeatable(
                201,
                request,
                new Page(
                    "Operator key created",
                    Section.OPERATOR_KEYS,
                    "pages/operatorKeyCreated",
                    view));
          };
        },
        filled -> form(filled.status(), request, filled));
  }

  /// Converts the form to the API's JSON, so that form and API have the same rules.
  private ObjectNode members(Form form) {
    var members = Json.object();
    form.one("name")
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .ifPresent(text -> members.put("name", text));
    var scopes = members.putArray("scopes");
    var role = form.one("role").orElse(CUSTOM);
    (role.equals(CUSTOM)
            ? Stream.of(form.one("scopes").orElse("").split("[\\s,]+", -1))
                .filter(word -> !word.isEmpty())
            : Role.parse(role).stream().flatMap(known -> known.scopes().values().stream()))
        .forEach(scopes::add);
    form.one("days").ifPresent(days -> members.put("expiresAt", inDays(days)));
    return members;
  }

  private String inDays(String days) {
    try {
      var count = Math.clamp(Long.parseLong(days), 1, 3650);
      return Json.time(clock.instant().plus(Duration.ofDays(count)));
    } catch (NumberFormatException _) {
      return days;
    }
  }

  private Response ask(int status, Request request, FormState form) {
    var key = keys.require(id(request), request.context());
    if (key.revokedAt().isPresent() && key.quarantine().isEmpty()) {
      return PageRenderer.redirect(ALL);
    }
    var view = new RevokeView(key, key.id().value().equals(request.caller().id()), form);
    return pages.show(
        status,
        request,
        new Page("Revoke " + key.name(), Section.OPERATOR_KEYS, "pages/revokeOperatorKey", view));
  }

  private Response revoke(Request request) {
    try {
      var key = keys.require(id(request), request.context());
      keys.revoke(key.id(), request.context());
      return key.id().value().equals(request.caller().id())
          ? PageRenderer.redirect(PageArea.CONSOLE.signIn())
          : pages.redirect(request, ALL, "“" + key.name() + "” is revoked.");
    } catch (Refused refused) {
      if (refused.refusal() instanceof Refusal.NotFound) {
        throw refused;
      }
      var filled = FormState.of(request.form()).withRefusal(refused);
      return ask(filled.status(), request, filled);
    }
  }

  private static OperatorKeyId id(Request request) {
    return OperatorKeyId.parse(request.pathParam("keyId"))
        .orElseThrow(OperatorKeyRefusals::notFound);
  }
}
