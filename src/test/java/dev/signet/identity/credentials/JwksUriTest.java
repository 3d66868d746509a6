package dev.signet.identity.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.DocumentServer;
import dev.signet.testing.RefusalAssertions;
import dev.signet.testing.SigningAgent;
import dev.signet.testing.TestClientKey;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Agents that publish their keys at a URL.
@DisplayNameGeneration(ReplaceUnderscores.class)
class JwksUriTest {
  @RegisterExtension
  static final TestServer server = new TestServer().with("jwks-private-addresses", "true");

  private static final TestClientKey KEY = TestClientKey.generate();
  private static final TestClientKey NEXT = TestClientKey.generate();

  private final DocumentServer keys = DocumentServer.plain().serve(SigningAgent.jwksJson(KEY));
  private final SigningAgent agent =
      SigningAgent.registerWithJwksUri(server, keys.url("/jwks"), KEY);

  @AfterEach
  void stop() {
    keys.close();
  }

  private void isRefused(TestResponse answer, String reason) {
    RefusalAssertions.isOAuthError(answer, 401, "invalid_client");
    assertThat(agent.newestEvent("auth.failed").json("data/0/metadata/reason")).isEqualTo(reason);
  }

  @Test
  void the_keys_are_fetched_when_needed_and_cached() {
    assertThat(keys.requests()).isEmpty();

    for (var i = 0; i < 5; i++) {
      assertThat(agent.requestToken().status()).isEqualTo(200);
    }

    assertThat(keys.requests()).hasSize(1);
  }

  @Test
  void a_new_key_works_immediately_and_a_removed_key_for_five_more_minutes() {
    assertThat(agent.requestToken().status()).isEqualTo(200);
    keys.serve(SigningAgent.jwksJson(NEXT));
    server.clock().advance(Duration.ofSeconds(30));

    assertThat(agent.requestToken().status()).isEqualTo(200);
    assertThat(agent.with(NEXT).requestToken().status()).isEqualTo(200);

    assertThat(keys.requests()).hasSize(2);
    isRefused(agent.requestToken(), "wrong_signature");
  }

  @Test
  void a_removed_key_works_for_five_minutes() {
    assertThat(agent.requestToken().status()).isEqualTo(200);
    keys.serve(SigningAgent.jwksJson());

    server.clock().advance(Duration.ofSeconds(299));
    assertThat(agent.requestToken().status()).isEqualTo(200);
    server.clock().advance(Duration.ofSeconds(1));
    isRefused(agent.requestToken(), "keys_unusable");
  }

  @Test
  void unknown_keys_do_not_cause_repeated_fetches() {
    assertThat(agent.requestToken().status()).isEqualTo(200);

    for (var i = 0; i < 60; i++) {
      var guess = agent.assertion().header("kid", "guess-" + i).signedBy(NEXT);
      isRefused(agent.requestToken(guess), "wrong_signature");
      server.clock().advance(Duration.ofSeconds(1));
    }

    assertThat(keys.requests()).hasSize(2);
  }

  @Test
  void sixteen_concurrent_requests_fetch_them_once() {
    var got = new AtomicInteger();
    ConcurrentCalls.race(
        16,
        _ -> {
          if (agent.requestToken().status() == 200) {
            got.incrementAndGet();
          }
        });

    assertThat(got).hasValue(16);
    assertThat(keys.requests()).hasSize(1);
  }

  @Test
  void while_the_url_is_unreachable_the_last_keys_are_used_for_an_hour() {
    assertThat(agent.requestToken().status()).isEqualTo(200);
    keys.fail();

    server.clock().advance(Duration.ofMinutes(59));
    assertThat(agent.requestToken().status()).isEqualTo(200);
    server.clock().advance(Duration.ofMinutes(1));
    isRefused(agent.requestToken(), "keys_unreachable");
  }

  @Test
  void unreachable_keys_authenticate_no_client() {
    keys.fail();
    isRefused(agent.requestToken(), "keys_unreachable");

    keys.serve("{\"keys\":7}");
    server.clock().advance(Duration.ofSeconds(30));
    isRefused(agent.requestToken(), "keys_unusable");
    assertThat(detail()).isEqualTo("the document at jwksUri is not a JWK set");

    keys.serve(SigningAgent.jwksJson(KEY));
    server.clock().advance(Duration.ofSeconds(30));
    assertThat(agent.requestToken().status()).isEqualTo(200);
  }

