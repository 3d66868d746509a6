package dev.signet.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.RawConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// Clients that keep the server waiting take neither threads nor connections from others.
@DisplayNameGeneration(ReplaceUnderscores.class)
@SuppressWarnings("NullAway.Init") // Each test starts a server of its own.
class WaitingClientsTest {
  private static final String GET = "GET /short HTTP/1.1\r\nHost: localhost\r\n\r\n";
  private static final String NO_BODY =
      "POST /takes HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n";
  private static final String GET_LONG = "GET /long HTTP/1.1\r\nHost: localhost\r\n\r\n";

  /// More than a socket buffers.
  private static final int LONG_ANSWER = 8 * 1024 * 1024;

  private static final Duration LONG = Duration.ofMinutes(10);

  private static final Response LONG_TEXT = Response.text(200, "a".repeat(LONG_ANSWER));

  private static final String LONG_BODY = "b".repeat(BodyMemory.MAX);
  private static final String POST =
      "POST /%s HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + BodyMemory.MAX + "\r\n\r\n";
  private static final String POST_CHUNKED =
      "POST /takes HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";

  /// More bodies of the maximum length than one address may have in progress.
  private static final int MANY_BODIES = (int) (Runtime.getRuntime().maxMemory() >> 26) + 8;

  private final CountDownLatch taken = new CountDownLatch(MANY_BODIES);
  private final List<RawConnection> open = new ArrayList<>();
  private HttpServer server;
  private URI base;

  private void start(int perNetwork) {
    var router = new Router();
    router.get("/short", new Access.Open("a test"), _ -> Response.text(200, "short"));
    router.get("/long", new Access.Open("a test"), _ -> LONG_TEXT);
    router.post(
        "/takes-and-tells",
        new Access.Open("a test"),
        _ -> {
          taken.countDown();
          return LONG_TEXT;
        });
    router.post("/takes", new Access.Open("a test"), _ -> Response.text(200, "taken"));
    server =
        new HttpServer(
            new HttpServer.Settings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ClientAddresses.withTrustedProxies(List.of()),
                false,
                false,
                new MaxConnections(1_000, perNetwork)),
            TestPipeline.of(router),
            new ClientConnection.Timeouts(LONG, LONG, LONG));
    base = URI.create("http://127.0.0.1:" + server.start());
  }

  @AfterEach
  void stop() {
    open.forEach(RawConnection::close);
    server.close();
  }

  private RawConnection connect(String from) {
    var connection = RawConnection.to(base, from);
    open.add(connection);
    return connection;
  }

  /// As any client does, it connects again when its connection is closed: while connections are
  /// accepted faster than they are checked there may be none to end.
  private void isAnsweredAt(String from) {
    var started = System.nanoTime();
    while (System.nanoTime() - started < Duration.ofSeconds(20).toNanos()) {
      if (connect(from).send(GET).answer().isPresent()) {
        return;
      }
    }
    throw new AssertionError("No connection from " + from + " was answered");
  }

  @Test
  void requests_sent_before_the_answer_to_another_had_left_take_no_thread_of_the_server() {
    start(1_000);
    for (var i = 0; i < 2 * Runtime.getRuntime().availableProcessors() + 10; i++) {
      var answer = connect("127.0.0.2").send(GET_LONG + NO_BODY).answer();
      assertThat(answer.orElseThrow().body()).hasSize(LONG_ANSWER);
    }

    assertThat(connect("127.0.0.3").send(GET).answer().orElseThrow().body()).isEqualTo("short");
  }

  @Test
  void an_address_with_all_its_connections_waiting_for_bodies_is_answered_on_one_more() {
    start(10);
    for (var i = 0; i < 10; i++) {
      // "100 Continue" says that the body is awaited.
      var asking = NO_BODY.replace("Content-Length", "Expect: 100-continue\r\nContent-Length");
      assertThat(connect("127.0.0.2").send(asking).answer().orElseThrow().status()).isEqualTo(100);
    }

    isAnsweredAt("127.0.0.2");
  }

  @Test
  void an_address_that_reads_none_of_its_answers_is_answered_on_one_more_connection() {
    start(10);
    for (var i = 0; i < 10; i++) {
      assertThat(connect("127.0.0.2").send(GET + GET_LONG).answer()).isPresent();
    }

    isAnsweredAt("127.0.0.2");
  }

  @Test
  void the_client_that_came_last_is_kept_though_others_may_wait_longer() {
    start(10);
    for (var i = 0; i < 10; i++) {
      assertThat(connect("127.0.0.2").send(GET).answer()).isPresent();
    }
    var last = connect("127.0.0.2").send("GET /short HT");

    for (var i = 0; i < 8; i++) {
      assertThat(connect("127.0.0.2").send(GET).answer()).isPresent();
    }

    assertThat(last.send("TP/1.1\r\nHost: localhost\r\n\r\n").answer()).isPresent();
  }

  /// Checks that a long body from this address is accepted while memory is short.
  private void takesALongBodyOf(String from) {
    var started = System.nanoTime();
    while (System.nanoTime() - started < Duration.ofSeconds(20).toNanos()) {
      var answer = connect(from).send(POST.formatted("takes") + LONG_BODY).answer();
      if (answer.filter(one -> one.status() == 200).isPresent()) {
        return;
      }
    }
    throw new AssertionError("No long body from " + from + " was taken");
  }

  @Test
  void an_address_that_reads_no_answer_to_its_long_bodies_sends_one_more() throws Exception {
    start(1_000);
    for (var i = 0; taken.getCount() > 0 && i < MANY_BODIES; i++) {
      connect("127.0.0.2").send(POST.formatted("takes-and-tells") + LONG_BODY);
    }

    takesALongBodyOf("127.0.0.2");
  }

  @Test
  void an_address_that_stalls_with_the_rest_of_bodies_that_were_refused_sends_one_more() {
    start(1_000);
    var tooLong = "100001\r\n" + LONG_BODY + "b";
    for (var i = 0; i < MANY_BODIES; i++) {
      var answer = connect("127.0.0.2").send(POST_CHUNKED + tooLong).answer();
      assertThat(answer.orElseThrow().status()).isIn(413, 503);
    }

    takesALongBodyOf("127.0.0.2");
  }
}
