package dev.signet.web.http;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.SelfService;
import dev.signet.base.db.Reader;
import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import dev.signet.web.limits.Network;
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

/// All routes: finds the one for a request, sees that its caller may call it, and turns every
/// refusal into an answer. A literal segment wins over a parameter (`/agents/me` over
/// `/agents/{id}`).
public final class Router {

  /// One route, as the OpenAPI file's test and the tests of access see it.
  public record Route(String method, String pattern, Access access, Handler handler) {}

  /// How the server treats those who show no credential.
  public enum Anonymous {
    /// `serve`: they are nobody.
    NOBODY,
    /// `dev`: they are the operator.
    OPERATOR
  }

  /// The logger that tells of every request, where the setting says so.
  public static final String REQUEST_LOG = "dev.signet.requests";

  /// The parameters by which a client authenticates itself in the body ([RFC 6749
  /// §2.3.1](https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1), [RFC 7521
  /// §4.2](https://www.rfc-editor.org/rfc/rfc7521#section-4.2)).
  private static final List<String> CLIENT_CREDENTIALS =
      List.of("client_secret", "client_assertion");

  private static final String ANY_ORIGIN = "Access-Control-Allow-Origin";
  private static final Logger LOG = LoggerFactory.getLogger(Router.class);
  private static final Logger REQUESTS = LoggerFactory.getLogger(REQUEST_LOG);

  private final Node root = new Node();
  private final List<Route> routes = new ArrayList<>();
  private final Gate gate;
  private final Replays replays;
  private final LastWord lastWord;
  private final Anonymous anonymous;
  private final RateLimits limits;
  private final Browsers browsers;
  private final StrangersWork strangersWork = new StrangersWork();
  private final MeterRegistry meters;
  private Denials denials = (_, _, _, _) -> {};
  private final Map<String, Timer> timers = new ConcurrentHashMap<>();
  private String prefix = "";

  public Router(
      Gate gate,
      Replays replays,
      LastWord lastWord,
      Anonymous anonymous,
      RateLimits limits,
      Browsers browsers,
      MeterRegistry meters) {
    this.gate = gate;
    this.replays = replays;
    this.lastWord = lastWord;
    this.anonymous = anonymous;
    this.limits = limits;
    this.browsers = browsers;
    this.meters = meters;
  }

  /// Takes requests below this path as well, as if it were not there: the issuer's, for where a
  /// proxy passes paths on as they are. Not for pages, whose links know of no such path.
  ///
  /// @param path such as `/tenant`; empty for none
  public void answerBelow(String path) {
    prefix = path;
  }

  /// The path that a route would have: without the prefix, unless there is a route at it as it is.
  private String inner(String method, String path) {
    if (prefix.isEmpty() || !path.startsWith(prefix + "/")) {
      return path;
    }
    var rest = path.substring(prefix.length());
    return Family.of(rest) == Family.PAGES || !(findAt(method, path) instanceof Found.Nothing)
        ? path
        : rest;
  }

  public void get(String pattern, Access access, Handler handler) {
    add("GET", pattern, access, handler);
  }

