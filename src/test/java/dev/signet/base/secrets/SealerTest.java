package dev.signet.base.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.WithoutDatabase;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class SealerTest {
  private static final MasterKey MASTER = MasterKey.of(new byte[32]);

  private final byte[] plain = "the plain text".getBytes(UTF_8);
  private final byte[] beside = "row 7".getBytes(UTF_8);

  static List<Sealer> sealers() {
    return List.of(Sealer.random(MASTER, "test"), Sealer.synthetic(MASTER, "test"));
  }

  @ParameterizedTest
  @MethodSource("sealers")
  void what_is_sealed_opens(Sealer sealer) {
    var sealed = sealer.seal(plain, beside);

    assertThat(sealed).hasSize(12 + plain.length + 16);
    assertThat(new String(sealed, UTF_8)).doesNotContain("plain");
    assertThat(sealer.open(sealed, beside)).hasValue(plain);
    assertThat(sealer.open(sealer.seal(new byte[0], new byte[0]), new byte[0]))
        .hasValue(new byte[0]);
  }

  @ParameterizedTest
  @MethodSource("sealers")
  void a_change_of_any_byte_is_seen(Sealer sealer) {
    var sealed = sealer.seal(plain, beside);
    for (var i = 0; i < sealed.length; i++) {
      var changed = sealed.clone();
      changed[i] ^= 1;
      assertThat(sealer.open(changed, beside)).isEmpty();
      assertThat(sealer.open(Arrays.copyOf(sealed, i), beside)).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("sealers")
  void it_opens_nowhere_else(Sealer sealer) {
    var sealed = sealer.seal(plain, beside);
    var otherKey = new byte[32];
    otherKey[5] = 5;

    assertThat(sealer.open(sealed, "row 8".getBytes(UTF_8))).isEmpty();
    assertThat(Sealer.random(MASTER, "other").open(sealed, beside)).isEmpty();
    assertThat(Sealer.random(MasterKey.of(otherKey), "test").open(sealed, beside)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("sealers")
  void any_bytes_are_opened_without_an_exception(Sealer sealer) {
    var seed = System.nanoTime();
    System.out.println("seed " + seed);
    var random = new Random(seed);
    for (var i = 0; i < 2_000; i++) {
      var garbage = new byte[random.nextInt(100)];
      random.nextBytes(garbage);
      assertThat(sealer.open(garbage, beside)).isEmpty();
    }
  }

  @Test
  void at_random_the_same_is_sealed_differently_each_time() {
    var sealer = Sealer.random(MASTER, "test");

    assertThat(sealer.seal(plain, beside)).isNotEqualTo(sealer.seal(plain, beside));
  }

  @Test
  void synthetically_the_same_is_sealed_the_same_each_time_and_anywhere() {
    var sealer = Sealer.synthetic(MASTER, "test");

    assertThat(sealer.seal(plain, beside))
        .isEqualTo(sealer.seal(plain, beside))
        .isEqualTo(Sealer.synthetic(MASTER, "test").seal(plain, beside));
  }

  @Test
  void synthetic_nonces_differ_for_different_inputs() {
    var sealer = Sealer.synthetic(MASTER, "test");
    byte[][] nonces = {
      sealer.seal(bytes("ab"), bytes("c")),
      sealer.seal(bytes("b"), bytes("ca")),
      sealer.seal(bytes("b"), bytes("ac")),
      sealer.seal(bytes(""), bytes("cab")),
      Sealer.synthetic(MASTER, "other").seal(bytes("ab"), bytes("c")),
    };

    assertThat(
            Arrays.stream(nonces)
                .map(sealed -> List.of(Arrays.hashCode(Arrays.copyOf(sealed, 12)))))
        .doesNotHaveDuplicates();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
