package dev.signet.base.fetch;

import static dev.signet.base.fetch.EncryptedServer.at;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.signet.base.fetch.FetchResult.FetchFailure;
import dev.signet.base.fetch.FetchResult.FetchedDocument;
import dev.signet.base.fetch.FetchResult.Reason;
import dev.signet.testing.Await;
import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.DocumentServer;
import dev.signet.testing.WithoutDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Fetching a document, by a host name that only these tests resolve.
@DisplayNameGeneration(ReplaceUnderscores.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.SAME_THREAD)
@WithoutDatabase
class DocumentFetcherTest {
  private static final Owner OWNER = new Owner("one");
  private static final String HOST = "keys.example.com";
  private static final int MAX = 64 * 1024;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  @RegisterExtension
  static final EncryptedServer encrypted = new EncryptedServer(HOST, "{\"keys\":[]}");

  private static DocumentServer server() {
    return encrypted.server();
  }

  private DocumentFetcher fetch(NameResolution.Resolver resolver) {
    return fetch(resolver, encrypted.clientTls(), DocumentFetcher.Limits.DEFAULT);
  }

  private DocumentFetcher fetch(
      NameResolution.Resolver resolver, SSLContext tls, DocumentFetcher.Limits limits) {
    var fetch =
        new DocumentFetcher(
            new AllowedAddresses(true), limits, encrypted.names(resolver), () -> tls, meters);
    return encrypted.closeAfterTest(fetch);
  }

  private FetchResult get(DocumentFetcher fetch) {
    return fetch.get(url(server().url(HOST, "/jwks")), OWNER);
  }

  private static DocumentUrl url(String text) {
    return DocumentUrl.parse(text).orElseThrow();
  }

  private static DocumentFetcher.Limits within(Duration whole) {
    return new DocumentFetcher.Limits(whole, whole, whole, MAX, 2, 2);
  }

  @Test
  void a_document_is_got_over_https_from_the_server_of_that_name() {
    assertThat(get(fetch(EncryptedServer::here))).isEqualTo(new FetchedDocument("{\"keys\":[]}"));

    assertThat(server().requests()).containsExactly(HOST + ":" + server().port() + "/jwks");
  }

  @Test
  void over_http_from_this_machine_only() {
    try (var plain = DocumentServer.plain().serve("{}")) {
      var url = url(plain.url("/jwks"));

      assertThat(fetch(EncryptedServer::here).get(url, OWNER)).isEqualTo(new FetchedDocument("{}"));
      assertThat(fetch(_ -> at("10.0.0.1")).get(url, OWNER))
          .isEqualTo(new FetchFailure(Reason.FORBIDDEN_ADDRESS));
    }
  }

  @Test
  void a_name_of_this_machine_leads_to_no_other_one() {
    assertThat(fetch(_ -> at("10.0.0.1")).get(url("https://localhost/jwks"), OWNER))
        .isEqualTo(new FetchFailure(Reason.FORBIDDEN_ADDRESS));
  }

  @Test
  void a_name_is_looked_up_once_so_that_it_cannot_change_its_mind() {
    var answers = new ConcurrentLinkedQueue<>(List.of(at("127.0.0.1"), at("10.0.0.1")));

    assertThat(get(fetch(_ -> answers.remove()))).isInstanceOf(FetchedDocument.class);
    assertThat(encrypted.lookups()).isEqualTo(1);
  }

  @Test
  void private_addresses_are_not_connected_to_unless_a_setting_says_so() {
    var closed =
        new DocumentFetcher(
            new AllowedAddresses(false),
            DocumentFetcher.Limits.DEFAULT,
            new NameResolution(NameResolution.Limits.DEFAULT, EncryptedServer::here),
            encrypted::clientTls,
            meters);
    encrypted.closeAfterTest(closed);

    assertThat(get(closed)).isEqualTo(new FetchFailure(Reason.FORBIDDEN_ADDRESS));
    assertThat(closed.get(url("https://127.0.0.1:" + server().port() + "/"), OWNER))
        .isEqualTo(new FetchFailure(Reason.FORBIDDEN_ADDRESS));
    assertThat(server().requests()).isEmpty();
  }