  /// A document for everybody, pages of other sites among them
  /// ([CORS](https://fetch.spec.whatwg.org/#http-cors-protocol)): `GET`, and the `OPTIONS` with
  /// which a browser asks first. A browser sends no cookie with it, as the answer does not allow
  /// credentials.
  public void share(String pattern, Access.Open access, Handler handler) {
    get(pattern, access, request -> handler.handle(request).with(ANY_ORIGIN, "*"));
    add(
        "OPTIONS",
        pattern,
        access,
        _ ->
            Response.empty(204)
                .with(ANY_ORIGIN, "*")
                .with("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS")
                .with("Access-Control-Allow-Headers", "*")
                .with("Access-Control-Max-Age", "86400")
                .with("Allow", "GET, HEAD, OPTIONS"));
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
      node = node.grow(segment);
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
  public Response answer(Request sent) {
    var started = System.nanoTime();
    var path = inner(sent.method(), sent.path());
    var request = path.equals(sent.path()) ? sent : sent.at(path);
    var found = find(request);
    var response = lastWord.on(answer(request, found), request);
    var took = System.nanoTime() - started;
    timer(request, found, response).record(took, TimeUnit.NANOSECONDS);
    tell(request, found, response, took);
    return request.method().equals("HEAD") ? response.headOnly() : response;
  }

  private static void tell(Request request, Found found, Response response, long tookNanos) {
    if (REQUESTS.isInfoEnabled()) {
      REQUESTS
          .atInfo()
          .addKeyValue("request_id", request.origin().requestId())
          .addKeyValue("method", request.method())
          .addKeyValue("route", nameOf(found))
          .addKeyValue("status", response.status())
          .addKeyValue("took_us", tookNanos / 1_000)
          .addKeyValue("address", request.origin().address())
          .log("request");
    }
  }

  private Response answer(Request request, Found found) {
    var family = Family.of(request.path());
    var requestId = request.origin().requestId();
    try {
      return answer(request, routeOf(found));
    } catch (Refused refused) {
      LOG.atDebug()
          .addKeyValue("request_id", requestId)
          .addKeyValue("route", nameOf(found))
          .addKeyValue("detail", refused.detail())
          .log("refused");
      return refused(refused.refusal(), request);
    } catch (RuntimeException | StackOverflowError bug) {
      LOG.atError()
          .addKeyValue("request_id", requestId)
          .addKeyValue("method", request.method())
          .addKeyValue("route", nameOf(found))
          .setCause(bug)
          .log("incident");
      return family == Family.PAGES
          ? browsers.pages().bug(request)
          : Refusals.bug(family, requestId);
    }
  }

  /// A refusal as whoever asked reads it: a program, or somebody with a browser.
  Response refused(Refusal refusal, Request request) {
    var family = Family.of(request.path());
    return family == Family.PAGES
        ? browsers.pages().refused(refusal, request)
        : Refusals.of(refusal, family, request.origin().requestId());
  }

  private Response answer(Request request, Found.Here here) {
    var lost = lost(request);
    if (lost.isPresent()) {
      return lost.get();
    }
    var seen = new Seen();
    Request admitted;
    try {
      admitted = admit(request, here.route(), here.params(), seen);
    } catch (Refused refused) {
      // The same request, sent twice at once, may have replaced the secret since.
      var again = lost(request);
      if (again.isPresent()) {
        return again.get();
      }
      tellDenial(request, here.route(), seen.caller, refused.refusal());
      throw refused;
    }
    try {
      return isLongOfStranger(admitted)
          ? handleLong(here.route().handler(), admitted)
          : handled(here.route().handler(), admitted);
    } catch (Refused refused) {
      tellDenial(request, here.route(), admitted.caller(), refused.refusal());
      throw refused;
    }
  }

  /// Whether a body is about to be parsed that is long, by a caller that has shown nothing yet.
  private static boolean isLongOfStranger(Request request) {
    return request.bodyLength() > Bodies.FREE && request.caller() instanceof Caller.Unauthenticated;
  }

  /// A long body counts as several calls, before it is parsed, and is worked on in its turn.
  private Response handleLong(Handler handler, Request request) {
    var calls = request.bodyLength() / Bodies.FREE;
    within(RateLimits.Kind.PUBLIC, Network.of(request.origin().address()), calls);
    return strangersWork.handle(handler, request);
  }

  /// What is read slowly for a caller is read in its lane, also while the answer leaves.
  private static Response handled(Handler handler, Request admitted) {
    var reader = readerFor(admitted.caller());
    if (reader.isEmpty()) {
      return handler.handle(admitted);
    }
    return reader
        .get()
        .doing(() -> handler.handle(admitted))
        .streamedBy(writer -> out -> writeFor(reader.get(), writer, out));
  }

  private static void writeFor(Reader reader, Response.Writer writer, OutputStream out)
      throws IOException {
    try {
      reader.doing(() -> {
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

  private static Optional<Reader> readerFor(Caller caller) {
    return switch (caller) {
      case Caller.Operator operator ->
          Optional.of(new Reader(operator.id(), Reader.Lane.OPERATORS));
      case Caller.Agent agent ->
          Optional.of(new Reader(agent.organizationId(), Reader.Lane.TENANTS));
      case Caller.SuspendedAgent agent ->
          Optional.of(new Reader(agent.organizationId(), Reader.Lane.TENANTS));
      case Caller.Client client ->
          Optional.of(new Reader(client.organizationId(), Reader.Lane.TENANTS));
      case Caller.Job _, Caller.Unauthenticated _ -> Optional.empty();
    };
  }

  /// The caller, once it is known, whether it is let in or not.
  private static final class Seen {
    private Caller caller = new Caller.Unauthenticated();

    private <C extends Caller> C is(C known) {
      caller = known;
      return known;
    }
  }

  private void tellDenial(Request request, Route route, Caller caller, Refusal refusal) {
    if (caller instanceof Caller.Unauthenticated) {
      return;
    }
    Denials.Reason.of(refusal, caller)
        .ifPresent(reason ->
            denials.denied(request.origin().by(caller), route.method(), route.pattern(), reason));
  }

  /// To whom it is told that a known caller was denied something.
  public void tellsDenialsTo(Denials audience) {
    denials = audience;
  }

  private Optional<Response> lost(Request request) {
    if (!request.method().equals("POST") || request.headers("idempotency-key").isEmpty()) {
      return Optional.empty();
    }
    var lost = replays.find(request);
    if (lost.isPresent()) {
      within(RateLimits.Kind.PUBLIC, Network.of(request.origin().address()));
    }
    return lost;
  }

  private static Found.Here routeOf(Found found) {
    return switch (found) {
      case Found.Here here -> here;
      case Found.OtherMethods(var allowed) ->
          throw new Refused(new Refusal.WrongMethod(allowed), "wrong method");
      case Found.Nothing() -> throw new Refused(new Refusal.NoSuchPath(), "no such path");
    };
  }

  /// The route's pattern: a path may have a secret in it, where somebody put it in the wrong place.
  private static String nameOf(Found found) {
    return found instanceof Found.Here(var route, _) ? route.pattern() : "none";
  }

  private Request admit(Request request, Route route, Map<String, String> params, Seen seen) {
    if (Family.of(request.path()) == Family.PAGES && request.method().equals("POST")) {
      browsers.mustBeOurOwn(request);
    }
    return switch (route.access()) {
      case Access.Page page -> request.matched(params, sessionOf(request, page, seen));
      case Access access -> request.matched(params, callerOf(request, access, seen));
    };
  }

  private Session sessionOf(Request request, Access.Page page, Seen seen) {
    var session = recognised(request);
    seen.is(session.caller());
    if (request.method().equals("POST")) {
      browsers.mustCarryItsToken(request, session);
    }
    within(RateLimits.Kind.MANAGEMENT, session.caller().id());
    switch (page) {
      case Access.OwnSession() -> {}
      case Access.OwnSessionAfresh() -> mustBeFresh(session);
      case Access.SignedIn(var scope) -> holding(scope, session.caller());
      case Access.SignedInAfresh(var scope) -> {
        holding(scope, session.caller());
        mustBeFresh(session);
      }
    }
    return session;
  }

  /// A cookie that is no good is looked for in the database all the same: so whoever sends many is
  /// held up by his address.
  private Session recognised(Request request) {
    try {
      return browsers.sessions().recognise(request);
    } catch (Refused refused) {
      within(RateLimits.Kind.PUBLIC, Network.of(request.origin().address()));
      throw refused;
    }
  }

  private static void mustBeFresh(Session session) {
    if (!session.isFresh()) {
      throw new Refused(new Refusal.NotFresh(), "not proved again");
    }
  }

  private Caller callerOf(Request request, Access access, Seen seen) {
    return switch (access) {
      case Access.Open _ -> {
        within(RateLimits.Kind.PUBLIC, Network.of(request.origin().address()));
        yield new Caller.Unauthenticated();
      }
      case Access.Probe _, Access.Client _, Access.ApiKey _ -> new Caller.Unauthenticated();
      case Access.ByPolicy _ ->
          request.authorization() instanceof Authorization.None
              ? new Caller.Unauthenticated()
              : known(request, seen);
      case Access.ClientOrBearer(var scope) -> {
        var caller =
            request.authorization() instanceof Authorization.Basic || hasClientCredential(request)
                ? new Caller.Unauthenticated()
                : seen.is(caller(request));
        if (caller instanceof Caller.Unauthenticated) {
          yield caller;
        }
        within(RateLimits.Kind.INTROSPECTION, caller.id());
        yield caller instanceof Caller.Agent ? caller : holding(scope, caller);
      }
      case Access.Management(var scope) -> {
        var caller = known(request, seen);
        yield holding(scope, caller);
      }
      case Access.OperatorOnly(var scope) -> {
        var caller = known(request, seen);
        if (!(caller instanceof Caller.Operator)) {
          throw Refused.notAllowed("Only an operator key may do this");
        }
        yield holding(scope, caller);
      }
      case Access.Self _ -> {
        var caller = agent(request, seen);
        if (caller instanceof Caller.SuspendedAgent) {
          throw Refused.notAllowed(
              "The agent is suspended: it may see itself, and reactivate if it suspended itself");
        }
        yield caller;
      }
      case Access.SelfOrSuspended _ -> agent(request, seen);
      case Access.Page page -> sessionOf(request, page, seen).caller();
    };
  }

  /// Whether a client shows its credential in the body: then that says who is calling, and a bearer
  /// beside it nothing.
  private static boolean hasClientCredential(Request request) {
    if (!(request.authorization() instanceof Authorization.Token)) {
      return false;
    }
    try {
      var parameters = request.parameters();
      return CLIENT_CREDENTIALS.stream().anyMatch(name -> parameters.one(name).isPresent());
    } catch (Refused _) {
      // The route will say so, once it is known who asks.
      return false;
    }
  }

  private Caller agent(Request request, Seen seen) {
    return switch (known(request, seen)) {
      case Caller.Agent agent -> within(agent.selfService(), agent, request);
      case Caller.SuspendedAgent suspended -> within(suspended.selfService(), suspended, request);
      case Caller other when other.equals(Caller.Operator.ANONYMOUS) ->
          throw Refused.noCredential();
      case Caller _ ->
          throw Refused.notAllowed("Only an agent's own access token or API key may do this");
    };
  }

  private static Caller within(SelfService selfService, Caller agent, Request request) {
    if (!selfService.allows(isLooking(request))) {
      throw Refused.notAllowed(
          "Self-service of this agent is " + selfService.wire() + "; an operator sets that");
    }
    return agent;
  }

  private static boolean isLooking(Request request) {
    return request.method().equals("GET") || request.method().equals("HEAD");
  }

  private Caller known(Request request, Seen seen) {
    var caller = seen.is(caller(request));
    if (caller instanceof Caller.Unauthenticated) {
      throw Refused.noCredential();
    }
    within(RateLimits.Kind.MANAGEMENT, caller.id());
    if (caller instanceof Caller.Agent agent && agent.isTest() && !isLooking(request)) {
      throw Refused.notAllowed(
          "This is a test token: it reads what the agent may read, and changes nothing");
    }
    return caller;
  }

  private Caller caller(Request request) {
    return switch (request.authorization()) {
      case Authorization.None() ->
          switch (anonymous) {
            case NOBODY -> new Caller.Unauthenticated();
            case OPERATOR -> {
              mustNotBeAForm(request);
              yield Caller.Operator.ANONYMOUS;
            }
          };
      case Authorization.Token token ->
          gate.recognise(token, request)
              .orElseThrow(() -> Refused.unauthenticated("a bearer of no kind we know"));
      case Authorization.Basic _ -> throw Refused.unauthenticated("Basic where a bearer is needed");
      case Authorization.Unusable() -> throw Refused.unauthenticated("unusable Authorization");
    };
  }

  /// A form of a web page can call what needs no body (`POST /api/v1/keys/rotate`), and an old
  /// browser does not say where the form comes from ([BrowserWall] asks for that). Its content type
  /// tells it: a page can send others only after a browser has asked us (CORS), which we refuse.
  /// OAuth's endpoints take forms, and do nothing without a secret in them.
  private static void mustNotBeAForm(Request request) {
    if (!isLooking(request)
        && Family.of(request.path()) != Family.OAUTH
        && request.isOfFormsTypes()) {
      throw new Refused(
          new Refusal.WrongContentType(
              "In dev posture, without a credential: send Content-Type: application/json, or no"
                  + " Content-Type"),
          "a form's content type");
    }
  }

  private static Caller holding(String scope, Caller caller) {
    if (!caller.scopes().allow(scope)) {
      throw Refused.forbidden(scope);
    }
    return caller;
  }

  private void within(RateLimits.Kind kind, String caller) {
    within(kind, caller, 1);
  }

  private void within(RateLimits.Kind kind, String caller, int calls) {
    Optional<Duration> wait = limits.take(kind, caller, calls);
    if (wait.isPresent()) {
      throw Refused.tooMany(wait.get(), "rate limit of " + kind);
    }
  }

  private Timer timer(Request request, Found found, Response response) {
    var pattern = nameOf(found);
    var method = found instanceof Found.Here ? request.method() : "none";
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

  /// Sees that there is a route for this, before anything of a body is read.
  ///
  /// @throws Refused `NoSuchPath` or `WrongMethod`
  void mustKnow(String method, String path) {
    routeOf(findAt(method, inner(method, path)));
  }

  private Found find(Request request) {
    return findAt(request.method(), request.path());
  }

  private Found findAt(String called, String path) {
    if (!path.startsWith("/")) {
      return new Found.Nothing();
    }
    var params = new HashMap<String, String>();
    var node = root.find(segments(path), 0, params);
    if (node == null) {
      return new Found.Nothing();
    }
    var method = called.equals("HEAD") ? "GET" : called;
    var route = node.routes.get(method);
    return route == null
        ? new Found.OtherMethods(node.methods())
        : new Found.Here(route, named(route, params));
  }

  /// Parameters are found by their place; the route gives them their names.
  private static Map<String, String> named(Route route, Map<String, String> byPlace) {
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

  private sealed interface Found {
    record Here(Route route, Map<String, String> params) implements Found {}

    record OtherMethods(List<String> allowed) implements Found {}

    record Nothing() implements Found {}
  }

  private static final class Node {
    private final Map<String, Node> literals = new HashMap<>();
    private final Map<String, Route> routes = new HashMap<>();
    private @Nullable Node parameter;

    /// All that the path takes; `HEAD` goes with `GET`.
    List<String> methods() {
      var methods = new TreeSet<>(routes.keySet());
      if (methods.contains("GET")) {
        methods.add("HEAD");
      }
      return List.copyOf(methods);
    }

    Node grow(String segment) {
      if (!segment.startsWith("{")) {
        return literals.computeIfAbsent(segment, _ -> new Node());
      }
      var grown = parameter == null ? new Node() : parameter;
      parameter = grown;
      return grown;
    }

    @Nullable Node find(List<String> segments, int at, Map<String, String> params) {
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
