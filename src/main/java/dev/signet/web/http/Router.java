package dev.signet.web.http;

import dev.signet.base.callers.Authorization;
import dev.signet.base.callers.Caller;
import dev.signet.base.callers.ConsoleSession;
import dev.signet.base.callers.DenialListener;
import dev.signet.base.callers.SelfService;
import dev.signet.base.db.ReadContext;
import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import dev.signet.web.limits.ClientNetwork;
import dev.signet.web.limits.RateLimits;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All routes: finds the route of a request, checks its caller's access, and turns every refusal
/// into a response. A literal segment wins over a parameter (`/agents/me` over `/agents/{id}`).
public final class Router {

  /// One route, as the OpenAPI test and the tests of access see it.
  public record Route(String method, String pattern, Access access, Handler handler) {}

  /// How the server treats requests without a credential.
  public enum AnonymousAccess {
    /// `serve`: as unauthenticated.
    UNAUTHENTICATED,
    /// `dev`: as the operator.
    OPERATOR
  }

  /// The logger of every request, used if the setting enables it.
  public static final String REQUEST_LOG = "dev.signet.requests";

  /// The parameters by which a client authenticates in the body ([RFC 6749
  /// §2.3.1](https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1), [RFC 7521
  /// §4.2](https://www.rfc-editor.org/rfc/rfc7521#section-4.2)).
  private static final List<String> CLIENT_CREDENTIALS =
      List.of("client_secret", "client_assertion");

  private static final String ANY_ORIGIN = "Access-Control-Allow-Origin";
  private static final Logger LOG = LoggerFactory.getLogger(Router.class);
  private static final Logger REQUESTS = LoggerFactory.getLogger(REQUEST_LOG);

  private final PathNode root = new PathNode();
  private final List<Route> routes = new ArrayList<>();
  private final Gate gate;
  private final IdempotentReplay idempotentReplay;
  private final ResponseFilter responseFilter;
  private final AnonymousAccess anonymous;
  private final RateLimits limits;
  private final BrowserSupport browserSupport;
  private final UnauthenticatedWorkLimit unauthenticatedWork = new UnauthenticatedWorkLimit();
  private final MeterRegistry meters;
  private DenialListener denialListener = (_, _, _, _) -> {};
  private final Map<String, Timer> timers = new ConcurrentHashMap<>();
  private String prefix = "";

  public Router(
      Gate gate,
      IdempotentReplay replays,
      ResponseFilter lastWord,
      AnonymousAccess anonymous,
      RateLimits limits,
      BrowserSupport browsers,
      MeterRegistry meters) {
    this.gate = gate;
    this.idempotentReplay = replays;
    this.responseFilter = lastWord;
    this.anonymous = anonymous;
    this.limits = limits;
    this.browserSupport = browsers;
    this.meters = meters;
  }

  /// Accepts requests below this prefix as well, as if it were not there: the path of the issuer,
  /// for proxies that do not strip it. Pages are excluded, because their links do not include the
  /// prefix.
  ///
  /// @param path such as `/tenant`; empty for none
  public void acceptPrefix(String path) {
    prefix = path;
  }

  /// The path for routing: without the prefix, unless a route matches the path with it.
  private String pathWithoutPrefix(String method, String path) {
    if (prefix.isEmpty() || !path.startsWith(prefix + "/")) {
      return path;
    }
    var rest = path.substring(prefix.length());
    return ErrorFormat.of(rest) == ErrorFormat.HTML
            || !(findAt(method, path) instanceof RouteMatch.NoMatch)
        ? path
        : rest;
  }

  public void get(String pattern, Access access, Handler handler) {
    add("GET", pattern, access, handler);
  }

  /// A public document, readable by pages of other sites
  /// ([CORS](https://fetch.spec.whatwg.org/#http-cors-protocol)): `GET`, and the `OPTIONS` of the
  /// browser's preflight. A browser sends no cookie with it, because the response does not allow
  /// credentials.
  public void getCrossOrigin(String pattern, Access.Open access, Handler handler) {
    get(pattern, access, request -> handler.handle(request).withHeader(ANY_ORIGIN, "*"));
    add(
        "OPTIONS",
        pattern,
        access,
        _ ->
            Response.empty(204)
                .withHeader(ANY_ORIGIN, "*")
                .withHeader("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS")
                .withHeader("Access-Control-Allow-Headers", "*")
                .withHeader("Access-Control-Max-Age", "86400")
                .withHeader("Allow", "GET, HEAD, OPTIONS"));
  }

