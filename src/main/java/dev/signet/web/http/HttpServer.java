package dev.signet.web.http;

import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import dev.signet.web.limits.ClientNetwork;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The web server (Jetty). Only this class, [ClientConnection] and [RequestBodyStream] with their
/// helpers use Jetty; all other code sees our own [Request] and [Response].
public final class HttpServer implements AutoCloseable {

  /// The listening address, and the public URL.
  ///
  /// @param crossSiteGuard whether to refuse what a web page could send (dev posture)
  /// @param secure whether clients reach us over https, so that browsers are told to insist on it
  public record Settings(
      InetSocketAddress listen,
      ClientAddresses addresses,
      boolean crossSiteGuard,
      boolean secure,
      MaxConnections limits) {}

  /// How many connections may wait to be accepted.
  private static final int BACKLOG = 1024;

  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration STOP_STEP = Duration.ofMillis(20);
  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
  private static final byte[] NO_BODY = {};

  private final Settings settings;
  private final RequestPipeline pipeline;
  private final RequestParser parser;
  private final EarlyRefusals earlyRefusals;
  private final Exchange.ServerHeaders serverHeaders;
  private final ClientConnection.Timeouts timeouts;
  private final BodyMemory bodyMemory = new BodyMemory(Runtime.getRuntime().maxMemory());
  private final CountDownLatch listenerEnded = new CountDownLatch(1);
  private final Server server;
  private final ServerConnector connector;
  private volatile boolean draining;
  private volatile boolean stopping;

  public HttpServer(Settings settings, RequestPipeline pipeline) {
    this(settings, pipeline, ClientConnection.Timeouts.DEFAULT);
  }

  HttpServer(Settings settings, RequestPipeline pipeline, ClientConnection.Timeouts timeouts) {
    this.settings = settings;
    this.pipeline = pipeline;
    this.parser = new RequestParser(settings.addresses());
    this.serverHeaders = new Exchange.ServerHeaders(() -> draining, settings.secure());
    this.earlyRefusals = new EarlyRefusals(pipeline);
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
      super(StrictHttp.configuration());
    }

    @Override
    public Connection newConnection(Connector at, EndPoint endPoint) {
      var network = ClientNetwork.of(RequestParser.address(endPoint.getRemoteSocketAddress()));
      var connection =
          new ClientConnection(
              getHttpConfiguration(),
              at,
              endPoint,
              network,
              timeouts,
              earlyRefusals::timeoutResponse);
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
        var memory = bodyMemory.reserve(parser.network(in), connection::endIfWaiting);
        var exchange = new Exchange(serverHeaders, out, connection, memory, callback);
        try {
          serve(in, deadline, exchange);
        } catch (RuntimeException e) {
          // Jetty answers this request, and does not know of the memory that it holds.
          exchange.release();
          throw e;
        }
      } else {
        callback.failed(new Exchange.CloseConnection());
      }
      return true;
    }
  }

  private void serve(org.eclipse.jetty.server.Request in, long deadline, Exchange exchange) {
    var requestId = RequestParser.requestId(in.getHeaders());
    var target = pipeline.locate(in.getMethod(), RequestParser.path(in));
    var fault = RequestParser.fault(in);
    if (fault.isPresent()) {
      exchange.sendAndClose(refused(fault.get(), in, target, requestId), null);
      return;
    }
    if (!RequestParser.hasBody(in)) {
      exchange.send(respond(in, NO_BODY, target, requestId));
      return;
    }
    try (var stream = new RequestBodyStream(in, deadline)) {
      try {
        var received = exchange.received(in, target.match(), stream);
        exchange.send(respond(in, received, target, requestId));
      } catch (BodyReader.UnreadBody unread) {
        exchange.sendAndClose(
            refused(unread.refusal, in, target, requestId), unread.isToBeRead ? stream : null);
      }
    }
  }

  private Response refused(
      Refusal refusal,
      org.eclipse.jetty.server.Request in,
      RequestPipeline.Target target,
      String requestId) {
    return pipeline
        .refused(refusal, parser.request(in, NO_BODY, requestId), target.match())
        .withHeader(RequestParser.REQUEST_ID, requestId);
  }

  private Response respond(
      org.eclipse.jetty.server.Request in,
      byte[] body,
      RequestPipeline.Target target,
      String requestId) {
    return handleGuarded(parser.request(in, body, requestId), target)
        .withHeader(RequestParser.REQUEST_ID, requestId);
  }

  private Response handleGuarded(Request request, RequestPipeline.Target target) {
    if (settings.crossSiteGuard()) {
      try {
        CrossSiteGuard.check(request);
      } catch (Refused refused) {
        return pipeline.refused(refused.refusal(), request, target.match());
      }
    }
    return pipeline.handle(request, target);
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
    var response = earlyRefusals.refused(connection.target(), connection.sentRequestId(), status);
    var memory = bodyMemory.reserve(parser.network(in), connection::endIfWaiting);
    new Exchange(serverHeaders, out, connection, memory, callback)
        .writeHead(response.withHeader("Connection", "close"));
    connection.recordSending(response.body().length);
    out.write(true, ByteBuffer.wrap(response.body()), callback);
    return true;
  }
}
