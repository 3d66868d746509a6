package dev.signet.client.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An issuer whose keys a test has, for tokens that no server of ours would make. It serves nothing
 * but its key set.
 */
public final class FakeIssuer implements AutoCloseable {
  private final HttpServer http;
  private final AtomicInteger fetches = new AtomicInteger();
  private volatile String jwks = "{\"keys\":[]}";
  private volatile String cacheControl = "max-age=300";
  private volatile int status = 200;

  private final String path;

  public FakeIssuer() {
    this("");
  }

  /** One whose URL has this path, such as `/tenant`, below which it serves. */
  public FakeIssuer(String path) {
    this.path = path;
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    http.createContext(
        path + "/.well-known/jwks.json",
        exchange -> {
          try (exchange) {
            fetches.incrementAndGet();
            var body = jwks.getBytes(UTF_8);
            exchange.getResponseHeaders().set("Cache-Control", cacheControl);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    http.start();
  }

  public String issuer() {
    return "http://localhost:" + http.getAddress().getPort() + path;
  }

  /** Serves this from now on. */
  public void serve(String jwks) {
    this.jwks = jwks;
    this.status = 200;
  }

  /** Says no from now on. */
  public void fail() {
    this.status = 503;
  }

  /** Says for how long its keys may be kept. */
  public void cacheControl(String value) {
    this.cacheControl = value;
  }

  /** How often its keys were fetched. */
  public int fetches() {
    return fetches.get();
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
