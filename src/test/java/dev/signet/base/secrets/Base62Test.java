package dev.signet.base.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.WithoutDatabase;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class Base62Test {
  @Test
  void blocks_are_big_endian_numbers() {
    assertThat(Base62.encode(new byte[0])).isEmpty();
    assertThat(Base62.encode(new byte[] {0})).isEqualTo("00");
    assertThat(Base62.encode(new byte[] {61})).isEqualTo("0z");
    assertThat(Base62.encode(new byte[] {-1})).isEqualTo("47");
    assertThat(Base62.encode(new byte[8])).isEqualTo("0".repeat(11));
    assertThat(Base62.encode(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1})).isEqualTo("LygHa16AHYF");
    assertThat(Base62.encode(new byte[9])).isEqualTo("0".repeat(13));
  }

  @Test
  void each_block_is_the_number_that_other_arithmetic_finds() {
    var random = random();
    for (var i = 0; i < 2_000; i++) {
      var bytes = new byte[1 + random.nextInt(8)];
      random.nextBytes(bytes);
      var number = BigInteger.ZERO;
      for (var c : Base62.encode(bytes).toCharArray()) {
        number = number.multiply(BigInteger.valueOf(62)).add(BigInteger.valueOf(Base62.valueOf(c)));
      }
      assertThat(number).isEqualTo(new BigInteger(1, bytes));
    }
  }

  @Test
  void every_length_comes_back() {
    var random = random();
    for (var length = 0; length < 200; length++) {
      var bytes = new byte[length];
      random.nextBytes(bytes);
      assertThat(Base62.decode(Base62.encode(bytes))).hasValue(bytes);
    }
  }

  @Test
  void every_decodable_text_has_exactly_one_spelling() {
    var random = random();
    var digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    for (var i = 0; i < 50_000; i++) {
      var text = new StringBuilder();
      random.ints(random.nextInt(25), 0, 62).forEach(digit -> text.append(digits.charAt(digit)));
      var decoded = Base62.decode(text.toString());
      if (decoded.isPresent()) {
        assertThat(Base62.encode(decoded.get())).isEqualTo(text.toString());
      }
    }
  }

  @Test
  void a_number_too_large_for_its_block_is_refused() {
    assertThat(Base62.decode("47")).isPresent();
    assertThat(Base62.decode("48")).isEmpty();
    assertThat(Base62.decode("zz")).isEmpty();
    assertThat(Base62.decode("LygHa16AHYF")).isPresent();
    assertThat(Base62.decode("LygHa16AHYG")).isEmpty();
    assertThat(Base62.decode("LygHa16AHZ0")).isEmpty();
    assertThat(Base62.decode("zzzzzzzzzzz")).isEmpty();
  }

  @Test
  void text_that_no_encoder_writes_is_refused() {
    for (var text :
        new String[] {"0", "0000", "00000000", "0-", "é0", " 00", "00\n", "0\0", "ſ0"}) {
      assertThat(Base62.decode(text)).as(text).isEmpty();
    }
  }

  private static Random random() {
    var seed = System.nanoTime();
    System.out.println("seed " + seed);
    return new Random(seed);
  }
}
