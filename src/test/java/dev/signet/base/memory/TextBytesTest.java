package dev.signet.base.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.WithoutDatabase;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class TextBytesTest {
  @Test
  void one_character_beyond_latin_doubles_the_bytes_of_a_text() {
    var empty = TextBytes.of("");
    var latin = "\u00ff".repeat(1_000);

    assertThat(TextBytes.of(latin) - empty).isEqualTo(1_000);
    assertThat(TextBytes.of(latin + "\u0100") - empty).isEqualTo(2_002);
  }

  @Test
  void texts_take_what_each_of_them_takes() {
    assertThat(TextBytes.of(Stream.of("one", "\u0442\u0440\u0438")))
        .isEqualTo(TextBytes.of("one") + TextBytes.of("\u0442\u0440\u0438"));
    assertThat(TextBytes.of(Stream.of())).isZero();
  }
}
