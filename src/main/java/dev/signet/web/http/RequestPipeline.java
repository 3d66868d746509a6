package dev.signet.web.http;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.DenialListener;
import dev.signet.base.callers.LaneAssignment;
import dev.signet.base.db.DbCaller;
import dev.signet.base.db.RequestWait;
import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import dev.signet.web.limits.ClientNetwork;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers requests: finds the route, returns a stored response if there is one, checks access,
/// calls the handler, and turns every refusal into a response.
public final class RequestPipeline {

  /// The logger of every request, used if the setting enables it.
  public static final String REQUEST_LOG = "dev.signet.requests";

  private static final Logger LOG = LoggerFactory.getLogger(RequestPipeline.class);
  private static final Logger REQUESTS = LoggerFactory.getLogger(REQUEST_LOG);

  /// What is called around every route.
  ///
  /// @param denialListener called for denials of authenticated callers
  public record Surroundings(
      IdempotentReplay replay, ResponseFilter responseFilter, DenialListener denialListener) {}

  private final RouteTable table;
  private final String prefix;
  private final AccessControl access;
  private final Surroundings surroundings;
  private final UnauthenticatedWorkLimit unauthenticatedWork = new UnauthenticatedWorkLimit();
  private final MeterRegistry meters;
  private final Map<String, Timer> timers = new ConcurrentHashMap<>();

  /// @param prefix accepted before every path as well, as if it were not there: the path of the
  ///   issuer, for proxies that do not strip it. Pages are excluded, because their links do not
  ///   include it. Empty for none
  public RequestPipeline(
      Router router,
      String prefix,
      AccessControl access,
      Surroundings surroundings,
      MeterRegistry meters) {
    this.table = router.table();
    this.prefix = prefix;
    this.access = access;
    this.surroundings = surroundings;
    this.meters = meters;
  }

  /// The route of a request, and the path by which it was found.
  record Target(String path, RouteMatch match) {}

  /// Finds the route, before any of the body is read.
  Target locate(String method, String path) {
    var match = table.find(method, path);
    if (prefix.isEmpty()
        || !path.startsWith(prefix + "/")
        || !(match instanceof RouteMatch.NoMatch)) {
      return new Target(path, match);
    }
    var rest = path.substring(prefix.length());
    var below = table.find(method, rest);
    return below.errorFormat() == ErrorFormat.HTML
        ? new Target(path, match)
        : new Target(rest, below);
  }

  /// The format of refusals at a path, whichever method was called.
  ErrorFormat errorFormatOf(String path) {
    return locate("", path).match().errorFormat();
  }

  /// Answers a request; never throws.
  Response handle(Request sent, Target target) {
    var started = System.nanoTime();
    var path = target.path();
    var found = target.match();
    var request = path.equals(sent.path()) ? sent : sent.withPath(path);
    var answered = RequestWait.of(() -> answer(request, found));
    var response = surroundings.responseFilter().apply(answered, request);
    var took = System.nanoTime() - started;
    if (found instanceof RouteMatch.MatchedRoute matched
        && matched.route().otherSites() == Route.OtherSites.MAY_READ) {
      response = Route.readableByOtherSites(response);
    }
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
          .addKeyValue("route", found.routeName())
          .addKeyValue("status", response.status())
          .addKeyValue("took_us", tookNanos / 1_000)
          .addKeyValue("address", request.context().address())
          .log("request");
    }
  }

  private Response answer(Request request, RouteMatch found) {
    var requestId = request.context().requestId();
    try {
      return handle(request, found.require());
    } catch (Refused refused) {
      LOG.atDebug()
          .addKeyValue("request_id", requestId)
          .addKeyValue("route", found.routeName())
          .addKeyValue("detail", refused.detail())
          .log("refused");
      return refused(refused.refusal(), request, found);
    } catch (RuntimeException | StackOverflowError bug) {
      LOG.atError()
          .addKeyValue("request_id", requestId)
          .addKeyValue("method", request.method())
          .addKeyValue("route", found.routeName())
          .setCause(bug)
          .log("incident");
      return found.errorFormat() == ErrorFormat.HTML
          ? access.errorPages().internalErrorPage(request)
          : RefusalResponses.internalError(found.errorFormat(), requestId);
    }
  }

  /// A refusal in the format of the route: for a program, or for a browser's user.
  Response refused(Refusal refusal, Request request, RouteMatch found) {
    return found.errorFormat() == ErrorFormat.HTML
        ? access.errorPages().refusalPage(refusal, request)
        : RefusalResponses.of(refusal, found.errorFormat(), request.context().requestId());
  }

  private Response handle(Request request, RouteMatch.MatchedRoute here) {
    var lost = findReplay(request);
    if (lost.isPresent()) {
      return lost.get();
    }
    var seen = new AccessControl.IdentifiedCaller();
    Request admitted;
    try {
      admitted = access.authorize(request, here, seen);
    } catch (Refused refused) {
      // The same request, sent twice at once, may have replaced the secret meanwhile.
      var again = findReplay(request);
      if (again.isPresent()) {
        return again.get();
      }
      reportDenial(request, here.route(), seen.caller(), refused.refusal());
      throw refused;
    }
    try {
      return isLongAndUnauthenticated(admitted)
          ? handleLong(here.route(), admitted)
          : handleInLane(here.route().handler(), admitted);
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
  private Response handleLong(Route route, Request request) {
    var calls = request.bodyLength() / BodyMemory.UNCOUNTED;
    access.enforcePublicLimit(request, calls);
    return unauthenticatedWork.handle(
        route.errorFormat(), sent -> handleInLane(route.handler(), sent), request);
  }

  /// Slow reads and transactions for a caller use its lane, the reads also while the response is
  /// sent.
  private static Response handleInLane(Handler handler, Request admitted) {
    var caller = dbCaller(admitted);
    return caller
        .run(() -> handler.handle(admitted))
        .withWriter(writer -> out -> writeFor(caller, writer, out));
  }

  private static DbCaller dbCaller(Request admitted) {
    return LaneAssignment.of(admitted.caller())
        .orElseGet(() -> LaneAssignment.ofNetwork(ClientNetwork.of(admitted.context().address())));
  }

  private static void writeFor(DbCaller reader, Response.Writer writer, OutputStream out)
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

  private void reportDenial(Request request, Route route, Caller caller, Refusal refusal) {
    if (caller instanceof Caller.Unauthenticated) {
      return;
    }
    DenialListener.Reason.of(refusal, caller)
        .ifPresent(reason ->
            surroundings
                .denialListener()
                .onDenied(
                    request.context().withCaller(caller), route.method(), route.pattern(), reason));
  }

  private Optional<Response> findReplay(Request request) {
    if (!request.method().equals("POST") || request.headers("idempotency-key").isEmpty()) {
      return Optional.empty();
    }
    var lost = surroundings.replay().find(request);
    if (lost.isPresent()) {
      access.enforcePublicLimit(request, 1);
    }
    return lost;
  }

  private Timer timer(Request request, RouteMatch found, Response response) {
    var pattern = found.routeName();
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
}
