package dev.signet.console;

import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import dev.signet.base.secrets.Secret;
import dev.signet.identity.users.Passkeys;
import dev.signet.identity.users.People;
import dev.signet.identity.users.Stays;
import dev.signet.web.http.Access;
import dev.signet.web.http.Form;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import java.util.Optional;

/// The door: signing in, proving again who one is, signing out.
final class SignInPages {
  static final String SIGN_IN = "/console/sign-in";
  static final String CONFIRM = "/console/confirm";
  static final String WELCOME = "/console/welcome";

  /// @param form what was sent, if anything
  /// @param back where to go afterwards
  /// @param challenge what a passkey has to sign; empty where none will do
  /// @param host that passkeys are for
  record KeyView(Filled form, String back, String challenge, String host) {}

  /// @param name of whom the link signs in; empty for the first person, who has to tell it
  record WelcomeView(Filled form, String link, Optional<String> name) {}

  private static final String HOME = "/console";
  private static final String KEY = "operator_key";
  private static final String LINK = "link";
  private static final String RETURN = "return";
  private static final String RESPONSE = "response";
  private static final String BY_PASSKEY = "/passkey";

  private final Pages pages;
  private final People people;
  private final Stays stays;
  private final Passkeys passkeys;

  SignInPages(Pages pages, People people, Stays stays, Passkeys passkeys) {
    this.pages = pages;
    this.people = people;
    this.stays = stays;
    this.passkeys = passkeys;
  }

  void mount(Router router) {
    var door = new Access.Open("people sign in here");
    router.get(SIGN_IN, door, this::signIn);
    router.post(SIGN_IN, door, this::showKey);
    router.post(SIGN_IN + BY_PASSKEY, door, this::showPasskey);
    router.get(WELCOME, door, this::welcome);
    router.post(WELCOME, door, this::arrive);
    var own = new Access.OwnSession();
    router.get(CONFIRM, own, this::confirm);
    router.post(CONFIRM, own, this::confirmByKey);
    router.post(CONFIRM + BY_PASSKEY, own, this::confirmByPasskey);
    router.post("/console/sign-out", own, this::signOut);
    router.post("/console/sign-out-everywhere", own, this::signOutEverywhere);
  }

  /// Where a link leads.
  static String address(String issuer, Secret link) {
    return issuer + WELCOME + "?" + LINK + "=" + link.reveal();
  }

  private static String back(Form form) {
    return form.one(RETURN).filter(Pages::isOurs).orElse(HOME);
  }

  private Response signIn(Request request) {
    return signIn(200, request, Filled.BLANK, back(request.query()));
  }

  private Response signIn(int status, Request request, Filled form, String back) {
    return pages.showToAnybody(
        status,
        request,
        new Page(
            "Sign in",
            null,
            "signin",
            new KeyView(form, back, passkeys.challengeToSignIn(), passkeys.host())));
  }

  private Response showKey(Request request) {
    var form = request.form();
    try {
      var begun = stays.signIn(key(form), request);
      return Pages.goTo(back(form)).with("Set-Cookie", begun.cookie());
    } catch (Refused refused) {
      return withDelay(refused, signIn(statusOf(refused), request, without(refused), back(form)));
    }
  }

  private Response showPasskey(Request request) {
    var form = request.form();
    try {
      var begun = passkeys.signIn(form.one(RESPONSE).orElse(""), request);
      return Pages.goTo(back(form)).with("Set-Cookie", begun.cookie());
    } catch (Refused refused) {
      var filled = Filled.BLANK.refused(notKnown(refused));
      return withDelay(refused, signIn(filled.status(), request, filled, back(form)));
    }
  }

  private static Refused notKnown(Refused refused) {
    return refused.refusal() instanceof Refusal.Unauthenticated
        ? Refused.notAllowed("This passkey signs nobody in here: it may have been removed")
        : refused;
  }

