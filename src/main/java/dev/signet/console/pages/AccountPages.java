package dev.signet.console.pages;

import dev.signet.base.refusals.Refused;
import dev.signet.console.parts.ConfirmationPage;
import dev.signet.console.parts.FormState;
import dev.signet.console.parts.Notice;
import dev.signet.console.parts.Page;
import dev.signet.console.parts.PageArea;
import dev.signet.console.parts.PageRenderer;
import dev.signet.identity.users.Passkey;
import dev.signet.identity.users.Passkeys;
import dev.signet.identity.users.Role;
import dev.signet.identity.users.Session;
import dev.signet.identity.users.Sessions;
import dev.signet.identity.users.User;
import dev.signet.identity.users.UserRefusals;
import dev.signet.web.http.Access;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The passkeys and sessions of the signed-in user, in one area.
final class AccountPages {
  /// @param user null for a session of an operator key
  /// @param roleText the user's role on the server; empty without one
  record AccountView(
      @Nullable User user,
      String roleText,
      List<Passkey> passkeys,
      List<Session> sessions,
      String currentSession) {}

  /// @param excludedCredentials the credential ids of the user's passkeys, so that a device does
  ///   not register twice
  record AddView(
      User user, FormState form, String challenge, String host, String excludedCredentials) {}

  private final PageArea area;
  private final PageRenderer pages;
  private final Passkeys passkeys;
  private final Sessions sessions;

  AccountPages(PageArea area, PageRenderer pages, Passkeys passkeys, Sessions stays) {
    this.area = area;
    this.pages = pages;
    this.passkeys = passkeys;
    this.sessions = stays;
  }

  void mount(Router router) {
    var own = new Access.OwnSession();
    var sure = new Access.OwnSessionReauthenticated();
    router.get(area.account(), own, this::account);
    // A user may add the first passkey without another proof, which they do not have.
    router.get(passkeysPath(), own, request -> askToAdd(200, request, FormState.BLANK));
    router.post(passkeysPath(), own, this::add);
    var removal = passkeysPath() + "/{passkeyId}/remove";
    router.get(removal, sure, this::askToRemove);
    router.post(removal, sure, this::remove);
    router.post(area.account() + "/sessions/{sessionId}/end", own, this::end);
  }

  private String passkeysPath() {
    return area.account() + "/passkeys";
  }

  private Response account(Request request) {
    var session = request.session();
    var person = passkeys.owner(session);
    if (person.isEmpty() && !area.acceptsOperatorKeys()) {
      throw UserRefusals.keyIsNotUser();
    }
    var view =
        new AccountView(
            person.orElse(null),
            person
                .map(User::role)
                .filter(role -> role != Role.MEMBER)
                .map(role -> ", " + role.wire())
                .orElse(""),
            person.map(passkeys::of).orElse(List.of()),
            sessions.sessionsOf(session),
            session.id());
    return pages.show(request, new Page("Your account", null, "pages/account", view));
  }

  private Response askToAdd(int status, Request request, FormState form) {
    var session = request.session();
    var person = user(request);
    passkeys.requireMayAdd(session, person);
    var exclude =
        String.join(" ", passkeys.of(person).stream().map(Passkey::credentialId).toList());
    var view =
        new AddView(
            person, form, passkeys.registrationChallenge(session), passkeys.host(), exclude);
    return pages.show(status, request, new Page("Add a passkey", null, "pages/newPasskey", view));
  }

  private User user(Request request) {
    return passkeys
        .owner(request.session())
        .orElseThrow(() ->
            Refused.conflict(
                "user_required",
                "Only users have passkeys, and you are signed in with an operator key"));
  }

  private Response add(Request request) {
    var form = request.form();
    try {
      var added =
          passkeys.add(
              request.session(),
              form.one("name").orElse(""),
              form.one("response").orElse(""),
              request.context());
      return pages.redirect(
          request, area.account(), "The passkey " + Notice.name(added.name()) + " is added.");
    } catch (Refused refused) {
      var filled = FormState.of(form).withRefusal(refused);
      return askToAdd(filled.status(), request, filled);
    }
  }

  private Response askToRemove(Request request) {
    var passkey =
        Optional.of(user(request)).map(passkeys::of).orElse(List.of()).stream()
            .filter(one -> one.id().equals(request.pathParam("passkeyId")))
            .findFirst()
            .orElseThrow(UserRefusals::passkeyNotFound);
    var sure =
        new ConfirmationPage(
            "Remove the passkey “" + passkey.name() + "”?",
            List.of(
                "It can no longer be used to sign in. This cannot be undone.",
                "Sessions started with it continue until they expire or you end them."),
            passkeysPath() + "/" + passkey.id() + "/remove",
            "Remove",
            area.account(),
            "Your account");
    return pages.show(request, sure.page(null));
  }

  private Response remove(Request request) {
    passkeys.remove(request.session(), request.pathParam("passkeyId"), request.context());
    return pages.redirect(request, area.account(), "The passkey is removed.");
  }

  private Response end(Request request) {
    var ended = sessions.end(request.session(), request.pathParam("sessionId"), request.context());
    return pages.redirect(
        request,
        area.account(),
        ended ? "That session has ended." : "That session had already ended.");
  }
}
