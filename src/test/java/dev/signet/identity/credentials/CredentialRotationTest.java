package dev.signet.identity.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.TestAgent;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class CredentialRotationTest {
  @RegisterExtension static final TestServer server = new TestServer();

  private static final int RACERS = 16;
  private static final int ROUNDS = 20;

  private TestAgent agent = server.registerAgent("courier", "read");
  private String credentialId = "";

  @BeforeEach
  void readCredentialId() {
    agent = server.registerAgent("courier", "read");
    credentialId = server.operator().get(credentials()).text("data/0/credentialId");
  }

  @Test
  void a_replaced_secret_is_reported_as_rotated_away_however_long_ago() {
    var agent = server.registerAgent("often rotated", "read");
    var path = "/api/v1/agents/" + agent.id() + "/credentials";
    var id = server.operator().get(path).text("data/0/credentialId");
    for (var i = 0; i < 3; i++) {
      server.operator().post(path + "/" + id + "/rotate");
    }

    assertThat(agent.requestToken().status()).isEqualTo(401);

    var event = server.operator().get("/api/v1/audit?action=auth.failed&agentId=" + agent.id());
    assertThat(event.json("data/0/metadata/reason")).isEqualTo("rotated_away");
    assertThat(event.json("data/0/credentialFingerprint")).isEqualTo(id);
    assertThat(server.operator().get("/metrics").body())
        .contains("signet_auth_failures_total{method=\"client_secret\",reason=\"rotated_away\"}");
  }

  @Test
  void the_old_secret_stops_working_immediately() {
    var fresh = rotate();

    assertThat(worksWith(agent.secret())).isFalse();
    assertThat(worksWith(secret(fresh))).isTrue();
    assertThat(fresh.text("clientSecret")).isNotEqualTo(agent.secret());
  }

  @Test
  void tokens_stay_active_after_their_secret_is_rotated() {
    var token = agent.token();

    rotate();

    assertThat(server.operator().form("/oauth/introspect", "token", token).json("active"))
        .isEqualTo("true");
  }

  @Test
  void the_old_secret_stays_valid_during_the_overlap() {
    var fresh = rotate("overlapSeconds", 600);

    assertThat(worksWith(agent.secret())).isTrue();
    assertThat(worksWith(secret(fresh))).isTrue();
    server.clock().advance(Duration.ofSeconds(599));
    assertThat(worksWith(agent.secret())).isTrue();
    server.clock().advance(Duration.ofSeconds(1));
    assertThat(worksWith(agent.secret())).isFalse();
    assertThat(worksWith(secret(fresh))).isTrue();
  }

  @Test
  void a_second_rotation_ends_the_overlap_of_the_first() {
    var second = rotate("overlapSeconds", 600);
    var third = rotate("overlapSeconds", 600);

    assertThat(worksWith(agent.secret())).isFalse();
    assertThat(worksWith(secret(second))).isTrue();
    assertThat(worksWith(secret(third))).isTrue();
  }

  @Test
  void revoking_also_revokes_the_old_secret_of_an_overlap() {
    var fresh = rotate("overlap_seconds", 600);

    server.operator().delete(credentials() + "/" + credentialId);

    assertThat(worksWith(agent.secret())).isFalse();
    assertThat(worksWith(secret(fresh))).isFalse();
  }

  @Test
  void an_overlap_does_not_extend_the_expiry() {
    rotate("expiresAt", "2100-01-01T00:00:00Z");
    var soon = server.clock().instant().plusSeconds(60).toString();
    var expiring = rotate("expiresAt", soon);
    rotate("overlapSeconds", 600);

    assertThat(worksWith(secret(expiring))).isTrue();
    server.clock().advance(Duration.ofSeconds(60));
    assertThat(worksWith(secret(expiring))).isFalse();
  }

  @Test
  void an_overlap_ends_with_its_credential() {
    rotate("overlapSeconds", 600, "expiresAt", server.clock().instant().plusSeconds(60).toString());

    server.clock().advance(Duration.ofSeconds(60));

    assertThat(worksWith(agent.secret())).isFalse();
  }

  @Test
  void an_overlap_may_last_seven_days() {
    rotate("overlapSeconds", 604_800);

    server.clock().advance(Duration.ofDays(7).minusMillis(1));
    assertThat(worksWith(agent.secret())).isTrue();
    server.clock().advance(Duration.ofMillis(1));
    assertThat(worksWith(agent.secret())).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "604801", "1.5", "\"60\"", "null", "99999999999999999999"})
  void an_overlap_outside_zero_to_seven_days_is_refused_by_name(String overlap) {
    var answer =
        server
            .operator()
            .postJson(
                credentials() + "/" + credentialId + "/rotate",
                "{\"overlapSeconds\":" + overlap + "}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json("errors/0/field")).isEqualTo("overlapSeconds");
    assertThat(worksWith(agent.secret())).isTrue();
  }

  @Test
  void generating_does_not_accept_an_overlap() {
    var answer = server.operator().post(credentials(), "overlapSeconds", 60);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json("errors/0/field")).isEqualTo("overlapSeconds");
  }

  @Test
  void an_expired_credential_works_again_once_rotated() {
    rotate("expiresAt", server.clock().instant().plusSeconds(60).toString());
    server.clock().advance(Duration.ofSeconds(60));

    var fresh = rotate("overlapSeconds", 600);

    assertThat(worksWith(agent.secret())).isFalse();
    assertThat(worksWith(secret(fresh))).isTrue();
    assertThat(fresh.json("expiresAt")).isNull();
  }

  @Test
  void after_many_concurrent_rotations_one_secret_is_valid() throws Exception {
    var answers = new ArrayList<TestResponse>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var racers =
          Stream.<Callable<TestResponse>>generate(() -> this::rotate).limit(RACERS).toList();
      for (var racer : threads.invokeAll(racers)) {
        answers.add(racer.get());
      }
    }

    assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(200));
    assertThat(answers.stream().map(CredentialRotationTest::secret).distinct()).hasSize(RACERS);
    assertThat(answers.stream().filter(answer -> worksWith(secret(answer)))).hasSize(1);
    assertThat(worksWith(agent.secret())).isFalse();
    assertThat(rotations()).isEqualTo(RACERS);
  }

  @Test
  void concurrent_rotation_and_revocation_leave_no_valid_secret() throws Exception {
    var answers = new ArrayList<TestResponse>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var racers = new ArrayList<Callable<TestResponse>>();
      for (var i = 0; i < RACERS; i++) {
        racers.add(
            i % 2 == 0
                ? this::rotate
                : () -> server.operator().delete(credentials() + "/" + credentialId));
      }
      for (var racer : threads.invokeAll(racers)) {
        answers.add(racer.get());
      }
    }

    assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isIn(200, 204, 409));
    assertThat(answers.stream().filter(answer -> answer.status() == 200))
        .noneMatch(answer -> worksWith(secret(answer)));
    assertThat(server.operator().get(credentials()).json("data/0/status")).isEqualTo("revoked");
  }

  @Test
  void the_old_secret_is_refused_after_the_rotation_response_under_load() throws Exception {
    var secret = agent.secret();
    for (var round = 0; round < ROUNDS; round++) {
      var old = secret;
      var asking = Stream.<Callable<Boolean>>generate(() -> () -> worksWith(old)).limit(RACERS);
      var fresh = new AtomicReference<>("");
      Callable<Boolean> rotating =
          () -> {
            fresh.set(secret(rotate()));
            return worksWith(old);
          };
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        var last = Stream.concat(asking, Stream.of(rotating)).map(threads::submit).toList();
        assertThat(last.getLast().get()).isFalse();
      }
      assertThat(worksWith(old)).isFalse();
      assertThat(worksWith(fresh.get())).isTrue();
      secret = fresh.get();
    }
  }

  private String credentials() {
    return "/api/v1/agents/" + agent.id() + "/credentials";
  }

  private TestResponse rotate(Object... members) {
    return server.operator().post(credentials() + "/" + credentialId + "/rotate", members);
  }

  private static String secret(TestResponse rotated) {
    return rotated.text("clientSecret");
  }

  private boolean worksWith(String secret) {
    var trying = new TestAgent(agent.client(), agent.id(), agent.clientId(), secret);
    return trying.requestToken().status() == 200;
  }

  private int rotations() {
    return server
        .operator()
        .get("/api/v1/audit?limit=100&action=credential.rotated&agentId=" + agent.id())
        .json()
        .at("/data")
        .size();
  }
}
