package dev.signet.base.jose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import dev.signet.testing.WithoutDatabase;
import java.security.Security;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class SigningTest {
  private static final CryptoProvider FAST = TestKeys.PROVIDER;
  private static final CryptoProvider JDK = CryptoProvider.jdk();

  private final byte[] payload = new JsonObjectWriter().text("sub", "courier").toBytes();

  static Stream<Arguments> providersAndAlgs() {
    return Stream.of(FAST, JDK)
        .flatMap(provider -> Stream.of(SigningAlg.values()).map(a -> Arguments.of(provider, a)));
  }

  @Test
  void on_this_platform_the_fast_provider_loads_and_says_so() {
    assertThat(FAST.isNative()).isTrue();
    assertThat(FAST.description()).contains("Corretto", "AWS-LC");
    assertThat(JDK.isNative()).isFalse();
    assertThat(JDK.description()).contains("JDK");
    assertThat(Security.getProviders()).noneMatch(p -> p.getInfo().contains("AWS"));
  }

  @ParameterizedTest
  @MethodSource("providersAndAlgs")
  void each_provider_verifies_signatures_of_the_other(CryptoProvider provider, SigningAlg alg) {
    var key = SigningKey.generate(provider, alg);

    var token = new Signer(provider).sign(key, "at+jwt", payload);

    for (var reader : new CryptoProvider[] {FAST, JDK}) {
      var publicHalf = VerifyingKey.parse(reader, alg, key.publicHalf().json());
      var verifier =
          new TokenSignatureVerifier(reader, _ -> Optional.of(publicHalf), Set.of("at+jwt"), 1000);
      assertThat(verifier.verify(token)).isInstanceOf(TokenSignatureVerifier.Verified.class);
    }
  }

  @ParameterizedTest
  @MethodSource("providersAndAlgs")
  void a_key_kept_by_one_provider_signs_with_the_other(CryptoProvider provider, SigningAlg alg) {
    var made = SigningKey.generate(provider, alg);
    var pkcs8 = made.toPkcs8();
    var json = made.publicHalf().json();

    for (var reader : new CryptoProvider[] {FAST, JDK}) {
      var publicHalf = VerifyingKey.parse(reader, alg, json);
      var loaded = SigningKey.fromPkcs8(reader, publicHalf, pkcs8);
      assertThat(loaded.kid()).isEqualTo(made.kid());
      assertThat(new Signer(reader).sign(loaded, "at+jwt", payload)).isNotEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"RS256", "ES256"})
  void another_library_verifies_our_signatures(SigningAlg alg) throws Exception {
    var key = TestKeys.of(alg);
    JWSVerifier verifier =
        alg == SigningAlg.RS256
            ? new RSASSAVerifier(key.publicHalf().jwk().toRSAKey())
            : new ECDSAVerifier(key.publicHalf().jwk().toECKey());

    var read = JWSObject.parse(new Signer(FAST).sign(key, "at+jwt", payload));

    assertThat(read.verify(verifier)).isTrue();
    assertThat(read.getPayload().toString()).isEqualTo("{\"sub\":\"courier\"}");
    assertThat(read.getHeader().toJSONObject())
        .isEqualTo(Map.of("typ", "at+jwt", "alg", alg.wire(), "kid", key.kid()));
  }

  @ParameterizedTest
  @EnumSource
  void payloads_of_every_length_are_signed_as_they_are(SigningAlg alg) throws Exception {
    var signer = new Signer(FAST);
    for (var length : new int[] {0, 1, 2, 3, 100, 1000, 5000, 4999, 10}) {
      var bytes = new byte[length];
      new Random(length).nextBytes(bytes);

      var read = JWSObject.parse(signer.sign(TestKeys.of(alg), "x", bytes));

      assertThat(read.getPayload().toBytes()).isEqualTo(bytes);
    }
  }

  @ParameterizedTest
  @EnumSource
  void the_public_half_names_itself_and_hides_the_other(SigningAlg alg) {
    var key = TestKeys.of(alg);
    var jwk = key.publicHalf().jwk();

    assertThat(jwk.isPrivate()).isFalse();
    assertThat(jwk.getKeyID()).isEqualTo(Thumbprint.of(jwk).value()).isEqualTo(key.kid());
    assertThat(jwk.getAlgorithm().getName()).isEqualTo(alg.wire());
    assertThat(jwk.getKeyUse().identifier()).isEqualTo("sig");
    assertThat(key).hasToString(alg + " " + key.kid());
  }

  @ParameterizedTest
  @EnumSource
  void halves_of_different_keys_are_not_put_together(SigningAlg alg) {
    var other = SigningKey.generate(FAST, alg);

    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> SigningKey.fromPkcs8(FAST, TestKeys.of(alg).publicHalf(), other.toPkcs8()));
  }

  @ParameterizedTest
  @EnumSource
  void a_key_for_another_algorithm_is_refused(SigningAlg alg) {
    var publicHalf = TestKeys.of(alg).publicHalf();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> SigningKey.fromPkcs8(FAST, publicHalf, new byte[48]));
    for (var other : SigningAlg.values()) {
      if (other != alg) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> VerifyingKey.parse(FAST, other, publicHalf.json()));
      }
    }
    assertThatIllegalArgumentException().isThrownBy(() -> VerifyingKey.parse(FAST, alg, "{}"));
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            VerifyingKey.parse(FAST, alg, "{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"AAAA\"}"));
  }

  @Test
  void more_keys_than_a_signer_keeps_all_sign() {
    var signer = new Signer(FAST);
    for (var i = 0; i < 40; i++) {
      var key = SigningKey.generate(FAST, SigningAlg.EDDSA);
      var verifier =
          new TokenSignatureVerifier(FAST, _ -> Optional.of(key.publicHalf()), Set.of("at+jwt"), 0);
      assertThat(verifier.verify(signer.sign(key, "at+jwt", payload)))
          .isInstanceOf(TokenSignatureVerifier.Verified.class);
    }
  }

  @Test
  void the_pool_signs_for_many_callers_and_reports_each_signature() throws Exception {
    var told = new ConcurrentLinkedQueue<SigningAlg>();
    var tokens = new ArrayList<CompletableFuture<String>>();
    try (var pool =
            new SigningPool(
                FAST,
                2,
                1000,
                (alg, waited, worked) -> {
                  assertThat(waited).isNotNegative();
                  assertThat(worked).isPositive();
                  told.add(alg);
                });
        var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var i = 0; i < 300; i++) {
        var key = TestKeys.of(i % 2 == 0 ? SigningAlg.ES256 : SigningAlg.EDDSA);
        var bytes = new JsonObjectWriter().number("n", i).toBytes();
        tokens.add(CompletableFuture.supplyAsync(() -> pool.sign(key, "at+jwt", bytes), callers));
      }
      for (var i = 0; i < 300; i++) {
        var read = JWSObject.parse(tokens.get(i).get());
        assertThat(read.getPayload().toString()).isEqualTo("{\"n\":" + i + "}");
      }
    }
    assertThat(told).hasSize(300);
  }

  @Test
  void a_full_pool_refuses_and_a_closing_pool_finishes_its_work() throws Exception {
    var key = TestKeys.of(SigningAlg.ES256);
    var begun = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    var pool =
        new SigningPool(
            FAST,
            1,
            2,
            (_, _, _) -> {
              begun.countDown();
              awaited(go);
            });
    var first = pool.signAsync(key, "at+jwt", payload);
    awaited(begun);
    var second = pool.signAsync(key, "at+jwt", payload);
    var third = pool.signAsync(key, "at+jwt", payload);

    assertThat(pool.waiting()).isEqualTo(2);
    assertThatExceptionOfType(Refused.class)
        .isThrownBy(() -> pool.sign(key, "at+jwt", payload))
        .satisfies(no -> assertThat(no.refusal()).isInstanceOf(Refusal.ServiceUnavailable.class));

    go.countDown();
    pool.close();
    assertThat(first).isCompleted();
    assertThat(second).isCompleted();
    assertThat(third).isCompleted();
    assertThatExceptionOfType(Refused.class)
        .isThrownBy(() -> pool.signAsync(key, "at+jwt", payload));
  }

  private static void awaited(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
