package dev.signet.client.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A proxy in front of the server that forwards requests, records them, and lets a test replace the
 * handling of the next request to a path. A connection carries one request.
 */
public final class InterceptingProxy implements AutoCloseable {

  /** A request as received. */
  public record ProxiedRequest(String method, String path, List<String> headers, String body) {
    /** The first header of this name. */
    public Optional<String> header(String name) {
      return InterceptingProxy.header(headers, name);
    }

    private byte[] bytes(String sender) {
      var text = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
      headers.stream()
          .filter(line -> !line.toLowerCase(Locale.ROOT).startsWith("connection:"))
          .forEach(line -> text.append(line).append("\r\n"));
      text.append("X-Forwarded-For: ").append(sender).append("\r\nConnection: close\r\n\r\n");
      return text.append(body).toString().getBytes(ISO_8859_1);
    }
  }

  /** How the proxy handles a request. */
  @FunctionalInterface
  public interface RequestHandler {
    /**
     * The response as it is on the wire; empty to close the connection without one.
     *
     * @param onward forwards the request, and returns the server's response
     */
    Optional<String> handle(ProxiedRequest ask, Upstream onward)
        throws IOException, InterruptedException;
  }

  /** The server behind the proxy. */
  @FunctionalInterface
  public interface Upstream {
    String send(ProxiedRequest ask) throws IOException;
  }

  /** The request is lost before it reaches the server. */
  public static final RequestHandler REQUEST_LOST = (ask, onward) -> Optional.empty();

  /** The server handles the request, and the response is lost. */
  public static final RequestHandler RESPONSE_LOST =
      (ask, onward) -> {
        onward.send(ask);
        return Optional.empty();
      };

  private final ServerSocket socket;
  private final Map<String, Queue<RequestHandler>> handlers = new ConcurrentHashMap<>();
  private final List<ProxiedRequest> requests = new CopyOnWriteArrayList<>();
  private volatile int serverPort;
  private final AtomicInteger tests = new AtomicInteger();
  private volatile String clientAddress = "10.0.0.0";

  InterceptingProxy() throws IOException {
    socket = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::listen);
  }

  /** Forwards to this port from now on. */
  void forwardTo(int port) {
    serverPort = port;
  }

  public int port() {
    return socket.getLocalPort();
  }

  /** Sends all further requests from this client address. */
  public void setClientAddress(String address) {
    clientAddress = address;
  }

  /** Handles the next requests like {@code POST /oauth/token} with these handlers, in order. */
  public void handleNext(String methodAndPath, RequestHandler... each) {
    var queue = handlers.computeIfAbsent(methodAndPath, any -> new ArrayDeque<>());
    synchronized (queue) {
      queue.addAll(Arrays.asList(each));
    }
  }

  /** Starts again: forwards everything, from a new client address, with no requests recorded. */
  void reset() {
    handlers.clear();
    requests.clear();
    clientAddress = "10.0.0." + tests.incrementAndGet();
  }

  /** A refusal by a proxy or gateway in between. */
  public static RequestHandler respond(int status, String... headers) {
    var head = new StringBuilder("HTTP/1.1 " + status + " No\r\nContent-Length: 0\r\n");
    for (var header : headers) {
      head.append(header).append("\r\n");
    }
    return (ask, onward) -> Optional.of(head + "Connection: close\r\n\r\n");
  }

  /** All received requests like {@code POST /oauth/token}. */
  public List<ProxiedRequest> requests(String methodAndPath) {
    return requests.stream()
        .filter(ask -> (ask.method() + " " + ask.path()).equals(methodAndPath))
        .toList();
  }

  private void listen() {
    try {
      while (true) {
        var client = socket.accept();
        Thread.ofVirtual().start(() -> pass(client));
      }
    } catch (IOException e) {
      // Closed: the test is over.
    }
  }

  private void pass(Socket client) {
    try (client) {
      var ask = read(client.getInputStream());
      if (ask.isEmpty()) {
        return;
      }
      requests.add(ask.get());
      var fate = handlerFor(ask.get());
      var answer = fate.handle(ask.get(), this::send);
      if (answer.isPresent()) {
        client.getOutputStream().write(answer.get().getBytes(ISO_8859_1));
        client.getOutputStream().flush();
      }
    } catch (IOException e) {
      // One of the two has gone; the other one finds out.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private RequestHandler handlerFor(ProxiedRequest ask) {
    var queue = handlers.get(ask.method() + " " + ask.path());
    if (queue != null) {
      synchronized (queue) {
        var next = queue.poll();
        if (next != null) {
          return next;
        }
      }
    }
    return (any, onward) -> Optional.of(onward.send(any));
  }

  private String send(ProxiedRequest ask) throws IOException {
    try (var upstream = new Socket(InetAddress.getLoopbackAddress(), serverPort)) {
      upstream.getOutputStream().write(ask.bytes(clientAddress));
      upstream.getOutputStream().flush();
      var in = upstream.getInputStream();
      var head = head(in);
      return head + body(in, head.lines().toList());
    }
  }

  private static Optional<ProxiedRequest> read(InputStream in) throws IOException {
    var head = head(in);
    if (head.isEmpty()) {
      return Optional.empty();
    }
    var lines = new ArrayList<>(head.lines().filter(line -> !line.isEmpty()).toList());
    var request = lines.removeFirst().split(" ", -1);
    return Optional.of(
        new ProxiedRequest(request[0], request[1], List.copyOf(lines), body(in, lines)));
  }

  /** All up to the empty line, that included; empty when it ends before. */
  private static String head(InputStream in) throws IOException {
    var head = new ByteArrayOutputStream();
    while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
      var next = in.read();
      if (next < 0) {
        return "";
      }
      head.write(next);
    }
    return head.toString(ISO_8859_1);
  }

  private static String body(InputStream in, List<String> headers) throws IOException {
    var length = header(headers, "Content-Length").map(Integer::parseInt).orElse(0);
    return new String(in.readNBytes(length), ISO_8859_1);
  }

  private static Optional<String> header(List<String> headers, String name) {
    var start = name.toLowerCase(Locale.ROOT) + ":";
    return headers.stream()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
        .map(line -> line.substring(start.length()).strip())
        .findFirst();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