  /// What was typed into a field for a secret is not sent back.
  private static Filled without(Refused refused) {
    return refused.refusal() instanceof Refusal.Unauthenticated
        ? Filled.BLANK.refused(
            Refused.invalid(
                KEY, "is no operator key that works: it may be mistyped, revoked or expired"))
        : Filled.BLANK.refused(refused);
  }

  private static int statusOf(Refused refused) {
    return without(refused).status();
  }

  private static Response withDelay(Refused refused, Response response) {
    return refused.refusal() instanceof Refusal.TooMany(var wait, _)
        ? response.with("Retry-After", Long.toString(Math.max(1, wait.toSeconds())))
        : response;
  }

  private static Secret key(Form form) {
    return Secret.of(form.one(KEY).orElse("").strip());
  }

  private Response welcome(Request request) {
    var link = request.query().one(LINK).orElse("");
    return welcome(200, request, Filled.BLANK, link);
  }

  /// Looking at the link does not use it up: mail programs look at links before people do.
  private Response welcome(int status, Request request, Filled form, String link) {
    Optional<String> name;
    try {
      name = people.look(Secret.of(link)).map(person -> person.name());
    } catch (Refused refused) {
      if (refused.refusal() instanceof Refusal.Unauthenticated) {
        return gone(request);
      }
      throw refused;
    }
    return pages.showToAnybody(
        status,
        request,
        new Page("Welcome to Signet", null, "welcome", new WelcomeView(form, link, name)));
  }

  private Response gone(Request request) {
    return pages.showToAnybody(
        410, request, new Page("This link does not work any more", null, "linkgone", SIGN_IN));
  }

  private Response arrive(Request request) {
    var form = request.form();
    var link = form.one(LINK).orElse("");
    try {
      var begun = stays.arrive(Secret.of(link), form.one("name").orElse(""), request);
      return Pages.goTo(HOME).with("Set-Cookie", begun.cookie());
    } catch (Refused refused) {
      return switch (refused.refusal()) {
        case Refusal.Unauthenticated _ -> gone(request);
        case Refusal.Invalid _ -> welcome(422, request, Filled.with(form).refused(refused), link);
        default -> throw refused;
      };
    }
  }

  private Response confirm(Request request) {
    return confirm(200, request, Filled.BLANK, back(request.query()));
  }

  private Response confirm(int status, Request request, Filled form, String back) {
    return pages.show(
        status,
        request,
        new Page(
            "Confirm that it is you",
            null,
            "confirm",
            new KeyView(form, back, challengeToConfirm(request), passkeys.host())));
  }

  private Response confirmByKey(Request request) {
    var form = request.form();
    try {
      var begun = stays.confirm(request.session(), key(form), request.origin());
      return Pages.goTo(back(form)).with("Set-Cookie", begun.cookie());
    } catch (Refused refused) {
      return withDelay(refused, confirm(statusOf(refused), request, without(refused), back(form)));
    }
  }

  private Response confirmByPasskey(Request request) {
    var form = request.form();
    try {
      var begun =
          passkeys.confirm(request.session(), form.one(RESPONSE).orElse(""), request.origin());
      return Pages.goTo(back(form)).with("Set-Cookie", begun.cookie());
    } catch (Refused refused) {
      var filled = Filled.BLANK.refused(notKnown(refused));
      return withDelay(refused, confirm(filled.status(), request, filled, back(form)));
    }
  }

  /// Empty for an operator key, which has no passkeys.
  private String challengeToConfirm(Request request) {
    var session = request.session();
    return passkeys.owner(session).isPresent() ? passkeys.challengeToConfirm(session) : "";
  }

  private Response signOut(Request request) {
    var ended = stays.signOut(request.session(), request.origin());
    return Pages.goTo(SIGN_IN).with("Set-Cookie", ended.cookie());
  }

  private Response signOutEverywhere(Request request) {
    var ended = stays.signOutEverywhere(request.session(), request.origin());
    return Pages.goTo(SIGN_IN).with("Set-Cookie", ended.cookie());
  }
}
