package dev.signet.web.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.signet.base.callers.Caller;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import dev.signet.web.limits.ClientNetwork;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.QuietException;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The web server (Jetty). Only this class, [ClientConnection] and [RequestBodyStream] with their
/// helpers use Jetty; all other code sees our own [Request] and [Response].
public final class HttpServer implements AutoCloseable {

  /// The maximum numbers of connections.
  ///
  /// @param connections in total
  /// @param perNetwork from one IPv4 address, or one /64 of IPv6 addresses, unless it is that of a
  ///   trusted proxy
  public record Limits(int connections, int perNetwork) {

    /// A connection takes at most a third of this: a full head, and the objects made from it.
    private static final int HEAP_EACH = 96 * 1024;

    private static final int MOST = 20_000;
    private static final int FEWEST = 100;
    private static final int NETWORK_SHARE = 4;

    /// File descriptors for other uses: the database, the jar, the logs.
    private static final int RESERVED_DESCRIPTORS = 256;

    /// Up to this number, file descriptors limit the connections, and not the heap.
    private static final int FEW_DESCRIPTORS = 4_096;

    /// The configured limits; an unset one is what this process can hold.
    ///
    /// @param connections 0 when not set
    /// @param perNetwork 0 when not set
    public static Limits of(int connections, int perNetwork) {
      var possible =
          Math.min(
              Runtime.getRuntime().maxMemory() / HEAP_EACH, descriptors() - RESERVED_DESCRIPTORS);
      var all =
          connections > 0
              ? Math.clamp(descriptors() - RESERVED_DESCRIPTORS, 1, connections)
              : Math.clamp(possible, FEWEST, MOST);
      return new Limits(all, perNetwork > 0 ? perNetwork : Math.max(1, all / NETWORK_SHARE));
    }

    /// How many file descriptors this process may have; a very large number when the system does
    /// not say.
    public static long descriptors() {
      return ManagementFactory.getOperatingSystemMXBean()
              instanceof UnixOperatingSystemMXBean system
          ? system.getMaxFileDescriptorCount()
          : Integer.MAX_VALUE;
    }

    /// Advice for a process that may have only few file descriptors.
    public static Optional<String> fewDescriptors() {
      return descriptors() >= FEW_DESCRIPTORS
          ? Optional.empty()
          : Optional.of(
              "Allow the process "
                  + FEW_DESCRIPTORS
                  + " file descriptors or more (ulimit -n, LimitNOFILE): each connection takes"
                  + " one.");
    }
  }

  /// The listening address, and the public URL.
  ///
  /// @param crossSiteGuard whether to refuse what a web page could send (dev posture)
  /// @param secure whether clients reach us over https, so that browsers are told to insist on it
  public record Settings(
      InetSocketAddress listen,
      ClientAddresses addresses,
      boolean crossSiteGuard,
      boolean secure,
      Limits limits) {}

  /// The limit of a request line and its headers together, in bytes.
  private static final int MAX_HEAD = 16 * 1024;

  /// How many connections may wait to be accepted.
  private static final int BACKLOG = 1024;

  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration STOP_STEP = Duration.ofMillis(20);
  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
  private static final String REQUEST_ID = "X-Request-Id";
  private static final byte[] NO_BODY = {};

  /// Paths are compared as they were sent, and never decoded: a path that only decodes to one of
  /// ours is not found.
  private static final UriCompliance URI_COMPLIANCE =
      UriCompliance.RFC3986.with(
          "as sent",
          UriCompliance.Violation.AMBIGUOUS_PATH_SEGMENT,
          UriCompliance.Violation.AMBIGUOUS_EMPTY_SEGMENT,
          UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
          UriCompliance.Violation.AMBIGUOUS_PATH_PARAMETER,
          UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING,
          UriCompliance.Violation.SUSPICIOUS_PATH_CHARACTERS,
          UriCompliance.Violation.BAD_UTF8_ENCODING,
          UriCompliance.Violation.TRUNCATED_UTF8_ENCODING);

  private static final Pattern VALID_REQUEST_ID = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

  /// Ends a connection after its response, without a log entry.
  private static final class CloseConnection extends IOException implements QuietException {
    private static final long serialVersionUID = 1L;
  }

  private final Settings settings;
  private final Router router;
  private final ClientConnection.Timeouts timeouts;
  private final BodyMemory bodyMemory = new BodyMemory(Runtime.getRuntime().maxMemory());
  private final CountDownLatch listenerEnded = new CountDownLatch(1);
  private final Server server;
  private final ServerConnector connector;
  private volatile boolean draining;
  private volatile boolean stopping;

