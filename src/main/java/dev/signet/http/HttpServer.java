package dev.signet.http;

import dev.signet.refusal.Refusal;
import dev.signet.refusal.Refused;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The web server (Helidon), and the only file that knows it: everything else sees our own
/// [Request] and [Response].
public final class HttpServer implements AutoCloseable {

  /// Where to listen, and how the world reaches us.
  ///
  /// @param wall whether to refuse what a web page could send (dev posture)
  /// @param secure whether the outside speaks https to us, so that browsers may be told to insist
  public record Settings(
      InetSocketAddress listen, Addresses addresses, boolean wall, boolean secure) {}

  public static final int MAX_BODY = 1024 * 1024;

  /// How many bytes all bodies that are being read may hold together, and how many one takes at a
  /// time.
  private static final int MAX_BODIES = 64 * 1024 * 1024;

  private static final int PIECE = 4 * 1024;

  private static final int MAX_HEADERS = 32 * 1024;
  private static final int MAX_CONNECTIONS = 20_000;
  private static final Duration IDLE = Duration.ofSeconds(60);
  private static final Duration READ = Duration.ofSeconds(20);
  private static final Duration STOP = Duration.ofSeconds(20);
  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
  private static final HeaderName REQUEST_ID = HeaderNames.create("X-Request-Id");
  private static final Pattern GOOD_REQUEST_ID = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

  private final Settings settings;
  private final Router router;
  private final WebServer server;
  private final AtomicInteger underWay = new AtomicInteger();
  private final Semaphore bodies = new Semaphore(MAX_BODIES);

  public HttpServer(Settings settings, Router router) {
    this.settings = settings;
    this.router = router;
    this.server =
        WebServer.builder()
            .address(settings.listen().getAddress())
            .port(settings.listen().getPort())
            .shutdownHook(false)
            .maxPayloadSize(MAX_BODY)
            .maxTcpConnections(MAX_CONNECTIONS)
            .idleConnectionTimeout(IDLE)
            .shutdownGracePeriod(STOP)
            .connectionOptions(socket -> socket.readTimeout(READ).tcpNoDelay(true))
            .protocolsDiscoverServices(false)
            .addProtocol(
                Http1Config.builder()
                    .maxHeadersSize(MAX_HEADERS)
                    .maxPrologueLength(8 * 1024)
                    .validatePath(true)
                    .build())
            .directHandlers(refusingDirectly())
            .routing(routing -> routing.any(this::serve))
            .build();
  }

  /// Starts listening. Returns when it answers.
  ///
  /// @return the port, which the system chose if 0 was asked for
  /// @throws NotListening when the port is taken
  public int start() {
    server.start();
    // It logs why it does not listen, and throws nothing.
    if (!server.isRunning()) {
      throw new NotListening(
          settings.listen().getAddress().getHostAddress() + ":" + settings.listen().getPort());
    }
    return server.port();
  }

  /// Stops listening, and lets what has begun finish.
  @Override
  public void close() {
    server.stop();
  }

  /// How many requests are being answered now.
  public int underWay() {
    return underWay.get();
  }

  private void serve(ServerRequest in, ServerResponse out) {
    underWay.incrementAndGet();
    try {
      send(answer(in), in, out);
    } finally {
      underWay.decrementAndGet();
    }
  }

  private Response answer(ServerRequest in) {
    var requestId = requestId(in);
    byte[] body;
    try {
      body = read(in);
    } catch (Refused refused) {
      return Refusals.of(refused.refusal(), Family.of(in.path().rawPath()), requestId)
          .with("X-Request-Id", requestId)
          .with("Connection", "close");
    }
    var request =
        new Request(
            in.prologue().method().text(),
            in.path().rawPath(),
            in.query().rawValue(),
            name -> in.headers().values(HeaderNames.createFromLowercase(name)),
            body,
            origin(in, requestId));
    return guarded(request).with("X-Request-Id", requestId);
  }

  private Response guarded(Request request) {
    if (settings.wall()) {
      try {
        BrowserWall.check(request);
      } catch (Refused refused) {
        return Refusals.of(
            refused.refusal(), Family.of(request.path()), request.origin().requestId());
      }
    }
    return router.answer(request);
  }

