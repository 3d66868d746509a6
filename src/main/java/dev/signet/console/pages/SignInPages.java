package dev.signet.console.pages;

import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import dev.signet.base.secrets.Secret;
import dev.signet.console.parts.FormState;
import dev.signet.console.parts.Page;
import dev.signet.console.parts.PageArea;
import dev.signet.console.parts.PageRenderer;
import dev.signet.identity.users.Passkeys;
import dev.signet.identity.users.Sessions;
import dev.signet.identity.users.UserRefusals;
import dev.signet.identity.users.Users;
import dev.signet.web.http.Access;
import dev.signet.web.http.Form;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Sign-in, confirmation of one's identity, and sign-out, in one area.
public final class SignInPages {
  static final String WELCOME = "/console/welcome";

  /// @param form the values sent, if any
  /// @param returnPath the page to go to afterwards
  /// @param challenge the challenge for a passkey; empty if passkeys cannot be used here
  /// @param passkeyHost the host name that passkeys are bound to
  record SignInView(FormState form, String returnPath, String challenge, String passkeyHost) {}

  /// @param name the user that the link signs in; empty for the first user, who enters a name
  record WelcomeView(FormState form, String link, Optional<String> name) {}

  private static final String KEY = "operator_key";
  private static final String LINK = "link";
  private static final String RETURN = "return";
  private static final String RESPONSE = "response";
  private static final String COOKIE = "cookie";
  private static final String BY_PASSKEY = "/passkey";

  private final PageArea area;
  private final PageRenderer pages;
  private final Users users;
  private final Sessions sessions;
  private final Passkeys passkeys;

  SignInPages(PageArea area, PageRenderer pages, Users people, Sessions stays, Passkeys passkeys) {
    this.area = area;
    this.pages = pages;
    this.users = people;
    this.sessions = stays;
    this.passkeys = passkeys;
  }

  void mount(Router router) {
    var door = new Access.Open("users sign in here");
    router.get(area.signIn(), door, this::signIn);
    router.post(area.signIn(), door, this::signInByKey);
    router.post(area.signIn() + BY_PASSKEY, door, this::signInByPasskey);
    var own = new Access.OwnSession();
    router.get(area.confirm(), own, this::confirm);
    router.post(area.confirm(), own, this::confirmByKey);
    router.post(area.confirm() + BY_PASSKEY, own, this::confirmByPasskey);
    router.post(area.signOut(), own, this::signOut);
    router.post(area.signOutEverywhere(), own, this::signOutEverywhere);
  }

  /// The pages of sign-in links, which both areas share.
  void mountLinks(Router router) {
    var door = new Access.Open("users sign in here");
    router.get(WELCOME, door, this::welcome);
    router.post(WELCOME, door, this::signInByLink);
  }

  /// The address of a sign-in link.
  static String signInUrl(String issuer, Secret link) {
    return issuer + WELCOME + "?" + LINK + "=" + link.reveal();
  }

  private String returnPath(Form form) {
    return form.one(RETURN).filter(area::isReturnPath).orElse(area.home());
  }

  private Response signIn(Request request) {
    return signIn(200, request, FormState.BLANK, returnPath(request.query()));
  }

  private Response signIn(int status, Request request, FormState form, String back) {
    return pages.showPublic(
        status,
        request,
        new Page(
            "Sign in",
            null,
            "pages/signIn",
            new SignInView(form, back, passkeys.signInChallenge(), passkeys.host())));
  }

  private Response signInByKey(Request request) {
    var form = request.form();
    try {
      requireKeysAccepted();
      var begun = sessions.signIn(key(form), request.headers(COOKIE), request.context());
      return PageRenderer.redirect(returnPath(form))
          .withHeader("Set-Cookie", begun.setCookieHeader());
    } catch (Refused refused) {
      return withDelay(
          refused, signIn(statusOf(refused), request, emptyFormWith(refused), returnPath(form)));
    }
  }

  private void requireKeysAccepted() {
    if (!area.acceptsOperatorKeys()) {
      throw UserRefusals.keyIsNotUser();
    }
  }

  private Response signInByPasskey(Request request) {
    var form = request.form();
    try {
      var begun =
          passkeys.signIn(
              form.one(RESPONSE).orElse(""), request.headers(COOKIE), request.context());
      return PageRenderer.redirect(returnPath(form))
          .withHeader("Set-Cookie", begun.setCookieHeader());
    } catch (Refused refused) {
      var filled = FormState.BLANK.withRefusal(asUnauthenticated(refused));
      return withDelay(refused, signIn(filled.status(), request, filled, returnPath(form)));
    }
  }

  private static Refused asUnauthenticated(Refused refused) {
    return refused.refusal() instanceof Refusal.Unauthenticated
        ? Refused.notAllowed("This passkey is not known here: it may have been removed")
        : refused;
  }