  public HttpServer(Settings settings, Router router) {
    this(settings, router, ClientConnection.Timeouts.DEFAULT);
  }

  HttpServer(Settings settings, Router router, ClientConnection.Timeouts timeouts) {
    this.settings = settings;
    this.router = router;
    this.timeouts = timeouts;
    var cores = Runtime.getRuntime().availableProcessors();
    var selectors = Math.max(1, cores / 2);
    // Threads for acceptors and selectors; each request runs on a virtual thread.
    var threads = new QueuedThreadPool(selectors + 6, selectors + 1);
    threads.setName("http");
    threads.setReservedThreads(0);
    threads.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
    server = new Server(threads);
    server.setErrorHandler(this::refuse);
    server.setHandler(new Requests());
    connector = new Listener(server, selectors, new Connections());
    connector.setHost(settings.listen().getAddress().getHostAddress());
    connector.setPort(settings.listen().getPort());
    connector.setAcceptQueueSize(BACKLOG);
    // We enforce our own deadlines: for Jetty a client that sends a byte now and then is never
    // idle.
    connector.setIdleTimeout(0);
    connector.setShutdownIdleTimeout(STOP_TIMEOUT.toMillis());
    connector.addBean(
        new ConnectionLimits(settings.limits(), settings.addresses()::isTrusted, this::endWaiting));
    server.addConnector(connector);
  }

  /// Ends the connections whose clients have kept the server waiting longest, even within their
  /// deadlines: for a request, for its body, or for reading a response.
  private List<SelectableChannel> endWaiting(@Nullable String network, int count) {
    var now = System.nanoTime();
    return connections().stream()
        .filter(connection -> network == null || network.equals(connection.network()))
        .filter(ClientConnection::isWaiting)
        .map(connection -> new WaitingConnection(connection, connection.waitingNanos(now)))
        .sorted(Comparator.comparingLong(WaitingConnection::nanos).reversed())
        .map(WaitingConnection::connection)
        .limit(count)
        .filter(ClientConnection::endIfWaiting)
        .map(connection -> (SelectableChannel) connection.getEndPoint().getTransport())
        .toList();
  }

  /// A snapshot, because the waiting time changes while connections are sorted.
  private record WaitingConnection(ClientConnection connection, long nanos) {}

  static {
    // Loaded now: when it is needed there may be no file descriptor left to load it with.
    var _ = WaitingConnection.class.getName();
  }

  /// Reports when it stops listening: a supervisor would not restart a process that runs but does
  /// not answer.
  private final class Listener extends ServerConnector {
    Listener(Server server, int selectors, ConnectionFactory connections) {
      super(server, null, null, null, 1, selectors, connections);
    }

    @Override
    protected boolean handleAcceptFailure(Throwable failure) {
      // Most likely there is no file descriptor left. Jetty accepts again a second later.
      try {
        var _ = endWaiting(null, 1 + settings.limits().connections() / 4);
      } catch (RuntimeException | Error e) {
        // An exception would end the acceptor thread, and the server would run on without
        // listening.
        LOG.atError().setCause(e).log("could not end waiting connections");
      }
      var goesOn = super.handleAcceptFailure(failure) && isOpen();
      if (!goesOn) {
        recordListenerEnd();
      }
      return goesOn;
    }
  }

  private void recordListenerEnd() {
    if (!stopping && listenerEnded.getCount() > 0) {
      LOG.atError().log("the web server accepts no more connections");
      listenerEnded.countDown();
    }
  }

  /// Waits until the listener has ended without [#close] having been called.
  public void awaitListenerEnd() throws InterruptedException {
    listenerEnded.await();
  }

  /// Closes the listener as a fault would, for the test of that.
  void closeListener() {
    connector.close();
  }

  private static HttpConfiguration http() {
    var http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(MAX_HEAD);
    http.setHttpCompliance(HttpCompliance.STRICT);
    http.setUriCompliance(URI_COMPLIANCE);
    http.setUseInputDirectByteBuffers(false);
    http.setUseOutputDirectByteBuffers(false);
    return http;
  }

