package dev.signet.web.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.Await;
import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.RawConnection;
import dev.signet.testing.ServerProcess;
import dev.signet.testing.TestClient;
import dev.signet.testing.TestDatabase;
import dev.signet.testing.TestResponse;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `kill -9` while secrets are rotated: a holder that repeats its request, under the same
/// `Idempotency-Key`, ends up with a secret that works, and was rotated once.
@DisplayNameGeneration(ReplaceUnderscores.class)
class LostResponseTest {
  private static final int ROUNDS = 4;
  private static final int OF_EACH_KIND = 6;
  private static final long SEED = Long.getLong("signet.test.seed", System.nanoTime());

  @TempDir Path data;

  private final int port = ServerProcess.freePort();

  private ServerProcess starts(String database) {
    return ServerProcess.dev(
        port,
        data,
        database,
        "--rate-management",
        "0",
        "--rate-token",
        "0",
        "--trusted-proxies",
        "127.0.0.1");
  }

  @Test
  void a_response_lost_between_commit_and_sending_is_replayed() {
    var database = TestDatabase.fresh(data);
    var holders = new ArrayList<SecretHolder>();
    try (var server = starts(database)) {
      holders.add(AgentsCredential.make(server.client()));
      holders.add(OperatorKey.make(server.client()));
      holders.add(ApiKey.make(server.client()));
      for (var holder : holders) {
        try (var deaf = server.connect()) {
          deaf.send(holder.begin().raw());
          awaitUntil(() -> !holder.isLetIn(server.client()));
        }
      }
      server.kill();
    }
    try (var server = starts(database)) {
      for (var holder : holders) {
        assertThat(holder.isLetIn(server.client())).as("the old secret works").isFalse();

        var answer = holder.send(server.client());

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.header("Idempotent-Replayed")).hasValue("true");
        holder.take(answer);
        assertThat(holder.isLetIn(server.client())).as("the new secret works").isTrue();
      }
      eachRotationHappenedOnce(server.client(), holders);
    }
  }

  @Test
  void whenever_the_server_is_killed_every_caller_ends_up_with_a_working_secret()
      throws InterruptedException {
    System.out.println("seed " + SEED);
    var random = new Random(SEED);
    var database = TestDatabase.fresh(data);
    var holders = new ArrayList<SecretHolder>();
    var asked = 0;
    var given = 0;
    for (var round = 0; round <= ROUNDS; round++) {
      try (var server = starts(database)) {
        if (holders.isEmpty()) {
          for (var i = 0; i < OF_EACH_KIND; i++) {
            holders.add(AgentsCredential.make(server.client()));
            holders.add(OperatorKey.make(server.client()));
            holders.add(ApiKey.make(server.client()));
          }
        }
        for (var holder : holders) {
          if (holder.isWaiting()) {
            asked++;
            var answer = holder.send(server.client());
            assertThat(answer.status()).as("seed " + SEED + ": " + answer.body()).isEqualTo(200);
            given += answer.header("Idempotent-Replayed").isPresent() ? 1 : 0;
            holder.take(answer);
          }
          assertThat(holder.isLetIn(server.client())).as("seed %d", SEED).isTrue();
        }
        eachRotationHappenedOnce(server.client(), holders);
        if (round < ROUNDS) {
          Collections.shuffle(holders, random);
          killedWhileAllRotate(server, holders, 1 + random.nextInt(100), random);
        }
      }
    }
    System.out.println("answers lost: " + asked + ", of them kept: " + given);
    assertThat(given).as("seed %d: answers lost after their commit", SEED).isPositive();
    assertThat(asked).as("seed %d: answers lost", SEED).isGreaterThan(given);
  }

  /// Half of the holders rotate again and again. Each of the others sends one request at some time,
  /// and ignores the response. The server is killed after a number of responses.
  private static void killedWhileAllRotate(
      ServerProcess server, List<SecretHolder> holders, int answers, Random random)
      throws InterruptedException {
    var listening = holders.subList(0, holders.size() / 2);
    var deaf = new ConcurrentHashMap<Integer, Queue<SecretHolder>>();
    for (var holder : holders.subList(listening.size(), holders.size())) {
      deaf.computeIfAbsent(1 + random.nextInt(answers), _ -> new ConcurrentLinkedQueue<>())
          .add(holder);
    }
    var connections = new ConcurrentLinkedQueue<RawConnection>();
    var answered = new AtomicInteger();
    var enough = new CountDownLatch(answers);
    var load =
        Thread.startVirtualThread(() ->
            ConcurrentCalls.race(
                listening.size(),
                racer -> {
                  var holder = listening.get(racer);
                  try {
                    while (true) {
                      var answer = holder.begin().send(server.client());
                      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
                      holder.take(answer);
                      for (var other :
                          deaf.getOrDefault(answered.incrementAndGet(), new ArrayDeque<>())) {
                        connections.add(server.connect().send(other.begin().raw()));
                      }
                      enough.countDown();
                    }
                  } catch (UncheckedIOException _) {
                    // Killed: the response is lost, if there was one.
                  }
                }));
    assertThat(enough.await(60, TimeUnit.SECONDS)).isTrue();
    server.kill();
    load.join();
    connections.forEach(RawConnection::close);
  }

  private static void eachRotationHappenedOnce(TestClient operator, List<SecretHolder> holders) {
    var operatorKeys = 0;
    for (var holder : holders) {
      switch (holder) {
        case AgentsCredential credential ->
            assertThat(
                    operator
                        .get(
                            "/api/v1/audit?limit=1&action=credential.rotated&agentId="
                                + credential.agent)
                        .text("total"))
                .isEqualTo(Integer.toString(holder.rotations));
        case ApiKey apiKey ->
            assertThat(
                    operator
                        .get(
                            "/api/v1/audit?limit=1&action=api_key.rotated&outcome=success&agentId="
                                + apiKey.agent)
                        .text("total"))
                .isEqualTo(Integer.toString(holder.rotations));
        case OperatorKey _ -> operatorKeys += holder.rotations;
      }
    }
    assertThat(operator.get("/api/v1/audit?limit=1&action=operator.key_rotated").text("total"))
        .isEqualTo(Integer.toString(operatorKeys));
  }

  private interface Condition {
    boolean holds();
  }

  private static void awaitUntil(Condition condition) {
    Await.until(Duration.ofSeconds(60), "the expected state", condition::holds);
  }

  /// The holder of a secret that is rotated by requests whose responses may get lost.
  private abstract static sealed class SecretHolder {
    final String rotate;
    String secret;
    String key = "";
    int rotations;

    SecretHolder(String rotate, String secret) {
      this.rotate = rotate;
      this.secret = secret;
    }

    /// Chooses a key for a new request.
    SecretHolder begin() {
      key = UUID.randomUUID().toString();
      return this;
    }

    /// Whether an answer is still to come.
    boolean isWaiting() {
      return !key.isEmpty();
    }

    TestResponse send(TestClient anybody) {
      return as(anybody).with("Idempotency-Key", key).postJson(rotate, body());
    }

    void take(TestResponse answer) {
      secret = answer.text(member());
      key = "";
      rotations++;
    }

    abstract TestClient as(TestClient anybody);

    /// What [#as] adds, as it goes over the wire.
    abstract String headers();

    String body() {
      return "{}";
    }

    abstract String member();

    abstract boolean isLetIn(TestClient anybody);

    /// The request as it goes over the wire.
    String raw() {
      return "POST "
          + rotate
          + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
          + headers()
          + "Idempotency-Key: "
          + key
          + "\r\nContent-Length: "
          + body().length()
          + "\r\n\r\n"
          + body();
    }
  }

  /// An agent whose client secret the operator rotates.
  private static final class AgentsCredential extends SecretHolder {
    final String agent;

    private AgentsCredential(String agent, String rotate, String secret) {
      super(rotate, secret);
      this.agent = agent;
    }

    static AgentsCredential make(TestClient operator) {
      var agent = operator.post("/api/v1/agents", "name", "courier").text("agentId");
      var credentials = "/api/v1/agents/" + agent + "/credentials";
      var made = operator.post(credentials);
      return new AgentsCredential(
          agent,
          credentials + "/" + made.text("credentialId") + "/rotate",
          made.text("clientSecret"));
    }

    @Override
    TestClient as(TestClient anybody) {
      return anybody;
    }

    @Override
    String headers() {
      return "";
    }

    @Override
    String member() {
      return "clientSecret";
    }

    @Override
    boolean isLetIn(TestClient anybody) {
      return anybody
              .form(
                  "/oauth/token",
                  "grant_type",
                  "client_credentials",
                  "client_id",
                  agent,
                  "client_secret",
                  secret)
              .status()
          == 200;
    }
  }

  /// An operator key that rotates itself: the old secret is its only means to ask again.
  private static final class OperatorKey extends SecretHolder {
    private OperatorKey(String rotate, String secret) {
      super(rotate, secret);
    }

    static OperatorKey make(TestClient operator) {
      var made = operator.post("/api/v1/operator-keys", "name", "k", "scopes", List.of("*"));
      return new OperatorKey(
          "/api/v1/operator-keys/" + made.text("keyId") + "/rotate", made.text("secret"));
    }

    @Override
    TestClient as(TestClient anybody) {
      return anybody.bearer(secret);
    }

    @Override
    String headers() {
      return "Authorization: Bearer " + secret + "\r\n";
    }

    @Override
    String member() {
      return "secret";
    }

    @Override
    boolean isLetIn(TestClient anybody) {
      return anybody.bearer(secret).get("/api/v1/agents?limit=1").status() == 200;
    }
  }

  /// An agent that rotates its own API key.
  private static final class ApiKey extends SecretHolder {
    final String agent;
    private String rotationSecret;
    private String address = "";

    private ApiKey(String agent, String key, String rotationSecret) {
      super("/v1/agents/self/rotate-key", key);
      this.agent = agent;
      this.rotationSecret = rotationSecret;
    }

    static ApiKey make(TestClient operator) {
      var agent = operator.post("/api/v1/agents", "name", "courier").text("agentId");
      var given = operator.post("/api/v1/agents/" + agent + "/api-key/rotate");
      return new ApiKey(agent, given.text("apiKey"), given.text("rotationSecret"));
    }

    /// From another address each time, as few rotations are allowed from one.
    @Override
    SecretHolder begin() {
      var random = ThreadLocalRandom.current();
      address = "10." + random.nextInt(256) + "." + random.nextInt(256) + "." + random.nextInt(256);
      return super.begin();
    }

    @Override
    TestClient as(TestClient anybody) {
      return anybody.bearer(secret).with("X-Forwarded-For", address);
    }

    @Override
    String headers() {
      return "Authorization: Bearer " + secret + "\r\nX-Forwarded-For: " + address + "\r\n";
    }

    @Override
    String body() {
      return "{\"rotationSecret\":\"" + rotationSecret + "\"}";
    }

    @Override
    String member() {
      return "apiKey";
    }

    @Override
    void take(TestResponse answer) {
      super.take(answer);
      rotationSecret = answer.text("rotationSecret");
    }

    @Override
    boolean isLetIn(TestClient anybody) {
      return anybody.bearer(secret).get("/v1/agents/self").status() == 200;
    }
  }
}