  /// An empty form with the error: a secret that was typed is never sent back.
  private static FormState emptyFormWith(Refused refused) {
    return refused.refusal() instanceof Refusal.Unauthenticated
        ? FormState.BLANK.withRefusal(
            Refused.invalid(
                KEY, "is not an active operator key: it may be mistyped, revoked or expired"))
        : FormState.BLANK.withRefusal(refused);
  }

  private static int statusOf(Refused refused) {
    return emptyFormWith(refused).status();
  }

  private static Response withDelay(Refused refused, Response response) {
    return refused.refusal() instanceof Refusal.TooManyRequests(var wait, _)
        ? response.withHeader("Retry-After", Long.toString(Math.max(1, wait.toSeconds())))
        : response;
  }

  private static Secret key(Form form) {
    return Secret.of(form.one(KEY).orElse("").strip());
  }

  private Response welcome(Request request) {
    var link = request.query().one(LINK).orElse("");
    return welcome(200, request, FormState.BLANK, link);
  }

  /// Opening the link does not use it up, because mail programs open links before users do.
  private Response welcome(int status, Request request, FormState form, String link) {
    Optional<String> name;
    try {
      name = users.userOf(Secret.of(link)).map(person -> person.name());
    } catch (Refused refused) {
      if (refused.refusal() instanceof Refusal.Unauthenticated) {
        return expiredLink(request);
      }
      throw refused;
    }
    return pages.showPublic(
        status,
        request,
        new Page("Welcome to Signet", null, "pages/welcome", new WelcomeView(form, link, name)));
  }

  private Response expiredLink(Request request) {
    return pages.showPublic(
        410,
        request,
        new Page("This link has expired or was used", null, "pages/linkExpired", area.signIn()));
  }

  private Response signInByLink(Request request) {
    var form = request.form();
    var link = form.one(LINK).orElse("");
    try {
      var begun =
          sessions.signInByLink(
              Secret.of(link),
              form.one("name").orElse(""),
              request.headers(COOKIE),
              request.context());
      return PageRenderer.redirect(area.home()).withHeader("Set-Cookie", begun.setCookieHeader());
    } catch (Refused refused) {
      return switch (refused.refusal()) {
        case Refusal.Unauthenticated _ -> expiredLink(request);
        case Refusal.Invalid _ ->
            welcome(422, request, FormState.of(form).withRefusal(refused), link);
        default -> throw refused;
      };
    }
  }

  private Response confirm(Request request) {
    return confirm(200, request, FormState.BLANK, returnPath(request.query()));
  }

  private Response confirm(int status, Request request, FormState form, String back) {
    return pages.show(
        status,
        request,
        new Page(
            "Confirm your identity",
            null,
            "pages/confirmIdentity",
            new SignInView(form, back, challengeToConfirm(request), passkeys.host())));
  }

  private Response confirmByKey(Request request) {
    var form = request.form();
    try {
      requireKeysAccepted();
      var begun = sessions.reauthenticate(request.session(), key(form), request.context());
      return PageRenderer.redirect(returnPath(form))
          .withHeader("Set-Cookie", begun.setCookieHeader());
    } catch (Refused refused) {
      return withDelay(
          refused, confirm(statusOf(refused), request, emptyFormWith(refused), returnPath(form)));
    }
  }

  private Response confirmByPasskey(Request request) {
    var form = request.form();
    try {
      var begun =
          passkeys.reauthenticate(
              request.session(), form.one(RESPONSE).orElse(""), request.context());
      return PageRenderer.redirect(returnPath(form))
          .withHeader("Set-Cookie", begun.setCookieHeader());
    } catch (Refused refused) {
      var filled = FormState.BLANK.withRefusal(asUnauthenticated(refused));
      return withDelay(refused, confirm(filled.status(), request, filled, returnPath(form)));
    }
  }

  /// Empty for a session of an operator key, which has no passkeys.
  private String challengeToConfirm(Request request) {
    var session = request.session();
    return passkeys.owner(session).isPresent() ? passkeys.reauthenticationChallenge(session) : "";
  }

  /// A page that another user was meant to see names itself, and they come back to it.
  private Response signOut(Request request) {
    var back =
        request
            .form()
            .one(RETURN)
            .filter(area::isReturnPath)
            .map(path -> "?" + RETURN + "=" + URLEncoder.encode(path, StandardCharsets.UTF_8))
            .orElse("");
    var ended = sessions.signOut(request.session(), request.context());
    return PageRenderer.redirect(area.signIn() + back)
        .withHeader("Set-Cookie", ended.setCookieHeader());
  }

  private Response signOutEverywhere(Request request) {
    var ended = sessions.signOutEverywhere(request.session(), request.context());
    return PageRenderer.redirect(area.signIn()).withHeader("Set-Cookie", ended.setCookieHeader());
  }
}
