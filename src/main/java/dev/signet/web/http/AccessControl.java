package dev.signet.web.http;

import dev.signet.base.callers.Authorization;
import dev.signet.base.callers.Caller;
import dev.signet.base.callers.ConsoleSession;
import dev.signet.base.callers.SelfService;
import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import dev.signet.web.limits.ClientNetwork;
import dev.signet.web.limits.RateLimits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Authenticates the caller of a request, and checks what the route declares with [Access], rate
/// limits included.
public final class AccessControl {

  /// The parameters by which a client authenticates in the body ([RFC 6749
  /// §2.3.1](https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1), [RFC 7521
  /// §4.2](https://www.rfc-editor.org/rfc/rfc7521#section-4.2)).
  private static final List<String> CLIENT_CREDENTIALS =
      List.of("client_secret", "client_assertion");

  private final Gate gate;
  private final AnonymousAccess anonymous;
  private final RateLimits limits;
  private final BrowserSupport browserSupport;

  public AccessControl(
      Gate gate, AnonymousAccess anonymous, RateLimits limits, BrowserSupport browserSupport) {
    this.gate = gate;
    this.anonymous = anonymous;
    this.limits = limits;
    this.browserSupport = browserSupport;
  }

  BrowserSupport.ErrorPages errorPages() {
    return browserSupport.pages();
  }

  /// The caller, once it is known, whether access is granted or not.
  static final class IdentifiedCaller {
    private Caller caller = new Caller.Unauthenticated();

    private <C extends Caller> C identify(C known) {
      caller = known;
      return known;
    }

    Caller caller() {
      return caller;
    }
  }

  /// The request, with its caller.
  ///
  /// @param seen learns the caller, even if access is refused
  /// @throws Refused when the caller may not call the route
  Request authorize(Request request, RouteMatch.MatchedRoute here, IdentifiedCaller seen) {
    var route = here.route();
    if (route.errorFormat() == ErrorFormat.HTML
        && request.method().equals("POST")
        && route.otherSites() != Route.OtherSites.MAY_SEND_FORMS) {
      browserSupport.requireSameOrigin(request);
    }
    return switch (route.access()) {
      case Access.Page page -> request.withMatch(here.params(), sessionOf(request, page, seen));
      case Access _ -> request.withMatch(here.params(), callerOf(request, route, seen));
    };
  }

  private ConsoleSession sessionOf(Request request, Access.Page page, IdentifiedCaller seen) {
    var session = authenticateSession(request);
    seen.identify(session.caller());
    if (request.method().equals("POST")) {
      browserSupport.requireFormToken(request, session);
    }
    enforceLimit(RateLimits.RateCategory.MANAGEMENT, session.caller().id());
    switch (page) {
      case Access.OwnSession() -> {}
      case Access.OwnSessionReauthenticated() -> requireRecentAuthentication(session);
      case Access.SignedIn(var scope) -> {
        requireWholeServer(session);
        requireScope(scope, session.caller());
      }
      case Access.Reauthenticated(var scope) -> {
        requireWholeServer(session);
        requireScope(scope, session.caller());
        requireRecentAuthentication(session);
      }
      case Access.SignedInMember(var scope) -> requireScope(scope, session.caller());
      case Access.ReauthenticatedMember(var scope) -> {
        requireScope(scope, session.caller());
        requireRecentAuthentication(session);
      }
    }
    return session;
  }

  private static void requireWholeServer(ConsoleSession session) {
    if (!session.caller().isOfWholeServer()) {
      throw Refused.notAllowed("Only a user of the whole server may open this page");
    }
  }

  /// An invalid cookie still costs a query of the database, so a client that sends many is
  /// rate-limited by its address.
  private ConsoleSession authenticateSession(Request request) {
    try {
      return browserSupport.sessions().authenticate(request);
    } catch (Refused refused) {
      enforcePublicLimit(request, 1);
      throw refused;
    }
  }

  private static void requireRecentAuthentication(ConsoleSession session) {
    if (!session.isRecentlyAuthenticated()) {
      throw new Refused(new Refusal.ReauthenticationRequired(), "not proved again");
    }
  }

  private Caller callerOf(Request request, Route route, IdentifiedCaller seen) {
    return switch (route.access()) {
      case Access.Open _ -> {
        enforcePublicLimit(request, 1);
        yield new Caller.Unauthenticated();
      }
      case Access.Probe _, Access.Client _, Access.ApiKey _ -> new Caller.Unauthenticated();
      case Access.BySetting _ ->
          request.authorization() instanceof Authorization.None
              ? new Caller.Unauthenticated()
              : requireAuthenticated(request, route, seen);
      case Access.ClientOrBearer(var scope) -> {
        var caller =
            request.authorization() instanceof Authorization.Basic || hasClientCredential(request)
                ? new Caller.Unauthenticated()
                : seen.identify(caller(request, route));
        if (caller instanceof Caller.Unauthenticated) {
          yield caller;
        }
        enforceLimit(RateLimits.RateCategory.INTROSPECTION, caller.id());
        yield caller instanceof Caller.Agent ? caller : requireScope(scope, caller);
      }
      case Access.Management(var scope) -> {
        var caller = requireAuthenticated(request, route, seen);
        yield requireScope(scope, caller);
      }
      case Access.ManagementWithEither(var scope, var other) -> {
        var caller = requireAuthenticated(request, route, seen);
        yield caller.scopes().allows(other) ? caller : requireScope(scope, caller);
      }
      case Access.ForOperators operators -> {
        var caller = requireAuthenticated(request, route, seen);
        if (!(caller instanceof Caller.Operator operator)) {
          throw Refused.notAllowed("Only an operator key may do this");
        }
        if (operators instanceof Access.ServerOperator && !operator.isOfWholeServer()) {
          throw Refused.notAllowed("Only an operator key of the whole server may do this");
        }
        yield requireScope(operators.scope(), caller);
      }
      case Access.Self _ -> {
        var caller = agent(request, route, seen);
        if (caller instanceof Caller.SuspendedAgent) {
          throw Refused.notAllowed(
              "The agent is suspended: it may read itself, and reactivate itself if it suspended"
                  + " itself");
        }
        yield caller;
      }
      case Access.SelfOrSuspended _ -> agent(request, route, seen);
      case Access.Page page -> sessionOf(request, page, seen).caller();
    };
  }

