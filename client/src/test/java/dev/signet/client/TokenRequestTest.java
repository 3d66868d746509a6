package dev.signet.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signet.client.Credential.ClientSecret;
import dev.signet.client.testing.Await;
import dev.signet.client.testing.InterceptingProxy;
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
class TokenRequestTest {
  @RegisterExtension static final SignetServer server = new SignetServer();

  private static final String TOKEN = "POST /oauth/token";

  private final TestClock clock = new TestClock();

  @Test
  void a_token_has_the_scopes_and_resources_of_the_builder() {
    var agent = server.createAgent("parcels:read", "parcels:write");

    var token = client(agent.credential()).scopes("parcels:read").build().token();

    assertThat(token.scopes()).containsExactly("parcels:read");
    assertThat(token.isBound()).isFalse();
    assertThat(token.scheme()).isEqualTo("Bearer");
    assertThat(token.expiresAt()).isEqualTo(clock.instant().plusSeconds(3600));
  }

  @Test
  void a_token_is_for_the_resources_that_it_is_wanted_for() throws Exception {
    var agent = server.createAgent("parcels:read");

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
  void a_hundred_callers_share_one_request() {
    var client = client(server.createAgent("parcels:read").credential()).build();
    var before = tokenRequests();

    var tokens = Race.of(100, client::token);

    assertThat(Set.copyOf(tokens)).hasSize(1);
    assertThat(tokenRequests() - before).isEqualTo(1);
  }

  @Test
  void each_token_request_has_its_own_token() {
    var client = client(server.createAgent("a:read", "b:read").credential()).build();
    var before = tokenRequests();

    var one = client.token(client.defaultRequest().withScopes("a:read"));
    var other = client.token(client.defaultRequest().withScopes("b:read"));
    var both = client.token(client.defaultRequest().withScopes("b:read", "a:read"));
    var same = client.token(client.defaultRequest().withScopes("a:read", "b:read"));

    assertThat(one.scopes()).containsExactly("a:read");
    assertThat(other.scopes()).containsExactly("b:read");
    assertThat(both.scopes()).containsExactlyInAnyOrder("a:read", "b:read");
    assertThat(same).isEqualTo(both);
    assertThat(tokenRequests() - before).isEqualTo(3);
  }

  @Test
  void all_waiting_callers_get_the_failure_and_the_next_call_tries_again() {
    var agent = server.createAgent("parcels:read");
    var client = client(agent.credential()).scopes("unheard:of").build();
    var before = tokenRequests();

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
    assertThat(tokenRequests() - before).isBetween(1L, 20L);
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
  void a_token_is_renewed_before_it_expires_while_callers_use_the_old_one() throws Exception {
    var client = client(server.createAgent("parcels:read").credential()).build();
    var old = client.token();
    var before = tokenRequests();

    clock.forward(Duration.ofMinutes(44));
    assertThat(client.token()).isEqualTo(old);
    assertThat(tokenRequests()).isEqualTo(before);

    var mayAnswer = new CountDownLatch(1);
    server.proxy().handleNext(TOKEN, respondAfter(mayAnswer));
    clock.forward(Duration.ofMinutes(8));
    assertThat(Set.copyOf(Race.of(50, client::token))).containsExactly(old);
    mayAnswer.countDown();

    Await.until(() -> !client.token().equals(old));
    assertThat(tokenRequests() - before).isEqualTo(1);
  }

  @Test
  void a_failed_renewal_keeps_the_active_token() {
    var client = client(server.createAgent("parcels:read").credential()).build();
    var old = client.token();
    var before = tokenRequests();

    server
        .proxy()
        .handleNext(TOKEN, InterceptingProxy.respond(400), InterceptingProxy.respond(400));
    clock.forward(Duration.ofMinutes(52));
    assertThat(client.token()).isEqualTo(old);
    Await.until(() -> tokenRequests() - before == 1);
    assertThat(client.token()).isEqualTo(old);
    assertThat(tokenRequests() - before).isEqualTo(1);

    // It is tried again, a while later.
    Await.until(() -> {
      clock.forward(Duration.ofSeconds(1));
      assertThat(client.token()).isEqualTo(old);
      return tokenRequests() - before == 2;
    });
    Await.until(() -> {
      clock.forward(Duration.ofSeconds(1));
      return !client.token().equals(old);
    });
    assertThat(tokenRequests() - before).isEqualTo(3);
  }

  @Test
  void an_expired_token_is_never_returned() {
    var client = client(server.createAgent("parcels:read").credential()).build();
    var old = client.token();

    clock.forward(Duration.ofMinutes(60));
    server.proxy().handleNext(TOKEN, InterceptingProxy.respond(400));

    assertThatThrownBy(client::token)
        .isInstanceOfSatisfying(
            RefusedException.class, refused -> assertThat(refused.error()).isEqualTo("http_400"));
    assertThat(client.token()).isNotEqualTo(old);
  }

  @Test
  void a_busy_server_is_retried_after_its_retry_after() {
    var client = client(server.createAgent("parcels:read").credential()).build();
    var before = tokenRequests();
    server
        .proxy()
        .handleNext(
            TOKEN,
            InterceptingProxy.respond(503, "Retry-After: 1"),
            InterceptingProxy.respond(429),
            InterceptingProxy.REQUEST_LOST);

    var began = System.nanoTime();
    assertThat(client.token().isBound()).isFalse();

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofSeconds(1));
    assertThat(tokenRequests() - before).isEqualTo(4);
  }

  @Test
  void a_retry_after_beyond_the_timeout_is_reported() {
    var client =
        client(server.createAgent("parcels:read").credential())
            .retryTimeout(Duration.ofSeconds(3))
            .build();
    var before = tokenRequests();
    server.proxy().handleNext(TOKEN, InterceptingProxy.respond(429, "Retry-After: 900"));

    assertThatThrownBy(client::token)
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> {
              assertThat(refused.status()).isEqualTo(429);
              assertThat(refused.retryAfter()).isEqualTo(Optional.of(Duration.ofMinutes(15)));
              assertThat(refused).hasMessageContaining("900 s");
            });
    assertThat(tokenRequests() - before).isEqualTo(1);
  }

