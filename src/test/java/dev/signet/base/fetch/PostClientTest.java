package dev.signet.base.fetch;

import static dev.signet.base.fetch.EncryptedServer.at;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.fetch.PostClient.AddressStatus;
import dev.signet.base.fetch.PostResult.NotDelivered;
import dev.signet.base.fetch.PostResult.PostFailure;
import dev.signet.base.fetch.PostResult.Responded;
import dev.signet.base.fetch.PostUrl.ParsedUrl.Usable;
import dev.signet.testing.DocumentServer;
import dev.signet.testing.WithoutDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Posting a message, to a host name that only these tests resolve.
@DisplayNameGeneration(ReplaceUnderscores.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.SAME_THREAD)
@WithoutDatabase
class PostClientTest {
  private static final String HOST = "hooks.example.com";
  private static final Owner OWNER = new Owner("one");
  private static final byte[] BODY = "{\"type\":\"agent.created\"}".getBytes(UTF_8);

  @RegisterExtension static final EncryptedServer encrypted = new EncryptedServer(HOST, "{}");

  private static DocumentServer server() {
    return encrypted.server();
  }

  private PostClient client(NameResolution.Resolver resolver) {
    return client(resolver, new AllowedAddresses(true), encrypted.clientTls());
  }

  private PostClient client(
      NameResolution.Resolver resolver, AllowedAddresses allowed, SSLContext tls) {
    return client(resolver, allowed, tls, Duration.ofSeconds(15));
  }

  private PostClient impatient() {
    return client(
        EncryptedServer::here,
        new AllowedAddresses(true),
        encrypted.clientTls(),
        Duration.ofSeconds(2));
  }

  private PostClient client(
      NameResolution.Resolver resolver, AllowedAddresses allowed, SSLContext tls, Duration whole) {
    var limits = new PostClient.Limits(whole, whole, 64 * 1024);
    var client = new PostClient(allowed, limits, encrypted.names(resolver), () -> tls);
    return encrypted.closeAfterTest(client);
  }

  private static PostUrl url(String text) {
    return ((Usable) PostUrl.parse(text)).url();
  }

  private PostResult post(PostClient client) {
    return client.post(url(server().url(HOST, "/hook")), OWNER, Map.of(), BODY, List.of());
  }

  private static NotDelivered failure(PostFailure reason) {
    return new NotDelivered(reason);
  }