  /// Reads the body whole, in pieces: what all bodies under way take of the memory is bounded, and
  /// so is the time that one may take, however little of it comes at a time.
  private byte[] read(ServerRequest in) {
    if (!in.content().hasEntity()) {
      return new byte[0];
    }
    if (in.headers().contentLength().orElse(0) > MAX_BODY) {
      throw tooLarge();
    }
    router.mustKnow(in.prologue().method().text(), in.path().rawPath());
    var deadline = System.nanoTime() + READ.toNanos();
    var piece = new byte[PIECE];
    var body = new ByteArrayOutputStream();
    var held = 0;
    try (var stream = in.content().inputStream()) {
      for (var count = stream.read(piece); count >= 0; count = stream.read(piece)) {
        if (System.nanoTime() - deadline > 0) {
          throw Refused.malformed("The body took longer than " + READ.toSeconds() + " seconds");
        }
        if (body.size() + count > MAX_BODY) {
          throw tooLarge();
        }
        if (!bodies.tryAcquire(count)) {
          throw Refused.unavailable("too many bodies under way");
        }
        held += count;
        body.write(piece, 0, count);
      }
      return body.toByteArray();
    } catch (IOException | UncheckedIOException e) {
      throw Refused.malformed("The body could not be read whole");
    } finally {
      bodies.release(held);
    }
  }

  private static Refused tooLarge() {
    return new Refused(
        new Refusal.TooLarge("A body may have at most " + MAX_BODY + " bytes"), "body too large");
  }

  private Origin origin(ServerRequest in, String requestId) {
    var address =
        settings
            .addresses()
            .of(in.remotePeer().host(), in.headers().values(HeaderNames.X_FORWARDED_FOR));
    var userAgent = in.headers().values(HeaderNames.USER_AGENT);
    return new Origin(
        new Caller.Nobody(),
        address,
        userAgent.isEmpty() ? "" : printable(userAgent.getFirst()),
        requestId);
  }

  private static String printable(String text) {
    var cut = text.length() > 256 ? text.substring(0, 256) : text;
    return cut.chars().allMatch(c -> c >= ' ' && c <= '~') ? cut : cut.replaceAll("[^ -~]", "?");
  }

  /// The caller's own id for the request when it is a plain one, else a new one.
  private static String requestId(ServerRequest in) {
    var sent = in.headers().values(REQUEST_ID);
    return sent.size() == 1 && GOOD_REQUEST_ID.matcher(sent.getFirst()).matches()
        ? sent.getFirst()
        : newRequestId();
  }

  private static String newRequestId() {
    var random = ThreadLocalRandom.current();
    return Long.toUnsignedString(random.nextLong(), 36)
        + Long.toUnsignedString(random.nextLong(), 36);
  }

  private void send(Response response, ServerRequest in, ServerResponse out) {
    out.status(Status.create(response.status()));
    for (var header : response.headers()) {
      out.header(header.name(), header.value());
    }
    out.header("X-Content-Type-Options", "nosniff");
    if (settings.secure()) {
      out.header("Strict-Transport-Security", "max-age=31536000");
    }
    var writer = response.writer();
    if (writer == null) {
      out.send(response.body());
      return;
    }
    try (var stream = out.outputStream()) {
      writer.writeTo(stream);
    } catch (IOException | UncheckedIOException e) {
      LOG.atDebug()
          .addKeyValue("path", in.path().rawPath())
          .setCause(e)
          .log("the caller left before the end of the answer");
    }
  }

  /// What Helidon refuses before a route is asked (an unreadable request line, headers that are too
  /// long) reads like our own refusals.
  private static DirectHandlers refusingDirectly() {
    var handlers = DirectHandlers.builder();
    for (var event : DirectHandler.EventType.values()) {
      handlers.addHandler(
          event,
          (request, type, status, headers, message) -> {
            var requestId = newRequestId();
            var response =
                Refusals.of(refusalFor(status), Family.of(request.path()), requestId)
                    .with("X-Request-Id", requestId);
            var transport =
                DirectHandler.TransportResponse.builder()
                    .status(Status.create(response.status()))
                    .keepAlive(false)
                    .entity(response.body());
            for (var header : response.headers()) {
              transport.header(HeaderNames.create(header.name()), header.value());
            }
            return transport.build();
          });
    }
    return handlers.build();
  }

  private static Refusal refusalFor(Status status) {
    return switch (status.code()) {
      case 404 -> new Refusal.NoSuchPath();
      case 405 -> new Refusal.WrongMethod(List.of());
      case 413 -> new Refusal.TooLarge("The request is too large");
      case 503 -> new Refusal.Unavailable(Duration.ofSeconds(1));
      default -> new Refusal.Malformed("The request is not well-formed HTTP");
    };
  }
}
