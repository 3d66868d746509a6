package dev.signet.tokens.dpop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.WithoutDatabase;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which URLs are equivalent, and which of them belong to this server.
@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class ServerUrlsTest {
  private static final String ISSUER = "https://id.example.com";

  /// Each line: a URL, and an equivalent one.
  @ParameterizedTest
  @CsvSource({
    // RFC 3986 §6.2.2.1: the case of scheme, host and escapes.
    "HTTPS://ID.EXAMPLE.COM/oauth/token, https://id.example.com/oauth/token",
    "https://id.example.com/a%2fb, https://id.example.com/a%2Fb",
    // §6.2.2.2: unnecessary escapes.
    "https://id.example.com/%6Fauth/t%6fken, https://id.example.com/oauth/token",
    "https://id.example.com/%7Eone%2Dtwo%5Fthree%2E, https://id.example.com/~one-two_three.",
    "https://%69d.example.com/, https://id.example.com/",
    // §6.2.2.3: dot segments.
    "https://id.example.com/a/b/c/./../../g, https://id.example.com/a/g",
    "https://id.example.com/./oauth/./token, https://id.example.com/oauth/token",
    "https://id.example.com/../../oauth/token, https://id.example.com/oauth/token",
    "https://id.example.com/oauth/x/../token, https://id.example.com/oauth/token",
    "https://id.example.com/oauth/%2E%2E/oauth/token, https://id.example.com/oauth/token",
    "https://id.example.com/oauth/., https://id.example.com/oauth/",
    "https://id.example.com/oauth/token/.., https://id.example.com/oauth/",
    "https://id.example.com/.., https://id.example.com/",
    // §6.2.3: the scheme's defaults.
    "https://id.example.com, https://id.example.com/",
    "https://id.example.com:443/oauth/token, https://id.example.com/oauth/token",
    "https://id.example.com:0443/oauth/token, https://id.example.com/oauth/token",
    "https://id.example.com:/oauth/token, https://id.example.com/oauth/token",
    "http://id.example.com:80/oauth/token, http://id.example.com/oauth/token",
    "http://[2001:DB8::1]:80/, http://[2001:db8::1]/",
    // RFC 9449 §4.3: query and fragment are ignored.
    "https://id.example.com/oauth/token?a=b, https://id.example.com/oauth/token",
    "https://id.example.com/oauth/token#a, https://id.example.com/oauth/token",
    "https://id.example.com/oauth/token?a=b#c?d, https://id.example.com/oauth/token",
    "https://id.example.com/oauth/token#?a, https://id.example.com/oauth/token",
    "https://id.example.com?a=/b, https://id.example.com/"
  })
  void equivalent_urls_are_equal(String said, String same) {
    assertThat(RequestUrl.parse(said)).isPresent().isEqualTo(RequestUrl.parse(same));
  }

  /// Each line: a URL, and a different one.
  @ParameterizedTest
  @CsvSource({
    "https://id.example.com/oauth/token, http://id.example.com/oauth/token",
    "https://id.example.com/oauth/token, https://id.example.com:8443/oauth/token",
    "https://id.example.com:80/oauth/token, https://id.example.com/oauth/token",
    "https://id.example.com/oauth/token, https://id.example.com/oauth/token/",
    "https://id.example.com/oauth/token, https://id.example.com/OAuth/token",
    "https://id.example.com/oauth/token, https://id.example.com//oauth/token",
    "https://id.example.com/oauth/token, https://id.example.com/oauth%2Ftoken",
    "https://id.example.com/oauth/token, https://id.example.com/oauth/token%3Fa",
    "https://id.example.com/oauth/token, https://id.example.com./oauth/token",
    "https://id.example.com/.oauth, https://id.example.com/oauth",
    "https://id.example.com/..oauth, https://id.example.com/oauth",
    "https://id.example.com/oauth/..., https://id.example.com/oauth/"
  })
  void different_urls_are_not_equal(String said, String other) {
    assertThat(RequestUrl.parse(said)).isPresent().isNotEqualTo(RequestUrl.parse(other));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/oauth/token",
        "//id.example.com/oauth/token",
        "id.example.com/oauth/token",
        "https:/id.example.com/oauth/token",
        "https:id.example.com",
        "ftp://id.example.com/oauth/token",
        "javascript://id.example.com/oauth/token",
        "https://",
        "https:///oauth/token",
        "https://:443/oauth/token",
        "https://user@id.example.com/oauth/token",
        "https://user:secret@id.example.com/oauth/token",
        "https://id.example.com%40evil.example/oauth/token%",
        "https://id.example.com/oauth/token%4",
        "https://id.example.com/oauth/%zztoken",
        "https://id.example.com/oauth token",
        " https://id.example.com/oauth/token",
        "https://id.example.com/oauth/token\n",
        "https://id.example.com/oauth/tökən",
        "https://id.example.com:port/oauth/token",
        "https://id.example.com:-443/oauth/token",
        "https://id.example.com:4430000/oauth/token",
        "https://id.example.com:٤٤٣/oauth/token"
      })
  void malformed_urls_are_refused(String said) {
    assertThat(RequestUrl.parse(said)).isEmpty();
  }

  @Test
  void arbitrary_text_causes_no_exception() {
    var seed = System.nanoTime();
    System.out.println("seed " + seed);
    var random = new Random(seed);
    var alphabet = "https://id.example.com:443/oauth/../%2e%2F[]@?#token\u0000é \t";
    for (var i = 0; i < 50_000; i++) {
      var text = new StringBuilder(random.nextBoolean() ? "https://" : "");
      for (var n = random.nextInt(30); n > 0; n--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      RequestUrl.parse(text.toString())
          .ifPresent(target -> {
            assertThat(target.path()).startsWith("/").doesNotContain("/./", "/../", "?", "#");
            assertThat(
                    RequestUrl.parse(
                        target.scheme()
                            + "://"
                            + target.host()
                            + ":"
                            + target.port()
                            + target.path()))
                .as("read once more")
                .contains(target);
          });
    }
  }

  @Test
  void the_issuer_determines_the_host() {
    var targets = new ServerUrls(ISSUER, () -> 8080);

    assertThat(targets.matches("https://id.example.com/oauth/token", "/oauth/token")).isTrue();
    assertThat(targets.matches("https://ID.example.com:443/oauth/token?x", "/oauth/token"))
        .isTrue();
    assertThat(targets.matches("https://id.example.com/oauth/%74oken", "/oauth/token")).isTrue();
    assertThat(targets.matches("https://id.example.com/oauth/token", "/oauth/%74oken")).isTrue();
    for (var other :
        new String[] {
          "https://id.example.com/oauth/refresh",
          "http://id.example.com/oauth/token",
          "https://id.example.com:8080/oauth/token",
          "https://id.example.com.evil.example/oauth/token",
          "https://evil.example/oauth/token",
          "http://localhost:8080/oauth/token",
          "http://127.0.0.1:8080/oauth/token",
          ""
        }) {
      assertThat(targets.matches(other, "/oauth/token")).as(other).isFalse();
    }
  }

  @Test
  void the_issuer_may_have_a_path_behind_a_proxy() {
    var targets = new ServerUrls("https://example.com/tenants/one", () -> 8080);

    assertThat(targets.matches("https://example.com/tenants/one/oauth/token", "/oauth/token"))
        .isTrue();
    assertThat(targets.matches("https://example.com/oauth/token", "/oauth/token")).isFalse();
    assertThat(targets.matches("https://example.com/tenants/two/oauth/token", "/oauth/token"))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:8080, http://localhost:8080/me, true",
    "http://localhost:8080, http://127.0.0.1:8080/me, true",
    "http://localhost:8080, http://[::1]:8080/me, true",
    "http://127.0.0.1:8080, http://localhost:8080/me, true",
    "http://[::1]:8080, http://localhost:8080/me, true",
    "http://localhost:8080, http://LOCALHOST:9999/me, true",
    "http://localhost:8080, http://127.0.0.1:9999/me, true",
    "https://localhost, https://127.0.0.1/me, true",
    "https://localhost, http://127.0.0.1:9999/me, true",
    "https://localhost, https://127.0.0.1:9999/me, false",
    "http://localhost:8080, http://localhost:8081/me, false",
    "http://localhost:8080, https://localhost:8080/me, false",
    "http://localhost:8080, http://127.0.0.2:8080/me, false",
    "http://localhost:8080, http://0.0.0.0:8080/me, false",
    "http://localhost:8080, http://localhost.example.com:8080/me, false",
    "http://localhost:8080, http://id.example.com:8080/me, false",
    "http://id.example.com:8080, http://localhost:8080/me, false",
    "http://id.example.com:8080, http://localhost:9999/me, false"
  })
  void on_loopback_all_its_names_are_accepted_at_the_issuers_and_the_listening_port(
      String issuer, String said, boolean ours) {
    assertThat(new ServerUrls(issuer, () -> 9999).matches(said, "/me")).isEqualTo(ours);
  }
}
