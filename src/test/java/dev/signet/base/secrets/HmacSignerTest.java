package dev.signet.base.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.WithoutDatabase;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class HmacSignerTest {
  private final HmacSigner signature = new HmacSigner(MasterKey.of(new byte[32]), "audit");

  @Test
  void is_what_other_code_computes() {
    // HKDF-SHA256 and HMAC-SHA-256 by another program; stored checkpoints depend on it.
    assertThat(signature.sign("é")).isEqualTo("36fcmMcwaMFybAWtyzwn8M7ILIVqpHGbXP2_lSUf8HM");
  }

  @Test
  void is_of_its_text_and_of_no_other() {
    var made = signature.sign("text");

    assertThat(signature.verify("text", made)).isTrue();
    assertThat(signature.verify("texts", made)).isFalse();
    assertThat(signature.verify("text", made.substring(1))).isFalse();
    assertThat(signature.verify("text", "")).isFalse();
  }

  @Test
  void another_purpose_or_master_key_signs_otherwise() {
    var other = new byte[32];
    other[31] = 1;

    assertThat(new HmacSigner(MasterKey.of(new byte[32]), "other").sign("text"))
        .isNotEqualTo(signature.sign("text"));
    assertThat(new HmacSigner(MasterKey.of(other), "audit").sign("text"))
        .isNotEqualTo(signature.sign("text"));
  }
}
