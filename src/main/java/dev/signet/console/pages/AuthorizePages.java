package dev.signet.console.pages;

import dev.signet.authorization.apps.Recipient;
import dev.signet.authorization.requests.AuthorizationParameters;
import dev.signet.authorization.requests.Authorizations;
import dev.signet.authorization.requests.Decision;
import dev.signet.authorization.requests.NextStep;
import dev.signet.authorization.requests.NextStep.Question;
import dev.signet.authorization.requests.RequestingClient;
import dev.signet.authorization.resources.ResourceScope;
import dev.signet.base.oauth.Scopes;
import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import dev.signet.console.parts.Page;
import dev.signet.console.parts.PageRenderer;
import dev.signet.web.http.Access;
import dev.signet.web.http.Form;
import dev.signet.web.http.Request;
import dev.signet.web.http.Response;
import dev.signet.web.http.Router;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The authorization endpoint ([RFC 6749
/// §3.1](https://www.rfc-editor.org/rfc/rfc6749#section-3.1)): here clients send users, who allow
/// them to act for them or do not.
public final class AuthorizePages {
  private static final String AUTHORIZE = "/oauth/authorize";
  private static final String CONSENT = "/oauth/consent";
  private static final String ASK_OPERATORS = CONSENT + "/ask-operators";

  /// The sealed request of a user who had to sign in first.
  private static final String RESUME = "resume";

  private static final String REQUEST = "request";
  private static final String DECISION = "decision";
  private static final String ANSWER = "answer";
  private static final String ALLOW = "allow";
  private static final String OFFERED = "offered";
  private static final String CHOSEN = "scope";

  /// What a page says besides its title.
  ///
  /// @param back where a button leads back to the client, if there is one
  record StopView(String sentence, Optional<String> back) {
    /// The host that the button leads to, or what takes its place.
    String destination() {
      var uri = back.map(URI::create);
      return uri.map(URI::getAuthority).or(() -> uri.map(URI::getScheme)).orElse("");
    }
  }

  /// A question as the page shows it.
  ///
  /// @param optional the names of the scopes that the user may leave out
  /// @param resume the path of the request, for another user who signs in
  record QuestionView(Question question, String optional, String resume) {
    /// Whether an operator has registered the client: its name is then more than its own word.
    boolean isRegistered() {
      return question.client() instanceof RequestingClient.Registered;
    }

    /// What asks, in other words than its own.
    String sender() {
      var destination = question.destination();
      return destination.recipient() == Recipient.LOCAL_PROGRAM
          ? "a program on this computer"
          : "an app at " + destination.host();
    }

    static QuestionView of(Question question, String resume) {
      return new QuestionView(
          question,
          String.join(
              " ",
              question.added().stream()
                  .filter(ResourceScope::isOptional)
                  .map(ResourceScope::name)
                  .toList()),
          resume);
    }
  }

  private final PageRenderer pages;
  private final Authorizations authorizations;
  private final AuthorizingUsers users;

  AuthorizePages(PageRenderer pages, Authorizations authorizations, AuthorizingUsers users) {
    this.pages = pages;
    this.authorizations = authorizations;
    this.users = users;
  }

  void mount(Router router) {
    var open = new Access.Open("clients send users here; it does nothing without a signed-in user");
    router.get(AUTHORIZE, open, this::begin);
    router.postFromOtherSites(AUTHORIZE, open, this::resumeFromForm);
    router.post(CONSENT, new Access.OwnSession(), this::decide);
    router.post(ASK_OPERATORS, new Access.OwnSession(), this::askOperators);
  }

  private Response begin(Request request) {
    var resume = request.query().one(RESUME);
    if (resume.isEmpty()) {
      return begin(request, parameters(request.query()));
    }
    return authorizations
        .sealed()
        .open(resume.get())
        .map(parameters -> begin(request, parameters))
        .orElseGet(() ->
            show(
                request,
                new NextStep.Stop(
                    "This took more than half an hour. Start again in the client that sent you"
                        + " here.",
                    Optional.empty())));
  }

  private Response begin(Request request, AuthorizationParameters parameters) {
    var user = users.find(request);
    if (user.isEmpty() && users.session(request).isPresent()) {
      return show(
          request,
          new NextStep.Stop(AuthorizingUsers.NOT_A_USER + ". Sign out first.", Optional.empty()));
    }
    return respond(request, parameters, authorizations.begin(parameters, user, request.context()));
  }

  /// A form of another site, which browsers send without our cookie ([OpenID Connect Core
  /// §3.1.2.1](https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest)): the same
  /// request is made by a redirect, which has it.
  private Response resumeFromForm(Request request) {
    var parameters = parameters(request.form());
    if (parameters.isTooLong()) {
      throw new Refused(
          new Refusal.ContentTooLarge(
              "An authorization request is at most "
                  + AuthorizationParameters.MAX_SIZE
                  + " bytes long"),
          "authorization request too long");
    }
    return PageRenderer.redirect(resume(parameters));
  }

  private static AuthorizationParameters parameters(Form form) {
    Map<String, List<String>> values = new HashMap<>();
    form.names().stream().sorted().forEach(name -> values.put(name, form.all(name)));
    return AuthorizationParameters.of(values);
  }

  private String resume(AuthorizationParameters parameters) {
    return AUTHORIZE + "?" + RESUME + "=" + authorizations.sealed().seal(parameters);
  }

  private Response decide(Request request) {
    var form = request.form();
    var user =
        users.find(request).orElseThrow(() -> Refused.notAllowed(AuthorizingUsers.NOT_A_USER));
    var declined =
        Scopes.of(
            Scopes.parse(form.one(OFFERED).orElse("")).orElse(Scopes.NONE).values().stream()
                .filter(name -> !form.all(CHOSEN).contains(name))
                .toList());
    var step =
        authorizations.decide(
            form.one(DECISION).orElse(""),
            form.one(ANSWER).filter(ALLOW::equals).isPresent(),
            declined,
            user,
            request.context());
    return respond(request, parametersOf(form), step);
  }

  private Response askOperators(Request request) {
    var user =
        users.find(request).orElseThrow(() -> Refused.notAllowed(AuthorizingUsers.NOT_A_USER));
    var step =
        authorizations
            .appRequests()
            .ask(request.form().one(REQUEST).orElse(""), user, request.context());
    return respond(request, AuthorizationParameters.of(Map.of()), step);
  }

  private Response show(Request request, NextStep.Unaccepted unaccepted) {
    return pages.showForClient(
        403,
        request,
        users.session(request),
        new Page("Not allowed here", null, "pages/authorizeUnaccepted", unaccepted));
  }

  /// The request that a form belongs to; empty parameters when it cannot be read.
  private AuthorizationParameters parametersOf(Form form) {
    return authorizations
        .sealed()
        .openDecision(form.one(DECISION).orElse(""))
        .map(Decision::parameters)
        .orElseGet(() -> AuthorizationParameters.of(Map.of()));
  }

  private Response respond(Request request, AuthorizationParameters parameters, NextStep step) {
    return switch (step) {
      case NextStep.Answer(var uri) -> PageRenderer.redirectToClient(uri);
      case NextStep.SignIn() -> pages.redirectToSignIn(resume(parameters));
      case NextStep.Reauthenticate() -> pages.redirectToConfirm(resume(parameters));
      case NextStep.Ask(var question) -> ask(request, question, resume(parameters));
      case NextStep.Stop stop -> show(request, stop);
      case NextStep.Unaccepted unaccepted -> show(request, unaccepted);
    };
  }

  private Response ask(Request request, Question question, String resume) {
    return pages.showForClient(
        200,
        request,
        users.session(request),
        new Page(title(question), null, "pages/authorize", QuestionView.of(question, resume)));
  }

  /// Without the name of an app, which any app can choose.
  private static String title(Question question) {
    return question.client() instanceof RequestingClient.Registered(var agent)
        ? "Allow " + agent.name()
        : "Allow an app";
  }

  private Response show(Request request, NextStep.Stop stop) {
    return pages.showForClient(
        400,
        request,
        Optional.empty(),
        new Page(
            "This cannot go on",
            null,
            "pages/authorizeStopped",
            new StopView(stop.sentence(), stop.back())));
  }
}
