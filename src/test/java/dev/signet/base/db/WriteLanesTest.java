package dev.signet.base.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signet.base.db.DbCaller.Lane;
import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import dev.signet.testing.Await;
import dev.signet.testing.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Transactions of requests take turns: those of one organization do not delay those of others.
@DisplayNameGeneration(ReplaceUnderscores.class)
class WriteLanesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final WriteLanes lanes = new WriteLanes(meters);
  private final CountDownLatch end = new CountDownLatch(1);
  private ExecutorService threads;

  @BeforeEach
  void open() {
    threads = Executors.newVirtualThreadPerTaskExecutor();
  }

  @AfterEach
  void close() {
    end.countDown();
    threads.close();
  }

  private static DbCaller agent(String organization, String id) {
    return new DbCaller(Lane.TENANTS, organization, id);
  }

  private static boolean waited(CountDownLatch latch) {
    try {
      return latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Transactions that are in progress until the end of the test.
  private void occupies(DbCaller caller, int transactions) {
    var begun = new CountDownLatch(transactions);
    for (var i = 0; i < transactions; i++) {
      threads.execute(() ->
          caller.run(() ->
              lanes.run(
                  PATIENCE,
                  _ -> {
                    begun.countDown();
                    return waited(end);
                  })));
    }
    assertThat(waited(begun)).isTrue();
  }

  /// A transaction that waits for its turn, and then adds this to the list.
  private CompletableFuture<Boolean> waits(DbCaller caller, String name, List<String> order) {
    var before = waiting();
    var done =
        CompletableFuture.supplyAsync(
            () -> caller.run(() -> lanes.run(PATIENCE, _ -> order.add(name))), threads);
    Await.until(PATIENCE, name + " waits for its turn", () -> waiting() != before);
    return done;
  }

  private double waiting() {
    return meters.get("signet.writes.waiting").tag("lane", "tenants").gauge().value();
  }

  private void fillQueue(DbCaller caller) {
    for (var i = 0; i < Lane.TENANTS.writes().waitingPerCaller(); i++) {
      var _ = waits(caller, "", new CopyOnWriteArrayList<>());
    }
  }

  private boolean begins(DbCaller caller) {
    return caller.run(() -> lanes.run(Duration.ZERO, _ -> true));
  }

  private void isRefused(DbCaller caller, Class<? extends Refusal> refusal) {
    assertThatThrownBy(() -> begins(caller))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.refusal()).isInstanceOf(refusal));
  }

  @Test
  void an_organization_with_many_waiting_changes_does_not_delay_another() {
    occupies(agent("greedy", "a"), Lane.TENANTS.writes().runningPerGroup());
    fillQueue(agent("greedy", "a"));

    assertThat(begins(agent("modest", "b"))).isTrue();
    assertThat(begins(new DbCaller(Lane.OPERATORS, "operator", "operator"))).isTrue();
    assertThat(begins(new DbCaller(Lane.ANONYMOUS, "192.0.2.1", "192.0.2.1"))).isTrue();
  }

  @Test
  void the_queue_of_an_agent_is_bounded_and_other_agents_of_its_organization_still_wait() {
    occupies(agent("greedy", "a"), Lane.TENANTS.writes().runningPerGroup());
    fillQueue(agent("greedy", "a"));

    isRefused(agent("greedy", "a"), Refusal.TooManyRequests.class);
    isRefused(agent("greedy", "b"), Refusal.ServiceUnavailable.class);
    assertThat(meters.get("signet.writes.refused").tag("lane", "tenants").counter().count())
        .isEqualTo(1);
  }

  @Test
  void the_queue_of_an_organization_is_bounded() {
    occupies(agent("greedy", "a"), Lane.TENANTS.writes().runningPerGroup());
    var agents = Lane.TENANTS.writes().waitingPerGroup() / Lane.TENANTS.writes().waitingPerCaller();
    IntStream.range(0, agents).forEach(i -> fillQueue(agent("greedy", "agent " + i)));

    isRefused(agent("greedy", "another"), Refusal.TooManyRequests.class);
    assertThat(begins(agent("modest", "b"))).isTrue();
  }

  @Test
  void organizations_take_turns_and_so_do_the_agents_of_one() {
    // The lane is full: of six places, each of three organizations has two.
    var release = new CountDownLatch(1);
    var begun = new CountDownLatch(Lane.TENANTS.writes().running());
    var organizations = Lane.TENANTS.writes().running() / Lane.TENANTS.writes().runningPerGroup();
    for (var i = 0; i < organizations - 1; i++) {
      occupies(agent("busy " + i, "x"), Lane.TENANTS.writes().runningPerGroup());
      begun.countDown();
      begun.countDown();
    }
    occupies(agent("busy last", "x"), 1);
    begun.countDown();
    threads.execute(() ->
        agent("last", "x")
            .run(() ->
                lanes.run(
                    PATIENCE,
                    _ -> {
                      begun.countDown();
                      return waited(release);
                    })));
    assertThat(waited(begun)).isTrue();
    var order = new CopyOnWriteArrayList<String>();

    var done =
        List.of(
            waits(agent("a", "1"), "a1 first", order),
            waits(agent("a", "1"), "a1 second", order),
            waits(agent("a", "2"), "a2 first", order),
            waits(agent("b", "1"), "b1 first", order),
            waits(agent("b", "1"), "b1 second", order));
    release.countDown();
    done.forEach(CompletableFuture::join);

    assertThat(order).containsExactly("a1 first", "b1 first", "a2 first", "b1 second", "a1 second");
  }

  @Test
  void a_change_that_gives_up_leaves_its_place_in_the_queue() {
    occupies(agent("greedy", "a"), Lane.TENANTS.writes().runningPerGroup());

    for (var i = 0; i < Lane.TENANTS.writes().waitingPerCaller() + 1; i++) {
      isRefused(agent("greedy", "a"), Refusal.ServiceUnavailable.class);
    }
    assertThat(waiting()).isZero();
  }

  @Test
  void a_transaction_within_a_transaction_begins_at_once() {
    var agent = agent("nested", "a");
    occupies(agent, Lane.TENANTS.writes().runningPerGroup() - 1);

    assertThat(agent.<Boolean>run(() -> lanes.run(PATIENCE, _ -> lanes.run(PATIENCE, _ -> true))))
        .isTrue();
  }

  @Test
  void a_refused_change_frees_its_turn() {
    var agent = agent("failing", "a");
    for (var i = 0; i < 10; i++) {
      assertThatThrownBy(() ->
              agent.run(() ->
                  lanes.run(
                      PATIENCE,
                      _ -> {
                        throw Refused.notFound("thing");
                      })))
          .isInstanceOf(Refused.class);
    }
    assertThat(begins(agent)).isTrue();
  }

  @Test
  void the_database_runs_few_transactions_of_one_organization_at_a_time(@TempDir Path folder) {
    try (var db = Db.open(DatabaseUrl.parse(TestDatabase.fresh(folder)), meters)) {
      var inProgress = new AtomicInteger();
      var seen = new ConcurrentLinkedQueue<Integer>();
      var agent = agent("busy", "a");
      var done =
          IntStream.range(0, 30)
              .mapToObj(_ ->
                  CompletableFuture.runAsync(
                      () ->
                          agent.run(() ->
                              db.inTransaction(tx -> {
                                seen.add(inProgress.incrementAndGet());
                                tx.query("SELECT 1").mapTo(Integer.class).one();
                                return inProgress.decrementAndGet();
                              })),
                      threads))
              .toList();
      done.forEach(CompletableFuture::join);

      assertThat(seen).hasSize(30).allMatch(count -> count <= 2);
    }
  }
}
