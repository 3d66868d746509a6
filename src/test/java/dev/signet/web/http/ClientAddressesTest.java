package dev.signet.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.CapturedLog;
import dev.signet.testing.TestServer;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The client address of a request: the last one that is not a trusted proxy's.
@DisplayNameGeneration(ReplaceUnderscores.class)
@ResourceLock(value = CapturedLog.RESOURCE, mode = ResourceAccessMode.READ)
class ClientAddressesTest {

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        // Without trusted proxies the header is not trusted.
        "'',              192.0.2.1, 198.51.100.7,                    192.0.2.1",
        "'10.0.0.0/8',    192.0.2.1, 198.51.100.7,                    192.0.2.1",
        // A trusted proxy reports its client; what that client reported is not trusted.
        "'10.0.0.0/8',    10.1.1.1,  198.51.100.7,                    198.51.100.7",
        "'10.0.0.0/8',    10.1.1.1,  '203.0.113.9, 198.51.100.7',     198.51.100.7",
        "'10.0.0.0/8',    10.1.1.1,  '198.51.100.7, 10.2.2.2',        198.51.100.7",
        "'10.0.0.0/8',    10.1.1.1,  '198.51.100.7,10.2.2.2,10.3.3.3', 198.51.100.7",
        "'10.1.1.1',      10.1.1.1,  '198.51.100.7, 10.2.2.2',        10.2.2.2",
        "'10.0.0.0/8',    10.1.1.1,  '10.2.2.2, 10.3.3.3',            10.2.2.2",
        "'10.0.0.0/8',    10.1.1.1,  none,                            10.1.1.1",
        // A hop that is not an address ends the chain at the proxy that passed it on.
        "'10.0.0.0/8',    10.1.1.1,  nonsense,                        10.1.1.1",
        "'10.0.0.0/8',    10.1.1.1,  '',                              10.1.1.1",
        "'10.0.0.0/8',    10.1.1.1,  ' , ',                           10.1.1.1",
        "'10.0.0.0/8',    10.1.1.1,  '198.51.100.0/24',               10.1.1.1",
        "'10.0.0.0/8',    10.1.1.1,  'localhost',                     10.1.1.1",
        "'10.0.0.0/8',    10.1.1.1,  '198.51.100.7, x, 10.2.2.2',     10.2.2.2",
        // Ports and quotes, as some proxies write them.
        "'10.0.0.0/8',    10.1.1.1,  '198.51.100.7:4711',             198.51.100.7",
        "'10.0.0.0/8',    10.1.1.1,  '198.51.100.7:4711, 10.2.2.2:1', 198.51.100.7",
        "'10.0.0.0/8',    10.1.1.1,  '\"198.51.100.7\"',              198.51.100.7",
        "'10.0.0.0/8',    10.1.1.1,  '\"[2001:db9::7]:4711\"',        2001:db9:0:0:0:0:0:7",
        "'10.0.0.0/8',    10.1.1.1,  '[2001:db9::7]',                 2001:db9:0:0:0:0:0:7",
        "'10.0.0.0/8',    10.1.1.1,  '198.51.100.7:',                 10.1.1.1",
        "'10.0.0.0/8',    10.1.1.1,  '198.51.100.7:x',                10.1.1.1",
        "'10.0.0.0/8',    10.1.1.1,  '198.51.100.7:123456',           10.1.1.1",
        "'10.0.0.0/8',    10.1.1.1,  '[2001:db9::7',                  10.1.1.1",
        "'10.0.0.0/8',    10.1.1.1,  '[2001:db9::7]x',                10.1.1.1",
        // IPv6, in whatever spelling, and IPv4 inside of it.
        "'2001:db8::/32', 2001:db8:0:0:0:0:0:1, 2001:DB9::7,          2001:db9:0:0:0:0:0:7",
        "'::1',           0:0:0:0:0:0:0:1,      198.51.100.7,         198.51.100.7",
        "'10.0.0.0/8',    10.1.1.1,  ::ffff:198.51.100.7,             198.51.100.7",
        "'10.0.0.0/8',    10.1.1.1,  '198.51.100.7, ::ffff:10.2.2.2', 198.51.100.7"
      })
  void the_last_address_that_is_not_a_trusted_proxy_counts(
      String trusted, String peer, String forwarded, String expected) {
    var proxies = Arrays.stream(trusted.split(",")).filter(text -> !text.isEmpty()).toList();
    var addresses = ClientAddresses.withTrustedProxies(proxies);

    assertThat(addresses.clientAddress(peer, forwarded == null ? List.of() : List.of(forwarded)))
        .isEqualTo(expected);
  }

  @Test
  void several_headers_are_one_list_in_the_order_they_were_sent() {
    var addresses = ClientAddresses.withTrustedProxies(List.of("10.0.0.0/8"));

    assertThat(
            addresses.clientAddress("10.1.1.1", List.of("203.0.113.9", "198.51.100.7, 10.2.2.2")))
        .isEqualTo("198.51.100.7");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "10.0.0.0/8", "::1", "2001:db8::/32"})
  void an_address_or_a_block_can_be_trusted(String text) {
    assertThat(ClientAddresses.isBlock(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "localhost",
        "10.0.0.0/33",
        "10.0.0",
        "256.1.1.1",
        "1",
        "0x7f000001",
        "10.0.*.*",
        "10.0.0.1-9",
        "/8",
        "*",
        "all",
        "x"
      })
  void any_other_text_cannot_be_trusted(String text) {
    assertThat(ClientAddresses.isBlock(text)).isFalse();
  }

  @Test
  void the_audit_log_records_the_address_that_a_trusted_proxy_reports() throws IOException {
    try (var server = new TestServer().with("trusted-proxies", "127.0.0.1")) {
      server.start();

      assertThat(addressOfNextAgent(server)).isEqualTo("198.51.100.7");
    }
  }

  @Test
  void without_a_trusted_proxy_it_records_the_peer_address() throws IOException {
    try (var server = new TestServer()) {
      server.start();

      assertThat(addressOfNextAgent(server)).isEqualTo("127.0.0.1");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Forwarded", "X-Forwarded-For"})
  void an_untrusted_peer_that_sends_forwarding_headers_is_logged_once(String header)
      throws IOException {
    assertThat(warnings(new TestServer(), header)).hasSize(1).first().asString().contains(header);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Forwarded", "X-Forwarded-For"})
  void a_trusted_proxy_that_sends_them_is_not(String header) throws IOException {
    assertThat(warnings(new TestServer().with("trusted-proxies", "127.0.0.1"), header)).isEmpty();
  }

  /// The log lines about addresses after this header is sent three times.
  private static List<String> warnings(TestServer server, String header) throws IOException {
    try (var log = CapturedLog.of(ClientAddresses.class);
        server) {
      server.start();
      for (var i = 0; i < 3; i++) {
        server.unauthenticated().with(header, "for=198.51.100.7").get("/health/live");
      }
      return log.lines();
    }
  }

  private static String addressOfNextAgent(TestServer server) {
    var made =
        server
            .operator()
            .with("X-Forwarded-For", "203.0.113.9, 198.51.100.7")
            .post("/api/v1/agents", "name", "courier");
    return server
        .operator()
        .get("/api/v1/audit?agentId=" + made.text("agentId"))
        .text("data/0/ipAddress");
  }
}
