package dev.signet.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signet.client.testing.Await;
import dev.signet.client.testing.FakeIssuer;
import dev.signet.client.testing.Race;
import dev.signet.client.testing.SignetServer;
import dev.signet.client.testing.TestClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The issuer's keys: kept, renewed, and not fetched more often than they must be. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class JwksTest {
  @RegisterExtension static final SignetServer server = new SignetServer();

  private static final String API = "https://parcels.example.com/";

  private final TestClock clock = new TestClock();
  private final FakeIssuer issuer = new FakeIssuer();
  private final AgentKey key = GeneratedKeys.of(KeyAlgorithm.ES256);
  private final TokenVerifier verifier =
      TokenVerifier.builder(issuer.issuer()).audience(API).clock(clock).build();

  @AfterEach
  void close() {
    issuer.close();
  }

  @Test
  void a_key_that_the_real_server_has_rotated_to_is_found() {
    var agent = server.createAgent("parcels:read");
    var real =
        TokenVerifier.builder(server.issuer()).audience(server.issuer()).clock(clock).build();
    var client = server.client().credential(agent.credential()).clock(clock).build();
    var first = client.token().value().reveal();
    real.verify(first);

    // The next key is published ahead, so the first unpublished key takes two rotations.
    for (var i = 0; i < 2; i++) {
      var rotated = server.sendAsOperator("POST", "/api/v1/keys/rotate", Map.of("force", true));
      assertThat(rotated.status()).as(rotated.body()).isEqualTo(200);
    }
    clock.forward(Duration.ofHours(1));
    var second = client.token().value().reveal();

    clock.forward(Duration.ofMinutes(-40));
    assertThat(Jws.parse(second).orElseThrow().headerText("kid"))
        .isNotEqualTo(Jws.parse(first).orElseThrow().headerText("kid"));
    assertThat(real.verify(second).clientId()).isEqualTo(agent.credential().clientId());
    assertThat(real.verify(first).clientId()).isEqualTo(agent.credential().clientId());
  }

  @Test
  void keys_are_fetched_once_however_many_need_them() {
    issuer.serve(key.publicJwks());
    var token = token(Map.of());

    var subjects = Race.of(50, () -> verifier.verify(token).subject());

    assertThat(Set.copyOf(subjects)).containsExactly("agent");
    assertThat(issuer.fetches()).isEqualTo(1);
  }

  @Test
  void a_new_key_is_fetched_once_however_many_meet_it() {
    issuer.serve(GeneratedKeys.of(KeyAlgorithm.EDDSA).publicJwks());
    isRejected(token(Map.of()), "unknown key");
    issuer.serve(key.publicJwks());
    clock.forward(Duration.ofMinutes(6));
    var token = token(Map.of());

    assertThat(Set.copyOf(Race.of(50, () -> verifier.verify(token).subject())))
        .containsExactly("agent");
    assertThat(issuer.fetches()).isEqualTo(2);
  }

  @Test
  void unknown_keys_are_looked_up_every_ten_seconds_at_most() {
    issuer.serve(key.publicJwks());
    verifier.verify(token(Map.of()));

    clock.forward(Duration.ofSeconds(11));
    for (var i = 0; i < 20; i++) {
      isRejected(signed(FakeTokens.header("unknown-" + i), claims(Map.of())), "unknown key");
    }
    assertThat(issuer.fetches()).isEqualTo(2);

    clock.forward(Duration.ofSeconds(11));
    isRejected(signed(FakeTokens.header("unknown"), claims(Map.of())), "unknown key");
    assertThat(issuer.fetches()).isEqualTo(3);
  }

  @Test
  void keys_are_kept_as_long_as_the_issuer_says_and_renewed_in_the_background() {
    issuer.cacheControl("public, max-age=120");
    issuer.serve(key.publicJwks());
    var token = token(Map.of());
    verifier.verify(token);

    clock.forward(Duration.ofSeconds(119));
    verifier.verify(token);
    assertThat(issuer.fetches()).isEqualTo(1);

    clock.forward(Duration.ofSeconds(2));
    verifier.verify(token);
    Await.until(() -> issuer.fetches() == 2);
  }

  @Test
  void a_key_that_is_withdrawn_ends_its_tokens_even_those_that_were_good() {
    issuer.serve(key.publicJwks());
    var token = token(Map.of());
    verifier.verify(token);

    issuer.serve(GeneratedKeys.of(KeyAlgorithm.EDDSA).publicJwks());
    clock.forward(Duration.ofMinutes(6));

    Await.until(() -> {
      try {
        verifier.verify(token);
        return false;
      } catch (TokenRejectedException e) {
        return true;
      }
    });
  }

  @Test
  void old_keys_serve_for_an_hour_while_the_issuer_is_away() {
    issuer.serve(key.publicJwks());
    var token = token(Map.of());
    verifier.verify(token);
    issuer.fail();

    clock.forward(Duration.ofMinutes(59));
    verifier.verify(token);

    clock.forward(Duration.ofMinutes(2));
    assertThatThrownBy(() -> verifier.verify(token))
        .isInstanceOfSatisfying(
            RefusedException.class, refused -> assertThat(refused.status()).isEqualTo(503));
    issuer.serve(key.publicJwks());
    assertThat(verifier.verify(token).subject()).isEqualTo("agent");
  }

  @Test
  void nothing_is_taken_while_there_are_no_keys() {
    var token = token(Map.of());
    issuer.fail();
    assertThatThrownBy(() -> verifier.verify(token)).isInstanceOf(RefusedException.class);
    for (var jwks : List.of("", "null", "[]", "{}", "{\"keys\":5}")) {
      issuer.serve(jwks);
      assertThatThrownBy(() -> verifier.verify(token))
          .as(jwks)
          .isInstanceOf(InvalidResponseException.class);
    }
  }

  @Test
  void keys_of_other_kinds_in_the_set_are_passed_over() {
    var jwk = key.publicJwk();
    issuer.serve(
        "{\"keys\":["
            + "null,5,{},{\"kid\":\"x\"},"
            + "{\"kty\":\"oct\",\"k\":\"c2VjcmV0\",\"kid\":\"a\"},"
            + "{\"kty\":\"AKP\",\"alg\":\"ML-DSA-44\",\"kid\":\"b\"},"
            + jwk
            + "]}");

    assertThat(verifier.verify(token(Map.of())).subject()).isEqualTo("agent");
  }

  @Test
  void a_key_for_another_use_is_ignored() {
    for (var change :
        List.of(Map.of("use", "enc"), Map.of("alg", "ES384"), Map.of("alg", "ECDH-ES"))) {
      var jwk = new HashMap<String, Object>(Json.parseObject(key.publicJwk()).orElseThrow());
      jwk.putAll(change);
      issuer.serve(Json.write(Map.of("keys", List.of(jwk))));
      clock.forward(Duration.ofMinutes(70));

      assertThatThrownBy(() -> verifier.verify(token(Map.of())))
          .isInstanceOf(TokenRejectedException.class);
    }
  }

  @Test
  void claims_that_are_not_those_of_an_access_token_are_refused() {
    issuer.serve(key.publicJwks());
    var now = clock.instant().getEpochSecond();
    var cases = new HashMap<String, Map<String, Object>>();
    cases.put("of another issuer", Map.of("iss", issuer.issuer() + "/"));
    cases.put("for another API", Map.of("aud", List.of("https://other.example.com", 5)));
    cases.put("without sub", Map.of("sub", ""));
    cases.put("without client_id", Map.of("client_id", 5));
    cases.put("without jti", Map.of("jti", List.of()));
    cases.put("expired", Map.of("exp", now - 31));
    cases.put("not valid yet", Map.of("nbf", now + 31));
    cases.put("bound by unsupported means", Map.of("cnf", Map.of("x5t#S256", "abc")));
    cases.forEach((why, change) -> isRejected(token(change), why));

    isRejected(token(Map.of("exp", "tomorrow")), "expired");
    isRejected(token(Map.of("nbf", "today")), "not valid yet");
    isRejected(token(Map.of("iat", now + 31)), "not valid yet");
    isRejected(token(Map.of("cnf", "x")), "bound by unsupported means");
    isRejected(token(Map.of("cnf", Map.of())), "bound by unsupported means");
    isRejected(
        token(Map.of("cnf", Map.of("jkt", "a", "x5t#S256", "b"))), "bound by unsupported means");
    isRejected(token(Map.of("cnf", Map.of("jkt", "a"))), "sent without a proof");
    for (var name : List.of("iss", "aud", "exp", "sub", "client_id", "jti")) {
      var claims = claims(Map.of());
      claims.remove(name);
      isRejected(signed(FakeTokens.header(key.keyId()), claims), "");
    }
    assertThat(verifier.verify(token(Map.of("exp", now - 29, "nbf", now + 29))).subject())
        .isEqualTo("agent");
  }

  private void isRejected(String token, String why) {
    assertThatThrownBy(() -> verifier.verify(token))
        .isInstanceOf(TokenRejectedException.class)
        .hasMessageContaining(why);
  }

  private String token(Map<String, Object> change) {
    return signed(FakeTokens.header(key.keyId()), claims(change));
  }

  private String signed(Map<String, Object> header, Map<String, Object> claims) {
    return Jws.sign(Jws.encodedHeader(header), claims, key);
  }

  private Map<String, Object> claims(Map<String, Object> change) {
    return FakeTokens.claims(issuer, API, clock, change);
  }
}