  @Test
  void a_name_with_one_forbidden_address_is_forbidden() {
    assertThat(get(fetch(_ -> at("127.0.0.1", "169.254.169.254"))))
        .isEqualTo(new FetchFailure(Reason.FORBIDDEN_ADDRESS));
    assertThat(server().requests()).isEmpty();
  }

  @Test
  void an_address_that_does_not_answer_is_followed_by_the_next() {
    assertThat(get(fetch(_ -> at("127.1.2.3", "127.0.0.1")))).isInstanceOf(FetchedDocument.class);
  }

  @Test
  void a_name_without_an_address_is_reported() {
    assertThat(
            get(
                fetch(host -> {
                  throw new UnknownHostException(host);
                })))
        .isEqualTo(new FetchFailure(Reason.UNRESOLVED));
  }

  @Test
  void a_certificate_for_another_name_is_refused() {
    var fetch = fetch(EncryptedServer::here);

    assertThat(fetch.get(url(server().url("other.example.com", "/jwks")), OWNER))
        .isEqualTo(new FetchFailure(Reason.UNREACHABLE));
    assertThat(server().requests()).isEmpty();
  }

  @Test
  void an_untrusted_certificate_is_refused() throws GeneralSecurityException {
    assertThat(
            get(
                fetch(
                    EncryptedServer::here,
                    SSLContext.getDefault(),
                    DocumentFetcher.Limits.DEFAULT)))
        .isEqualTo(new FetchFailure(Reason.UNREACHABLE));
    assertThat(server().requests()).isEmpty();
  }

