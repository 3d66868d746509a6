package dev.signet.http;

import dev.signet.refusal.Refusal;
import dev.signet.refusal.Refused;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionListener;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
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

  /// How long others may take.
  ///
  /// @param sender from the first line of a request to the end of its body
  /// @param idle from one request to the next, on one connection
  record Patience(Duration sender, Duration idle) {
    static final Patience DEFAULT = new Patience(Duration.ofSeconds(20), Duration.ofSeconds(75));
  }

  private static final int MAX_HEADERS = 32 * 1024;
  private static final int MAX_CONNECTIONS = 20_000;
  private static final Duration STOP = Duration.ofSeconds(20);
  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
  private static final HeaderName REQUEST_ID = HeaderNames.create("X-Request-Id");
  private static final Pattern GOOD_REQUEST_ID = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

  private final Settings settings;
  private final Router router;
  private final WebServer server;
  private final AtomicInteger underWay = new AtomicInteger();
  private final Bodies bodies = new Bodies();
  private final SlowSenders slowSenders;

  public HttpServer(Settings settings, Router router) {
    this(settings, router, Patience.DEFAULT);
  }

  HttpServer(Settings settings, Router router, Patience patience) {
    this.settings = settings;
    this.router = router;
    this.slowSenders = new SlowSenders(patience.sender());
    this.server =
        WebServer.builder()
            .address(settings.listen().getAddress())
            .port(settings.listen().getPort())
            .shutdownHook(false)
            .maxTcpConnections(MAX_CONNECTIONS)
            .idleConnectionTimeout(patience.idle())
            .idleConnectionPeriod(patience.idle().dividedBy(10))
            .shutdownGracePeriod(STOP)
            .connectionOptions(socket -> socket.tcpNoDelay(true))
            .protocolsDiscoverServices(false)
            .addProtocol(
                Http1Config.builder()
                    .maxHeadersSize(MAX_HEADERS)
                    .maxPrologueLength(8 * 1024)
                    .validatePath(true)
                    .addReceiveListener(new FirstLines())
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
    slowSenders.close();
  }

  /// How many requests are being answered now.
  public int underWay() {
    return underWay.get();
  }

  /// Hears of each request as soon as its first line is here.
  private final class FirstLines implements Http1ConnectionListener {
    @Override
    public void prologue(ConnectionContext connection, HttpPrologue prologue) {
      slowSenders.begins();
    }
  }

  private void serve(ServerRequest in, ServerResponse out) {
    underWay.incrementAndGet();
    var requestId = requestId(in.headers());
    try {
      var body = read(in);
      slowSenders.ends();
      send(answer(in, body, requestId), in, out);
    } catch (UnreadBody unread) {
      slowSenders.ends();
      var refusal = router.refused(unread.refusal, request(in, new byte[0], requestId));
      send(refusal.with("X-Request-Id", requestId).with("Connection", "close"), in, out);
      discard(unread.rest);
      // What is left of the body must not be taken for the next request.
      throw new CloseConnectionException("a body was refused");
    } finally {
      underWay.decrementAndGet();
    }
  }

  private Response answer(ServerRequest in, byte[] body, String requestId) {
    return guarded(request(in, body, requestId)).with("X-Request-Id", requestId);
  }

  private Request request(ServerRequest in, byte[] body, String requestId) {
    return new Request(
        in.prologue().method().text(),
        in.path().rawPath(),
        in.query().rawValue(),
        name -> in.headers().all(HeaderNames.createFromLowercase(name), List::of),
        body,
        origin(in, requestId));
  }

  private Response guarded(Request request) {
    if (settings.wall()) {
      try {
        BrowserWall.check(request);
      } catch (Refused refused) {
        return router.refused(refused.refusal(), request);
      }
    }
    return router.answer(request);
  }

  /// A body that was not read to its end.
  private static final class UnreadBody extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Refusal refusal;
    private final transient InputStream rest;

    UnreadBody(Refusal refusal, InputStream rest) {
      this.refusal = refusal;
      this.rest = rest;
    }
  }

  private byte[] read(ServerRequest in) throws UnreadBody {
    if (!in.content().hasEntity()) {
      return new byte[0];
    }
    var most = Bodies.mostFor(Family.of(in.path().rawPath()));
    try {
      router.mustKnow(in.prologue().method().text(), in.path().rawPath());
      if (in.headers().contentLength().orElse(0) > most) {
        throw Bodies.tooLarge(most);
      }
    } catch (Refused refused) {
      // Who waits for our "100 Continue" sends nothing, and to ask for the body would be to give
      // it.
      var waits = in.headers().contains(HeaderNames.EXPECT);
      throw new UnreadBody(
          refused.refusal(), waits ? InputStream.nullInputStream() : in.content().inputStream());
    }
    var stream = in.content().inputStream();
    try {
      return bodies.read(stream, most);
    } catch (Refused refused) {
      throw new UnreadBody(refused.refusal(), stream);
    } catch (IOException | RuntimeException e) {
      // The web server says in many ways that a body ends early, or that its chunks are malformed.
      logUnread(e);
      throw new UnreadBody(
          new Refusal.Malformed("The body could not be read whole"), InputStream.nullInputStream());
    }
  }

  private void discard(InputStream rest) {
    slowSenders.begins();
    try {
      Bodies.discard(rest);
    } catch (IOException | RuntimeException e) {
      logUnread(e);
    } finally {
      slowSenders.ends();
    }
  }

  /// Without the message, which may repeat a part of the body.
  private static void logUnread(Exception e) {
    LOG.atDebug().addKeyValue("reason", e.getClass().getName()).log("body not read to its end");
  }

  private Origin origin(ServerRequest in, String requestId) {
    var address =
        settings
            .addresses()
            .of(in.remotePeer().host(), in.headers().all(HeaderNames.X_FORWARDED_FOR, List::of));
    var userAgent = in.headers().all(HeaderNames.USER_AGENT, List::of);
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
  private static String requestId(Headers headers) {
    var sent = headers.all(REQUEST_ID, List::of);
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
    // Not closed when it fails: that would end the answer as if it were whole.
    var stream = out.outputStream();
    try {
      writer.writeTo(stream);
      stream.close();
    } catch (IOException | UncheckedIOException e) {
      LOG.atDebug()
          .addKeyValue("path", in.path().rawPath())
          .setCause(e)
          .log("the caller left before the end of the answer");
      throw new CloseConnectionException("the caller left", e);
    } catch (RuntimeException e) {
      LOG.atWarn().addKeyValue("path", in.path().rawPath()).setCause(e).log("an answer broke off");
      throw new CloseConnectionException("an answer broke off", e);
    }
  }

  /// What Helidon refuses before a route is asked (an unreadable request line, headers that are too
  /// long) reads like our own refusals.
  private DirectHandlers refusingDirectly() {
    var handlers = DirectHandlers.builder();
    for (var event : DirectHandler.EventType.values()) {
      handlers.addHandler(
          event,
          (request, type, status, headers, message) -> {
            slowSenders.ends();
            var requestId = requestId(request.headers());
            var response =
                Refusals.of(refusalFor(status), Family.of(request.path()), requestId)
                    .with("X-Request-Id", requestId)
                    .with("X-Content-Type-Options", "nosniff");
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