  @Test
  void keys_for_other_uses_are_ignored() {
    var encryption = TestResponse.parse(NEXT.publicJwk()).asObject().put("use", "enc");
    keys.serve(
        "{\"keys\":[7,{},{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"},{\"kty\":\"EC\",\"crv\":\"X9\"},"
            + encryption
            + ","
            + KEY.publicJwk()
            + "]}");

    assertThat(agent.requestToken().status()).isEqualTo(200);
    isRefused(agent.with(NEXT).requestToken(), "wrong_signature");
  }

  @Test
  void a_set_without_a_usable_key_is_named_in_the_audit_log() {
    var encryption = TestResponse.parse(KEY.publicJwk()).asObject().put("use", "enc");
    for (var set :
        Stream.of(
                TestClientKey.generate("ES384").publicJwk(),
                encryption.toString(),
                "{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}",
                "")
            .map("{\"keys\":[%s]}"::formatted)
            .toList()) {
      keys.serve(set);
      server.clock().advance(Duration.ofMinutes(5));

      isRefused(agent.requestToken(), "keys_unusable");
      assertThat(detail())
          .isEqualTo("the agent's key set has no public key for RS256, PS256, ES256 or EdDSA");
    }
  }

  private String detail() {
    return agent.newestEvent("auth.failed").text("data/0/metadata/detail");
  }

  @Test
  void no_more_than_ten_keys_are_tried_and_a_kid_reaches_them_all() {
    var many = Stream.generate(TestClientKey::generate).limit(11).toArray(TestClientKey[]::new);
    keys.serve(SigningAgent.jwksJson(many));
    var tenth = agent.with(many[9]);
    var last = agent.with(many[10]);

    assertThat(tenth.requestToken().status()).isEqualTo(200);
    isRefused(last.requestToken(), "wrong_signature");
    assertThat(last.requestToken(last.assertion().header("kid", many[10].thumbprint())).status())
        .isEqualTo(200);
  }

  @Test
  void a_key_published_with_its_private_half_authenticates_no_client() {
    keys.serve("{\"keys\":[" + KEY.privateJwk() + "]}");

    isRefused(agent.requestToken(), "keys_unusable");
  }

  @Test
  void a_changed_url_takes_effect_immediately() {
    assertThat(agent.requestToken().status()).isEqualTo(200);
    try (var others = DocumentServer.plain().serve(SigningAgent.jwksJson(NEXT))) {
      server.operator().patch("/api/v1/agents/" + agent.id(), "jwksUri", others.url("/elsewhere"));

      isRefused(agent.requestToken(), "wrong_signature");
      assertThat(agent.with(NEXT).requestToken().status()).isEqualTo(200);
    }
  }

  @Test
  void keys_are_not_fetched_for_an_assertion_with_wrong_claims() {
    agent.requestToken(agent.assertion().claim("aud", "https://other.example.com"));
    agent.requestToken(agent.assertion().claim("exp", null));

    assertThat(keys.requests()).isEmpty();
  }

  @Test
  void localhost_is_not_fetched_from_unless_a_setting_allows_it() throws Exception {
    try (var closed = new TestServer()) {
      closed.start();
      var there = SigningAgent.registerWithJwksUri(closed, keys.url("/jwks"), KEY);

      RefusalAssertions.isOAuthError(there.requestToken(), 401, "invalid_client");
      assertThat(there.newestEvent("auth.failed").json("data/0/metadata/reason"))
          .isEqualTo("keys_unreachable");
      assertThat(keys.requests()).isEmpty();
    }
  }

  @Test
  void in_the_dev_posture_localhost_is_fetched_from() throws Exception {
    try (var dev = new TestServer().inDevPosture()) {
      dev.start();
      var there = SigningAgent.registerWithJwksUri(dev, keys.url("/jwks"), KEY);

      var answer =
          there.requestToken(
              there.assertion().claim("aud", "http://localhost:" + dev.server().port()));
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }
  }
}
