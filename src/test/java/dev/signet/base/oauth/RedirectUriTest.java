package dev.signet.base.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.WithoutDatabase;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class RedirectUriTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://claude.ai/api/mcp/auth_callback",
        "https://vscode.dev/redirect",
        "https://app.example.com",
        "https://app.example.com:8443/callback?tenant=7&x=%2F",
        "https://192.0.2.7/callback",
        "https://[2001:db8::7]/callback",
        "https://xn--bcher-kva.example/callback",
        "https://app.example.com/.well-known/callback",
        "https://app.example.com/a..b/...",
        "http://localhost/callback",
        "http://localhost:54212/callback",
        "http://127.0.0.1:33418/",
        "http://127.0.0.1",
        "http://[::1]:8080/callback?x=y",
        "cursor://anysphere.cursor-mcp/oauth/callback",
        "com.example.app:/callback",
        "com.example.app:/"
      })
  void https_this_computer_and_private_schemes_may_be_registered(String text) {
    assertThat(RedirectUri.parse(text).map(RedirectUri::value)).hasValue(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.1/callback",
        "http://2130706433/callback",
        "http://0x7f.1/callback",
        "http://0x7f000001/callback",
        "http://0177.0.0.1/callback",
        "http://127.0.0.01/callback",
        "http://127.0.0.2/callback",
        "http://0.0.0.0/callback",
        "http://localhost./callback",
        "http://localhost.evil.test/callback",
        "http://127.0.0.1.nip.io/callback",
        "http://127.0.0.1./callback",
        "http://localhost@evil.test/callback",
        "http://localhost:80@evil.test/callback",
        "http://evil.test@localhost/callback",
        "http://localhost%2eevil.test/callback",
        "http://localhost%00.evil.test/callback",
        "http://localhost\\.evil.test/callback",
        "http://localhost:/callback",
        "http://localhost:0/callback",
        "http://localhost:65536/callback",
        "http://localhost:123456/callback",
        "http://localhost:80:80/callback",
        "http://localhost:+80/callback",
        "http://LOCALHOST/callback",
        "http://foo.localhost/callback",
        "http://[0:0:0:0:0:0:0:1]/callback",
        "http://[::ffff:127.0.0.1]/callback",
        "http://[::1%25lo]/callback",
        "http://[::2]/callback",
        "http://::1/callback",
        "http://example.com/callback",
        "http:///callback",
        "http:/callback",
        "http:localhost/callback",
        "HTTP://localhost/callback"
      })
  void http_is_only_for_the_exact_names_of_this_computer(String text) {
    assertThat(RedirectUri.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://*.example.com/callback",
        "https://app.example.com/*",
        "https://user@app.example.com/callback",
        "https://user:password@app.example.com/callback",
        "https://app.example.com/callback#",
        "https://app.example.com/callback#fragment",
        "https://app.example.com./callback",
        "https://.example.com/callback",
        "https://app..example.com/callback",
        "https://-app.example.com/callback",
        "https://app_1.example.com/callback",
        "https://127.1/callback",
        "https://2130706433/callback",
        "https://app.0x1/callback",
        "https://300.0.0.1/callback",
        "https://[2001:db8::g]/callback",
        "https://[fe80::1%25eth0]/callback",
        "https://app.example.com:/callback",
        "https://app.example.com:0/callback",
        "https://app.example.com:65536/callback",
        "https:///callback",
        "https://",
        "https:app.example.com",
        "https:/app.example.com/callback",
        "https://bücher.example/callback",
        "https://аpp.example.com/callback",
        "Https://app.example.com/callback"
      })
  void https_names_one_host_and_nothing_beside_it(String text) {
    assertThat(RedirectUri.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://app.example.com/a/../b",
        "https://app.example.com/a/./b",
        "https://app.example.com/..",
        "https://app.example.com/.",
        "https://app.example.com/a/%2e%2E/b",
        "https://app.example.com/a/.%2e",
        "http://localhost/a/../b",
        "cursor://host/a/../b",
        "com.example.app:/../b",
        "https://app.example.com\\@evil.test/",
        "https://app.example.com/a\\b",
        "https://app.example.com/a%5Cb",
        "https://app.example.com/a\tb",
        "https://app.example.com/a\nb",
        "https://app.example.com/a b",
        " https://app.example.com/",
        "https://app.example.com/ ",
        "https://app.example.com/\u0000",
        "https://app.example.com/%00",
        "https://app.example.com/?x=%00",
        "https://app.example.com/%0d%0aLocation:x",
        "https://app.example.com/%7f",
        "https://app.example.com/\u007f",
        "https://app.example.com/\u202etest",
        "https://app.example.com/%zz",
        "https://app.example.com/%",
        "https://app.example.com/<x>",
        "https://app.example.com/\"",
        "https://app.example.com/{x}",
        "/callback",
        "//app.example.com/callback",
        "callback",
        "",
        "://"
      })
  void text_that_two_programs_may_read_differently_is_refused(String text) {
    assertThat(RedirectUri.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "javascript:alert(1)",
        "javascript:/alert(1)",
        "javascript://app.example.com/%28",
        "JavaScript:/alert(1)",
        "data:text/html,x",
        "data:/text/html,x",
        "file:///etc/passwd",
        "file:/etc/passwd",
        "vbscript:/x",
        "blob:/x",
        "about:/blank",
        "ws://app.example.com/",
        "wss://app.example.com/",
        "ftp://app.example.com/",
        "view-source:/x",
        "intent://app.example.com/",
        "urn:ietf:wg:oauth:2.0:oob",
        "mailto:a@example.com",
        "com.example.app:callback",
        "com.example.app:",
        "com.example.app:/callback#x",
        "cursor://user@host/callback",
        "Com.Example.App:/callback",
        "1app:/callback"
      })
  void schemes_that_do_not_lead_to_a_program_are_refused(String text) {
    assertThat(RedirectUri.parse(text)).isEmpty();
  }

  @Test
  void the_length_is_bounded() {
    var longest = "https://app.example.com/" + "a".repeat(1000);
    assertThat(longest).hasSize(1024);
    assertThat(RedirectUri.parse(longest)).isPresent();
    assertThat(RedirectUri.parse(longest + "a")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost/callback,http://localhost:54212/callback",
    "http://localhost:1234/callback,http://localhost/callback",
    "http://localhost:1234/callback,http://localhost:65535/callback",
    "http://127.0.0.1:33418/,http://127.0.0.1:33418/",
    "http://127.0.0.1:33418/,http://127.0.0.1:1/",
    "http://127.0.0.1,http://127.0.0.1:8080",
    "http://[::1]/cb?x=y,http://[::1]:9/cb?x=y",
    "http://localhost?x=1,http://localhost:7?x=1"
  })
  void a_program_on_this_computer_listens_on_any_port(String registered, String requested) {
    assertThat(uri(registered).matches(requested)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost/callback,http://127.0.0.1/callback",
    "http://localhost/callback,http://[::1]:80/callback",
    "http://127.0.0.1/callback,http://localhost:80/callback",
    "http://localhost/callback,http://localhost:54212/callback/",
    "http://localhost/callback,http://localhost:54212/other",
    "http://localhost/callback,http://localhost:54212/callback?x=y",
    "http://localhost/callback?x=y,http://localhost:54212/callback",
    "http://localhost/callback?x=y,http://localhost:54212/callback?x=z",
    "http://localhost/callback,https://localhost/callback",
    "http://localhost/callback,https://localhost:54212/callback",
    "http://localhost/callback,http://LOCALHOST/callback",
    "http://localhost/callback,http://localhost:0/callback",
    "http://localhost/callback,http://localhost:65536/callback",
    "http://localhost/callback,http://localhost:54212/Callback",
    "http://localhost/callback,http://localhost:54212/%63allback",
    "http://localhost/callback,http://localhost:54212/x/../callback",
    "http://localhost,http://localhost:80.evil.test",
    "http://localhost,http://localhost:80@evil.test",
    "http://localhost,http://localhost.evil.test",
    "http://localhost,http://localhost/",
    "https://localhost/callback,https://localhost:8443/callback",
    "https://127.0.0.1/callback,https://127.0.0.1:8443/callback",
    "https://app.example.com/callback,https://app.example.com:443/callback",
    "https://app.example.com/callback,https://APP.example.com/callback",
    "https://app.example.com/callback,https://app.example.com/callback/",
    "https://app.example.com/callback,https://app.example.com/callback?x=y",
    "https://app.example.com/callback,https://app.example.com/callback#",
    "https://app.example.com/callback,https://app.example.com/callbac",
    "https://app.example.com/callback,http://app.example.com/callback",
    "https://app.example.com/callback,https://app.example.com.evil.test/callback",
    "com.example.app:/callback,com.example.app:/callback/x",
    "com.example.app:/callback,com.example.app:/Callback",
    "cursor://localhost/callback,cursor://localhost:80/callback"
  })
  void everything_else_is_compared_to_the_byte(String registered, String requested) {
    assertThat(uri(registered).matches(requested)).isFalse();
    assertThat(uri(registered).matches(registered)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "https://App.Example.com:8443/cb,app.example.com,false,false",
    "https://[2001:DB8::7]:8443/cb,[2001:db8::7],false,false",
    "http://localhost:80/cb,localhost,true,false",
    "http://127.0.0.1/cb,127.0.0.1,true,false",
    "http://[::1]:80/cb,[::1],true,false",
    "https://localhost/cb,localhost,true,false",
    "https://foo.localhost/cb,foo.localhost,true,false",
    "https://127.0.0.2/cb,127.0.0.2,true,false",
    "https://0.0.0.0/cb,0.0.0.0,true,false",
    "https://[0:0:0:0:0:0:0:1]/cb,[0:0:0:0:0:0:0:1],true,false",
    "https://[::ffff:127.0.0.1]/cb,[::ffff:127.0.0.1],true,false",
    "https://localhost.example.com/cb,localhost.example.com,false,false",
    "cursor://anysphere.cursor-mcp/oauth,anysphere.cursor-mcp,false,true",
    "cursor://localhost:80/oauth,localhost,false,true",
    "com.example.app:/cb,'',false,true"
  })
  void its_kind_and_host_are_known(
      String text, String host, boolean isLoopback, boolean isPrivateScheme) {
    assertThat(uri(text).host()).isEqualTo(host);
    assertThat(uri(text).isLoopback()).isEqualTo(isLoopback);
    assertThat(uri(text).isPrivateScheme()).isEqualTo(isPrivateScheme);
  }

  @Test
  void parameters_follow_the_query_as_it_is_registered() {
    var parameters = new LinkedHashMap<String, String>();
    parameters.put("code", "a b&c=d");
    parameters.put("state", "ü+/?#\n");
    var encoded = "code=a+b%26c%3Dd&state=%C3%BC%2B%2F%3F%23%0A";

    assertThat(RedirectUri.withParameters("http://localhost:5/cb", parameters))
        .isEqualTo("http://localhost:5/cb?" + encoded);
    assertThat(RedirectUri.withParameters("https://a.example/cb?x=%20y", parameters))
        .isEqualTo("https://a.example/cb?x=%20y&" + encoded);
    assertThat(RedirectUri.withParameters("https://a.example/cb?", parameters))
        .isEqualTo("https://a.example/cb?" + encoded);
    assertThat(RedirectUri.withParameters("https://a.example/cb?x&", parameters))
        .isEqualTo("https://a.example/cb?x&" + encoded);
    assertThat(RedirectUri.withParameters("com.example.app:/cb", parameters))
        .isEqualTo("com.example.app:/cb?" + encoded);
    assertThat(RedirectUri.withParameters("https://a.example/cb", Map.of()))
        .isEqualTo("https://a.example/cb");
  }

  private static RedirectUri uri(String text) {
    return RedirectUri.parse(text).orElseThrow();
  }
}