  /// Starts listening. Returns when the server answers requests.
  ///
  /// @return the port, chosen by the system if 0 was requested
  /// @throws ListenFailed when the port is taken
  public int start() {
    try {
      server.start();
    } catch (IOException e) {
      close();
      var at = settings.listen();
      throw new ListenFailed(at.getAddress().getHostAddress() + ":" + at.getPort(), e);
    } catch (Exception e) {
      close();
      throw new IllegalStateException("the web server did not start", e);
    }
    watch();
    return connector.getLocalPort();
  }

  /// Continues to answer, but closes each connection after its next response, so that its client
  /// connects to another node.
  public void drain() {
    draining = true;
  }

  /// Stops listening, and lets requests in progress finish.
  @Override
  public void close() {
    draining = true;
    stopping = true;
    try {
      var drained = connector.shutdown();
      for (var left = STOP_TIMEOUT;
          left.isPositive() && !drained.isDone();
          left = left.minus(STOP_STEP)) {
        var now = System.nanoTime();
        connections().forEach(connection -> connection.endIfIdle(now));
        Thread.sleep(STOP_STEP);
      }
      server.stop();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      LOG.atWarn().setCause(e).log("the web server did not stop");
    }
  }

  private List<ClientConnection> connections() {
    return connector.getConnectedEndPoints().stream()
        .map(EndPoint::getConnection)
        .filter(ClientConnection.class::isInstance)
        .map(ClientConnection.class::cast)
        .toList();
  }

  /// Periodically ends the connections of clients that are late.
  private void watch() {
    new RepeatingTask(
            (task, millis) -> server.getScheduler().schedule(task, millis, TimeUnit.MILLISECONDS),
            Math.min(1_000, timeouts.request().toMillis() / 10),
            () -> {
              if (!connector.isOpen()) {
                recordListenerEnd();
              }
              endLate();
            },
            server::isRunning)
        .start();
  }

  private void endLate() {
    var now = System.nanoTime();
    for (var connection : connections()) {
      try {
        connection.endIfLate(now);
      } catch (RuntimeException e) {
        // A failure to notify one client must not leave the other connections open.
        LOG.atDebug().setCause(e).log("could not send a late client its refusal");
        connection.getEndPoint().close(e);
      }
    }
  }

  private final class Connections extends HttpConnectionFactory {
    Connections() {
      super(http());
    }

    @Override
    public Connection newConnection(Connector at, EndPoint endPoint) {
      var network = ClientNetwork.of(address(endPoint.getRemoteSocketAddress()));
      var connection =
          new ClientConnection(
              getHttpConfiguration(),
              at,
              endPoint,
              network,
              timeouts,
              HttpServer.this::timeoutResponse);
      return configure(connection, at, endPoint);
    }
  }

  private final class Requests extends Handler.Abstract {
    @Override
    public boolean handle(
        org.eclipse.jetty.server.Request in,
        org.eclipse.jetty.server.Response out,
        Callback callback) {
      var connection = (ClientConnection) in.getConnectionMetaData().getConnection();
      var deadline = connection.deadline();
      if (connection.beginResponse()) {
        var body = hasBody(in) ? bodyMemory.reserve(network(in), connection::endIfWaiting) : null;
        var exchange = new Exchange(out, connection, body, callback);
        try {
          serve(in, deadline, body, exchange);
        } catch (RuntimeException e) {
          // Jetty answers this request, and does not know of the memory that its body holds.
          exchange.release();
          throw e;
        }
      } else {
        callback.failed(new CloseConnection());
      }
      return true;
    }
  }

  private void serve(
      org.eclipse.jetty.server.Request in,
      long deadline,
      BodyMemory.@Nullable Reservation body,
      Exchange exchange) {
    var requestId = requestId(in.getHeaders());
    var fault = fault(in);
    if (fault.isPresent()) {
      var refusal = router.refused(fault.get(), request(in, NO_BODY, requestId));
      exchange.sendAndClose(refusal.withHeader(REQUEST_ID, requestId), null);
      return;
    }
    if (body == null) {
      exchange.send(respond(in, NO_BODY, requestId));
      return;
    }
    try (var stream = new RequestBodyStream(in, deadline)) {
      try {
        exchange.send(respond(in, exchange.received(in, stream, body), requestId));
      } catch (UnreadBody unread) {
        var refusal = router.refused(unread.refusal, request(in, NO_BODY, requestId));
        exchange.sendAndClose(
            refusal.withHeader(REQUEST_ID, requestId), unread.isToBeRead ? stream : null);
      }
    }
  }

