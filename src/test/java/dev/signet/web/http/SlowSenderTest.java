package dev.signet.web.http;

import static dev.signet.testing.RefusalAssertions.isProblem;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.RawConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// No client keeps a connection by sending slowly, or not at all.
@DisplayNameGeneration(ReplaceUnderscores.class)
class SlowSenderTest {
  private static final Duration SENDER = Duration.ofSeconds(2);
  private static final Duration IDLE = Duration.ofSeconds(3);

  /// Long, because a busy server may need longer than a second to send a refusal.
  private static final Duration RESPONSE = Duration.ofSeconds(20);

  private static final String POST =
      "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n";

  private final AtomicInteger handled = new AtomicInteger();
  private HttpServer server;
  private URI base;

  @BeforeEach
  void start() {
    var router = new Router();
    router.post("/echo", new Access.Open("a test"), this::echo);
    router.get("/long", new Access.Open("a test"), this::answerLate);
    server =
        new HttpServer(
            new HttpServer.Settings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ClientAddresses.withTrustedProxies(List.of()),
                false,
                false,
                new MaxConnections(1_000, 1_000)),
            TestPipeline.of(router),
            new ClientConnection.Timeouts(SENDER, IDLE, RESPONSE));
    base = URI.create("http://127.0.0.1:" + server.start());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Response echo(Request request) {
    handled.incrementAndGet();
    return Response.of(
        200, "text/plain", request.hasBody() ? "heard".getBytes(UTF_8) : new byte[0]);
  }

  private Response answerLate(Request request) {
    var until = System.nanoTime() + IDLE.multipliedBy(2).toNanos();
    while (System.nanoTime() - until < 0) {
      LockSupport.parkNanos(until - System.nanoTime());
    }
    return Thread.interrupted() ? Response.empty(500) : Response.text(200, "heard");
  }

  @Test
  void a_client_that_sends_its_body_in_time_is_answered() {
    try (var connection = RawConnection.to(base)) {
      connection.send(POST).send("01234").send("56789");

      assertThat(connection.answer().orElseThrow().body()).isEqualTo("heard");
    }
  }

  @Test
  void a_client_that_sends_half_a_body_is_disconnected() {
    try (var connection = RawConnection.to(base)) {
      connection.send(POST).send("01234");

      isTimedOut(connection);
    }
    assertThat(handled).hasValue(0);
  }

  @Test
  void a_client_that_sends_its_body_byte_by_byte_is_disconnected() throws InterruptedException {
    try (var connection = RawConnection.to(base)) {
      connection.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n");
      var dripping = Thread.startVirtualThread(() -> drip(connection));

      isTimedOut(connection);

      dripping.interrupt();
      dripping.join();
    }
    assertThat(handled).hasValue(0);
  }

  private static void isTimedOut(RawConnection connection) {
    var answers = connection.answers();
    assertThat(answers).hasSize(1);
    isProblem(answers.getFirst(), 408, "request_timeout");
    assertThat(answers.getFirst().header("Connection")).contains("close");
  }

  private static void drip(RawConnection connection) {
    while (!Thread.currentThread().isInterrupted()) {
      connection.send("x");
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void a_client_that_sends_half_a_header_is_disconnected() {
    try (var connection = RawConnection.to(base)) {
      connection.send("POST /echo HTTP/1.1\r\nHost: loc");

      isTimedOut(connection);
    }
  }

  @Test
  void a_client_that_sends_half_a_request_line_is_disconnected() {
    try (var connection = RawConnection.to(base)) {
      connection.send("POST /echo HT");

      isTimedOut(connection);
    }
  }

  @Test
  void a_client_whose_response_takes_long_is_not_disconnected() {
    try (var connection = RawConnection.to(base)) {
      connection.send("GET /long HTTP/1.1\r\nHost: localhost\r\n\r\n");

      assertThat(connection.answer().orElseThrow().body()).isEqualTo("heard");
    }
  }

  @Test
  void a_client_that_sends_nothing_is_disconnected() {
    try (var connection = RawConnection.to(base)) {
      assertThat(connection.answer()).isEmpty();
    }
  }

  @Test
  void a_client_that_sends_its_next_request_in_time_is_answered() {
    try (var connection = RawConnection.to(base)) {
      for (var i = 0; i < 3; i++) {
        connection.send(POST).send("0123456789");
        assertThat(connection.answer().orElseThrow().body()).isEqualTo("heard");
      }
    }
  }

  @Test
  void a_connection_that_is_idle_after_a_body_ends_without_another_response() {
    try (var connection = RawConnection.to(base)) {
      connection.send(POST + "0123456789");

      assertThat(connection.answers()).hasSize(1).allMatch(answer -> answer.status() == 200);
    }
  }

  @Test
  void others_are_answered_meanwhile() {
    try (var slow = RawConnection.to(base);
        var quick = RawConnection.to(base)) {
      slow.send(POST).send("0");
      quick.send(POST).send("0123456789");

      assertThat(quick.answer().orElseThrow().body()).isEqualTo("heard");
    }
  }
}