  public void post(String pattern, Access access, Handler handler) {
    add("POST", pattern, access, handler);
  }

  public void put(String pattern, Access access, Handler handler) {
    add("PUT", pattern, access, handler);
  }

  public void patch(String pattern, Access access, Handler handler) {
    add("PATCH", pattern, access, handler);
  }

  public void delete(String pattern, Access access, Handler handler) {
    add("DELETE", pattern, access, handler);
  }

  private void add(String method, String pattern, Access access, Handler handler) {
    var node = root;
    for (var segment : segments(pattern)) {
      node = node.child(segment);
    }
    var route = new Route(method, pattern, access, handler);
    if (node.routes.put(method, route) != null) {
      throw new IllegalStateException("Two routes for " + method + " " + pattern);
    }
    routes.add(route);
  }

  public List<Route> routes() {
    return List.copyOf(routes);
  }

  /// Answers a request; never throws.
  public Response handle(Request sent) {
    var started = System.nanoTime();
    var path = pathWithoutPrefix(sent.method(), sent.path());
    var request = path.equals(sent.path()) ? sent : sent.withPath(path);
    var found = find(request);
    var response = responseFilter.apply(handle(request, found), request);
    var took = System.nanoTime() - started;
    timer(request, found, response).record(took, TimeUnit.NANOSECONDS);
    logRequest(request, found, response, took);
    return request.method().equals("HEAD") ? response.withoutBody() : response;
  }

  private static void logRequest(
      Request request, RouteMatch found, Response response, long tookNanos) {
    if (REQUESTS.isInfoEnabled()) {
      REQUESTS
          .atInfo()
          .addKeyValue("request_id", request.context().requestId())
          .addKeyValue("method", request.method())
          .addKeyValue("route", routeName(found))
          .addKeyValue("status", response.status())
          .addKeyValue("took_us", tookNanos / 1_000)
          .addKeyValue("address", request.context().address())
          .log("request");
    }
  }

  private Response handle(Request request, RouteMatch found) {
    var family = ErrorFormat.of(request.path());
    var requestId = request.context().requestId();
    try {
      return handle(request, routeOf(found));
    } catch (Refused refused) {
      LOG.atDebug()
          .addKeyValue("request_id", requestId)
          .addKeyValue("route", routeName(found))
          .addKeyValue("detail", refused.detail())
          .log("refused");
      return refused(refused.refusal(), request);
    } catch (RuntimeException | StackOverflowError bug) {
      LOG.atError()
          .addKeyValue("request_id", requestId)
          .addKeyValue("method", request.method())
          .addKeyValue("route", routeName(found))
          .setCause(bug)
          .log("incident");
      return family == ErrorFormat.HTML
          ? browserSupport.pages().internalErrorPage(request)
          : RefusalResponses.internalError(family, requestId);
    }
  }

  /// A refusal in the format of the request: for a program, or for a browser's user.
  Response refused(Refusal refusal, Request request) {
    var family = ErrorFormat.of(request.path());
    return family == ErrorFormat.HTML
        ? browserSupport.pages().refusalPage(refusal, request)
        : RefusalResponses.of(refusal, family, request.context().requestId());
  }

  private Response handle(Request request, RouteMatch.MatchedRoute here) {
    var lost = findReplay(request);
    if (lost.isPresent()) {
      return lost.get();
    }
    var seen = new IdentifiedCaller();
    Request admitted;
    try {
      admitted = authorize(request, here.route(), here.params(), seen);
    } catch (Refused refused) {
      // The same request, sent twice at once, may have replaced the secret meanwhile.
      var again = findReplay(request);
      if (again.isPresent()) {
        return again.get();
      }
      reportDenial(request, here.route(), seen.caller, refused.refusal());
      throw refused;
    }
    try {
      return isLongAndUnauthenticated(admitted)
          ? handleLong(here.route().handler(), admitted)
          : handleInReadLane(here.route().handler(), admitted);
    } catch (Refused refused) {
      reportDenial(request, here.route(), admitted.caller(), refused.refusal());
      throw refused;
    }
  }

