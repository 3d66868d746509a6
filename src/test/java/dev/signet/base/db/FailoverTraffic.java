package dev.signet.base.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.Jwt;
import dev.signet.testing.PostgresCluster.Member;
import dev.signet.testing.TestAgent;
import dev.signet.testing.TestResponse;
import dev.signet.testing.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Callers of two nodes who get, ask about and revoke tokens and register agents all the time, and
/// remember each answer.
final class FailoverTraffic implements AutoCloseable {
  private static final int CALLERS = 6;
  private static final Duration PAUSE = Duration.ofMillis(5);

  /// A request and its outcome.
  ///
  /// @param retryAfter whether the response says when to retry
  record RecordedResponse(String what, int status, boolean retryAfter, Duration took) {}

  private final List<TestServer> nodes;
  private final List<TestAgent> agents = new ArrayList<>();
  private final Queue<RecordedResponse> answers = new ConcurrentLinkedQueue<>();
  private final Set<String> issued = ConcurrentHashMap.newKeySet();

  /// The tokens, by their ids.
  private final Map<String, String> revoked = new ConcurrentHashMap<>();

  private final Set<String> registered = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean over = new AtomicBoolean();
  private final Thread load;

  FailoverTraffic(List<TestServer> nodes) {
    this.nodes = nodes;
    for (var caller = 0; caller < CALLERS; caller++) {
      var agent = nodes.getFirst().registerAgent("caller " + caller, "read");
      agents.add(
          new TestAgent(
              node(caller).unauthenticated(), agent.id(), agent.clientId(), agent.secret()));
    }
    load = Thread.ofVirtual().start(() -> ConcurrentCalls.race(CALLERS, this::runRequests));
  }

  private TestServer node(int caller) {
    return nodes.get(caller % nodes.size());
  }

  private void runRequests(int caller) {
    var agent = agents.get(caller);
    var operator = node(caller).operator();
    for (var round = 0; !over.get(); round++) {
      var answer = ask("token", agent::requestToken);
      if (answer.status() == 200) {
        var token = answer.text("access_token");
        var id = Jwt.of(token).claim("jti");
        issued.add(id);
        ask("introspect", () -> operator.form("/oauth/introspect", "token", token));
        if (round % 3 == 0
            && ask("revoke", () -> operator.form("/oauth/revoke", "token", token)).status()
                == 200) {
          revoked.put(id, token);
        }
      }
      if (round % 4 == 0) {
        var made = ask("register", () -> operator.post("/api/v1/agents", "name", "made"));
        if (made.status() == 201) {
          registered.add(made.text("agentId"));
        }
      }
      ask("ready", () -> node(caller).unauthenticated().get("/health/ready"));
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private TestResponse ask(String what, Supplier<TestResponse> call) {
    var started = System.nanoTime();
    var answer = call.get();
    answers.add(
        new RecordedResponse(
            what,
            answer.status(),
            answer.header("Retry-After").isPresent(),
            Duration.ofNanos(System.nanoTime() - started)));
    return answer;
  }

  /// Waits until this many more tokens have been issued.
  void awaitMoreResponses(int more) {
    var before = issued.size();
    FailoverTest.await(() -> issued.size() >= before + more);
  }

  int count() {
    return answers.size();
  }

  long count(int status) {
    return answers.stream().filter(answer -> answer.status() == status).count();
  }

  Duration slowest(String... kinds) {
    var wanted = List.of(kinds);
    return answers.stream()
        .filter(answer -> wanted.isEmpty() || wanted.contains(answer.what()))
        .map(RecordedResponse::took)
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  /// Stops, and checks that each response was one that is allowed.
  @Override
  public void close() {
    over.set(true);
    try {
      load.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  void assertOnlyExpectedResponses(Duration longest) {
    assertThat(answers)
        .allSatisfy(answer -> {
          assertThat(answer.status()).as("%s", answer).isIn(200, 201, 503);
          assertThat(answer.status() == 503).as("%s", answer).isEqualTo(answer.retryAfter());
          assertThat(answer.took()).as("%s", answer).isLessThan(longest);
        });
  }

  /// Acknowledged changes that are missing in a database. Revoking a token that lost writes have
  /// ended already writes nothing: such a token only must not be active.
  List<String> lost(Member server) {
    var tokens = missing(issued, server.values("SELECT event_id FROM audit_events"));
    var revocations =
        missing(revoked.keySet(), server.values("SELECT jti FROM revoked_tokens"))
            .filter(id -> isActive(Objects.requireNonNull(revoked.get(id))));
    var agentIds = missing(registered, server.values("SELECT agent_id FROM agents"));
    return Stream.of(
            tokens.map(id -> "token " + id),
            revocations.map(id -> "revocation of " + id),
            agentIds.map(id -> "agent " + id))
        .flatMap(lost -> lost)
        .toList();
  }

  private static Stream<String> missing(Set<String> answered, List<String> found) {
    var there = Set.copyOf(found);
    return answered.stream().filter(id -> !there.contains(id));
  }

  private boolean isActive(String token) {
    return nodes
        .getFirst()
        .operator()
        .form("/oauth/introspect", "token", token)
        .text("active")
        .equals("true");
  }

  int acknowledged() {
    return issued.size() + revoked.size() + registered.size();
  }
}