  @Test
  void an_unreachable_server_is_reported() {
    server().close();

    assertThat(get(fetch(EncryptedServer::here))).isEqualTo(new FetchFailure(Reason.UNREACHABLE));
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void a_redirect_is_not_followed(int status) {
    server()
        .respondWith(exchange -> {
          exchange.getResponseHeaders().set("Location", "/elsewhere");
          DocumentServer.answer(exchange, status, "application/json", "{}");
        });

    assertThat(get(fetch(EncryptedServer::here))).isEqualTo(new FetchFailure(Reason.STATUS));
    assertThat(server().requests()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"201, STATUS", "204, STATUS", "401, STATUS", "404, GONE", "410, GONE", "500, STATUS"})
  void any_other_status_but_200_brings_nothing(int status, Reason reason) {
    server()
        .respondWith(exchange ->
            DocumentServer.answer(exchange, status, "application/json", status == 204 ? "" : "{}"));

    assertThat(get(fetch(EncryptedServer::here))).isEqualTo(new FetchFailure(reason));
    assertThat(server().requests()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "public, max-age=600 | 600",
        "Max-Age=60 | 60",
        "no-store, max-age=600 | 0",
        "no-cache | 0",
        "max-age=99999999999 | -1",
        "max-age=-5 | -1",
        "public | -1"
      })
  void the_server_says_how_long_a_document_is_fresh(String header, long seconds) {
    server()
        .respondWith(exchange -> {
          exchange.getResponseHeaders().set("Cache-Control", header);
          DocumentServer.answer(exchange, 200, "application/json", "{}");
        });

    assertThat(get(fetch(EncryptedServer::here)))
        .isEqualTo(
            new FetchedDocument(
                "{}", Optional.of(Duration.ofSeconds(seconds)).filter(it -> !it.isNegative())));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/json; charset=utf-8",
        "application/jwk-set+json",
        "Application/JSON"
      })
  void json_is_taken_under_each_of_its_names(String type) {
    server().respondWith(exchange -> DocumentServer.answer(exchange, 200, type, "{}"));

    assertThat(get(fetch(EncryptedServer::here))).isEqualTo(new FetchedDocument("{}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "text/html", "text/plain", "application/octet-stream", "image/svg+json"})
  void anything_else_is_not(String type) {
    server().respondWith(exchange -> DocumentServer.answer(exchange, 200, type, "{}"));

    assertThat(get(fetch(EncryptedServer::here))).isEqualTo(new FetchFailure(Reason.TYPE));
  }

  @Test
  void compressed_documents_are_neither_requested_nor_accepted() {
    server()
        .respondWith(exchange -> {
          assertThat(exchange.getRequestHeaders().getFirst("Accept-Encoding")).isNull();
          exchange.getResponseHeaders().set("Content-Encoding", "gzip");
          DocumentServer.answer(exchange, 200, "application/json", "{}");
        });

    assertThat(get(fetch(EncryptedServer::here))).isEqualTo(new FetchFailure(Reason.TYPE));
  }

  @Test
  void a_document_that_is_not_utf_8_is_refused() {
    server()
        .respondWith(exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, 3);
          exchange.getResponseBody().write(new byte[] {'"', (byte) 0xff, '"'});
        });

    assertThat(get(fetch(EncryptedServer::here))).isEqualTo(new FetchFailure(Reason.UNREADABLE));
  }

  @Test
  void a_document_may_have_64_kib_and_no_more() {
    var fetch = fetch(EncryptedServer::here);

    server().serve("7".repeat(MAX));
    assertThat(get(fetch)).isInstanceOf(FetchedDocument.class);
    server().serve("7".repeat(MAX + 1));
    assertThat(get(fetch)).isEqualTo(new FetchFailure(Reason.TOO_LARGE));
  }

  @Test
  void one_that_does_not_say_its_length_is_read_no_further() {
    var sent = new AtomicInteger();
    server().respondWith(exchange -> sendWithoutEnd(exchange, sent));

    assertThat(get(fetch(EncryptedServer::here))).isEqualTo(new FetchFailure(Reason.TOO_LARGE));
    assertThat(sent).hasValueLessThan(64 * MAX);
  }

  private static void sendWithoutEnd(HttpExchange exchange, AtomicInteger sent) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, 0);
    var piece = new byte[8192];
    while (sent.get() < 64 * MAX) {
      exchange.getResponseBody().write(piece);
      sent.addAndGet(piece.length);
    }
  }

  @Test
  void a_server_that_says_nothing_is_not_waited_for() {
    server().respondWith(_ -> awaitTheEnd());
    var fetch = fetch(EncryptedServer::here, encrypted.clientTls(), within(Duration.ofMillis(500)));

    assertThat(get(fetch)).isEqualTo(new FetchFailure(Reason.TOO_SLOW));
  }

  @Test
  void a_server_that_says_a_little_at_a_time_is_not_waited_for_either() throws Exception {
    var stopped = new CountDownLatch(1);
    server()
        .respondWith(exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, 1000);
          try {
            for (var i = 0; i < 1000; i++) {
              exchange.getResponseBody().write(' ');
              exchange.getResponseBody().flush();
              if (encrypted.end().await(20, TimeUnit.MILLISECONDS)) {
                return;
              }
            }
          } catch (IOException _) {
            stopped.countDown();
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
        });
    var fetch = fetch(EncryptedServer::here, encrypted.clientTls(), within(Duration.ofMillis(700)));

    assertThat(get(fetch)).isEqualTo(new FetchFailure(Reason.TOO_SLOW));
    assertThat(stopped.await(10, TimeUnit.SECONDS)).as("the connection is given up").isTrue();
  }

  @Test
  void a_handshake_that_does_not_come_is_not_waited_for() throws IOException {
    try (var silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      var limits =
          new DocumentFetcher.Limits(
              Duration.ofMillis(300), Duration.ofSeconds(60), Duration.ZERO, MAX, 2, 2);
      var fetch = fetch(EncryptedServer::here, encrypted.clientTls(), limits);

      assertThat(fetch.get(url("https://" + HOST + ":" + silent.getLocalPort() + "/"), OWNER))
          .isEqualTo(new FetchFailure(Reason.TOO_SLOW));
    }
  }

  @Test
  void a_name_that_takes_long_to_look_up_is_not_waited_for_and_not_gone_to_later()
      throws InterruptedException {
    var lookUp = new CountDownLatch(1);
    var fetch =
        fetch(
            host -> {
              awaitThe(lookUp);
              return EncryptedServer.here(host);
            },
            encrypted.clientTls(),
            within(Duration.ofMillis(200)));

    assertThat(get(fetch)).isEqualTo(new FetchFailure(Reason.TOO_SLOW));
    lookUp.countDown();
    fetch.close();
    assertThat(fetch.awaitEnd(Duration.ofSeconds(10))).isTrue();
    assertThat(server().requests()).isEmpty();
  }

  @Test
  void only_so_many_are_under_way_at_once() {
    var inside = new AtomicInteger();
    var most = new AtomicInteger();
    server()
        .respondWith(exchange -> {
          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
          try {
            if (!encrypted.end().await(100, TimeUnit.MILLISECONDS)) {
              DocumentServer.answer(exchange, 200, "application/json", "{}");
            }
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          } finally {
            inside.decrementAndGet();
          }
        });
    var fetch = fetch(EncryptedServer::here, encrypted.clientTls(), within(Duration.ofSeconds(30)));

    ConcurrentCalls.race(6, _ -> assertThat(get(fetch)).isInstanceOf(FetchedDocument.class));

    assertThat(most.get()).isBetween(1, 2);
  }

  private static String silentUrl(int port) {
    return "http://127.0.0.1:" + port + "/jwks";
  }

  @Test
  void an_owner_whose_servers_are_silent_is_refused_and_others_are_not() throws IOException {
    try (var silent = new ServerSocket(0, 100, InetAddress.getLoopbackAddress())) {
      var limits =
          new DocumentFetcher.Limits(
              Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofMillis(300), MAX, 8, 2);
      var fetch = fetch(EncryptedServer::here, encrypted.clientTls(), limits);
      var results = new ConcurrentLinkedQueue<FetchResult>();
      var crowd =
          IntStream.range(0, 200)
              .mapToObj(_ ->
                  Thread.ofVirtual()
                      .start(() ->
                          results.add(
                              fetch.get(
                                  url(silentUrl(silent.getLocalPort())), new Owner("hostile")))))
              .toList();

      // Two of the crowd hold the owner's permits until their time is over.
      await(() -> results.size() == 198);
      assertThat(results).containsOnly(new FetchFailure(Reason.BUSY));
      assertThat(fetch.get(url(server().url(HOST, "/jwks")), new Owner("other")))
          .isInstanceOf(FetchedDocument.class);
      crowd.forEach(DocumentFetcherTest::join);
    }
  }

  @Test
  void silent_names_of_an_owner_delay_no_other_owner() {
    var blocked = new CountDownLatch(1);
    var fetch =
        fetch(
            host -> {
              if (!host.equals(HOST)) {
                awaitThe(blocked);
              }
              return EncryptedServer.here(host);
            },
            encrypted.clientTls(),
            DocumentFetcher.Limits.DEFAULT);
    var crowd =
        IntStream.range(0, 100)
            .mapToObj(i ->
                Thread.ofVirtual()
                    .start(() -> {
                      var hostile = url("https://n" + i + ".example.com/jwks");
                      assertThat(fetch.get(hostile, new Owner("hostile")))
                          .isInstanceOf(FetchFailure.class);
                    }))
            .toList();

    assertThat(get(fetch)).isInstanceOf(FetchedDocument.class);
    crowd.forEach(DocumentFetcherTest::join);
    assertThat(get(fetch)).isInstanceOf(FetchedDocument.class);
    blocked.countDown();
  }

  private static void join(Thread thread) {
    try {
      assertThat(thread.join(Duration.ofSeconds(30))).isTrue();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static void await(BooleanSupplier done) {
    Await.until(Duration.ofSeconds(30), "the expected state", done);
  }

  @Test
  void each_result_is_counted_in_the_metrics() {
    server()
        .respondWith(exchange -> DocumentServer.answer(exchange, 404, "application/json", "{}"));
    get(fetch(EncryptedServer::here));

    assertThat(meters.get("signet.fetch.time").tag("outcome", "status").timer().count())
        .isPositive();
  }

  private void awaitTheEnd() {
    awaitThe(encrypted.end());
  }

  private static void awaitThe(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
