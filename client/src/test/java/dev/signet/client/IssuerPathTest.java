package dev.signet.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signet.client.testing.FakeIssuer;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** An issuer whose URL has a path: its keys are below the path, and its name has it. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class IssuerPathTest {
  private static final String API = "https://parcels.example.com/";

  private final FakeIssuer issuer = new FakeIssuer("/tenant/one");
  private final AgentKey key = GeneratedKeys.of(KeyAlgorithm.ES256);

  @AfterEach
  void close() {
    issuer.close();
  }

  @Test
  void its_tokens_are_verified_by_the_keys_below_its_path() {
    issuer.serve(key.publicJwks());
    var verifier = TokenVerifier.builder(issuer.issuer()).audience(API).build();

    assertThat(verifier.verify(token(issuer.issuer())).clientId()).isEqualTo("agent");
    assertThat(issuer.fetches()).isEqualTo(1);
  }

  @Test
  void tokens_of_the_same_host_with_another_path_or_none_are_refused() {
    issuer.serve(key.publicJwks());
    var verifier = TokenVerifier.builder(issuer.issuer()).audience(API).build();
    var host = issuer.issuer().substring(0, issuer.issuer().indexOf("/tenant"));

    for (var other : new String[] {"", "/", "/tenant", "/tenant/one/", "/tenant/two"}) {
      assertThatThrownBy(() -> verifier.verify(token(host + other)))
          .as(other)
          .isInstanceOf(TokenRejectedException.class)
          .hasMessageContaining("of another issuer");
    }
  }

  @Test
  void a_verifier_for_another_path_finds_no_keys() {
    issuer.serve(key.publicJwks());
    var other = issuer.issuer().replace("/one", "/two");
    var verifier = TokenVerifier.builder(other).audience(API).build();

    assertThatThrownBy(() -> verifier.verify(token(other))).isInstanceOf(SignetException.class);
    assertThat(issuer.fetches()).isZero();
  }

  private String token(String issuedBy) {
    var now = Instant.now().getEpochSecond();
    var header = Jws.encodedHeader(Map.of("typ", "at+jwt", "alg", "ES256", "kid", key.keyId()));
    return Jws.sign(
        header,
        Map.of(
            "iss",
            issuedBy,
            "aud",
            API,
            "sub",
            "agent",
            "client_id",
            "agent",
            "jti",
            "1",
            "iat",
            now,
            "exp",
            now + 600),
        key);
  }
}
