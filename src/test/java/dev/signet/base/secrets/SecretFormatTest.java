package dev.signet.base.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.signet.testing.WithoutDatabase;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class SecretFormatTest {
  private final SecretGenerator secrets = new SecretGenerator(new SecureRandom());

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "WEBHOOK_SECRET")
  void a_new_secret_has_its_prefix_and_looks_ours(SecretKind kind) {
    var secret = secrets.generate(kind).reveal();

    assertThat(secret).startsWith(kind.prefix()).hasSize(kind.prefix().length() + 40 + 6);
    assertThat(secret.substring(kind.prefix().length())).matches("[0-9A-Za-z]+");
    assertThat(SecretFormat.isOwnFormat(secret)).isTrue();
    assertThat(SecretFormat.matchesFormat(kind, secret)).isTrue();
  }

  @Test
  void the_checksum_is_the_crc_32_of_prefix_and_body() {
    // Worked out with another program: crc32("cs_" + 40 zeros) in base62.
    var secret = SecretFormat.withChecksum(SecretKind.QUICK_CLIENT_SECRET, "0".repeat(40)).reveal();

    assertThat(secret).isEqualTo("cs_" + "0".repeat(40) + "2Broon");
  }

  @Test
  void the_secret_of_a_webhook_is_36_bytes_in_standard_base64() {
    var secret = secrets.generate(SecretKind.WEBHOOK_SECRET).reveal();

    assertThat(secret).startsWith("whsec_").hasSize(54);
    assertThat(Base64.getDecoder().decode(secret.substring(6))).hasSize(36);
    assertThat(SecretFormat.isOwnFormat(secret)).isTrue();
    assertThat(SecretFormat.matchesFormat(SecretKind.WEBHOOK_SECRET, secret)).isTrue();
  }

  @Test
  void the_last_four_bytes_of_a_webhook_secret_are_the_crc_32_of_the_rest() {
    // Worked out with another program: crc32("whsec_" + 32 zero bytes).
    var secret = SecretFormat.base64WithChecksum(SecretKind.WEBHOOK_SECRET, new byte[32]).reveal();

    assertThat(secret).isEqualTo("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAC804P/");
  }

  @Test
  void one_wrong_character_in_a_webhook_secret_is_noticed() {
    var secret = secrets.generate(SecretKind.WEBHOOK_SECRET).reveal();
    for (var i = 0; i < secret.length(); i++) {
      for (var wrong : new char[] {'0', 'A', '_', '-', '=', '+', '/', ' ', '\0'}) {
        if (secret.charAt(i) != wrong) {
          var changed = secret.substring(0, i) + wrong + secret.substring(i + 1);
          assertThat(SecretFormat.isOwnFormat(changed)).as(changed).isFalse();
        }
      }
    }
  }

  @Test
  void no_two_secrets_are_alike_and_every_digit_comes_up_as_often() {
    var seen = new HashSet<String>();
    var counts = new int['z' + 1];
    for (var i = 0; i < 5_000; i++) {
      var secret = secrets.generate(SecretKind.API_KEY).reveal();
      assertThat(seen.add(secret)).isTrue();
      secret.substring(8, 48).chars().forEach(c -> counts[c]++);
    }
    // 200,000 draws of 62: 3,226 each, with a deviation of 56; six of them either way.
    for (var c : "09AZaz".toCharArray()) {
      assertThat(counts[c]).isBetween(2_890, 3_562);
    }
  }

  @Test
  void one_wrong_character_anywhere_is_seen() {
    var secret = secrets.generate(SecretKind.OPERATOR_KEY).reveal();
    for (var i = 0; i < secret.length(); i++) {
      for (var wrong : new char[] {'0', 'A', '_', '-', '=', ' ', 'é', '\0', '\uD83D'}) {
        if (secret.charAt(i) != wrong) {
          var changed = secret.substring(0, i) + wrong + secret.substring(i + 1);
          assertThat(SecretFormat.isOwnFormat(changed)).as(changed).isFalse();
        }
      }
    }
  }

  @Test
  void foreign_strings_do_not_look_ours() {
    var ours = secrets.generate(SecretKind.CLIENT_SECRET).reveal();

    assertThat(SecretFormat.isOwnFormat("")).isFalse();
    assertThat(SecretFormat.isOwnFormat("sk_live_")).isFalse();
    assertThat(SecretFormat.isOwnFormat("rt_")).isFalse();
    assertThat(SecretFormat.isOwnFormat("rt_000000")).isFalse();
    assertThat(SecretFormat.isOwnFormat("hunter2")).isFalse();
    assertThat(SecretFormat.isOwnFormat(ours + "0")).isFalse();
    assertThat(SecretFormat.isOwnFormat(ours.substring(1))).isFalse();
    assertThat(SecretFormat.isOwnFormat(ours.repeat(1000))).isFalse();
    assertThat(SecretFormat.matchesFormat(SecretKind.REFRESH_TOKEN, ours)).isFalse();
    assertThat(SecretFormat.matchesFormat(SecretKind.QUICK_CLIENT_SECRET, ours)).isFalse();
  }

  @Test
  void any_text_is_parsed_without_an_exception() {
    var seed = System.nanoTime();
    System.out.println("seed " + seed);
    var random = new Random(seed);
    for (var i = 0; i < 4_000; i++) {
      for (var kind : SecretKind.values()) {
        var text = new StringBuilder(random.nextBoolean() ? kind.prefix() : "");
        random.ints(random.nextInt(60), 0, 0x10000).forEach(c -> text.append((char) c));
        assertThat(SecretFormat.isOwnFormat(text.toString())).isFalse();
        assertThat(SecretFormat.unwrap(kind, Secret.of(text.toString()))).isEmpty();
      }
    }
  }

  @Test
  void a_sealed_body_comes_back_as_it_went_in() {
    var body = new byte[] {0, 1, 2, -1, -2, 127, -128, 9, 10, 11};

    var token = SecretFormat.wrap(SecretKind.REFRESH_TOKEN, body);

    assertThat(token.reveal()).startsWith("rt_");
    assertThat(SecretFormat.isOwnFormat(token.reveal())).isTrue();
    assertThat(SecretFormat.unwrap(SecretKind.REFRESH_TOKEN, token)).hasValue(body);
    assertThat(SecretFormat.unwrap(SecretKind.API_KEY, token)).isEmpty();
  }

  @Test
  void a_sealed_body_too_long_to_be_read_again_is_not_written() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SecretFormat.wrap(SecretKind.REFRESH_TOKEN, new byte[20_000]));
  }

  @Test
  void a_secret_is_printed_only_when_revealed() {
    var secret = Secret.of("sk_live_very_secret");

    assertThat(secret).hasToString("***");
    assertThat("" + secret).doesNotContain("very");
    assertThat(JsonMapper.shared().writeValueAsString(secret)).doesNotContain("very");
    assertThat(secret.reveal()).isEqualTo("sk_live_very_secret");
  }

  @Test
  void secrets_are_equal_by_value() {
    assertThat(Secret.of("one")).isEqualTo(Secret.of("one")).hasSameHashCodeAs(Secret.of("one"));
    assertThat(Secret.of("one")).isNotEqualTo(Secret.of("two")).isNotEqualTo("one");
  }
}
