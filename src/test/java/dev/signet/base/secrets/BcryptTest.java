package dev.signet.base.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import dev.signet.testing.WithoutDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class BcryptTest {
  private final Bcrypt bcrypt = new Bcrypt(4, 2, 100);

  @AfterEach
  void close() {
    bcrypt.close();
  }

  /// From the test suites of jBCrypt, of Openwall's crypt_blowfish, and of PHP.
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "``,$2a$06$DCq7YPn5Rq63x1Lad4cll.TV4S6ytwfsfvkgY8jIucDrjc8deX1s.",
        "a,$2a$06$m0CrhHm10qJ3lXRY.5zDGO3rS2KdeeWLuGmsfGlMfOxih58VYVfxe",
        "abc,$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i",
        "abcdefghijklmnopqrstuvwxyz,$2a$06$.rCVZVOThsIa97pEDOxvGuRRgzG64bvtJ0938xuqzv18d3ZpQhstC",
        "`~!@#$%^&*()     "
            + " ~!@#$%^&*()PNBFRD`,$2a$06$fPIsBO8qRqkjj273rfaOI.HtSV9jLDpTbZn782DC6/t7qT67P6FfO",
        "U*U,$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "U*U*U,$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a",
        "U*U,$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "U*U,$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "ππππππππ,$2a$10$.TtQJ4Jr6isd4Hp.mVfZeuh6Gws4rOQ/vdBczhDx.19NFK0Y84Dle",
      })
  void hashes_made_elsewhere_verify(String secret, String hash) {
    assertThat(Bcrypt.isValid(hash)).isTrue();
    assertThat(bcrypt.verify("client", Secret.of(secret), hash)).isTrue();
    assertThat(bcrypt.verify("client", Secret.of(secret + "x"), hash)).isFalse();
  }

  @Test
  void of_a_long_secret_72_bytes_are_read() {
    var hash = "$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui";
    var full = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    assertThat(full).hasSize(72);
    assertThat(bcrypt.verify("client", Secret.of(full), hash)).isTrue();
    assertThat(bcrypt.verify("client", Secret.of(full + "chars after 72 are ignored"), hash))
        .isTrue();
    assertThat(bcrypt.verify("client", Secret.of(full.substring(0, 71)), hash)).isFalse();
  }

  @Test
  void our_own_hashes_verify_up_to_72_bytes_and_longer_secrets_are_refused() {
    for (var length : new int[] {0, 1, 54, 70, 71, 72}) {
      var secret = Secret.of("s".repeat(length));
      var hash = bcrypt.hash(secret);

      assertThat(hash).startsWith("$2b$04$").satisfies(Bcrypt::isValid);
      assertThat(bcrypt.verify("client", secret, hash)).isTrue();
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bcrypt.hash(Secret.of("é".repeat(37))))
        .withMessageContaining("74");
  }

  @Test
  void each_hash_of_a_secret_has_a_new_salt() {
    var secret = Secret.of("same");

    assertThat(bcrypt.hash(secret)).isNotEqualTo(bcrypt.hash(secret));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "$2b$15$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$2b$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$2b$03$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$2x$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$2$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOe",
        "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeWW",
        "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyO+W",
        "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW\n",
        "$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$aGFzaGhhc2g",
      })
  void an_invalid_or_too_costly_hash_is_refused(String hash) {
    assertThat(Bcrypt.isValid(hash)).isFalse();
    assertThat(bcrypt.verify("client", Secret.of("U*U"), hash)).isFalse();
  }

  @Test
  void a_cost_out_of_bounds_is_refused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Bcrypt(3, 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Bcrypt(15, 1, 1));
  }

  @Test
  void when_the_queue_is_full_the_next_call_is_refused_with_a_delay() throws Exception {
    var refused = 0;
    var hash = "$2a$10$.TtQJ4Jr6isd4Hp.mVfZeuh6Gws4rOQ/vdBczhDx.19NFK0Y84Dle";
    try (var narrow = new Bcrypt(4, 1, 8);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var asked = new ArrayList<Future<Boolean>>();
      for (var i = 0; i < 16; i++) {
        asked.add(
            threads.submit(
                (Callable<Boolean>) () -> narrow.verify("client", Secret.of("ππππππππ"), hash)));
      }
      for (var one : asked) {
        try {
          assertThat(one.get()).isTrue();
        } catch (ExecutionException e) {
          assertThat(e.getCause())
              .isInstanceOfSatisfying(
                  Refused.class,
                  no -> assertThat(no.refusal()).isInstanceOf(Refusal.ServiceUnavailable.class));
          refused++;
        }
      }
    }
    assertThat(refused).isBetween(1, 14);
  }

  @Test
  void a_client_that_guesses_does_not_delay_other_clients() {
    var turns = new FairQueue(16);
    var done = new ArrayList<String>();
    var taken = 0;
    for (var i = 0; i < 40; i++) {
      taken += turns.add("guessed at", () -> done.add("guess")) ? 1 : 0;
    }
    assertThat(taken).as("a quarter of the places").isEqualTo(4);
    for (var client : List.of("a", "b", "a")) {
      assertThat(turns.add(client, () -> done.add(client))).isTrue();
    }

    for (var next = turns.next(); next.isPresent(); next = turns.next()) {
      next.get().run();
    }

    assertThat(done).containsExactly("guess", "a", "b", "guess", "a", "guess", "guess");
  }

  @Test
  void a_client_with_nothing_queued_may_exceed_the_full_queue_up_to_a_limit() {
    var turns = new FairQueue(8);
    for (var client = 0; client < 4; client++) {
      assertThat(turns.add("many " + client, () -> {})).isTrue();
      assertThat(turns.add("many " + client, () -> {})).isTrue();
    }

    assertThat(turns.add("many 0", () -> {})).isFalse();
    assertThat(turns.add("one", () -> {})).isTrue();
    assertThat(turns.add("one", () -> {})).isFalse();
    var others = 0;
    while (turns.add("other " + others, () -> {})) {
      others++;
    }
    assertThat(others).isEqualTo(8 * 8 - 9);
    turns.next();
    assertThat(turns.add("after one was taken", () -> {})).isTrue();
  }

  @Test
  void after_close_no_work_is_accepted() {
    bcrypt.close();

    assertThatExceptionOfType(Refused.class).isThrownBy(() -> bcrypt.hash(Secret.of("x")));
  }

  @Test
  void a_proven_secret_is_remembered_and_a_wrong_one_is_not() {
    var keyedHash = new KeyedHash(MasterKey.of(new byte[32]));
    var right = Secret.of("right");
    var hash = bcrypt.hash(right);
    var other = bcrypt.hash(Secret.of("other"));
    var proven = new VerifiedSecretCache(keyedHash, bcrypt, 100);
    assertThat(proven.verify("client", SecretKind.CLIENT_SECRET, right, hash)).isTrue();
    assertThat(proven.verify("client", SecretKind.CLIENT_SECRET, Secret.of("wrong"), hash))
        .isFalse();
    assertThat(proven.verify("client", SecretKind.CLIENT_SECRET, right, other)).isFalse();

    // From here on bcrypt itself refuses, so a yes can only be remembered.
    bcrypt.close();

    assertThat(proven.verify("client", SecretKind.CLIENT_SECRET, right, hash)).isTrue();
    assertThatExceptionOfType(Refused.class)
        .isThrownBy(() -> proven.verify("client", SecretKind.CLIENT_SECRET, right, other));
    assertThatExceptionOfType(Refused.class)
        .isThrownBy(
            () -> proven.verify("client", SecretKind.CLIENT_SECRET, Secret.of("wrong"), hash));
    assertThatExceptionOfType(Refused.class)
        .isThrownBy(() -> proven.verify("client", SecretKind.API_KEY, right, hash));
  }
}
