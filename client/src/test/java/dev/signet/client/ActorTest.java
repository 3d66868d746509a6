package dev.signet.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signet.client.testing.FakeIssuer;
import dev.signet.client.testing.TestClock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** The actors that a token names, also in forms that the server does not issue. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ActorTest {
  private static final String API = "https://parcels.example.com/";

  private final TestClock clock = new TestClock();
  private final FakeIssuer issuer = new FakeIssuer();
  private final AgentKey key = GeneratedKeys.of(KeyAlgorithm.ES256);

  @BeforeEach
  void serve() {
    issuer.serve(key.publicJwks());
  }

  @AfterEach
  void close() {
    issuer.close();
  }

  @Test
  void a_token_without_act_has_no_actor() {
    assertThat(verifier().build().verify(token(Map.of())).actors()).isEmpty();
  }

  @Test
  void the_actor_of_now_comes_first() {
    var actors = verifier().build().verify(token(Map.of("act", nested(3)))).actors();

    assertThat(actors).extracting(Actor::clientId).containsExactly("agent-3", "agent-2", "agent-1");
    assertThat(actors).allSatisfy(actor -> assertThat(actor.issuer()).isEmpty());
  }

  @Test
  void more_actors_than_allowed_are_refused() {
    assertThat(verifier().build().verify(token(Map.of("act", nested(8)))).actors()).hasSize(8);
    isRejected(verifier(), Map.of("act", nested(9)), "too many agents");
    isRejected(verifier().maxActors(1), Map.of("act", nested(2)), "too many agents");
    isRejected(verifier(), Map.of("act", nested(200)), "too many agents");
    assertThatThrownBy(() -> verifier().maxActors(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> verifier().requireActor().refuseDelegatedTokens().build())
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_malformed_act_is_refused() {
    for (var act :
        List.<Object>of(
            "agent-1",
            7,
            true,
            List.of(Map.of("sub", "agent-1")),
            Map.of(),
            Map.of("sub", ""),
            Map.of("sub", 7),
            Map.of("iss", "https://id.example.com"),
            Map.of("sub", "agent-1", "iss", 7),
            Map.of("sub", "agent-1", "act", "agent-2"),
            Map.of("sub", "agent-1", "act", Map.of()))) {
      isRejected(verifier(), Map.of("act", act), "malformed act");
    }
    var none = new HashMap<String, Object>();
    none.put("act", null);
    isRejected(verifier(), none, "malformed act");
    isRejected(verifier().refuseDelegatedTokens(), none, "malformed act");
  }

  private static Map<String, Object> nested(int actors) {
    var act = Map.<String, Object>of("sub", "agent-1");
    for (var i = 2; i <= actors; i++) {
      act = Map.of("sub", "agent-" + i, "act", act);
    }
    return act;
  }

  private TokenVerifier.Builder verifier() {
    return TokenVerifier.builder(issuer.issuer()).audience(API).clock(clock);
  }

  private void isRejected(TokenVerifier.Builder verifier, Map<String, Object> claims, String why) {
    var token = token(claims);
    assertThatThrownBy(() -> verifier.build().verify(token))
        .isInstanceOfSatisfying(
            TokenRejectedException.class,
            rejected -> {
              assertThat(rejected).hasMessageContaining(why);
              assertThat(rejected.status()).isEqualTo(401);
              assertThat(rejected.error()).isEqualTo("invalid_token");
            });
  }

  private String token(Map<String, Object> more) {
    return FakeTokens.sign(issuer, API, key, clock, more);
  }
}
