package dev.signet.base.jose;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.WithoutDatabase;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class ClaimsTest {
  @Test
  void each_claim_is_read_as_what_it_is() {
    var claims =
        read(
            """
            {"sub":"courier","exp":1795003600,"aud":["a","b"],"one":"a","on":true,
             "cnf":{"jkt":"x"},"mixed":["a",1],"half":1.5,"huge":1e400,"vast":1e4009223372036854,"late":9223372036854775807}
            """);

    assertThat(claims.text("sub")).hasValue("courier");
    assertThat(claims.number("exp")).hasValue(1795003600L);
    assertThat(claims.time("exp")).hasValue(Instant.ofEpochSecond(1795003600L));
    assertThat(claims.texts("aud")).hasValue(List.of("a", "b"));
    assertThat(claims.texts("one")).hasValue(List.of("a"));
    assertThat(claims.bool("on")).hasValue(true);
    assertThat(claims.object("cnf").flatMap(cnf -> cnf.text("jkt"))).hasValue("x");
    assertThat(claims.has("half")).isTrue();

    assertThat(claims.text("exp")).isEmpty();
    assertThat(claims.number("sub")).isEmpty();
    assertThat(claims.number("half")).isEmpty();
    assertThat(claims.number("huge")).isEmpty();
    assertThat(claims.number("vast")).isEmpty();
    assertThat(claims.time("late")).isEmpty();
    assertThat(claims.texts("mixed")).isEmpty();
    assertThat(claims.texts("exp")).isEmpty();
    assertThat(claims.bool("sub")).isEmpty();
    assertThat(claims.object("sub")).isEmpty();
    assertThat(claims.text("missing")).isEmpty();
    assertThat(claims.texts("missing")).isEmpty();
    assertThat(claims.has("missing")).isFalse();
  }

  @Test
  void they_print_their_names_only_and_their_json_when_asked() {
    var claims = read("{ \"sub\" : \"courier\" }");

    assertThat(claims.toString()).contains("sub").doesNotContain("courier");
    assertThat(claims.json()).isEqualTo("{\"sub\":\"courier\"}");
    assertThat(claims).isEqualTo(read("{\"sub\":\"courier\"}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "1",
        "[]",
        "\"x\"",
        "{",
        "{}{}",
        "{} x",
        "{'a':1}",
        "{\"a\":1,}",
        "{\"a\":1,\"a\":2}",
        "{\"o\":{\"a\":1,\"a\":1}}",
        "{\"a\":NaN}",
        "{\"a\":01}",
        "/**/{}",
        "\uFEFF{}"
      })
  void text_other_than_one_json_object_is_refused(String json) {
    assertThat(Claims.parse(json.getBytes(UTF_8))).isEmpty();
  }

  @Test
  void other_encodings_and_endless_depth_are_refused() {
    assertThat(Claims.parse("{\"a\":1}".getBytes(UTF_16))).isEmpty();
    assertThat(Claims.parse(new byte[] {'{', '"', (byte) 0xC3, '"', ':', '1', '}'})).isEmpty();
    assertThat(Claims.parse(("{\"a\":" + "[".repeat(10_000)).getBytes(UTF_8))).isEmpty();
  }

  @Test
  void any_bytes_are_parsed_without_an_exception() {
    var seed = System.nanoTime();
    System.out.println("seed " + seed);
    var random = new Random(seed);
    var good = "{\"sub\":\"courier\",\"aud\":[\"a\"],\"exp\":1795003600}".getBytes(UTF_8);
    for (var i = 0; i < 20_000; i++) {
      var bytes = good.clone();
      for (var n = random.nextInt(4); n >= 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      Claims.parse(bytes).ifPresent(claims -> assertThat(claims.json()).startsWith("{"));
    }
  }

  private static Claims read(String json) {
    return Claims.parse(json.getBytes(UTF_8)).orElseThrow();
  }
}
