package dev.signet.base.secrets;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.WithoutDatabase;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class FingerprintTest {
  private final MasterKey master = MasterKey.of(new byte[32]);
  private final Fingerprint fingerprint = new Fingerprint(master, "test");

  private static byte[] bytes(String text) {
    return text.getBytes(US_ASCII);
  }

  @Test
  void is_the_same_for_the_same_parts() {
    assertThat(fingerprint.of(bytes("a"), bytes("b")))
        .hasSize(43)
        .isEqualTo(new Fingerprint(master, "test").of(bytes("a"), bytes("b")));
  }

  @Test
  void depends_on_where_each_part_ends() {
    assertThat(fingerprint.of(bytes("a"), bytes("bc")))
        .isNotEqualTo(fingerprint.of(bytes("ab"), bytes("c")))
        .isNotEqualTo(fingerprint.of(bytes("abc")))
        .isNotEqualTo(fingerprint.of(bytes("a"), bytes("bc"), bytes("")));
  }

  @Test
  void is_another_one_for_each_purpose_and_each_master_key() {
    var other = new byte[32];
    other[0] = 1;

    assertThat(fingerprint.of(bytes("a")))
        .isNotEqualTo(new Fingerprint(master, "other").of(bytes("a")))
        .isNotEqualTo(new Fingerprint(MasterKey.of(other), "test").of(bytes("a")));
  }
}