  /// Whether a client sends its credential in the body. That then authenticates the request, and a
  /// bearer token beside it is ignored.
  private static boolean hasClientCredential(Request request) {
    if (!(request.authorization() instanceof Authorization.Token)) {
      return false;
    }
    try {
      var parameters = request.parameters();
      return CLIENT_CREDENTIALS.stream().anyMatch(name -> parameters.one(name).isPresent());
    } catch (Refused _) {
      // The route reports this, once the caller is known.
      return false;
    }
  }

  private Caller agent(Request request, Route route, IdentifiedCaller seen) {
    return switch (requireAuthenticated(request, route, seen)) {
      case Caller.Agent agent -> enforceLimit(agent.selfService(), agent, request);
      case Caller.SuspendedAgent suspended ->
          enforceLimit(suspended.selfService(), suspended, request);
      case Caller other when other.equals(Caller.Operator.ANONYMOUS) ->
          throw Refused.noCredential();
      case Caller _ ->
          throw Refused.notAllowed("Only an agent's own access token or API key may do this");
    };
  }

  private static Caller enforceLimit(SelfService selfService, Caller agent, Request request) {
    if (!selfService.allows(isReadOnly(request))) {
      throw Refused.notAllowed(
          "Self-service of this agent is "
              + selfService.wire()
              + "; only an operator can change that");
    }
    return agent;
  }

  private static boolean isReadOnly(Request request) {
    return request.method().equals("GET") || request.method().equals("HEAD");
  }

  private Caller requireAuthenticated(Request request, Route route, IdentifiedCaller seen) {
    var caller = seen.identify(caller(request, route));
    if (caller instanceof Caller.Unauthenticated) {
      throw Refused.noCredential();
    }
    enforceLimit(RateLimits.RateCategory.MANAGEMENT, caller.id());
    if (caller instanceof Caller.Agent agent && agent.isTest() && !isReadOnly(request)) {
      throw Refused.notAllowed(
          "This is a test token: it can read what the agent may read, and change nothing");
    }
    return caller;
  }

  private Caller caller(Request request, Route route) {
    return switch (request.authorization()) {
      case Authorization.None() ->
          switch (anonymous) {
            case UNAUTHENTICATED -> new Caller.Unauthenticated();
            case OPERATOR -> {
              requireNoForm(request, route);
              yield Caller.Operator.ANONYMOUS;
            }
          };
      case Authorization.Token token ->
          gate.authenticate(token, request)
              .orElseThrow(() -> Refused.unauthenticated("a bearer token of unknown kind"));
      case Authorization.Basic _ ->
          throw Refused.unauthenticated("Basic instead of a bearer token");
      case Authorization.Unusable() -> throw Refused.unauthenticated("unusable Authorization");
    };
  }

  /// A form of a web page can call what needs no body (`POST /api/v1/keys/rotate`), and an old
  /// browser does not send the headers that [CrossSiteGuard] checks. The content type identifies a
  /// form: a page can send other types only after a CORS preflight, which we refuse. The OAuth
  /// endpoints accept forms, and do nothing without a secret in them.
  private static void requireNoForm(Request request, Route route) {
    if (!isReadOnly(request)
        && route.errorFormat() != ErrorFormat.OAUTH
        && request.hasFormMediaType()) {
      throw new Refused(
          new Refusal.UnsupportedMediaType(
              "In dev posture, without a credential: send Content-Type: application/json, or no"
                  + " Content-Type"),
          "a form's content type");
    }
  }

  private static Caller requireScope(String scope, Caller caller) {
    if (!caller.scopes().allows(scope)) {
      throw Refused.insufficientScope(scope);
    }
    return caller;
  }

  /// @param calls how many calls this one counts as, for callers that have not authenticated
  /// @throws Refused `TooManyRequests`
  void enforcePublicLimit(Request request, int calls) {
    enforceLimit(
        RateLimits.RateCategory.PUBLIC, ClientNetwork.of(request.context().address()), calls);
  }

  private void enforceLimit(RateLimits.RateCategory kind, String caller) {
    enforceLimit(kind, caller, 1);
  }

  private void enforceLimit(RateLimits.RateCategory kind, String caller, int calls) {
    Optional<Duration> wait = limits.take(kind, caller, calls);
    if (wait.isPresent()) {
      throw Refused.tooManyRequests(wait.get(), "rate limit of " + kind);
    }
  }
}
