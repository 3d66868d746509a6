package dev.signet.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signet.client.Credential.ClientSecret;
import dev.signet.client.testing.Await;
import dev.signet.client.testing.Door;
import dev.signet.client.testing.Race;
import dev.signet.client.testing.SignetServer;
import dev.signet.client.testing.TestClock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Getting a token, keeping it, and having the next one before it ends. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class TokenTest {
  @RegisterExtension static final SignetServer server = new SignetServer();

  private static final String TOKEN = "POST /oauth/token";

  private final TestClock clock = new TestClock();

  @Test
  void a_token_is_what_the_builder_was_told() {
    var agent = server.makesAgent("parcels:read", "parcels:write");

    var token = client(agent.credential()).scopes("parcels:read").build().token();

    assertThat(token.scopes()).containsExactly("parcels:read");
    assertThat(token.isBound()).isFalse();
    assertThat(token.scheme()).isEqualTo("Bearer");
    assertThat(token.expiresAt()).isEqualTo(clock.instant().plusSeconds(3600));
  }

  @Test
  void a_token_is_for_the_resources_that_it_is_wanted_for() throws Exception {
    var agent = server.makesAgent("parcels:read");

    var token =
        client(agent.credential())
            .resources("https://parcels.example.com", "https://mail.example.com/v1")
            .build()
            .token();

    var claims = Jws.parse(token.value().reveal()).orElseThrow().claims();
    assertThat(VerifiedToken.audience(claims))
        .containsExactlyInAnyOrder("https://parcels.example.com", "https://mail.example.com/v1");
  }

  @Test
  void a_hundred_callers_ask_once() {
    var client = client(server.makesAgent("parcels:read").credential()).build();
    var before = asked();

    var tokens = Race.of(100, client::token);

    assertThat(Set.copyOf(tokens)).hasSize(1);
    assertThat(asked() - before).isEqualTo(1);
  }

  @Test
  void each_wish_has_a_token_of_its_own() {
    var client = client(server.makesAgent("a:read", "b:read").credential()).build();
    var before = asked();

    var one = client.token(client.usual().withScopes("a:read"));
    var other = client.token(client.usual().withScopes("b:read"));
    var both = client.token(client.usual().withScopes("b:read", "a:read"));
    var same = client.token(client.usual().withScopes("a:read", "b:read"));

    assertThat(one.scopes()).containsExactly("a:read");
    assertThat(other.scopes()).containsExactly("b:read");
    assertThat(both.scopes()).containsExactlyInAnyOrder("a:read", "b:read");
    assertThat(same).isEqualTo(both);
    assertThat(asked() - before).isEqualTo(3);
  }

  @Test
  void a_failure_is_told_to_all_who_wait_and_the_next_one_asks_again() {
    var agent = server.makesAgent("parcels:read");
    var client = client(agent.credential()).scopes("unheard:of").build();
    var before = asked();

    var failures =
        Race.of(
            20,
            () -> {
              try {
                return client.token().toString();
              } catch (RefusedException e) {
                return e.error();
              }
            });

    assertThat(Set.copyOf(failures)).containsExactly("invalid_scope");
    assertThat(asked() - before).isBetween(1L, 20L);
    assertThatThrownBy(client::token)
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> {
              assertThat(refused.status()).isEqualTo(400);
              assertThat(refused.error()).isEqualTo("invalid_scope");
              assertThat(refused.retryAfter()).isEmpty();
            });
  }

  @Test
  void a_token_is_renewed_ahead_of_its_end_while_callers_have_the_old_one() throws Exception {
    var client = client(server.makesAgent("parcels:read").credential()).build();
    var old = client.token();
    var before = asked();

    clock.forward(Duration.ofMinutes(44));
    assertThat(client.token()).isEqualTo(old);
    assertThat(asked()).isEqualTo(before);

    var mayAnswer = new CountDownLatch(1);
    server.door().next(TOKEN, heldBackUntil(mayAnswer));
    clock.forward(Duration.ofMinutes(8));
    assertThat(Set.copyOf(Race.of(50, client::token))).containsExactly(old);
    mayAnswer.countDown();

    Await.until(() -> !client.token().equals(old));
    assertThat(asked() - before).isEqualTo(1);
  }

  @Test
  void a_renewal_that_fails_keeps_the_living_token() {
    var client = client(server.makesAgent("parcels:read").credential()).build();
    var old = client.token();
    var before = asked();

    server.door().next(TOKEN, Door.says(400), Door.says(400));
    clock.forward(Duration.ofMinutes(52));
    assertThat(client.token()).isEqualTo(old);
    Await.until(() -> asked() - before == 1);
    assertThat(client.token()).isEqualTo(old);
    assertThat(asked() - before).isEqualTo(1);

    // It is tried again, a while later.
    Await.until(() -> {
      clock.forward(Duration.ofSeconds(1));
      assertThat(client.token()).isEqualTo(old);
      return asked() - before == 2;
    });
    Await.until(() -> {
      clock.forward(Duration.ofSeconds(1));
      return !client.token().equals(old);
    });
    assertThat(asked() - before).isEqualTo(3);
  }

  @Test
  void a_token_that_has_ended_is_given_to_nobody() {
    var client = client(server.makesAgent("parcels:read").credential()).build();
    var old = client.token();

    clock.forward(Duration.ofMinutes(60));
    server.door().next(TOKEN, Door.says(400));

    assertThatThrownBy(client::token)
        .isInstanceOfSatisfying(
            RefusedException.class, refused -> assertThat(refused.error()).isEqualTo("http_400"));
    assertThat(client.token()).isNotEqualTo(old);
  }

  @Test
  void a_server_that_is_busy_is_asked_again_when_it_says() {
    var client = client(server.makesAgent("parcels:read").credential()).build();
    var before = asked();
    server
        .door()
        .next(TOKEN, Door.says(503, "Retry-After: 1"), Door.says(429), Door.LOST_ON_THE_WAY);

    var began = System.nanoTime();
    assertThat(client.token().isBound()).isFalse();

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofSeconds(1));
    assertThat(asked() - before).isEqualTo(4);
  }

  @Test
  void who_is_told_to_come_back_too_late_is_told_so() {
    var client =
        client(server.makesAgent("parcels:read").credential())
            .patience(Duration.ofSeconds(3))
            .build();
    var before = asked();
    server.door().next(TOKEN, Door.says(429, "Retry-After: 900"));

    assertThatThrownBy(client::token)
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> {
              assertThat(refused.status()).isEqualTo(429);
              assertThat(refused.retryAfter()).isEqualTo(Optional.of(Duration.ofMinutes(15)));
              assertThat(refused).hasMessageContaining("900 s");
            });
    assertThat(asked() - before).isEqualTo(1);
  }

  @Test
  void a_server_that_is_not_there_is_asked_a_few_times() {
    var client =
        SignetClient.builder("http://localhost:1")
            .credential(new ClientSecret("cid_x", "cs_x"))
            .patience(Duration.ofMillis(500))
            .build();

    assertThatThrownBy(client::token)
        .isInstanceOf(UnreachableException.class)
        .hasMessageContaining("POST http://localhost:1/oauth/token")
        .hasMessageNotContaining("cs_x");
  }

  @Test
  void an_answer_that_makes_no_sense_is_not_taken() {
    var client = client(server.makesAgent("parcels:read").credential()).build();

    server.door().next(TOKEN, answers("{}"), answers("<html>"), answers(token("DPoP")));
    for (var i = 0; i < 3; i++) {
      assertThatThrownBy(client::token).isInstanceOf(BadAnswerException.class);
    }
    // More than anybody needs to say.
    server.door().next(TOKEN, answers("x".repeat(2 << 20)));
    var impatient =
        client(server.makesAgent("parcels:read").credential()).patience(Duration.ZERO).build();
    assertThatThrownBy(impatient::token)
        .isInstanceOf(UnreachableException.class)
        .hasMessageContaining("1 MiB");
  }

  @Test
  void who_waits_and_is_interrupted_takes_the_token_from_nobody() throws Exception {
    var client = client(server.makesAgent("parcels:read").credential()).build();
    var before = asked();
    var mayAnswer = new CountDownLatch(1);
    server.door().next(TOKEN, heldBackUntil(mayAnswer));

    var impatient =
        Thread.ofVirtual()
            .start(() -> assertThatThrownBy(client::token).hasMessageContaining("Interrupted"));
    Await.until(() -> asked() - before == 1);
    impatient.interrupt();
    impatient.join();
    mayAnswer.countDown();

    assertThat(client.token().scopes()).containsExactly("parcels:read");
    assertThat(asked() - before).isEqualTo(1);
  }

  private SignetClient.Builder client(Credential credential) {
    return server.client().credential(credential).clock(clock);
  }

  private static long asked() {
    return server.door().seen(TOKEN).size();
  }

  private static Door.Fate heldBackUntil(CountDownLatch mayAnswer) {
    return (ask, onward) -> {
      var answer = onward.send(ask);
      mayAnswer.await();
      return Optional.of(answer);
    };
  }

  private static Door.Fate answers(String body) {
    return (ask, onward) ->
        Optional.of(
            "HTTP/1.1 200 OK\r\nContent-Length: "
                + body.length()
                + "\r\nConnection: close\r\n\r\n"
                + body);
  }

  private static String token(String type) {
    return "{\"access_token\":\"x\",\"expires_in\":60,\"token_type\":\"" + type + "\"}";
  }
}
