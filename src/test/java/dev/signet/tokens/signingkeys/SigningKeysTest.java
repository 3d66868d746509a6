package dev.signet.tokens.signingkeys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.Jwt;
import dev.signet.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// The server's signing keys: published, rotated without interruption, sealed at rest.
@DisplayNameGeneration(ReplaceUnderscores.class)
class SigningKeysTest {

  private static List<String> kids(TestServer server) {
    var kids = new ArrayList<String>();
    server
        .unauthenticated()
        .get("/.well-known/jwks.json")
        .json()
        .path("keys")
        .forEach(key -> kids.add(key.path("kid").stringValue()));
    return kids;
  }

  private static String kid(String token) {
    return Jwt.of(token).headers().path("kid").stringValue();
  }

  @Test
  void the_key_set_has_current_and_next_keys_without_private_members() throws IOException {
    try (var server = new TestServer()) {
      server.start();

      var answer = server.unauthenticated().get("/.well-known/jwks.json");

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("Content-Type")).contains("application/jwk-set+json");
      assertThat(answer.header("Cache-Control").orElseThrow()).contains("max-age");
      assertThat(answer.json().path("keys")).hasSize(6);
      for (var key : answer.json().path("keys")) {
        assertThat(key.path("use").stringValue()).isEqualTo("sig");
        for (var secret : List.of("d", "p", "q", "dp", "dq", "qi", "k")) {
          assertThat(key.has(secret)).isFalse();
        }
      }
    }
  }

  @Test
  void a_rotation_activates_the_next_key_and_keeps_publishing_the_old_one() throws IOException {
    try (var server = new TestServer()) {
      server.start();
      var agent = server.registerAgent("courier");
      var before = kids(server);
      var old = agent.token();

      server.clock().advance(Duration.ofMinutes(5));

      var answer = server.operator().post("/api/v1/keys/rotate");

      assertThat(answer.status()).isEqualTo(200);
      var fresh = agent.token();
      assertThat(kid(fresh)).isNotEqualTo(kid(old)).isIn(before);
      assertThat(kids(server)).containsAll(before).hasSize(9);
      for (var token : List.of(old, fresh)) {
        assertThat(server.operator().form("/oauth/introspect", "token", token).text("active"))
            .isEqualTo("true");
      }
      assertThat(
              server
                  .operator()
                  .get("/api/v1/audit?action=operator.signing_key_rotated")
                  .text("total"))
          .isEqualTo("3");
    }
  }

  @Test
  void only_an_operator_with_the_scope_can_rotate() throws IOException {
    try (var server = new TestServer()) {
      server.start();
      var reader =
          server
              .operator()
              .post("/api/v1/operator-keys", "name", "reader", "scopes", List.of("keys:read"));
      var agent = server.registerAgent("courier", "keys:write");

      assertThat(server.unauthenticated().post("/api/v1/keys/rotate").status()).isEqualTo(401);
      assertThat(agent.with(agent.token()).post("/api/v1/keys/rotate").status()).isEqualTo(403);
      var refused =
          server.unauthenticated().bearer(reader.text("secret")).post("/api/v1/keys/rotate");
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.body()).contains("keys:write");
      assertThat(
              server.unauthenticated().bearer(reader.text("secret")).get("/api/v1/keys").status())
          .isEqualTo(200);
      assertThat(kids(server)).hasSize(6);
    }
  }

  @Test
  void one_algorithm_can_be_rotated_alone_and_an_unknown_one_is_refused() throws IOException {
    try (var server = new TestServer()) {
      server.start();

      assertThat(
              server.operator().post("/api/v1/keys/rotate", "alg", "ES256", "force", true).status())
          .isEqualTo(200);
      assertThat(kids(server)).hasSize(7);
      assertThat(server.operator().post("/api/v1/keys/rotate", "alg", "HS256").status())
          .isEqualTo(400);
      assertThat(kids(server)).hasSize(7);
    }
  }

  @Test
  void keys_rotate_on_schedule_and_are_removed_once_their_tokens_have_expired() throws IOException {
    try (var server = new TestServer()) {
      server.start();
      var agent = server.registerAgent("courier");
      var old = kid(agent.token());
      server.clock().advance(Duration.ofDays(89));
      server.internals().keys().rotateIfDue(Duration.ofDays(90), server.clock().instant());
      assertThat(kid(agent.token())).isEqualTo(old);

      server.clock().advance(Duration.ofDays(1));
      server.internals().keys().rotateIfDue(Duration.ofDays(90), server.clock().instant());

      assertThat(kid(agent.token())).isNotEqualTo(old);
      assertThat(kids(server)).contains(old);
      server.clock().advance(Duration.ofHours(25));
      server.internals().keys().rotateIfDue(Duration.ofDays(90), server.clock().instant());
      assertThat(kids(server)).doesNotContain(old).hasSize(6);
    }
  }

  @Test
  void rotation_does_not_interrupt_clients() throws IOException {
    try (var server = new TestServer().with("token-alg", "ES256")) {
      server.start();
      var agent = server.registerAgent("courier");
      var tokens = new ConcurrentLinkedQueue<String>();

      ConcurrentCalls.race(
          5,
          racer -> {
            for (var i = 0; i < 20; i++) {
              if (racer == 0 && i < 10) {
                assertThat(
                        server
                            .operator()
                            .post("/api/v1/keys/rotate", "alg", "ES256", "force", true)
                            .status())
                    .isEqualTo(200);
              } else if (racer > 0) {
                tokens.add(agent.token());
              }
            }
          });

      for (var token : tokens) {
        assertThat(server.operator().form("/oauth/introspect", "token", token).text("active"))
            .isEqualTo("true");
      }
    }
  }

  @Test
  void keys_survive_a_restart_and_are_stored_sealed() throws IOException {
    try (var server = new TestServer()) {
      server.start();
      var token = server.registerAgent("courier").token();
      var before = kids(server);

      server.restart();

      assertThat(kids(server)).isEqualTo(before);
      assertThat(server.operator().form("/oauth/introspect", "token", token).text("active"))
          .isEqualTo("true");
      var stored =
          server
              .internals()
              .db()
              .read(handle ->
                  handle
                      .createQuery("SELECT sealed_private FROM signing_keys")
                      .mapTo(String.class)
                      .list());
      assertThat(stored).hasSize(6).noneMatch(text -> text.startsWith("MII"));
      assertThat(Files.getPosixFilePermissions(server.data().resolve("master.key"))).hasSize(2);
    }
  }

  @Test
  void a_key_signs_only_after_it_was_published_for_the_cache_time_of_the_key_set()
      throws IOException {
    try (var server = new TestServer()) {
      server.start();
      var operator = server.operator();
      server.clock().advance(Duration.ofSeconds(299));

      var early = operator.post("/api/v1/keys/rotate", "alg", "ES256");

      assertThat(early.status()).isEqualTo(409);
      assertThat(early.text("error")).isEqualTo("key_not_published_long_enough");
      assertThat(early.header("Retry-After")).contains("1");
      assertThat(kids(server)).hasSize(6);
      server.clock().advance(Duration.ofSeconds(1));
      assertThat(operator.post("/api/v1/keys/rotate", "alg", "ES256").status()).isEqualTo(200);
      var second = operator.post("/api/v1/keys/rotate", "alg", "ES256");
      assertThat(second.status()).isEqualTo(409);
      assertThat(second.header("Retry-After")).contains("300");
      // All algorithms are requested, and one of them is not ready: nothing is rotated.
      assertThat(operator.post("/api/v1/keys/rotate").status()).isEqualTo(409);
      assertThat(kids(server)).hasSize(7);
    }
  }

  @Test
  void a_forced_rotation_is_immediate_and_recorded_as_forced() throws IOException {
    try (var server = new TestServer()) {
      server.start();
      var operator = server.operator();

      assertThat(operator.post("/api/v1/keys/rotate", "alg", "ES256", "force", true).status())
          .isEqualTo(200);
      server.clock().advance(Duration.ofMinutes(5));
      assertThat(operator.post("/api/v1/keys/rotate", "alg", "ES256").status()).isEqualTo(200);

      var events = operator.get("/api/v1/audit?action=operator.signing_key_rotated");
      assertThat(events.text("data/0/metadata/forced")).isEqualTo("false");
      assertThat(events.text("data/1/metadata/forced")).isEqualTo("true");
      assertThat(operator.post("/api/v1/keys/rotate", "force", "yes").status()).isEqualTo(400);
    }
  }

  @Test
  void repeated_forced_rotations_do_not_fill_the_key_set() throws IOException {
    try (var server = new TestServer()) {
      server.start();
      var operator = server.operator();
      for (var i = 0; i < 10; i++) {
        assertThat(operator.post("/api/v1/keys/rotate", "alg", "ES256", "force", true).status())
            .isEqualTo(200);
        server.clock().advance(Duration.ofMinutes(1));
      }
      assertThat(kids(server)).hasSize(16);

      var refused = operator.post("/api/v1/keys/rotate", "alg", "ES256", "force", true);

      assertThat(refused.status()).isEqualTo(409);
      assertThat(refused.text("error")).isEqualTo("too_many_retired_keys");
      assertThat(refused.header("Retry-After"))
          .contains(Long.toString(Duration.ofHours(25).minusMinutes(10).toSeconds()));
      for (var i = 0; i < 3; i++) {
        var next =
            operator
                .get("/api/v1/keys")
                .json()
                .path("data")
                .valueStream()
                .filter(key -> key.path("alg").asString().equals("ES256"))
                .filter(key -> key.path("status").asString().equals("next"))
                .findFirst()
                .orElseThrow();
        operator.delete("/api/v1/keys/" + next.path("kid").asString());
      }
      assertThat(kids(server)).hasSize(16);
      assertThat(operator.post("/api/v1/keys/rotate", "alg", "EdDSA", "force", true).status())
          .isEqualTo(200);
    }
  }

  @Test
  void a_scheduled_rotation_waits_until_the_next_key_was_published_for_long_enough()
      throws IOException {
    try (var server = new TestServer()) {
      server.start();
      var before = kids(server);

      server.internals().keys().rotateIfDue(Duration.ofSeconds(1), server.clock().instant());
      server.clock().advance(Duration.ofMinutes(2));
      server.internals().keys().rotateIfDue(Duration.ofSeconds(1), server.clock().instant());
      assertThat(kids(server)).isEqualTo(before);

      server.clock().advance(Duration.ofMinutes(3));
      server.internals().keys().rotateIfDue(Duration.ofSeconds(1), server.clock().instant());
      assertThat(kids(server)).hasSize(9);
    }
  }
}