  /// The error in a request that Jetty accepts.
  private static Optional<Refusal> fault(org.eclipse.jetty.server.Request in) {
    if (!isWellFormed(text(in.getHttpURI().getPathQuery()))) {
      return Optional.of(new Refusal.Malformed("The path or the query is not well-formed"));
    }
    var codings = in.getHeaders().getValuesList(HttpHeader.TRANSFER_ENCODING);
    if (!codings.isEmpty() && !isChunked(in, codings)) {
      return Optional.of(new Refusal.Malformed("The only supported transfer coding is chunked"));
    }
    return Optional.empty();
  }

  /// [RFC 9112 §6.1](https://www.rfc-editor.org/rfc/rfc9112#section-6.1): HTTP/1.0 has no transfer
  /// codings, and with an unknown one the end of the body is ambiguous.
  private static boolean isChunked(org.eclipse.jetty.server.Request in, List<String> codings) {
    return codings.size() == 1
        && codings.getFirst().strip().equalsIgnoreCase("chunked")
        && in.getConnectionMetaData().getHttpVersion() != HttpVersion.HTTP_1_0;
  }

  /// Whether a target has only valid characters and complete escapes.
  private static boolean isWellFormed(String target) {
    for (var i = 0; i < target.length(); i++) {
      var c = target.charAt(i);
      if (c <= ' ' || c > '~') {
        return false;
      }
      if (c == '%') {
        if (i + 2 >= target.length()
            || !HexFormat.isHexDigit(target.charAt(i + 1))
            || !HexFormat.isHexDigit(target.charAt(i + 2))) {
          return false;
        }
        i += 2;
      }
    }
    return true;
  }

  private static boolean hasBody(org.eclipse.jetty.server.Request in) {
    return in.getLength() > 0
        || (in.getLength() < 0 && in.getHeaders().contains(HttpHeader.TRANSFER_ENCODING));
  }

  private Response respond(org.eclipse.jetty.server.Request in, byte[] body, String requestId) {
    return handleGuarded(request(in, body, requestId)).withHeader(REQUEST_ID, requestId);
  }

  private Request request(org.eclipse.jetty.server.Request in, byte[] body, String requestId) {
    var uri = in.getHttpURI();
    var fields = in.getHeaders();
    return new Request(
        in.getMethod(),
        path(in),
        text(uri.getQuery()),
        fields::getValuesList,
        body,
        requestContext(in, requestId));
  }

  /// The path as it was sent; empty when the target has no path, as that of `CONNECT`.
  private static String path(org.eclipse.jetty.server.Request in) {
    return text(in.getHttpURI().getPath());
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }

  private Response handleGuarded(Request request) {
    if (settings.crossSiteGuard()) {
      try {
        CrossSiteGuard.check(request);
      } catch (Refused refused) {
        return router.refused(refused.refusal(), request);
      }
    }
    return router.handle(request);
  }

  /// A body that was not read to its end.
  private static final class UnreadBody extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Refusal refusal;
    private final boolean isToBeRead;

