package dev.signet.identity.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.Answer;
import dev.signet.testing.DocumentServer;
import dev.signet.testing.DpopKey;
import dev.signet.testing.Load;
import dev.signet.testing.RefusalShape;
import dev.signet.testing.SigningAgent;
import dev.signet.testing.TestServer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Agents that keep their keys at a URL of their own.
@DisplayNameGeneration(ReplaceUnderscores.class)
class FetchedKeysTest {
  @RegisterExtension
  static final TestServer server = new TestServer().with("jwks-private-addresses", "true");

  private static final DpopKey KEY = DpopKey.make();
  private static final DpopKey NEXT = DpopKey.make();

  private final DocumentServer keys = DocumentServer.plain().has(SigningAgent.json(KEY));
  private final SigningAgent agent = SigningAgent.at(server, keys.url("/jwks"), KEY);

  @AfterEach
  void stop() {
    keys.close();
  }

  private void isRefused(Answer answer, String reason) {
    RefusalShape.isOAuthError(answer, 401, "invalid_client");
    assertThat(agent.newest("auth.failed").json("data/0/metadata/reason")).isEqualTo(reason);
  }

  @Test
  void the_keys_are_fetched_when_they_are_needed_and_kept() {
    assertThat(keys.asked()).isEmpty();

    for (var i = 0; i < 5; i++) {
      assertThat(agent.asksForToken().status()).isEqualTo(200);
    }

    assertThat(keys.asked()).hasSize(1);
  }

  @Test
  void a_key_that_is_new_there_works_at_once_and_an_old_one_for_five_minutes_more() {
    assertThat(agent.asksForToken().status()).isEqualTo(200);
    keys.has(SigningAgent.json(NEXT));
    server.clock().advance(Duration.ofSeconds(30));

    assertThat(agent.asksForToken().status()).isEqualTo(200);
    assertThat(agent.with(NEXT).asksForToken().status()).isEqualTo(200);

    assertThat(keys.asked()).hasSize(2);
    isRefused(agent.asksForToken(), "wrong_signature");
  }

  @Test
  void an_old_key_that_nobody_replaced_works_for_five_minutes() {
    assertThat(agent.asksForToken().status()).isEqualTo(200);
    keys.has(SigningAgent.json());

    server.clock().advance(Duration.ofSeconds(299));
    assertThat(agent.asksForToken().status()).isEqualTo(200);
    server.clock().advance(Duration.ofSeconds(1));
    isRefused(agent.asksForToken(), "keys_unusable");
  }

  @Test
  void unknown_keys_do_not_have_them_fetched_again_and_again() {
    assertThat(agent.asksForToken().status()).isEqualTo(200);

    for (var i = 0; i < 60; i++) {
      var guess = agent.assertion().header("kid", "guess-" + i).signedBy(NEXT);
      isRefused(agent.asksForToken(guess), "wrong_signature");
      server.clock().advance(Duration.ofSeconds(1));
    }

    assertThat(keys.asked()).hasSize(2);
  }

  @Test
  void sixteen_at_once_have_them_fetched_once() {
    var got = new AtomicInteger();
    Load.race(
        16,
        _ -> {
          if (agent.asksForToken().status() == 200) {
            got.incrementAndGet();
          }
        });

    assertThat(got).hasValue(16);
    assertThat(keys.asked()).hasSize(1);
  }

  @Test
  void while_the_place_is_down_the_last_keys_hold_for_an_hour() {
    assertThat(agent.asksForToken().status()).isEqualTo(200);
    keys.fails();

    server.clock().advance(Duration.ofMinutes(59));
    assertThat(agent.asksForToken().status()).isEqualTo(200);
    server.clock().advance(Duration.ofMinutes(1));
    isRefused(agent.asksForToken(), "keys_unreachable");
  }

  @Test
  void keys_that_cannot_be_had_prove_nobody() {
    keys.fails();
    isRefused(agent.asksForToken(), "keys_unreachable");

    keys.has("{\"keys\":7}");
    server.clock().advance(Duration.ofSeconds(30));
    isRefused(agent.asksForToken(), "keys_unusable");
    assertThat(detail()).isEqualTo("what is at jwksUri is not a JWK set");

    keys.has(SigningAgent.json(KEY));
    server.clock().advance(Duration.ofSeconds(30));
    assertThat(agent.asksForToken().status()).isEqualTo(200);
  }

