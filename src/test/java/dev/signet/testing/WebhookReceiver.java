package dev.signet.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/// A receiver of webhooks on loopback: it records the messages and responds as the test tells it
/// to.
public final class WebhookReceiver implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpServer server;
  private final List<Message> messages = new CopyOnWriteArrayList<>();
  private final AtomicInteger status = new AtomicInteger(204);
  private volatile HttpHandler handler = this::respond;

  /// A message as it arrived.
  ///
  /// @param headers by their names in lower case
  public record Message(String path, Map<String, String> headers, String body) {
    public String id() {
      return headers.getOrDefault("webhook-id", "");
    }

    public JsonNode json() {
      return TestResponse.parse(body);
    }

    public String type() {
      return json().path("type").stringValue();
    }
  }

  private WebhookReceiver(HttpServer server) {
    this.server = server;
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            handler.handle(exchange);
          }
        });
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  public static WebhookReceiver start() {
    return start(0);
  }

  /// A receiver at a port, such as one that was stopped before.
  public static WebhookReceiver start(int port) {
    try {
      return new WebhookReceiver(
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return server.getAddress().getPort();
  }

  public String url() {
    return url("/hook");
  }

  public String url(String path) {
    return "http://localhost:" + port() + path;
  }

  /// From now on it responds with this status.
  public WebhookReceiver respondWith(int code) {
    status.set(code);
    handler = this::respond;
    return this;
  }

  /// From now on it handles messages like this, after it has recorded them.
  public WebhookReceiver respondWith(HttpHandler next) {
    handler =
        exchange -> {
          record(exchange);
          next.handle(exchange);
        };
    return this;
  }

  /// From now on it passes on the ids of messages, and records nothing.
  public void countOnly(Consumer<String> arrived) {
    handler =
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          arrived.accept(String.valueOf(exchange.getRequestHeaders().getFirst("webhook-id")));
          exchange.sendResponseHeaders(status.get(), -1);
        };
  }

  private void respond(HttpExchange exchange) throws IOException {
    record(exchange);
    exchange.sendResponseHeaders(status.get(), -1);
  }

  private void record(HttpExchange exchange) throws IOException {
    var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
    messages.add(
        new Message(
            exchange.getRequestURI().toString(),
            headers,
            new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
  }

  /// All messages so far, repeated ones included.
  public List<Message> messages() {
    return messages;
  }

  /// The messages of a type so far.
  public List<Message> messages(String type) {
    return messages.stream().filter(message -> message.type().equals(type)).toList();
  }

  /// Waits for a message of this type, and returns the first one.
  public Message await(String type) {
    return await(message -> message.type().equals(type), type);
  }

  public Message await(Predicate<Message> wanted, String what) {
    awaitUntil(() -> messages.stream().anyMatch(wanted), what);
    return messages.stream().filter(wanted).findFirst().orElseThrow();
  }

  /// Waits until this many messages have arrived.
  public List<Message> await(int count) {
    awaitUntil(() -> messages.size() >= count, count + " messages");
    return messages;
  }

  /// Waits, with a deadline, until a condition holds.
  public static void awaitUntil(BooleanSupplier condition, String what) {
    Await.until(PATIENCE, what, condition);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
