package dev.signet.web.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.VirtualThreads;
import org.jspecify.annotations.Nullable;

/// One connection: what its client has to do next, and by when.
final class ClientConnection extends HttpConnection {

  /// How long a client may take.
  ///
  /// @param request from the first byte of a request to the end of its body; also the time for the
  ///   first request of a new connection
  /// @param idle from the end of a response to the next request
  /// @param response to read a response, on top of the time for its length at [#MIN_READING_RATE]
  record Timeouts(Duration request, Duration idle, Duration response) {
    static final Timeouts DEFAULT =
        new Timeouts(Duration.ofSeconds(20), Duration.ofSeconds(75), Duration.ofSeconds(20));
  }

  /// The bytes per second at which a client has to read a response.
  static final int MIN_READING_RATE = 16 * 1024;

  static final int MAX_HEADERS = 100;

  /// Clients send their first request at once; browsers open connections that they may never use.
  private static final Duration FIRST_REQUEST = Duration.ofMillis(500);

  private static final int MAX_TARGET = 8 * 1024;

  /// This much of a request line is enough to find the error format of its path.
  private static final int LINE_START = 128;

  private static final String REQUEST_ID = "x-request-id";

  private static final Executor VIRTUAL =
      Objects.requireNonNull(VirtualThreads.getDefaultVirtualThreadsExecutor());

  private enum Phase {
    /// Accepted; no bytes received yet.
    OPENED,
    /// The first bytes of a request have arrived.
    SENDING,
    /// The head of a request has arrived, its body has not.
    SENDING_BODY,
    /// The server is processing the request.
    ANSWERING,
    /// A response is being sent.
    READING,
    /// Answered; the next request may follow.
    IDLE,
    /// Ended by the server.
    ENDED
  }

  private final String network;
  private final Timeouts timeouts;
  private final BiFunction<String, String, ByteBuffer> timeoutResponse;
  private Phase phase = Phase.OPENED;

  /// By [System#nanoTime]; enforced here in every phase but [Phase#SENDING_BODY], where the reader
  /// of the body enforces it, and [Phase#ANSWERING].
  private long deadline;

  /// Since when the server has been waiting for the client, by [System#nanoTime]. Deadlines would
  /// not show which client is slow: a client that was answered has more time than a new one.
  private long waitingSince;

  private String target = "";
  private String requestId = "";
  private int headers;

  /// The bytes that begin with a request line, while they are parsed.
  private volatile @Nullable ByteBuffer requestLineStart;

  private HttpConnection.@Nullable RequestHandler requestHandler;

  /// @param network the network of the client
  /// @param tooSlow builds the whole response to a request that was not sent in time, from its
  ///   target and its `X-Request-Id`
  ClientConnection(
      HttpConfiguration configuration,
      Connector connector,
      EndPoint endPoint,
      String network,
      Timeouts timeouts,
      BiFunction<String, String, ByteBuffer> tooSlow) {
    super(configuration, connector, endPoint);
    this.network = network;
    this.timeouts = timeouts;
    this.timeoutResponse = tooSlow;
    this.waitingSince = System.nanoTime();
    this.deadline = waitingSince + timeouts.request().toNanos();
  }

  /// The target of the request that is being read, as far as it is known: for refusals of malformed
  /// requests.
  String target() {
    return target.isEmpty() ? beginningOfTarget() : target;
  }

  /// The `X-Request-Id` of the request that is being read, as it was sent.
  String sentRequestId() {
    return requestId;
  }

  /// The head of a request has arrived.
  ///
  /// @return whether to answer it; false when the connection was ended
  synchronized boolean beginResponse() {
    return moveTo(Phase.ANSWERING);
  }

  /// The server waits for the body of the request.
  synchronized void beginBody() {
    moveTo(Phase.SENDING_BODY);
  }

  /// @return whether the phase changed; false when the connection was ended
  private boolean moveTo(Phase next) {
    if (phase == Phase.ENDED) {
      return false;
    }
    phase = next;
    waitingSince = System.nanoTime();
    return true;
  }

  /// When the body of the current request has to be complete, by [System#nanoTime].
  synchronized long deadline() {
    return deadline;
  }

  /// How long the server has been waiting for the client, in nanoseconds.
  synchronized long waitingNanos(long now) {
    return now - waitingSince;
  }

  /// This many bytes of a response are about to be sent.
  synchronized void recordSending(int bytes) {
    if (moveTo(Phase.READING)) {
      deadline =
          waitingSince
              + timeouts.response().toNanos()
              + Duration.ofSeconds(bytes / MIN_READING_RATE).toNanos();
    }
  }

  /// The bytes so far are sent, and the server is producing more of the response.
  synchronized void recordPause() {
    moveTo(Phase.ANSWERING);
  }

  /// The client's side has taken the whole response.
  synchronized void endResponse() {
    if (moveTo(Phase.IDLE)) {
      deadline = waitingSince + timeouts.idle().toNanos();
    }
  }

  /// The rest of a refused body is read and dropped, for as long as a request may take.
  synchronized void beginDiscarding() {
    if (moveTo(Phase.READING)) {
      deadline = waitingSince + timeouts.request().toNanos();
    }
  }

