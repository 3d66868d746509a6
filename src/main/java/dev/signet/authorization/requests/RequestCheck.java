package dev.signet.authorization.requests;

import dev.signet.authorization.apps.App;
import dev.signet.authorization.apps.Apps;
import dev.signet.authorization.apps.Apps.FoundApp;
import dev.signet.authorization.apps.Recipient;
import dev.signet.authorization.requests.AuthorizationRequest.Prompt;
import dev.signet.authorization.requests.AuthorizationRequest.RedirectTarget;
import dev.signet.authorization.requests.CheckedRequest.NeedsUser;
import dev.signet.authorization.requests.CheckedRequest.NotAccepted;
import dev.signet.authorization.requests.CheckedRequest.Rejected;
import dev.signet.authorization.requests.CheckedRequest.Unanswerable;
import dev.signet.authorization.requests.CheckedRequest.WellFormed;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.jose.Thumbprint;
import dev.signet.base.oauth.GrantType;
import dev.signet.base.oauth.RedirectUri;
import dev.signet.base.oauth.Scopes;
import dev.signet.identity.agents.Agent;
import dev.signet.identity.agents.Agents;
import dev.signet.identity.users.UserId;
import java.time.Clock;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Checks authorization requests, in an order that never sends an answer to a URI that its client
/// has not registered: first the client, then the redirect URI, then everything else.
final class RequestCheck {
  private static final int MAX_CLIENT_ID = 1_024;
  private static final int MAX_STATE = 2_048;
  private static final int MAX_SCOPES = 100;

  /// A challenge of `S256` is a SHA-256 in base64url ([RFC 7636
  /// §4.2](https://www.rfc-editor.org/rfc/rfc7636#section-4.2)).
  private static final Pattern CODE_CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");

  private static final Pattern THUMBPRINT = CODE_CHALLENGE;

  static final String UNKNOWN_CLIENT =
      "The client that sent you here is not known, or may not act for users.";

  private static final String WRONG_REDIRECT =
      "The client that sent you here wants the answer sent to an address that it has not"
          + " registered.";

  /// Parameters that may be given once.
  private static final List<String> SINGLE =
      List.of(
          "response_type",
          "response_mode",
          "state",
          "nonce",
          "scope",
          "code_challenge",
          "code_challenge_method",
          "prompt",
          "dpop_jkt",
          "request",
          "request_uri",
          "max_age",
          "login_hint",
          "ui_locales",
          "acr_values",
          "id_token_hint");

  private static final String APP_UNAVAILABLE =
      "The description of this app cannot be read now. Try again in a minute.";

  private static final String TOO_LONG =
      "The request is longer than " + AuthorizationParameters.MAX_SIZE + " bytes";

  private final Agents agents;
  private final Apps apps;
  private final Clock clock;

  RequestCheck(Agents agents, Apps apps, Clock clock) {
    this.agents = agents;
    this.apps = apps;
    this.clock = clock;
  }

  /// Who asks for the check.
  ///
  /// @param user the signed-in user, if there is one
  /// @param isDecision whether the user has just decided: an app then has to be what it says it is
  ///   now
  record Inquirer(Optional<UserId> user, boolean isDecision, RequestContext by) {}

  CheckedRequest check(AuthorizationParameters parameters, Inquirer inquirer) {
    var id = parameters.one("client_id").filter(text -> text.length() <= MAX_CLIENT_ID);
    if (id.isEmpty()) {
      return new Unanswerable(UNKNOWN_CLIENT);
    }
    return apps.settings().isAccepting() && apps.isClientId(id.get())
        ? checkApp(parameters, id.get(), inquirer)
        : checkRegistered(parameters, id.get());
  }

  private CheckedRequest checkRegistered(AuthorizationParameters parameters, String clientId) {
    var client = registered(clientId);
    if (client.isEmpty()) {
      return new Unanswerable(UNKNOWN_CLIENT);
    }
    return redirectUri(client.get().redirectUris(), parameters)
        .map(uri ->
            check(
                parameters,
                new RequestingClient.Registered(client.get()),
                target(
                    parameters,
                    uri,
                    uri.isLocal() ? Recipient.LOCAL_PROGRAM : Recipient.REGISTERED_CLIENT,
                    true)))
        .orElseGet(() -> new Unanswerable(WRONG_REDIRECT));
  }

