package dev.signet.web.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.RawConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// However many connections one client has, others are answered.
@DisplayNameGeneration(ReplaceUnderscores.class)
@SuppressWarnings("NullAway.Init") // Each test starts a server of its own.
class ConnectionLimitsTest {
  private static final String GET = "GET /short HTTP/1.1\r\nHost: localhost\r\n\r\n";
  private static final Duration LONG = Duration.ofSeconds(60);

  private final List<RawConnection> open = new ArrayList<>();
  private final CountDownLatch released = new CountDownLatch(1);
  private final CountDownLatch handling = new CountDownLatch(10);
  private final CompletableFuture<IOException> brokenOff = new CompletableFuture<>();
  private HttpServer server;
  private URI base;

  private void start(MaxConnections limits, Duration answer, String... trustedProxies) {
    var router = new Router();
    router.get("/short", new Access.Open("a test"), _ -> Response.text(200, "short"));
    router.get("/waits", new Access.Open("a test"), _ -> answerWhenReleased());
    router.get(
        "/endless", new Access.Open("a test"), _ -> Response.stream("text/plain", this::endless));
    server =
        new HttpServer(
            new HttpServer.Settings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ClientAddresses.withTrustedProxies(List.of(trustedProxies)),
                false,
                false,
                limits),
            TestPipeline.of(router),
            new ClientConnection.Timeouts(LONG, LONG, answer));
    base = URI.create("http://127.0.0.1:" + server.start());
  }

  private Response answerWhenReleased() {
    handling.countDown();
    try {
      released.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return Response.text(200, "waited");
  }

  private void endless(java.io.OutputStream out) throws IOException {
    var piece = "a".repeat(10_000).getBytes(UTF_8);
    try {
      while (true) {
        out.write(piece);
      }
    } catch (IOException e) {
      brokenOff.complete(e);
      throw e;
    }
  }

  @AfterEach
  void stop() {
    released.countDown();
    open.forEach(RawConnection::close);
    server.close();
  }

  private RawConnection connect(String from) {
    var connection = RawConnection.to(base, from);
    open.add(connection);
    return connection;
  }

  private void connect(String from, int count, String bytes) {
    for (var i = 0; i < count; i++) {
      connect(from).send(bytes);
    }
  }

  /// As any client does, it connects again when its connection is closed: while connections are
  /// accepted faster than they are checked there may be none to end.
  private void isAnsweredAt(String from) {
    for (var tries = 0; tries < 100; tries++) {
      if (connect(from).send(GET).answer().isPresent()) {
        return;
      }
    }
    throw new AssertionError("No connection from " + from + " was answered");
  }

  private static void isAnswered(RawConnection connection) {
    assertThat(connection.send(GET).answer().orElseThrow().body()).isEqualTo("short");
  }

  @Test
  void an_address_with_all_its_connections_waiting_is_answered_on_one_more() {
    start(new MaxConnections(1_000, 10), LONG);
    connect("127.0.0.2", 30, "GET /short HT");

    isAnsweredAt("127.0.0.2");
  }

  @Test
  void other_addresses_keep_their_connections_meanwhile() {
    start(new MaxConnections(1_000, 10), LONG);
    var neighbour = connect("127.0.0.3");
    isAnswered(neighbour);

    connect("127.0.0.2", 30, "");

    isAnsweredAt("127.0.0.2");
    isAnswered(neighbour);
  }

  @Test
  void an_address_whose_connections_are_all_being_answered_gets_no_more() throws Exception {
    start(new MaxConnections(1_000, 10), LONG);
    connect("127.0.0.2", 10, "GET /waits HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assertThat(handling.await(30, TimeUnit.SECONDS)).isTrue();

    assertThat(connect("127.0.0.2").send(GET).answer()).isEmpty();
    isAnsweredAt("127.0.0.3");

    released.countDown();
    for (var connection : open.subList(0, 10)) {
      assertThat(connection.answer().orElseThrow().body()).isEqualTo("waited");
    }
    isAnswered(open.getFirst());
  }

  @Test
  void with_all_connections_waiting_one_more_is_answered() {
    start(new MaxConnections(20, 10), LONG);
    for (var i = 2; i < 8; i++) {
      connect("127.0.0." + i, 10, "GET /short HTTP/1.1\r\nX: ");
    }

    isAnsweredAt("127.0.0.9");
  }

  @Test
  void a_trusted_proxy_has_as_many_as_there_are() {
    start(new MaxConnections(1_000, 10), LONG, "127.0.0.2");
    var first = connect("127.0.0.2");
    isAnswered(first);
    connect("127.0.0.2", 30, "");
    isAnsweredAt("127.0.0.2");

    isAnswered(first);
  }

  @Test
  void connections_that_ended_count_no_more() {
    start(new MaxConnections(20, 10), LONG);
    for (var i = 0; i < 100; i++) {
      try (var connection = RawConnection.to(base, "127.0.0.2")) {
        isAnswered(connection);
      }
    }

    isAnsweredAt("127.0.0.2");
  }

  @Test
  void an_answer_that_its_client_does_not_read_is_broken_off() throws Exception {
    start(new MaxConnections(20, 10), Duration.ofSeconds(1));

    connect("127.0.0.2").send("GET /endless HTTP/1.1\r\nHost: localhost\r\n\r\n");

    assertThat(brokenOff.get(30, TimeUnit.SECONDS)).isNotNull();
  }

  @Test
  void a_server_that_no_longer_listens_says_so() throws Exception {
    start(new MaxConnections(20, 10), LONG);

    server.closeListener();

    var heard =
        Thread.startVirtualThread(() -> {
          try {
            server.awaitListenerEnd();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    assertThat(heard.join(Duration.ofSeconds(30))).isTrue();
  }

  @Test
  void a_stopped_server_stops_listening_without_a_warning() throws Exception {
    start(new MaxConnections(20, 10), LONG);
    var heard =
        Thread.startVirtualThread(() -> {
          try {
            server.awaitListenerEnd();
          } catch (InterruptedException _) {
            // The test is over.
          }
        });

    server.close();

    assertThat(heard.join(Duration.ofMillis(1))).isFalse();
    heard.interrupt();
  }
}
