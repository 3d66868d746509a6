package dev.signet.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.signet.client.testing.JavaProcess;
import dev.signet.client.testing.Race;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The agent's own key pair. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class AgentKeyTest {
  private static final byte[] TEXT = "what is signed".getBytes(UTF_8);

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void a_signature_verifies_with_the_public_key(KeyAlgorithm algorithm) throws Exception {
    var key = GeneratedKeys.of(algorithm);

    var checking = VerificationKey.of(JWK.parse(key.publicJwk())).orElseThrow();

    assertThat(checking.thumbprint()).isEqualTo(key.thumbprint()).isEqualTo(key.keyId());
    assertThat(checking.algorithms()).containsExactly(algorithm);
    assertThat(algorithm.isValidSignature(checking.key(), TEXT, key.sign(TEXT))).isTrue();
    assertThat(algorithm.isValidSignature(checking.key(), "other".getBytes(UTF_8), key.sign(TEXT)))
        .isFalse();
    assertThat(algorithm.isValidSignature(checking.key(), TEXT, new byte[64])).isFalse();
    assertThat(algorithm.isValidSignature(checking.key(), TEXT, new byte[0])).isFalse();
    for (var other : KeyAlgorithm.values()) {
      if (other != algorithm) {
        assertThat(other.isValidSignature(checking.key(), TEXT, key.sign(TEXT)))
            .as(other.wire())
            .isFalse();
      }
    }
  }

  @Test
  void the_key_of_RFC_8037_signs_as_its_appendix_A_4_says() {
    var key =
        AgentKey.parse(
            """
            {"kty":"OKP","crv":"Ed25519",
             "d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
             "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
            """);

    assertThat(
            Jws.encode(
                key.sign(
                    "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc".getBytes(UTF_8))))
        .isEqualTo(
            "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg");
    // Appendix A.3.
    assertThat(key.thumbprint()).isEqualTo("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    assertThat(key.algorithm()).isEqualTo(KeyAlgorithm.EDDSA);
  }

  @Test
  void an_rsa_key_signs_with_what_it_says_and_else_as_FAPI_wants_it() throws Exception {
    var pair = rsa(2048);
    var jwk =
        new RSAKey.Builder((RSAPublicKey) pair.getPublic()).privateKey(pair.getPrivate()).build();

    assertThat(AgentKey.parse(jwk.toJSONString()).algorithm()).isEqualTo(KeyAlgorithm.PS256);
    var named = new RSAKey.Builder(jwk).algorithm(JWSAlgorithm.RS256).build();
    assertThat(AgentKey.parse(named.toJSONString()).algorithm()).isEqualTo(KeyAlgorithm.RS256);
  }

  @Test
  void text_that_is_not_a_key_is_rejected() throws Exception {
    var ec = new ECKeyGenerator(Curve.P_256).generate();
    var other = new ECKeyGenerator(Curve.P_256).generate();
    var short1 = rsa(1024);

    for (var jwk :
        new String[] {
          "",
          "{}",
          "[]",
          "null",
          "{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}",
          ec.toPublicJWK().toJSONString(),
          new ECKeyGenerator(Curve.P_521).generate().toJSONString(),
          new ECKey.Builder(Curve.P_256, ec.getX(), ec.getY())
              .d(other.getD())
              .build()
              .toJSONString(),
          "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AA\",\"d\":\"AA\"}",
          new RSAKey.Builder((RSAPublicKey) short1.getPublic())
              .privateKey(short1.getPrivate())
              .build()
              .toJSONString()
        }) {
      assertThatThrownBy(() -> AgentKey.parse(jwk))
          .as(jwk)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageNotContaining(ec.getD().toString());
    }
  }

  @Test
  void a_key_prints_nothing_that_is_private() {
    var key = AgentKey.generate();

    assertThat(key.toString()).isEqualTo("AgentKey[ES256, " + key.thumbprint() + "]");
    assertThat(key.publicJwk()).doesNotContain("\"d\"");
    assertThat(key.publicJwks()).contains(key.keyId()).doesNotContain("\"d\"");
  }

  @Test
  void a_key_is_made_once_and_kept_for_its_owner() throws IOException {
    var path = folder.resolve("keys/agent.jwk");

    var made = AgentKey.loadOrGenerate(path);
    var found = AgentKey.loadOrGenerate(path);

    assertThat(found.thumbprint()).isEqualTo(made.thumbprint());
    assertThat(found.sign(TEXT)).hasSize(64);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
  }

  @Test
  void threads_that_want_a_key_at_once_get_the_same() {
    var path = folder.resolve("agent.jwk");

    assertThat(Set.copyOf(Race.of(16, () -> AgentKey.loadOrGenerate(path).thumbprint())))
        .hasSize(1);
  }

  @Test
  void programs_that_want_a_key_at_once_get_the_same() throws Exception {
    var path = folder.resolve("agent.jwk").toString();
    try (var one = JavaProcess.start(PrintKeyThumbprint.class, path);
        var other = JavaProcess.start(PrintKeyThumbprint.class, path)) {
      assertThat(one.exitCode()).as(one.output()).isZero();
      assertThat(other.exitCode()).as(other.output()).isZero();
      assertThat(one.output()).isEqualTo(other.output()).hasSize(43);
    }
  }

  /** Says the thumbprint of the key in a file. */
  static final class PrintKeyThumbprint {
    private PrintKeyThumbprint() {}

    public static void main(String[] args) {
      System.out.print(AgentKey.loadOrGenerate(Path.of(args[0])).thumbprint());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "-----BEGIN PRIVATE KEY-----"})
  void a_file_that_holds_no_key_is_left_as_it_is(String text) throws IOException {
    var path = folder.resolve("agent.jwk");
    Files.writeString(path, text);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));

    assertThatThrownBy(() -> AgentKey.loadOrGenerate(path))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("agent.jwk does not contain a key");
    assertThat(path).hasContent(text);
  }

  @Test
  void a_key_that_others_can_read_is_not_taken() throws IOException {
    var path = folder.resolve("agent.jwk");
    AgentKey.loadOrGenerate(path);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw----r--"));

    assertThatThrownBy(() -> AgentKey.loadOrGenerate(path)).hasMessageContaining("chmod 600");
  }

  private static KeyPair rsa(int bits) throws Exception {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(bits);
    return generator.generateKeyPair();
  }
}