  @Test
  void keys_that_are_for_other_work_are_passed_over() {
    var encryption = Answer.parse(NEXT.publicJwk()).asObject().put("use", "enc");
    keys.has(
        "{\"keys\":[7,{},{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"},{\"kty\":\"EC\",\"crv\":\"X9\"},"
            + encryption
            + ","
            + KEY.publicJwk()
            + "]}");

    assertThat(agent.asksForToken().status()).isEqualTo(200);
    isRefused(agent.with(NEXT).asksForToken(), "wrong_signature");
  }

  @Test
  void a_set_without_a_key_that_can_check_an_assertion_is_named_as_that() {
    var encryption = Answer.parse(KEY.publicJwk()).asObject().put("use", "enc");
    for (var set :
        Stream.of(
                DpopKey.make("ES384").publicJwk(),
                encryption.toString(),
                "{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}",
                "")
            .map("{\"keys\":[%s]}"::formatted)
            .toList()) {
      keys.has(set);
      server.clock().advance(Duration.ofMinutes(5));

      isRefused(agent.asksForToken(), "keys_unusable");
      assertThat(detail())
          .isEqualTo("the agent's key set has no public key for RS256, PS256, ES256 or EdDSA");
    }
  }

  private String detail() {
    return agent.newest("auth.failed").text("data/0/metadata/detail");
  }

  @Test
  void no_more_than_ten_keys_are_tried_and_a_kid_reaches_them_all() {
    var many = Stream.generate(DpopKey::make).limit(11).toArray(DpopKey[]::new);
    keys.has(SigningAgent.json(many));
    var tenth = agent.with(many[9]);
    var last = agent.with(many[10]);

    assertThat(tenth.asksForToken().status()).isEqualTo(200);
    isRefused(last.asksForToken(), "wrong_signature");
    assertThat(last.asksForToken(last.assertion().header("kid", many[10].thumbprint())).status())
        .isEqualTo(200);
  }

  @Test
  void a_key_whose_private_half_is_there_too_proves_nobody() {
    keys.has("{\"keys\":[" + KEY.privateJwk() + "]}");

    isRefused(agent.asksForToken(), "keys_unusable");
  }

  @Test
  void another_url_is_another_place_at_once() {
    assertThat(agent.asksForToken().status()).isEqualTo(200);
    try (var others = DocumentServer.plain().has(SigningAgent.json(NEXT))) {
      server.operator().patch("/api/v1/agents/" + agent.id(), "jwksUri", others.url("/elsewhere"));

      isRefused(agent.asksForToken(), "wrong_signature");
      assertThat(agent.with(NEXT).asksForToken().status()).isEqualTo(200);
    }
  }

  @Test
  void nobody_is_sent_for_the_keys_of_an_assertion_that_says_the_wrong_things() {
    agent.asksForToken(agent.assertion().claim("aud", "https://other.example.com"));
    agent.asksForToken(agent.assertion().claim("exp", null));

    assertThat(keys.asked()).isEmpty();
  }

  @Test
  void this_machine_is_not_asked_unless_a_setting_says_so() throws Exception {
    try (var closed = new TestServer()) {
      closed.start();
      var there = SigningAgent.at(closed, keys.url("/jwks"), KEY);

      RefusalShape.isOAuthError(there.asksForToken(), 401, "invalid_client");
      assertThat(there.newest("auth.failed").json("data/0/metadata/reason"))
          .isEqualTo("keys_unreachable");
      assertThat(keys.asked()).isEmpty();
    }
  }

  @Test
  void in_dev_posture_it_is() throws Exception {
    try (var dev = new TestServer().inDevPosture()) {
      dev.start();
      var there = SigningAgent.at(dev, keys.url("/jwks"), KEY);

      var answer =
          there.asksForToken(
              there.assertion().claim("aud", "http://localhost:" + dev.server().port()));
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }
  }
}