  private Optional<Agent> registered(String clientId) {
    return agents
        .findByClientId(clientId)
        // Its redirect URIs may just have been changed on another node.
        .flatMap(agent -> agents.findCurrent(agent.id()))
        // An app may have changed since its row was written: it is known by its own client id only.
        .filter(agent -> !agent.isApp())
        .filter(agent -> agent.mayGetTokens(clock.instant()))
        .filter(agent -> agent.grantTypes().contains(GrantType.AUTHORIZATION_CODE));
  }

  private CheckedRequest checkApp(
      AuthorizationParameters parameters, String clientId, Inquirer inquirer) {
    if (parameters.isTooLong()) {
      // It would not fit into the address to which the user comes back.
      return new Unanswerable(TOO_LONG + ".");
    }
    if (inquirer.user().isEmpty()) {
      return new NeedsUser();
    }
    return switch (apps.find(
        clientId, inquirer.user().get(), inquirer.isDecision(), inquirer.by())) {
      case FoundApp.Unknown() -> new Unanswerable(UNKNOWN_CLIENT);
      case FoundApp.Unavailable() -> new Unanswerable(APP_UNAVAILABLE);
      case FoundApp.Known(var app) ->
          redirectUri(app.redirectUris(), parameters)
              .map(uri -> checkApp(parameters, app, uri))
              .orElseGet(() -> new Unanswerable(WRONG_REDIRECT));
    };
  }

  private CheckedRequest checkApp(AuthorizationParameters parameters, App app, RedirectUri uri) {
    if (!apps.isAccepted(app, uri)) {
      return new NotAccepted(app);
    }
    var recipient = apps.recipient(app, uri);
    return check(
        parameters,
        new RequestingClient.SelfDescribed(app, apps.findRegistered(app.clientId())),
        target(parameters, uri, recipient, recipient == Recipient.TRUSTED_HOST));
  }

  /// The registered redirect URI that the request names, or the only one if it names none ([RFC
  /// 6749 §3.1.2.3](https://www.rfc-editor.org/rfc/rfc6749#section-3.1.2.3)).
  private static Optional<RedirectUri> redirectUri(
      List<RedirectUri> registered, AuthorizationParameters parameters) {
    if (parameters.isRepeated("redirect_uri")) {
      return Optional.empty();
    }
    var requested = parameters.one("redirect_uri");
    if (requested.isEmpty()) {
      return registered.size() == 1 && !registered.getFirst().isLoopback()
          ? Optional.of(registered.getFirst())
          : Optional.empty();
    }
    return registered.stream().filter(uri -> uri.matches(requested.get())).findFirst();
  }

  private static RedirectTarget target(
      AuthorizationParameters parameters,
      RedirectUri registered,
      Recipient recipient,
      boolean mayGetErrors) {
    var state =
        parameters
            .one("state")
            .filter(text -> text.length() <= MAX_STATE)
            .filter(text -> text.chars().noneMatch(Character::isISOControl));
    return new RedirectTarget(
        registered,
        parameters.one("redirect_uri").orElse(registered.value()),
        state,
        recipient,
        mayGetErrors);
  }

  private static CheckedRequest check(
      AuthorizationParameters parameters, RequestingClient client, RedirectTarget target) {
    if (parameters.isTooLong()) {
      return invalid(target, TOO_LONG);
    }
    if (parameters.hasControlCharacters()) {
      return invalid(target, "A parameter has a control character");
    }
    for (var name : SINGLE) {
      if (parameters.isRepeated(name)) {
        return invalid(target, "Parameter " + name + " is given more than once");
      }
    }
    if (parameters.one("state").filter(text -> text.length() > MAX_STATE).isPresent()) {
      return invalid(target, "The state is longer than " + MAX_STATE + " characters");
    }
    if (parameters.has("request")) {
      return new Rejected(
          target,
          AuthorizationError.REQUEST_NOT_SUPPORTED,
          "Request objects are not supported; send the parameters themselves");
    }
    if (parameters.has("request_uri")) {
      return new Rejected(
          target,
          AuthorizationError.REQUEST_URI_NOT_SUPPORTED,
          "Parameter request_uri is not supported; send the parameters themselves");
    }
    if (!parameters.one("response_type").equals(Optional.of("code"))) {
      return parameters.has("response_type")
          ? new Rejected(
              target,
              AuthorizationError.UNSUPPORTED_RESPONSE_TYPE,
              "The response_type has to be code")
          : invalid(target, "Parameter response_type is missing; it has to be code");
    }
    if (parameters.one("response_mode").filter(mode -> !mode.equals("query")).isPresent()) {
      return invalid(target, "The response_mode has to be query");
    }
    return checkProofs(parameters, client, target);
  }