  /// Whether a long body is about to be parsed for a caller that has not authenticated yet.
  private static boolean isLongAndUnauthenticated(Request request) {
    return request.bodyLength() > BodyMemory.UNCOUNTED
        && request.caller() instanceof Caller.Unauthenticated;
  }

  /// A long body counts as several calls before it is parsed, and waits for its turn.
  private Response handleLong(Handler handler, Request request) {
    var calls = request.bodyLength() / BodyMemory.UNCOUNTED;
    enforceLimit(
        RateLimits.RateCategory.PUBLIC, ClientNetwork.of(request.context().address()), calls);
    return unauthenticatedWork.handle(handler, request);
  }

  /// Slow reads for a caller use its read lane, also while the response is sent.
  private static Response handleInReadLane(Handler handler, Request admitted) {
    var reader = readContextFor(admitted.caller());
    if (reader.isEmpty()) {
      return handler.handle(admitted);
    }
    return reader
        .get()
        .run(() -> handler.handle(admitted))
        .withWriter(writer -> out -> writeFor(reader.get(), writer, out));
  }

  private static void writeFor(ReadContext reader, Response.Writer writer, OutputStream out)
      throws IOException {
    try {
      reader.run(() -> {
        try {
          writer.writeTo(out);
          return true;
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static Optional<ReadContext> readContextFor(Caller caller) {
    return switch (caller) {
      case Caller.Operator operator ->
          Optional.of(new ReadContext(operator.id(), ReadContext.Lane.OPERATORS));
      case Caller.Agent agent ->
          Optional.of(new ReadContext(agent.organizationId(), ReadContext.Lane.TENANTS));
      case Caller.SuspendedAgent agent ->
          Optional.of(new ReadContext(agent.organizationId(), ReadContext.Lane.TENANTS));
      case Caller.Client client ->
          Optional.of(new ReadContext(client.organizationId(), ReadContext.Lane.TENANTS));
      case Caller.Job _, Caller.Unauthenticated _ -> Optional.empty();
    };
  }

  /// The caller, once it is known, whether access is granted or not.
  private static final class IdentifiedCaller {
    private Caller caller = new Caller.Unauthenticated();

    private <C extends Caller> C identify(C known) {
      caller = known;
      return known;
    }
  }

  private void reportDenial(Request request, Route route, Caller caller, Refusal refusal) {
    if (caller instanceof Caller.Unauthenticated) {
      return;
    }
    DenialListener.Reason.of(refusal, caller)
        .ifPresent(reason ->
            denialListener.onDenied(
                request.context().withCaller(caller), route.method(), route.pattern(), reason));
  }

  /// Sets the listener for denials of authenticated callers.
  public void setDenialListener(DenialListener audience) {
    denialListener = audience;
  }

  private Optional<Response> findReplay(Request request) {
    if (!request.method().equals("POST") || request.headers("idempotency-key").isEmpty()) {
      return Optional.empty();
    }
    var lost = idempotentReplay.find(request);
    if (lost.isPresent()) {
      enforceLimit(RateLimits.RateCategory.PUBLIC, ClientNetwork.of(request.context().address()));
    }
    return lost;
  }

  private static RouteMatch.MatchedRoute routeOf(RouteMatch found) {
    return switch (found) {
      case RouteMatch.MatchedRoute here -> here;
      case RouteMatch.MethodMismatch(var allowed) ->
          throw new Refused(new Refusal.MethodNotAllowed(allowed), "wrong method");
      case RouteMatch.NoMatch() -> throw new Refused(new Refusal.NoSuchPath(), "no such path");
    };
  }

  /// The pattern of the route, not the path: a path may contain a secret that a client put in the
  /// wrong place.
  private static String routeName(RouteMatch found) {
    return found instanceof RouteMatch.MatchedRoute(var route, _) ? route.pattern() : "none";
  }

  private Request authorize(
      Request request, Route route, Map<String, String> params, IdentifiedCaller seen) {
    if (ErrorFormat.of(request.path()) == ErrorFormat.HTML && request.method().equals("POST")) {
      browserSupport.requireSameOrigin(request);
    }
    return switch (route.access()) {
      case Access.Page page -> request.withMatch(params, sessionOf(request, page, seen));
      case Access access -> request.withMatch(params, callerOf(request, access, seen));
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
      case Access.SignedIn(var scope) -> requireScope(scope, session.caller());
      case Access.Reauthenticated(var scope) -> {
        requireScope(scope, session.caller());
        requireRecentAuthentication(session);
      }
    }
    return session;
  }

  /// An invalid cookie still costs a query of the database, so a client that sends many is
  /// rate-limited by its address.
  private ConsoleSession authenticateSession(Request request) {
    try {
      return browserSupport.sessions().authenticate(request);
    } catch (Refused refused) {
      enforceLimit(RateLimits.RateCategory.PUBLIC, ClientNetwork.of(request.context().address()));
      throw refused;
    }
  }

  private static void requireRecentAuthentication(ConsoleSession session) {
    if (!session.isRecentlyAuthenticated()) {
      throw new Refused(new Refusal.ReauthenticationRequired(), "not proved again");
    }
  }

  private Caller callerOf(Request request, Access access, IdentifiedCaller seen) {
    return switch (access) {
      case Access.Open _ -> {
        enforceLimit(RateLimits.RateCategory.PUBLIC, ClientNetwork.of(request.context().address()));
        yield new Caller.Unauthenticated();
      }
      case Access.Probe _, Access.Client _, Access.ApiKey _ -> new Caller.Unauthenticated();
      case Access.BySetting _ ->
          request.authorization() instanceof Authorization.None
              ? new Caller.Unauthenticated()
              : requireAuthenticated(request, seen);
      case Access.ClientOrBearer(var scope) -> {
        var caller =
            request.authorization() instanceof Authorization.Basic || hasClientCredential(request)
                ? new Caller.Unauthenticated()
                : seen.identify(caller(request));
        if (caller instanceof Caller.Unauthenticated) {
          yield caller;
        }
        enforceLimit(RateLimits.RateCategory.INTROSPECTION, caller.id());
        yield caller instanceof Caller.Agent ? caller : requireScope(scope, caller);
      }
      case Access.Management(var scope) -> {
        var caller = requireAuthenticated(request, seen);
        yield requireScope(scope, caller);
      }
      case Access.OperatorOnly(var scope) -> {
        var caller = requireAuthenticated(request, seen);
        if (!(caller instanceof Caller.Operator)) {
          throw Refused.notAllowed("Only an operator key may do this");
        }
        yield requireScope(scope, caller);
      }
      case Access.Self _ -> {
        var caller = agent(request, seen);
        if (caller instanceof Caller.SuspendedAgent) {
          throw Refused.notAllowed(
              "The agent is suspended: it may read itself, and reactivate itself if it suspended"
                  + " itself");
        }
        yield caller;
      }
      case Access.SelfOrSuspended _ -> agent(request, seen);
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

  private Caller agent(Request request, IdentifiedCaller seen) {
    return switch (requireAuthenticated(request, seen)) {
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
          "Self-service of this agent is " + selfService.wire() + "; an operator sets that");
    }
    return agent;
  }

  private static boolean isReadOnly(Request request) {
    return request.method().equals("GET") || request.method().equals("HEAD");
  }

  private Caller requireAuthenticated(Request request, IdentifiedCaller seen) {
    var caller = seen.identify(caller(request));
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

  private Caller caller(Request request) {
    return switch (request.authorization()) {
      case Authorization.None() ->
          switch (anonymous) {
            case UNAUTHENTICATED -> new Caller.Unauthenticated();
            case OPERATOR -> {
              requireNoForm(request);
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
  private static void requireNoForm(Request request) {
    if (!isReadOnly(request)
        && ErrorFormat.of(request.path()) != ErrorFormat.OAUTH
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

  private void enforceLimit(RateLimits.RateCategory kind, String caller) {
    enforceLimit(kind, caller, 1);
  }

  private void enforceLimit(RateLimits.RateCategory kind, String caller, int calls) {
    Optional<Duration> wait = limits.take(kind, caller, calls);
    if (wait.isPresent()) {
      throw Refused.tooManyRequests(wait.get(), "rate limit of " + kind);
    }
  }

  private Timer timer(Request request, RouteMatch found, Response response) {
    var pattern = routeName(found);
    var method = found instanceof RouteMatch.MatchedRoute ? request.method() : "none";
    return timers.computeIfAbsent(
        method + ' ' + pattern + ' ' + response.status(),
        _ ->
            Timer.builder("signet.http.requests")
                .description("Requests by route and status")
                .tag("method", method)
                .tag("route", pattern)
                .tag("status", Integer.toString(response.status()))
                .publishPercentileHistogram(false)
                .register(meters));
  }

  /// Checks that a route exists, before any of the body is read.
  ///
  /// @throws Refused `NoSuchPath` or `MethodNotAllowed`
  void requireRoute(String method, String path) {
    routeOf(findAt(method, pathWithoutPrefix(method, path)));
  }

  private RouteMatch find(Request request) {
    return findAt(request.method(), request.path());
  }

  private RouteMatch findAt(String called, String path) {
    if (!path.startsWith("/")) {
      return new RouteMatch.NoMatch();
    }
    var params = new HashMap<String, String>();
    var node = root.find(segments(path), 0, params);
    if (node == null) {
      return new RouteMatch.NoMatch();
    }
    var method = called.equals("HEAD") ? "GET" : called;
    var route = node.routes.get(method);
    return route == null
        ? new RouteMatch.MethodMismatch(node.methods())
        : new RouteMatch.MatchedRoute(route, nameParameters(route, params));
  }

  /// Path parameters are matched by position; the route's pattern names them.
  private static Map<String, String> nameParameters(Route route, Map<String, String> byPlace) {
    if (byPlace.isEmpty()) {
      return Map.of();
    }
    var named = new HashMap<String, String>();
    var place = 0;
    for (var segment : segments(route.pattern())) {
      var value = byPlace.get(Integer.toString(place++));
      if (segment.startsWith("{") && value != null) {
        named.put(segment.substring(1, segment.length() - 1), value);
      }
    }
    return named;
  }

  private static List<String> segments(String path) {
    var found = new ArrayList<String>(8);
    for (var start = 1; start <= path.length(); ) {
      var end = path.indexOf('/', start);
      if (end < 0) {
        end = path.length();
      }
      found.add(path.substring(start, end));
      start = end + 1;
    }
    return found;
  }

  private sealed interface RouteMatch {
    record MatchedRoute(Route route, Map<String, String> params) implements RouteMatch {}

    record MethodMismatch(List<String> allowed) implements RouteMatch {}

    record NoMatch() implements RouteMatch {}
  }

  private static final class PathNode {
    private final Map<String, PathNode> literals = new HashMap<>();
    private final Map<String, Route> routes = new HashMap<>();
    private @Nullable PathNode parameter;

    /// All methods that the path supports; `HEAD` goes with `GET`.
    List<String> methods() {
      var methods = new TreeSet<>(routes.keySet());
      if (methods.contains("GET")) {
        methods.add("HEAD");
      }
      return List.copyOf(methods);
    }

    PathNode child(String segment) {
      if (!segment.startsWith("{")) {
        return literals.computeIfAbsent(segment, _ -> new PathNode());
      }
      var grown = parameter == null ? new PathNode() : parameter;
      parameter = grown;
      return grown;
    }

    @Nullable PathNode find(List<String> segments, int at, Map<String, String> params) {
      if (at == segments.size()) {
        return routes.isEmpty() ? null : this;
      }
      var segment = segments.get(at);
      var literal = literals.get(segment);
      var found = literal == null ? null : literal.find(segments, at + 1, params);
      if (found == null && parameter != null && !segment.isEmpty()) {
        found = parameter.find(segments, at + 1, params);
        if (found != null) {
          params.put(Integer.toString(at), segment);
        }
      }
      return found;
    }
  }
}