  @Test
  void a_message_arrives_with_its_headers_and_its_exact_body() {
    var seen = new AtomicReference<List<String>>();
    server()
        .respondWith(exchange -> {
          seen.set(
              List.of(
                  exchange.getRequestMethod(),
                  exchange.getRequestHeaders().getFirst("Content-Type"),
                  exchange.getRequestHeaders().getFirst("webhook-id"),
                  exchange.getRequestHeaders().getFirst("User-Agent"),
                  new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
          exchange.getResponseHeaders().set("Retry-After", "7");
          exchange.getResponseHeaders().set("X-Other", "not asked for");
          DocumentServer.answer(exchange, 503, "text/plain", "later");
        });

    var result =
        client(EncryptedServer::here)
            .post(
                url(server().url(HOST, "/hook")),
                OWNER,
                Map.of("webhook-id", "1", "User-Agent", "Signet-Webhooks/1"),
                BODY,
                List.of("retry-after", "webhook-delivery"));

    assertThat(seen.get())
        .containsExactly(
            "POST", "application/json", "1", "Signet-Webhooks/1", new String(BODY, UTF_8));
    assertThat(result).isEqualTo(new Responded(503, Map.of("retry-after", "7")));
  }

  @Test
  void a_connection_is_reused_and_its_name_not_resolved_again() {
    var client = client(EncryptedServer::here);

    assertThat(post(client)).isEqualTo(new Responded(200, Map.of()));
    assertThat(post(client)).isEqualTo(new Responded(200, Map.of()));

    assertThat(encrypted.lookups()).isEqualTo(1);
  }

  @Test
  void each_new_connection_resolves_and_checks_the_name_again() {
    var answers = new ConcurrentLinkedQueue<>(List.of(at("127.0.0.1"), at("169.254.169.254")));
    var client = client(_ -> answers.remove());
    server()
        .respondWith(exchange -> {
          exchange.getResponseHeaders().set("Connection", "close");
          DocumentServer.answer(exchange, 200, "", "");
        });

    assertThat(post(client)).isInstanceOf(Responded.class);
    assertThat(post(client)).isEqualTo(failure(PostFailure.FORBIDDEN_ADDRESS));
    assertThat(server().requests()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254.169.254",
        "::ffff:169.254.169.254",
        "fe80::1",
        "0.0.0.0",
        "224.0.0.1",
        "100::1"
      })
  void link_local_and_special_addresses_are_forbidden_even_if_private_ones_are_allowed(
      String address) {
    var client = client(_ -> at(address));

    assertThat(post(client)).isEqualTo(failure(PostFailure.FORBIDDEN_ADDRESS));
    assertThat(client.addressStatus(url("https://" + HOST + "/"), OWNER))
        .isEqualTo(AddressStatus.FORBIDDEN);
  }

  @Test
  void private_addresses_are_forbidden_by_default() {
    var client = client(EncryptedServer::here, new AllowedAddresses(false), encrypted.clientTls());

    assertThat(post(client)).isEqualTo(failure(PostFailure.FORBIDDEN_ADDRESS));
    assertThat(
            client.post(
                url("https://127.0.0.1:" + server().port() + "/"),
                OWNER,
                Map.of(),
                BODY,
                List.of()))
        .isEqualTo(failure(PostFailure.FORBIDDEN_ADDRESS));
    assertThat(server().requests()).isEmpty();
  }

  @Test
  void a_network_that_a_setting_names_is_allowed_and_no_other() {
    var allowed = new AllowedAddresses(false, List.of("10.20.0.0/16"), List.of());
    var inside = client(_ -> at("10.20.3.4"), allowed, encrypted.clientTls());
    var outside = client(_ -> at("10.21.3.4"), allowed, encrypted.clientTls());

    assertThat(inside.addressStatus(url("https://" + HOST + "/"), OWNER))
        .isEqualTo(AddressStatus.ALLOWED);
    assertThat(outside.addressStatus(url("https://" + HOST + "/"), OWNER))
        .isEqualTo(AddressStatus.FORBIDDEN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.20.0.0/16", "192.168.1.0/24", "fd00::/8", "127.0.0.1"})
  void a_block_of_private_addresses_can_be_named(String block) {
    assertThat(AllowedAddresses.isPrivateNetwork(block)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"169.254.0.0/16", "0.0.0.0/0", "8.8.8.0/24", "fe80::/10", "", "ten"})
  void other_blocks_cannot_be_named(String block) {
    assertThat(AllowedAddresses.isPrivateNetwork(block)).isFalse();
  }

  @Test
  void a_name_with_one_forbidden_address_is_forbidden() {
    assertThat(post(client(_ -> at("127.0.0.1", "169.254.169.254"))))
        .isEqualTo(failure(PostFailure.FORBIDDEN_ADDRESS));
    assertThat(server().requests()).isEmpty();
  }

  @Test
  void http_reaches_this_machine_only_whatever_the_name_resolves_to() {
    try (var plain = DocumentServer.plain().serve("{}")) {
      var url = url(plain.url("/hook"));

      assertThat(client(EncryptedServer::here).post(url, OWNER, Map.of(), BODY, List.of()))
          .isEqualTo(new Responded(200, Map.of()));
      assertThat(client(_ -> at("10.0.0.1")).post(url, OWNER, Map.of(), BODY, List.of()))
          .isEqualTo(failure(PostFailure.FORBIDDEN_ADDRESS));
    }
  }

  @Test
  void a_name_without_an_address_is_reported() {
    var client =
        client(host -> {
          throw new UnknownHostException(host);
        });

    assertThat(post(client)).isEqualTo(failure(PostFailure.UNRESOLVED));
    assertThat(client.addressStatus(url("https://" + HOST + "/"), OWNER))
        .isEqualTo(AddressStatus.UNRESOLVABLE);
  }

  @Test
  void a_certificate_for_another_name_is_refused() {
    assertThat(
            client(EncryptedServer::here)
                .post(
                    url(server().url("other.example.com", "/hook")),
                    OWNER,
                    Map.of(),
                    BODY,
                    List.of()))
        .isEqualTo(failure(PostFailure.TLS));
    assertThat(server().requests()).isEmpty();
  }

  @Test
  void a_certificate_that_is_not_trusted_is_refused() throws GeneralSecurityException {
    assertThat(
            post(
                client(EncryptedServer::here, new AllowedAddresses(true), SSLContext.getDefault())))
        .isEqualTo(failure(PostFailure.TLS));
  }

  @Test
  void a_redirect_is_reported_and_not_followed() {
    server()
        .respondWith(exchange -> {
          exchange.getResponseHeaders().set("Location", "https://169.254.169.254/latest/meta-data");
          DocumentServer.answer(exchange, 301, "", "");
        });

    assertThat(post(client(EncryptedServer::here))).isEqualTo(new Responded(301, Map.of()));
    assertThat(encrypted.lookups()).isEqualTo(1);
  }

  @Test
  void a_server_that_does_not_respond_is_given_up_in_time() {
    server().respondWith(_ -> await());

    assertThat(post(impatient())).isEqualTo(failure(PostFailure.TIMEOUT));
  }

  @Test
  void a_response_whose_body_drips_counts_by_its_status() {
    server()
        .respondWith(exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(1);
          exchange.getResponseBody().flush();
          await();
        });

    assertThat(post(impatient())).isEqualTo(new Responded(200, Map.of()));
  }

  @Test
  void a_long_body_is_not_read_to_its_end() {
    var written = new AtomicInteger();
    server()
        .respondWith(exchange -> {
          exchange.sendResponseHeaders(200, 0);
          var part = new byte[64 * 1024];
          try (var out = exchange.getResponseBody()) {
            for (var i = 0; i < 1600; i++) {
              out.write(part);
              written.incrementAndGet();
            }
          }
        });

    assertThat(post(client(EncryptedServer::here))).isEqualTo(new Responded(200, Map.of()));
    assertThat(written).hasValueLessThan(1600);
  }

  @Test
  void a_server_that_closes_without_a_response_is_unreachable() throws Exception {
    try (var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual()
          .start(() -> {
            try {
              listening.accept().close();
            } catch (IOException _) {
              // The test is over.
            }
          });

      assertThat(
              client(EncryptedServer::here)
                  .post(
                      url("http://localhost:" + listening.getLocalPort() + "/"),
                      OWNER,
                      Map.of(),
                      BODY,
                      List.of()))
          .isEqualTo(failure(PostFailure.UNREACHABLE));
    }
  }

  @Test
  void a_port_where_nothing_listens_is_unreachable() throws IOException {
    int port;
    try (var listening = new ServerSocket(0)) {
      port = listening.getLocalPort();
    }

    assertThat(
            client(EncryptedServer::here)
                .post(url("http://localhost:" + port + "/"), OWNER, Map.of(), BODY, List.of()))
        .isEqualTo(failure(PostFailure.UNREACHABLE));
  }

  private void await() {
    try {
      encrypted.end().await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