  @Test
  void a_server_that_is_not_there_is_asked_a_few_times() {
    var client =
        SignetClient.builder("http://localhost:1")
            .credential(new ClientSecret("cid_x", "cs_x"))
            .retryTimeout(Duration.ofMillis(500))
            .build();

    assertThatThrownBy(client::token)
        .isInstanceOf(UnreachableException.class)
        .hasMessageContaining("POST http://localhost:1/oauth/token")
        .hasMessageNotContaining("cs_x");
  }

  @Test
  void a_malformed_response_is_rejected() {
    var client = client(server.createAgent("parcels:read").credential()).build();

    server
        .proxy()
        .handleNext(
            TOKEN,
            TokenResponses.with("{}"),
            TokenResponses.with("<html>"),
            TokenResponses.with(token("DPoP")));
    for (var i = 0; i < 3; i++) {
      assertThatThrownBy(client::token).isInstanceOf(InvalidResponseException.class);
    }
    // Larger than any legitimate response.
    server.proxy().handleNext(TOKEN, TokenResponses.with("x".repeat(2 << 20)));
    var impatient =
        client(server.createAgent("parcels:read").credential()).retryTimeout(Duration.ZERO).build();
    assertThatThrownBy(impatient::token)
        .isInstanceOf(UnreachableException.class)
        .hasMessageContaining("1 MiB");
  }

  @Test
  void an_interrupted_caller_does_not_cancel_the_request_of_others() throws Exception {
    var client = client(server.createAgent("parcels:read").credential()).build();
    var before = tokenRequests();
    var mayAnswer = new CountDownLatch(1);
    server.proxy().handleNext(TOKEN, respondAfter(mayAnswer));

    var impatient =
        Thread.ofVirtual()
            .start(() -> assertThatThrownBy(client::token).hasMessageContaining("Interrupted"));
    Await.until(() -> tokenRequests() - before == 1);
    impatient.interrupt();
    impatient.join();
    mayAnswer.countDown();

    assertThat(client.token().scopes()).containsExactly("parcels:read");
    assertThat(tokenRequests() - before).isEqualTo(1);
  }

  private SignetClient.Builder client(Credential credential) {
    return server.client().credential(credential).clock(clock);
  }

  private static long tokenRequests() {
    return server.proxy().requests(TOKEN).size();
  }

  private static InterceptingProxy.RequestHandler respondAfter(CountDownLatch mayAnswer) {
    return (ask, onward) -> {
      var answer = onward.send(ask);
      mayAnswer.await();
      return Optional.of(answer);
    };
  }

  private static String token(String type) {
    return "{\"access_token\":\"x\",\"expires_in\":60,\"token_type\":\"" + type + "\"}";
  }
}
