package dev.signet.base.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.WithoutDatabase;
import java.text.Normalizer;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Texts that look the same to a reader match in a search.
@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class SearchTextTest {

  @ParameterizedTest
  @CsvSource({
    "caf\u00e9, cafe\u0301",
    "CAF\u00c9, cafe\u0301",
    "\uff21\uff47\uff45\uff4e\uff54 \uff17, agent 7",
    "\ufb01le \ufb03ce, file ffice",
    "STRASSE, stra\u00dfe",
    "\u039f\u0394\u039f\u03a3, \u03bf\u03b4\u03bf\u03c2",
    "\u03bf\u03b4\u03bf\u03c3, \u03bf\u03b4\u03bf\u03c2",
    "a\u00a0b, a b",
    "a\u3000b, a   b",
    "co\u00adoperate, cooperate",
    "\u2126, \u03c9",
    "\u212bngstr\u00f6m, a\u030angstro\u0308m",
    "\uac00, \u1100\u1161",
    "x\u00b2, x2",
    "STRA\u1e9eE, stra\u00dfe",
    "\u03b1\u0345\u0301, \u1fb4",
    "\u24d0gent, agent",
    "\u2764\ufe0f, \u2764"
  })
  void two_spellings_that_read_the_same_are_the_same(String one, String other) {
    assertThat(SearchText.of(one)).isEqualTo(SearchText.of(other));
  }

  @ParameterizedTest
  @CsvSource({"cafe, caf\u00e9", "a b, ab", "o, 0", "agent-7, agent7"})
  void what_reads_differently_stays_different(String one, String other) {
    assertThat(SearchText.of(one)).isNotEqualTo(SearchText.of(other));
  }

  @Test
  void it_is_idempotent_and_equal_for_every_unicode_form() {
    var seed = System.nanoTime();
    var random = new Random(seed);
    for (var i = 0; i < 2_000; i++) {
      var text = new StringBuilder();
      while (text.length() < 8) {
        var c = random.nextInt(0x2000 << random.nextInt(5));
        if (Character.isLetterOrDigit(c) && Character.getType(c) != Character.UNASSIGNED) {
          text.appendCodePoint(c);
        }
      }
      var sought = SearchText.of(text.toString());
      for (var form : Normalizer.Form.values()) {
        assertThat(SearchText.of(Normalizer.normalize(text, form)))
            .as("seed %d: %s", seed, text)
            .isEqualTo(sought);
      }
      assertThat(SearchText.of(sought)).as("seed %d: %s", seed, text).isEqualTo(sought);
    }
  }
}
