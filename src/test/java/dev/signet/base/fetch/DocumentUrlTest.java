package dev.signet.base.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.WithoutDatabase;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class DocumentUrlTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://keys.example.com/jwks.json",
        "https://keys.example.com",
        "https://keys.example.com:8443/jwks?agent=7",
        "https://192.0.2.1/jwks",
        "https://[2001:db8::1]/jwks",
        "http://localhost:8080/jwks",
        "http://127.0.0.1/jwks",
        "HTTPS://Keys.Example.com/jwks",
        "http://[::1]:8080/jwks"
      })
  void an_absolute_https_url_or_an_http_one_of_this_machine_is_one(String text) {
    assertThat(DocumentUrl.parse(text)).map(DocumentUrl::toString).contains(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "keys.example.com/jwks",
        "/jwks",
        "//keys.example.com/jwks",
        "http://keys.example.com/jwks",
        "http://localhost.example.com/jwks",
        "http://10.0.0.1/jwks",
        "http://127.0.0.256/jwks",
        "https://keys.example.com/sch\u00fcssel",
        "https:///jwks",
        "https:keys",
        "https://user@keys.example.com/jwks",
        "https://user:secret@keys.example.com/jwks",
        "https://keys.example.com/jwks#first",
        "https://keys.example.com:0/jwks",
        "https://keys.example.com:65536/jwks",
        "https://keys.example.com:port/jwks",
        "https://keys example.com/jwks",
        "https://keys_example.com/jwks",
        "https://keys.example.com/jw ks",
        "https://keys.example.com/jwks\r\nHost: other",
        "ftp://keys.example.com/jwks",
        "file:///etc/passwd",
        "jar:https://keys.example.com/a.jar!/jwks",
        "data:application/json,{}"
      })
  void any_other_text_is_refused(String text) {
    assertThat(DocumentUrl.parse(text)).isEmpty();
  }

  @Test
  void a_url_that_is_too_long_is_refused() {
    var url = "https://keys.example.com/";
    var longest = url + "k".repeat(DocumentUrl.MAX_LENGTH - url.length());

    assertThat(DocumentUrl.parse(longest)).isPresent();
    assertThat(DocumentUrl.parse(longest + "k")).isEmpty();
  }
}