  private synchronized void beginRequest() {
    if (phase == Phase.IDLE) {
      waitingSince = System.nanoTime();
      deadline = waitingSince + timeouts.request().toNanos();
    }
    if (phase != Phase.ENDED) {
      phase = Phase.SENDING;
    }
    target = "";
    requestId = "";
    headers = 0;
  }

  /// Ends the connection when its client is late.
  void endIfLate(long now) {
    boolean isSending;
    synchronized (this) {
      if (phase == Phase.SENDING_BODY || phase == Phase.ANSWERING || now - deadline < 0) {
        return;
      }
      isSending = phase == Phase.SENDING;
      phase = Phase.ENDED;
      // The refusal has to be read in time too: a client that does not read it would hold the
      // connection.
      deadline = now + timeouts.response().toNanos();
    }
    var late = new TimeoutException("the client missed its deadline");
    if (isSending) {
      getEndPoint()
          .write(
              Callback.from(() -> getEndPoint().close(late), _ -> getEndPoint().close(late)),
              timeoutResponse.apply(target(), requestId));
    } else {
      getEndPoint().close(late);
    }
  }

  /// Whether the server is waiting for the client, to send or to read.
  synchronized boolean isWaiting() {
    return phase != Phase.ANSWERING && phase != Phase.ENDED;
  }

  /// Ends the connection, to make room for others, if the server is waiting for its client.
  ///
  /// @return whether it was ended
  boolean endIfWaiting() {
    synchronized (this) {
      if (!isWaiting()) {
        return false;
      }
      phase = Phase.ENDED;
    }
    getEndPoint().close();
    return true;
  }

  String network() {
    return network;
  }

  /// Ends the connection if no request is in progress on it. A connection that was only just opened
  /// is kept, as a request is about to arrive.
  void endIfIdle(long now) {
    synchronized (this) {
      var isNew = now - waitingSince < FIRST_REQUEST.toNanos();
      if (phase != Phase.IDLE && (phase != Phase.OPENED || isNew)) {
        return;
      }
      phase = Phase.ENDED;
    }
    getEndPoint().close();
  }

  /// Runs a pipelined request, which was sent before the response to the previous one had left. The
  /// server's few threads must never wait for a client.
  @Override
  protected Executor getExecutor() {
    return VIRTUAL;
  }

  /// Called by the super constructor, so [#requestHandler] has no initializer.
  @Override
  protected HttpConnection.RequestHandler newRequestHandler() {
    var made = new LimitedRequest();
    requestHandler = made;
    return made;
  }

  @Override
  protected HttpParser newHttpParser(HttpCompliance compliance) {
    var parser =
        new TargetParser(
            Objects.requireNonNull(requestHandler),
            getHttpConfiguration().getRequestHeaderSize(),
            compliance);
    parser.setHeaderCacheSize(getHttpConfiguration().getHeaderCacheSize());
    // Otherwise Jetty's cache would take a header for an earlier one of the connection that differs
    // only in case, and return that one's value: another secret.
    parser.setHeaderCacheCaseSensitive(true);
    return parser;
  }

  /// Reads request heads within our limits.
  private final class LimitedRequest extends HttpConnection.RequestHandler {
    @Override
    public void startRequest(String method, String uri, HttpVersion version) {
      target = uri;
      if (uri.length() > MAX_TARGET) {
        throw new HttpException.RuntimeException(HttpStatus.URI_TOO_LONG_414);
      }
      super.startRequest(method, uri, version);
    }

    @Override
    public void parsedHeader(HttpField field) {
      if (++headers > MAX_HEADERS) {
        throw new HttpException.RuntimeException(HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431);
      }
      if (REQUEST_ID.equalsIgnoreCase(field.getName()) && field.getValue() != null) {
        requestId = field.getValue();
      }
      super.parsedHeader(field);
    }

    /// Drops a trailer, which counts as a header. Jetty would keep all trailers of a body, and
    /// their objects take many times the bytes that were sent.
    @Override
    public void parsedTrailer(HttpField field) {
      if (++headers > MAX_HEADERS) {
        throw new HttpException.RuntimeException(HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431);
      }
    }
  }

  /// Remembers the beginning of the target of an incomplete request line.
  private final class TargetParser extends HttpParser {
    TargetParser(HttpParser.RequestHandler handler, int maxHeaderBytes, HttpCompliance compliance) {
      super(handler, maxHeaderBytes, compliance);
    }

    @Override
    public boolean parseNext(ByteBuffer bytes) {
      if (!isStart()) {
        return super.parseNext(bytes);
      }
      // Jetty also parses no bytes, such as after the body of the request before.
      if (bytes.hasRemaining()) {
        beginRequest();
      }
      requestLineStart = bytes.duplicate();
      try {
        return super.parseNext(bytes);
      } finally {
        if (phase == Phase.SENDING && target.isEmpty()) {
          target = beginningOfTarget();
        }
        requestLineStart = null;
      }
    }
  }

  private String beginningOfTarget() {
    // The watcher's thread calls this too, when the client is late.
    var bytes = requestLineStart;
    if (bytes == null) {
      return "";
    }
    var start = new byte[Math.min(bytes.remaining(), LINE_START)];
    bytes.get(bytes.position(), start);
    var parts = new String(start, ISO_8859_1).strip().split(" ", 3);
    return parts.length < 2 ? "" : parts[1];
  }
}
