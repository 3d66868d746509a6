package dev.signet.console;

import dev.signet.base.refusals.Refused;
import dev.signet.identity.users.Passkey;
import dev.signet.identity.users.Passkeys;
import dev.signet.identity.users.Person;
import dev.signet.identity.users.Stay;
import dev.signet.identity.users.Stays;
import dev.signet.web.http.Access;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What belongs to whoever is signed in: passkeys and sessions.
final class AccountPages {
  static final String ACCOUNT = "/console/account";
  private static final String PASSKEYS = ACCOUNT + "/passkeys";
  private static final String REMOVE = PASSKEYS + "/{passkeyId}/remove";

  /// @param person null when an operator key is signed in
  record AccountView(
      @Nullable Person person, List<Passkey> passkeys, List<Stay> stays, String here) {}

  /// @param exclude what the device calls those that are there already
  record AddView(Person person, Filled form, String challenge, String host, String exclude) {}

  private final Pages pages;
  private final Passkeys passkeys;
  private final Stays stays;

  AccountPages(Pages pages, Passkeys passkeys, Stays stays) {
    this.pages = pages;
    this.passkeys = passkeys;
    this.stays = stays;
  }

  void mount(Router router) {
    var own = new Access.OwnSession();
    var sure = new Access.OwnSessionAfresh();
    router.get(ACCOUNT, own, this::account);
    router.get(PASSKEYS, sure, request -> askToAdd(200, request, Filled.BLANK));
    router.post(PASSKEYS, sure, this::add);
    router.get(REMOVE, sure, this::askToRemove);
    router.post(REMOVE, sure, this::remove);
    router.post(ACCOUNT + "/sessions/{sessionId}/end", own, this::end);
  }

  private Response account(Request request) {
    var session = request.session();
    var person = passkeys.owner(session);
    var view =
        new AccountView(
            person.orElse(null),
            person.map(passkeys::of).orElse(List.of()),
            stays.allOf(session),
            session.id());
    return pages.show(request, new Page("Your account", null, "account", view));
  }

  private Response askToAdd(int status, Request request, Filled form) {
    var session = request.session();
    var person = person(request);
    var exclude =
        String.join(" ", passkeys.of(person).stream().map(Passkey::credentialId).toList());
    var view =
        new AddView(person, form, passkeys.challengeToAdd(session), passkeys.host(), exclude);
    return pages.show(status, request, new Page("Add a passkey", null, "passkey", view));
  }

  private Person person(Request request) {
    return passkeys
        .owner(request.session())
        .orElseThrow(() ->
            Refused.conflict(
                "not_a_person", "Passkeys are people's, and you are signed in by an operator key"));
  }

  private Response add(Request request) {
    var form = request.form();
    try {
      var added =
          passkeys.add(
              request.session(),
              form.one("name").orElse(""),
              form.one("response").orElse(""),
              request.origin());
      return pages.goTo(request, ACCOUNT, "“" + added.name() + "” signs you in from now on.");
    } catch (Refused refused) {
      var filled = Filled.with(form).refused(refused);
      return askToAdd(filled.status(), request, filled);
    }
  }

  private Response askToRemove(Request request) {
    var passkey =
        Optional.of(person(request)).map(passkeys::of).orElse(List.of()).stream()
            .filter(one -> one.id().equals(request.pathParam("passkeyId")))
            .findFirst()
            .orElseThrow(() -> Refused.unknown("passkey"));
    var sure =
        new Sure(
            "Remove the passkey “" + passkey.name() + "”?",
            List.of(
                "It signs you in no more, for good.",
                "Sessions that it began go on until they end or you end them."),
            PASSKEYS + "/" + passkey.id() + "/remove",
            "Remove",
            ACCOUNT,
            "Your account");
    return pages.show(request, sure.page(null));
  }

  private Response remove(Request request) {
    passkeys.remove(request.session(), request.pathParam("passkeyId"), request.origin());
    return pages.goTo(request, ACCOUNT, "The passkey is removed.");
  }

  private Response end(Request request) {
    var ended = stays.end(request.session(), request.pathParam("sessionId"), request.origin());
    return pages.goTo(
        request, ACCOUNT, ended ? "That session has ended." : "That session had ended already.");
  }
}
