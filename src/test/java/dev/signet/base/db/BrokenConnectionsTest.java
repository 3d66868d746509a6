package dev.signet.base.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.signet.testing.Await;
import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.DatabaseProxy;
import dev.signet.testing.DatabaseProxy.Cut;
import dev.signet.testing.Jwt;
import dev.signet.testing.PostgresServer;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestDatabase;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// PostgreSQL does not respond, breaks connections, or accepts no writes: requests wait or are
/// refused with 503, and acknowledged requests were executed once.
@DisplayNameGeneration(ReplaceUnderscores.class)
class BrokenConnectionsTest {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private static PostgresServer database;
  private static DatabaseProxy proxy;
  private static TestServer server;
  private static List<TestAgent> agents;

  @BeforeAll
  static void start() throws IOException {
    assumeTrue(TestDatabase.isPostgresql(), "an embedded database has no connections");
    database = PostgresServer.dedicated();
    proxy = DatabaseProxy.to(database.newDatabaseUrl());
    // So that each COMMIT can be seen: a prepared one is sent by its number.
    var url = proxy.databaseUrl() + "&prepareThreshold=0";
    server = new TestServer().with("database", url).with("token-alg", "ES256");
    server.start();
    agents = IntStream.range(0, 8).mapToObj(i -> server.registerAgent("courier " + i)).toList();
  }

  @AfterAll
  static void stop() throws IOException {
    if (server != null) {
      server.close();
      proxy.close();
      database.close();
    }
  }

  @Test
  void a_connection_that_breaks_costs_no_request() {
    try (var load = new Running()) {
      for (var time = 0; time < 5; time++) {
        load.goesOn(40);
        proxy.cutOne();
      }
      load.goesOn(40);
    }
  }

  @Test
  void a_commit_whose_answer_is_lost_is_looked_for_and_done_once() {
    for (var where : List.of(Cut.AFTER_COMMIT, Cut.BEFORE_COMMIT)) {
      for (var round = 0; round < 5; round++) {
        var cutBefore = proxy.cuts();
        proxy.cutNextCommit(where);
        var name = where + " " + round;
        var made = server.operator().post("/api/v1/agents", "name", name);
        await(() -> proxy.cuts() > cutBefore);
        assertThat(made.status()).as(name).isEqualTo(201);
        assertThat(
                server.operator().get("/api/v1/agents?q=" + name.replace(" ", "%20")).text("total"))
            .isEqualTo("1");
      }
    }
    assertThat(server.operator().get("/api/v1/audit/verify").text("valid")).isEqualTo("true");
  }

  @Test
  void tokens_whose_commit_is_cut_are_issued_once_and_none_is_refused() {
    try (var load = new Running()) {
      for (var time = 0; time < 6; time++) {
        load.goesOn(20);
        var cutBefore = proxy.cuts();
        proxy.cutNextCommit(time % 2 == 0 ? Cut.AFTER_COMMIT : Cut.BEFORE_COMMIT);
        await(() -> proxy.cuts() > cutBefore);
      }
      load.goesOn(20);
    }
    assertThat(server.operator().get("/api/v1/audit/verify").text("valid")).isEqualTo("true");
  }

  @Test
  void a_server_that_has_become_read_only_is_503_and_not_ready_and_service_resumes_by_itself() {
    var token = agents.getFirst().token();
    try (var load = new Running()) {
      load.mayBe(503);
      load.goesOn(20);
      database.readOnly(true);
      var started = System.nanoTime();
      await(() -> ready() == 503);
      assertThat(since(started)).as("until it is not ready").isLessThan(Duration.ofSeconds(4));
      isUnavailable(agents.getFirst().requestToken(), "temporarily_unavailable");
      isUnavailable(server.operator().post("/api/v1/agents", "name", "late"), "unavailable");
      await(() -> introspection(token).status() == 503);
      database.readOnly(false);
      started = System.nanoTime();
      await(() -> ready() == 200);
      await(() -> agents.getFirst().requestToken().status() == 200);
      assertThat(since(started)).as("until it is back").isLessThan(Duration.ofSeconds(10));
      assertThat(introspection(token).text("active")).isEqualTo("true");
    }
  }

