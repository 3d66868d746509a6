package dev.signet.base.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.WithoutDatabase;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class KeyedHashTest {
  private final KeyedHash hash = new KeyedHash(MasterKey.of(new byte[32]));
  private final Secret secret = Secret.of("sk_live_x");

  @Test
  void is_what_other_code_computes() {
    // HKDF-SHA256 and HMAC-SHA-256 by another program; stored rows depend on it.
    assertThat(hash.hash(SecretKind.API_KEY, secret))
        .isEqualTo("dwivDdZmBhD8wIEARNeFy1JRj7tMakKXCi74v3Uz_54");
  }

  @Test
  void matches_the_secret_it_was_made_of_and_no_other() {
    var stored = hash.hash(SecretKind.API_KEY, secret);

    assertThat(hash.matches(SecretKind.API_KEY, secret, stored)).isTrue();
    assertThat(hash.matches(SecretKind.API_KEY, Secret.of("sk_live_y"), stored)).isFalse();
    assertThat(hash.matches(SecretKind.API_KEY, secret, stored.substring(1))).isFalse();
    assertThat(hash.matches(SecretKind.API_KEY, secret, "")).isFalse();
  }

  @Test
  void one_kind_never_proves_another() {
    assertThat(Arrays.stream(SecretKind.values()).map(kind -> hash.hash(kind, secret)))
        .doesNotHaveDuplicates();
  }

  @Test
  void another_master_key_hashes_otherwise() {
    var bytes = new byte[32];
    bytes[0] = 1;
    var other = new KeyedHash(MasterKey.of(bytes));

    assertThat(other.hash(SecretKind.API_KEY, secret))
        .isNotEqualTo(hash.hash(SecretKind.API_KEY, secret));
  }

  @Test
  void serves_many_threads_at_once() throws Exception {
    var expected =
        IntStream.range(0, 200)
            .mapToObj(i -> hash.hash(SecretKind.API_KEY, Secret.of("s" + i)))
            .toList();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var found =
          IntStream.range(0, 200)
              .mapToObj(
                  i -> threads.submit(() -> hash.hash(SecretKind.API_KEY, Secret.of("s" + i))))
              .toList();
      for (var i = 0; i < 200; i++) {
        assertThat(found.get(i).get()).isEqualTo(expected.get(i));
      }
    }
  }
}
