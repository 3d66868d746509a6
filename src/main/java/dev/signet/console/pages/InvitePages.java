package dev.signet.console.pages;

import dev.signet.base.json.JsonFields;
import dev.signet.base.refusals.Refusal.FieldError;
import dev.signet.base.refusals.Refused;
import dev.signet.base.text.SingleLine;
import dev.signet.console.parts.FormState;
import dev.signet.console.parts.IdempotentForms;
import dev.signet.console.parts.Page;
import dev.signet.console.parts.PageRenderer;
import dev.signet.console.parts.Pager;
import dev.signet.console.parts.Section;
import dev.signet.identity.registration.Invite;
import dev.signet.identity.registration.InviteId;
import dev.signet.identity.registration.Invites;
import dev.signet.identity.registration.RegistrationRefusals;
import dev.signet.web.http.Access;
import dev.signet.web.http.Form;
import dev.signet.web.http.PageQuery;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Invites with which agents register themselves.
final class InvitePages {
  static final String ALL = "/console/invites";
  private static final String NEW = ALL + "/new";
  private static final String REVOKE = ALL + "/{inviteId}/revoke";
  private static final int MAX_NAME = 100;
  private static final int MAX_USES = 10_000;
  private static final int MAX_DAYS = 365;

  record Row(Invite invite, String status, String createdBy) {
    boolean isActive() {
      return status.equals("active");
    }
  }

  record ListView(List<Row> rows, Pager pager) {}

  /// @param idempotencyKey identifies this form: sending it repeatedly creates one invite
  record NewView(FormState form, String idempotencyKey) {}

  /// @param token the invite's secret, which is shown only once
  record InviteCreatedView(Invite invite, String token, String issuer) {
    String curl() {
      return """
      curl %s/v1/auth/agent-register \\
        -H 'Content-Type: application/json' \\
        -d '{"name": "my-agent", "inviteToken": "%s"}'\
      """
          .formatted(issuer, token);
    }
  }

  private final PageRenderer pages;
  private final Invites invites;
  private final ActorNames actors;
  private final IdempotentForms once;
  private final Clock clock;
  private final String issuer;

  InvitePages(
      PageRenderer pages,
      Invites invites,
      ActorNames actors,
      IdempotentForms once,
      Clock clock,
      String issuer) {
    this.pages = pages;
    this.invites = invites;
    this.actors = actors;
    this.once = once;
    this.clock = clock;
    this.issuer = issuer;
  }

  void mount(Router router) {
    var write = new Access.SignedIn("agents:write");
    router.get(ALL, new Access.SignedIn("agents:read"), this::list);
    // An invite outlives the session, so it needs a recent confirmation.
    var afresh = new Access.Reauthenticated("agents:write");
    router.get(NEW, afresh, request -> form(200, request, FormState.BLANK));
    router.post(NEW, afresh, this::create);
    router.get(REVOKE, write, this::askToRevoke);
    router.post(REVOKE, write, this::revoke);
  }

  private Response list(Request request) {
    var now = clock.instant();
    var found = invites.list(PageQuery.of(request));
    var names = actors.operators(found.data().stream().map(Invite::createdBy).toList());
    var rows =
        found.data().stream()
            .map(invite ->
                new Row(invite, invite.status(now).wire(), names.operator(invite.createdBy())))
            .toList();
    var view = new ListView(rows, Pager.of(request, found));
    return pages.show(
        request, new Page("Invites", Section.UNCLAIMED_AGENTS, "pages/invites", view));
  }

  private Response form(int status, Request request, FormState form) {
    var view = new NewView(form, IdempotentForms.newIdempotencyKey());
    return pages.show(
        status,
        request,
        new Page("Create an invite", Section.UNCLAIMED_AGENTS, "pages/newInvite", view));
  }

  private Response create(Request request) {
    return once.handle(
        request,
        form -> {
          var wish = wish(form);
          return tx -> {
            var made = invites.create(tx, wish, request.context());
            var view = new InviteCreatedView(made.invite(), made.token().reveal(), issuer);
            return pages.showRepeatable(
                201,
                request,
                new Page("Invite created", Section.UNCLAIMED_AGENTS, "pages/inviteCreated", view));
          };
        },
        filled -> form(filled.status(), request, filled));
  }

  private Invites.NewInvite wish(Form form) {
    var faults = new ArrayList<FieldError>();
    var name = form.one("name").map(String::strip).filter(text -> !text.isEmpty());
    if (name.filter(text -> text.length() > MAX_NAME || !SingleLine.isValid(text)).isPresent()) {
      faults.add(
          new FieldError(
              "name",
              "must be at most " + MAX_NAME + " characters, and " + JsonFields.NOT_SINGLE_LINE));
    }
    var uses = whole(form, "maxUses", MAX_USES, faults);
    var days = whole(form, "days", MAX_DAYS, faults);
    if (!faults.isEmpty()) {
      throw Refused.invalid(faults);
    }
    return new Invites.NewInvite(
        name, Optional.empty(), uses, Optional.of(clock.instant().plus(Duration.ofDays(days))));
  }

  private static int whole(Form form, String name, int max, List<FieldError> faults) {
    var text = form.one(name).map(String::strip).orElse("");
    try {
      var value = Integer.parseInt(text);
      if (value >= 1 && value <= max) {
        return value;
      }
    } catch (NumberFormatException _) {
      // Reported below, like a number out of bounds.
    }
    faults.add(new FieldError(name, "must be a whole number from 1 to " + max));
    return 1;
  }

  private Response askToRevoke(Request request) {
    var invite = invites.require(id(request));
    return pages.show(
        request,
        new Page("Revoke an invite", Section.UNCLAIMED_AGENTS, "pages/revokeInvite", invite));
  }

  private Response revoke(Request request) {
    invites.revoke(id(request), request.context());
    return pages.redirect(
        request, ALL, "The invite is revoked. Agents that registered with it stay registered.");
  }

  private static InviteId id(Request request) {
    return InviteId.parse(request.pathParam("inviteId"))
        .orElseThrow(RegistrationRefusals::inviteNotFound);
  }
}
