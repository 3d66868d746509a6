package dev.signet.base.jose;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.WithoutDatabase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class JsonObjectWriterTest {
  @Test
  void writes_compact_json_in_the_order_of_the_calls() {
    var payload =
        new JsonObjectWriter()
            .text("iss", "https://example.com/")
            .number("iat", -1)
            .bool("active", true)
            .texts("aud", List.of("a", "b"))
            .texts("none", List.of())
            .object("cnf", new JsonObjectWriter().text("jkt", "x"))
            .json("raw", "[null,{}]");

    assertThat(text(payload))
        .isEqualTo(
            "{\"iss\":\"https://example.com/\",\"iat\":-1,\"active\":true,\"aud\":[\"a\",\"b\"],"
                + "\"none\":[],\"cnf\":{\"jkt\":\"x\"},\"raw\":[null,{}]}");
    assertThat(text(new JsonObjectWriter())).isEqualTo("{}");
    assertThat(text(new JsonObjectWriter().texts("t", List.of("", "["))))
        .isEqualTo("{\"t\":[\"\",\"[\"]}");
  }

  @Test
  void escapes_what_rfc_8259_section_7_says_must_be() {
    assertThat(text(new JsonObjectWriter().text("q\"", "\"\\/\b\t\n\f\r\0\u001f\u007f")))
        .isEqualTo("{\"q\\\"\":\"\\\"\\\\/\\b\\t\\n\\f\\r\\u0000\\u001f\u007f\"}");
    assertThat(text(new JsonObjectWriter().text("u", "é€𝄞\uFFFF")))
        .isEqualTo("{\"u\":\"é€𝄞\uFFFF\"}");
  }

  @Test
  void half_a_surrogate_pair_becomes_the_replacement_character() {
    assertThat(text(new JsonObjectWriter().text("u", "a\uD800b\uDC00\uDC00\uD834\uDD1E\uD834")))
        .isEqualTo("{\"u\":\"a\uFFFDb\uFFFD\uFFFD\uD834\uDD1E\uFFFD\"}");
  }

  @Test
  void another_parser_reads_back_every_object() {
    var seed = System.nanoTime();
    System.out.println("seed " + seed);
    var random = new Random(seed);
    var json = JsonMapper.shared();
    for (var i = 0; i < 5_000; i++) {
      var payload = new JsonObjectWriter();
      var expected = new LinkedHashMap<String, Object>();
      for (var n = random.nextInt(6); n > 0; n--) {
        var name = n + string(random);
        switch (random.nextInt(3)) {
          case 0 -> {
            var value = string(random);
            payload.text(name, value);
            expected.put(wellFormed(name), wellFormed(value));
          }
          case 1 -> {
            var value = random.nextLong();
            payload.number(name, value);
            expected.put(wellFormed(name), value);
          }
          default -> {
            var values = new ArrayList<String>();
            for (var m = random.nextInt(4); m > 0; m--) {
              values.add(string(random));
            }
            payload.texts(name, values);
            expected.put(
                wellFormed(name), values.stream().map(JsonObjectWriterTest::wellFormed).toList());
          }
        }
      }
      assertThat(json.readTree(payload.toBytes()))
          .isEqualTo(json.readTree(json.writeValueAsString(expected)));
    }
  }

  private static String string(Random random) {
    var text = new StringBuilder();
    for (var n = random.nextInt(random.nextInt(20) == 0 ? 2_000 : 12); n > 0; n--) {
      text.append(
          switch (random.nextInt(6)) {
            case 0 -> (char) random.nextInt(0x20);
            case 1 -> (char) (0xD800 + random.nextInt(0x800));
            case 2 -> (char) random.nextInt(0x10000);
            case 3 -> "\"\\/".charAt(random.nextInt(3));
            default -> (char) (' ' + random.nextInt(95));
          });
      if (random.nextInt(8) == 0) {
        text.appendCodePoint(0x10000 + random.nextInt(0x100000));
      }
    }
    return text.toString();
  }

  private static String wellFormed(String text) {
    var out = new StringBuilder();
    text.codePoints().forEach(c -> out.appendCodePoint(c >= 0xD800 && c <= 0xDFFF ? 0xFFFD : c));
    return out.toString();
  }

  private static String text(JsonObjectWriter payload) {
    return new String(payload.toBytes(), UTF_8);
  }
}
