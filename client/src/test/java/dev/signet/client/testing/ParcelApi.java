package dev.signet.client.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.signet.client.ReceivedRequest;
import dev.signet.client.SignetException;
import dev.signet.client.TokenRejectedException;
import dev.signet.client.TokenVerifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A third-party API that verifies the tokens it receives. */
public final class ParcelApi implements AutoCloseable {

  /** A request as received. */
  public record ReceivedCall(
      String method, String authorization, List<String> proofs, String body) {}

  private final HttpServer http;
  private final TokenVerifier verifier;
  private final List<ReceivedCall> calls = new CopyOnWriteArrayList<>();

  /**
   * @param verifier by the URL of this API
   */
  public ParcelApi(Function<String, TokenVerifier> verifier) {
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.verifier = verifier.apply(url());
    http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    http.createContext("/", this::answer);
    http.start();
  }

  public String url() {
    return "http://localhost:" + http.getAddress().getPort();
  }

  public URI at(String path) {
    return URI.create(url() + path);
  }

  /** All that came. */
  public List<ReceivedCall> calls() {
    return List.copyOf(calls);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var authorization = headers(exchange, "Authorization");
      var proofs = headers(exchange, "DPoP");
      var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      calls.add(
          new ReceivedCall(
              exchange.getRequestMethod(), String.join(", ", authorization), proofs, body));
      var url = URI.create(url() + exchange.getRequestURI());
      var request = new ReceivedRequest(exchange.getRequestMethod(), url, authorization, proofs);
      try {
        var token = verifier.verify(request);
        token.requireScope("parcels:read");
        say(exchange, 200, "for " + token.clientId() + ": " + body);
      } catch (TokenRejectedException e) {
        e.headers().forEach(exchange.getResponseHeaders()::set);
        say(exchange, e.status(), e.error());
      } catch (SignetException e) {
        say(exchange, 503, "");
      }
    }
  }

  private static List<String> headers(HttpExchange exchange, String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().get(name)).orElse(List.of());
  }

  private static void say(HttpExchange exchange, int status, String text) throws IOException {
    var bytes = text.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
