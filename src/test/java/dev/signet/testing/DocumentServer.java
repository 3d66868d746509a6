package dev.signet.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/// Another party's server on loopback, such as one where an agent keeps its keys: it responds as
/// the test tells it to, and records the requests.
public final class DocumentServer implements AutoCloseable {
  private final HttpServer server;
  private final String scheme;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final Map<String, String> documents = new ConcurrentHashMap<>();
  private volatile HttpHandler handler = exchange -> answer(exchange, 404, "text/plain", "");

  private DocumentServer(HttpServer server, String scheme) {
    this.server = server;
    this.scheme = scheme;
    server.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestHeaders().getFirst("Host") + exchange.getRequestURI());
          try (exchange) {
            var document = documents.get(exchange.getRequestURI().getPath());
            if (document == null) {
              handler.handle(exchange);
            } else {
              answer(exchange, 200, "application/json", document);
            }
          }
        });
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  /// Without TLS.
  public static DocumentServer plain() {
    try {
      return new DocumentServer(HttpServer.create(anyPort(), 0), "http");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static DocumentServer encrypted(SSLContext tls) {
    try {
      var server = HttpsServer.create(anyPort(), 0);
      server.setHttpsConfigurator(new HttpsConfigurator(tls));
      return new DocumentServer(server, "https");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  public DocumentServer respondWith(HttpHandler next) {
    handler = next;
    return this;
  }

  /// From now on it has this document.
  public DocumentServer serve(String json) {
    return respondWith(exchange -> answer(exchange, 200, "application/json", json));
  }

  /// From now on it has this document there, whatever it answers elsewhere.
  public DocumentServer serve(String path, String json) {
    documents.put(path, json);
    return this;
  }

  /// From now on it has no document there.
  public DocumentServer remove(String path) {
    documents.remove(path);
    return this;
  }

  /// From now on it has nothing.
  public DocumentServer fail() {
    return respondWith(exchange -> answer(exchange, 503, "text/plain", "down"));
  }

  public static void answer(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    if (!type.isEmpty()) {
      exchange.getResponseHeaders().set("Content-Type", type);
    }
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /// The hosts and paths that were asked for, one an exchange.
  public List<String> requests() {
    return asked;
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /// A URL here, under the name `localhost`.
  public String url(String path) {
    return url("localhost", path);
  }

  public String url(String host, String path) {
    return scheme + "://" + host + ":" + port() + path;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