  @Test
  void a_changed_password_is_503_as_connections_end_and_service_resumes_by_itself() {
    database.changePassword(true);
    assertThat(agents.getFirst().requestToken().status())
        .as("over a connection that is open")
        .isEqualTo(200);
    await(() -> {
      proxy.cutAll();
      return ready() == 503;
    });
    isUnavailable(server.operator().post("/api/v1/agents", "name", "late"), "unavailable");

    database.changePassword(false);

    await(() -> ready() == 200);
    await(() -> agents.getFirst().requestToken().status() == 200);
  }

  @Test
  void a_hanging_server_delays_no_request_and_the_node_reports_not_ready() {
    var token = agents.getFirst().token();
    try (var load = new Running()) {
      load.mayBe(503);
      load.goesOn(20);
      proxy.freeze();
      var started = System.nanoTime();
      var slowest = Duration.ZERO;
      while (ready() != 503) {
        assertThat(since(started)).isLessThan(Duration.ofSeconds(5));
      }
      for (var time = 0; time < 3; time++) {
        var asked = System.nanoTime();
        isUnavailable(introspection(token), "temporarily_unavailable");
        isUnavailable(agents.getFirst().requestToken(), "temporarily_unavailable");
        slowest = since(asked).compareTo(slowest) > 0 ? since(asked) : slowest;
      }
      assertThat(slowest).isLessThan(Duration.ofSeconds(11));
      proxy.thaw();
      await(() -> ready() == 200);
      await(() -> agents.getFirst().requestToken().status() == 200);
    }
    assertThat(server.operator().get("/api/v1/audit/verify").text("valid")).isEqualTo("true");
  }

  private static int ready() {
    return server.unauthenticated().get("/health/ready").status();
  }

  private static TestResponse introspection(String token) {
    return server.operator().form("/oauth/introspect", "token", token);
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  private static void isUnavailable(TestResponse answer, String error) {
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.json("error")).isEqualTo(error);
    assertThat(answer.header("Retry-After")).isPresent();
    assertThat(answer.body()).doesNotContain("SQL", "jdbc", "ostgres", "onnection");
  }

  private static void await(BooleanSupplier condition) {
    Await.until(DEADLINE, "the expected state", condition);
  }

  /// Requests tokens continuously; each response is 200, or one that is allowed, within 11 s, and
  /// each token's event is in the audit log.
  private static final class Running implements AutoCloseable {
    private final Queue<String> tokens = new ConcurrentLinkedQueue<>();
    private final Set<Integer> statuses = ConcurrentHashMap.newKeySet();
    private final List<Integer> allowed = new ArrayList<>(List.of(200));
    private final AtomicBoolean over = new AtomicBoolean();
    private final Thread load =
        Thread.ofVirtual().start(() -> ConcurrentCalls.race(agents.size(), this::askAllTheTime));
    private volatile Duration slowest = Duration.ZERO;

    private void askAllTheTime(int racer) {
      while (!over.get()) {
        var started = System.nanoTime();
        var answer = agents.get(racer).requestToken();
        var took = since(started);
        slowest = took.compareTo(slowest) > 0 ? took : slowest;
        statuses.add(answer.status());
        if (answer.status() == 200) {
          tokens.add(answer.text("access_token"));
        }
      }
    }

    void mayBe(int status) {
      allowed.add(status);
    }

    void goesOn(int more) {
      var before = tokens.size();
      await(() -> tokens.size() >= before + more);
    }

    @Override
    public void close() {
      over.set(true);
      try {
        load.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
      assertThat(statuses).isSubsetOf(allowed);
      assertThat(slowest).as("the slowest answer").isLessThan(Duration.ofSeconds(11));
      for (var token : tokens) {
        var event = server.operator().get("/api/v1/audit/" + Jwt.of(token).claim("jti"));
        assertThat(event.json("action")).isEqualTo("token.issued");
      }
    }
  }
}