    /// @param isToBeRead whether the rest is on its way
    UnreadBody(Refusal refusal, boolean isToBeRead) {
      this.refusal = refusal;
      this.isToBeRead = isToBeRead;
    }
  }

  private byte[] read(
      org.eclipse.jetty.server.Request in, InputStream stream, BodyMemory.Reservation part)
      throws UnreadBody {
    var path = path(in);
    var most = BodyMemory.maxFor(ErrorFormat.of(path));
    try {
      router.requireRoute(in.getMethod(), path);
      requireNoContentEncoding(in.getHeaders());
      if (in.getLength() > most) {
        throw BodyMemory.tooLarge(most);
      }
    } catch (Refused refused) {
      // A client that waits for our "100 Continue" has sent nothing yet, and reading the body would
      // send that.
      throw new UnreadBody(refused.refusal(), !in.getHeaders().contains(HttpHeader.EXPECT));
    }
    try {
      return part.read(stream, most);
    } catch (Refused refused) {
      throw new UnreadBody(refused.refusal(), true);
    } catch (RequestBodyStream.BodyTimeout _) {
      throw new UnreadBody(new Refusal.RequestTimeout(), false);
    } catch (IOException e) {
      // The body ends early, or its chunks are malformed.
      logUnread(e);
      throw new UnreadBody(new Refusal.Malformed("The body is incomplete or malformed"), false);
    }
  }

  private static void requireNoContentEncoding(HttpFields headers) {
    for (var coding : headers.getValuesList(HttpHeader.CONTENT_ENCODING)) {
      if (!coding.strip().equalsIgnoreCase("identity")) {
        throw new Refused(
            new Refusal.UnsupportedMediaType("Send the body without Content-Encoding"),
            "a content coding");
      }
    }
  }

  /// Logs without the message, which may repeat a part of the body.
  private static void logUnread(Exception e) {
    LOG.atDebug().addKeyValue("reason", e.getClass().getName()).log("body not read to its end");
  }

  private String network(org.eclipse.jetty.server.Request in) {
    return ClientNetwork.of(callerAddress(in));
  }

  private String callerAddress(org.eclipse.jetty.server.Request in) {
    var peer = address(in.getConnectionMetaData().getRemoteSocketAddress());
    if (in.getHeaders().contains(HttpHeader.FORWARDED)) {
      settings.addresses().warnAboutForwardedHeader(peer);
    }
    return settings
        .addresses()
        .clientAddress(peer, in.getHeaders().getValuesList(HttpHeader.X_FORWARDED_FOR));
  }

  private RequestContext requestContext(org.eclipse.jetty.server.Request in, String requestId) {
    var fields = in.getHeaders();
    var address = callerAddress(in);
    var userAgent = fields.getValuesList(HttpHeader.USER_AGENT);
    return new RequestContext(
        new Caller.Unauthenticated(),
        address,
        userAgent.isEmpty() ? "" : printable(userAgent.getFirst()),
        requestId);
  }

  private static String address(SocketAddress socket) {
    return socket instanceof InetSocketAddress peer ? peer.getAddress().getHostAddress() : "";
  }

  private static String printable(String text) {
    var cut = text.length() > 256 ? text.substring(0, 256) : text;
    return cut.chars().allMatch(c -> c >= ' ' && c <= '~') ? cut : cut.replaceAll("[^ -~]", "?");
  }

  /// The caller's own request id if it is well-formed, otherwise a new one.
  private static String requestId(HttpFields headers) {
    var sent = headers.getValuesList(REQUEST_ID);
    return sent.size() == 1 ? requestId(sent.getFirst()) : newRequestId();
  }

  private static String requestId(String sent) {
    return VALID_REQUEST_ID.matcher(sent).matches() ? sent : newRequestId();
  }

  private static String newRequestId() {
    var random = ThreadLocalRandom.current();
    return Long.toUnsignedString(random.nextLong(), 36)
        + Long.toUnsignedString(random.nextLong(), 36);
  }

  /// One request and its response.
  private final class Exchange {
    private final org.eclipse.jetty.server.Response out;
    private final ClientConnection connection;
    private final BodyMemory.@Nullable Reservation body;
    private final Callback callback;

    /// @param body the memory reserved for the request's body until the response is sent; null
    ///   without a body
    Exchange(
        org.eclipse.jetty.server.Response out,
        ClientConnection connection,
        BodyMemory.@Nullable Reservation body,
        Callback callback) {
      this.out = out;
      this.connection = connection;
      this.body = body;
      this.callback = callback;
    }

    /// Reads the whole body of the request.
    byte[] received(
        org.eclipse.jetty.server.Request in, InputStream stream, BodyMemory.Reservation part)
        throws UnreadBody {
      connection.beginBody();
      try {
        return read(in, stream, part);
      } finally {
        connection.beginResponse();
      }
    }

    void send(Response response) {
      writeHead(response);
      var writer = response.writer();
      if (writer != null) {
        stream(writer);
        return;
      }
      connection.recordSending(response.body().length);
      if (body != null) {
        body.markAnswered();
      }
      out.write(
          true,
          ByteBuffer.wrap(response.body()),
          Callback.from(InvocationType.NON_BLOCKING, this::onSent, this::onFailure));
    }

    private void onSent() {
      release();
      connection.endResponse();
      callback.succeeded();
    }

    private void onFailure(Throwable why) {
      release();
      callback.failed(why);
    }

    private void release() {
      if (body != null) {
        body.release();
      }
    }

    /// Sends a refusal, reads some more of what the client goes on sending, and closes: closing at
    /// once could keep the refusal from the client.
    ///
    /// @param rest null when the client sends nothing more
    void sendAndClose(Response response, @Nullable InputStream rest) {
      // The body was not parsed, and the client may take long to send the rest.
      release();
      writeHead(response);
      out.getHeaders().put(HttpFields.CONNECTION_CLOSE);
      connection.recordSending(response.body().length);
      try {
        try (var sent = Blocker.callback()) {
          out.write(true, ByteBuffer.wrap(response.body()), sent);
          sent.block();
        }
        if (rest != null) {
          connection.beginDiscarding();
          BodyMemory.discard(rest);
        }
      } catch (IOException e) {
        logUnread(e);
      }
      // The rest of the body must not be taken for the next request.
      onFailure(new CloseConnection());
    }

    private void writeHead(Response response) {
      out.setStatus(response.status());
      var fields = out.getHeaders();
      for (var header : response.headers()) {
        fields.add(header.name(), header.value());
      }
      fields.add("X-Content-Type-Options", "nosniff");
      if (draining) {
        fields.put(HttpHeader.CONNECTION, "close");
      }
      if (settings.secure()) {
        fields.add("Strict-Transport-Security", "max-age=31536000");
      }
    }

    private void stream(Response.Writer writer) {
      // Not closed when writing fails: closing would make the response look complete.
      var stream = new ResponseStream(out, connection);
      try {
        writer.writeTo(stream);
        stream.close();
      } catch (IOException | UncheckedIOException e) {
        LOG.atDebug().setCause(e).log("the client disconnected before the end of the response");
        breakOff(e);
        return;
      } catch (RuntimeException e) {
        LOG.atWarn().setCause(e).log("a response was cut short");
        breakOff(e);
        return;
      }
      onSent();
    }

    private void breakOff(Exception e) {
      connection.getEndPoint().close(e);
      onFailure(new CloseConnection());
    }
  }

  /// Formats what Jetty refuses before routing (an unreadable request line, headers that are too
  /// long) like our own refusals.
  private boolean refuse(
      org.eclipse.jetty.server.Request in,
      org.eclipse.jetty.server.Response out,
      Callback callback) {
    var connection = (ClientConnection) in.getConnectionMetaData().getConnection();
    connection.beginResponse();
    var status = (Integer) in.getAttribute(ErrorHandler.ERROR_STATUS);
    var response = refused(connection.target(), connection.sentRequestId(), status);
    new Exchange(out, connection, null, callback)
        .writeHead(response.withHeader("Connection", "close"));
    connection.recordSending(response.body().length);
    out.write(true, ByteBuffer.wrap(response.body()), callback);
    return true;
  }

  private static Response refused(String target, String sentRequestId, int status) {
    var requestId = requestId(sentRequestId);
    var family = errorFormatOf(target);
    var response =
        status == HttpStatus.INTERNAL_SERVER_ERROR_500
            ? RefusalResponses.internalError(family, requestId)
            : RefusalResponses.of(refusalFor(status), family, requestId);
    return response.withHeader(REQUEST_ID, requestId);
  }

  /// The target may be an absolute URL.
  private static ErrorFormat errorFormatOf(String target) {
    var scheme = target.indexOf("://");
    var path = scheme < 0 ? 0 : target.indexOf('/', scheme + 3);
    return ErrorFormat.of(path < 0 ? "/" : target.substring(path));
  }

  private static Refusal refusalFor(int status) {
    return switch (status) {
      case HttpStatus.REQUEST_TIMEOUT_408 -> new Refusal.RequestTimeout();
      case HttpStatus.PAYLOAD_TOO_LARGE_413 ->
          new Refusal.ContentTooLarge("The request is too large");
      case HttpStatus.URI_TOO_LONG_414 -> new Refusal.UriTooLong();
      case HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431 ->
          new Refusal.HeadersTooLarge(
              "At most "
                  + ClientConnection.MAX_HEADERS
                  + " headers, and "
                  + MAX_HEAD
                  + " bytes with the request line");
      default -> new Refusal.Malformed("The request is not well-formed HTTP");
    };
  }

  /// The whole response to a request that was not sent in time, as its bytes.
  private ByteBuffer timeoutResponse(String target, String sentRequestId) {
    var response = refused(target, sentRequestId, HttpStatus.REQUEST_TIMEOUT_408);
    var head = new StringBuilder("HTTP/1.1 408 Request Timeout\r\n");
    for (var header : response.headers()) {
      head.append(header.name()).append(": ").append(header.value()).append("\r\n");
    }
    head.append("X-Content-Type-Options: nosniff\r\nConnection: close\r\nContent-Length: ")
        .append(response.body().length)
        .append("\r\n\r\n");
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(head.toString().getBytes(US_ASCII));
    bytes.writeBytes(response.body());
    return ByteBuffer.wrap(bytes.toByteArray());
  }
}