  /// [RFC 7636 §4.3](https://www.rfc-editor.org/rfc/rfc7636#section-4.3): without a method the
  /// challenge would be plain, which does not protect against a party that reads the request.
  private static CheckedRequest checkProofs(
      AuthorizationParameters parameters, RequestingClient client, RedirectTarget target) {
    var challenge = parameters.one("code_challenge");
    if (challenge.isEmpty()) {
      return invalid(target, "Parameter code_challenge is missing: PKCE is required");
    }
    if (!parameters.one("code_challenge_method").equals(Optional.of("S256"))) {
      return invalid(target, "The code_challenge_method has to be present, and S256");
    }
    if (!CODE_CHALLENGE.matcher(challenge.get()).matches()) {
      return invalid(target, "The code_challenge has to be 43 characters of base64url, a SHA-256");
    }
    var dpopKey = parameters.one("dpop_jkt");
    if (dpopKey.filter(key -> !THUMBPRINT.matcher(key).matches()).isPresent()) {
      return invalid(target, "The dpop_jkt is not the thumbprint of a key");
    }
    var prompts = prompts(parameters);
    if (prompts.isEmpty()) {
      return invalid(
          target, "The prompt has to be none alone, or some of login, consent, select_account");
    }
    return checkTarget(
        parameters, client, target, challenge.get(), dpopKey.map(Thumbprint::new), prompts.get());
  }

  private static CheckedRequest checkTarget(
      AuthorizationParameters parameters,
      RequestingClient client,
      RedirectTarget target,
      String challenge,
      Optional<Thumbprint> dpopKey,
      Set<Prompt> prompts) {
    var resources = parameters.all("resource").stream().distinct().toList();
    if (resources.size() > 1) {
      return new Rejected(
          target,
          AuthorizationError.INVALID_TARGET,
          "A user allows one resource at a time: send one resource parameter");
    }
    var scopes = scopes(parameters.one("scope").orElse(""));
    if (scopes.size() > MAX_SCOPES || !scopes.stream().allMatch(Scopes::isScope)) {
      return new Rejected(
          target,
          AuthorizationError.INVALID_SCOPE,
          "The scope is not a list of at most " + MAX_SCOPES + " scopes");
    }
    return new WellFormed(
        new AuthorizationRequest(
            parameters,
            client,
            target,
            challenge,
            scopes,
            resources.stream().findFirst(),
            dpopKey,
            prompts));
  }

  /// Some clients put spaces before the first scope, or several between two.
  private static List<String> scopes(String text) {
    return Arrays.stream(text.split(" +")).filter(scope -> !scope.isEmpty()).distinct().toList();
  }

  /// Empty when the parameter is malformed.
  private static Optional<Set<Prompt>> prompts(AuthorizationParameters parameters) {
    var prompts = EnumSet.noneOf(Prompt.class);
    for (var word : scopes(parameters.one("prompt").orElse(""))) {
      var known =
          Arrays.stream(Prompt.values())
              .filter(prompt -> prompt.name().toLowerCase(Locale.ROOT).equals(word))
              .findFirst();
      if (known.isEmpty()) {
        return Optional.empty();
      }
      prompts.add(known.get());
    }
    return prompts.contains(Prompt.NONE) && prompts.size() > 1
        ? Optional.empty()
        : Optional.of(prompts);
  }

  private static Rejected invalid(RedirectTarget target, String description) {
    return new Rejected(target, AuthorizationError.INVALID_REQUEST, description);
  }
}
