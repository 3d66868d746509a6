package dev.signet.base.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.base.fetch.PostUrl.ParsedUrl.Unusable;
import dev.signet.base.fetch.PostUrl.ParsedUrl.Usable;
import dev.signet.base.fetch.PostUrl.UrlFault;
import dev.signet.testing.WithoutDatabase;
import java.net.URI;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class PostUrlTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://hooks.example.com/signet?key=1",
        "https://hooks.example.com:8443/",
        "https://hooks.example.com:1024/",
        "https://xn--bcher-kva.example/",
        "https://192.0.2.1/",
        "https://[2001:db8::1]/",
        "http://localhost:9000/hook",
        "http://127.0.0.1:9000/hook",
        "http://[::1]:9000/hook"
      })
  void https_anywhere_and_http_of_this_machine_are_usable(String url) {
    assertThat(PostUrl.parse(url))
        .isInstanceOfSatisfying(
            Usable.class, read -> assertThat(read.url().toString()).isEqualTo(url));
  }

  @ParameterizedTest
  @CsvSource({
    "'', MALFORMED",
    "hooks.example.com, MALFORMED",
    "/hook, MALFORMED",
    "https:///hook, MALFORMED",
    "https://bücher.example/, MALFORMED",
    "'https://hooks.example.com/a b', MALFORMED",
    "https://hooks_example.com/, MALFORMED",
    "http://hooks.example.com/, SCHEME",
    "http://localhost.:9000/, SCHEME",
    "http://0x7f.1:9000/, SCHEME",
    "http://127.0.0.1.example.com:9000/, SCHEME",
    "ftp://hooks.example.com/, SCHEME",
    "https://user:pass@hooks.example.com/, USERINFO",
    "https://user@hooks.example.com/, USERINFO",
    "https://hooks.example.com/#part, FRAGMENT",
    "https://hooks.example.com:22/, PORT",
    "https://hooks.example.com:0/, PORT",
    "https://hooks.example.com:80/, PORT",
    "https://hooks.example.com:70000/, PORT",
    "http://localhost:0/, PORT"
  })
  void any_other_url_has_a_named_fault(String url, UrlFault fault) {
    assertThat(PostUrl.parse(url)).isEqualTo(new Unusable(fault));
  }

  @Test
  void a_url_of_2049_characters_is_too_long() {
    var url = "https://hooks.example.com/" + "a".repeat(2048 - 26);

    assertThat(PostUrl.parse(url)).isInstanceOf(Usable.class);
    assertThat(PostUrl.parse(url + "a")).isEqualTo(new Unusable(UrlFault.MALFORMED));
  }

  @ParameterizedTest
  @CsvSource({
    "https://id.example.com/hook, https://id.example.com, true",
    "https://ID.example.com:443/hook, https://id.example.com, true",
    "https://id.example.com:8443/hook, https://id.example.com, false",
    "https://other.example.com/hook, https://id.example.com, false",
    "http://localhost:8080/hook, http://localhost:8080, true"
  })
  void a_url_of_the_issuer_is_recognized(String url, String issuer, boolean same) {
    assertThat(((Usable) PostUrl.parse(url)).url().hasOriginOf(URI.create(issuer))).isEqualTo(same);
  }
}
