package dev.signet.base.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import dev.signet.testing.Await;
import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One transaction commits the items of many callers, and each gets its own result once it is on
/// disk.
@DisplayNameGeneration(ReplaceUnderscores.class)
class GroupCommitTest {
  @TempDir Path data;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private Db db;

  @BeforeEach
  void open() {
    db = Db.open(DatabaseUrl.parse(TestDatabase.fresh(data)), meters);
    db.inTransaction(tx -> tx.update("CREATE TABLE items (item BIGINT NOT NULL)").execute());
  }

  @AfterEach
  void close() {
    db.close();
  }

  private GroupCommit<Integer, String> commits(GroupCommit.Batch<Integer, String> batch) {
    return new GroupCommit<>("test", db, batch, meters);
  }

  private static List<String> insertAll(Tx tx, List<Integer> items) {
    var outcomes = new ArrayList<String>();
    for (var item : items) {
      tx.update("INSERT INTO items (item) VALUES (:item)").bind("item", item).execute();
      outcomes.add("item " + item);
    }
    return outcomes;
  }

  private List<Integer> stored() {
    return db.read(handle ->
        handle.createQuery("SELECT item FROM items ORDER BY item").mapTo(Integer.class).list());
  }

  @Test
  void each_item_gets_its_own_result_and_is_stored() {
    var commits = commits(GroupCommitTest::insertAll);
    var threads = 32;
    var each = 100;

    ConcurrentCalls.race(
        threads,
        racer -> {
          for (var i = racer * each; i < (racer + 1) * each; i++) {
            assertThat(commits.submit(i).await()).isEqualTo("item " + i);
            assertThat(isStored(i)).isTrue();
          }
        });

    assertThat(stored()).isEqualTo(IntStream.range(0, threads * each).boxed().toList());
  }

  private boolean isStored(int item) {
    return db.read(handle ->
        handle
            .createQuery("SELECT count(*) FROM items WHERE item = :item")
            .bind("item", item)
            .mapTo(Integer.class)
            .one()
            .equals(1));
  }

  @Test
  void items_submitted_during_a_commit_share_the_next_commit() throws InterruptedException {
    var sizes = new ConcurrentLinkedQueue<Integer>();
    var began = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    var commits =
        commits((tx, items) -> {
          sizes.add(items.size());
          began.countDown();
          await(goOn);
          return insertAll(tx, items);
        });

    var first = commits.submit(0);
    assertThat(began.await(30, TimeUnit.SECONDS)).isTrue();
    var others = IntStream.range(1, 100).mapToObj(commits::submit).toList();
    goOn.countDown();

    assertThat(first.await()).isEqualTo("item 0");
    others.forEach(GroupCommit.Pending::await);
    assertThat(sizes).containsExactly(1, 99);
  }

  @Test
  void without_urgent_callers_the_first_item_waits_briefly_for_others() {
    var sizes = new ConcurrentLinkedQueue<Integer>();
    var hurry = new AtomicBoolean();
    var commits =
        new GroupCommit<Integer, String>(
            "patient",
            db,
            (tx, items) -> {
              sizes.add(items.size());
              return insertAll(tx, items);
            },
            hurry::get,
            _ -> "",
            new SimpleMeterRegistry());

    commits.submit(0).await();
    var others = IntStream.range(1, 25).mapToObj(commits::submit).toList();
    others.forEach(GroupCommit.Pending::await);
    hurry.set(true);
    commits.submit(25).await();

    assertThat(stored()).hasSize(26);
    assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(26);
    assertThat(sizes).hasSizeLessThan(26);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Test
  void the_items_of_an_owner_with_many_do_not_delay_those_of_another() {
    var batches = new ConcurrentLinkedQueue<List<Integer>>();
    var began = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    var commits =
        new GroupCommit<Integer, String>(
            "owners",
            db,
            (tx, items) -> {
              batches.add(items);
              began.countDown();
              await(goOn);
              return insertAll(tx, items);
            },
            () -> true,
            item -> item < 10_000 ? "greedy" : "modest",
            new SimpleMeterRegistry());

    var first = commits.submit(0);
    await(began);
    var greedy = IntStream.range(1, 1_500).mapToObj(commits::submit).toList();
    var modest = IntStream.range(10_000, 10_003).mapToObj(commits::submit).toList();
    goOn.countDown();

    first.await();
    modest.forEach(GroupCommit.Pending::await);
    greedy.forEach(GroupCommit.Pending::await);
    assertThat(batches.stream().skip(1).findFirst().orElseThrow())
        .startsWith(1, 10_000, 2, 10_001, 3, 10_002, 4, 5);
    assertThat(stored()).hasSize(1_503);
  }

  @Test
  void an_owner_with_too_many_waiting_items_is_refused_and_others_are_not() {
    var firstBegan = new CountDownLatch(1);
    var secondBegan = new CountDownLatch(2);
    var others = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    var commits =
        new GroupCommit<Integer, String>(
            "owners",
            db,
            (tx, items) -> {
              firstBegan.countDown();
              secondBegan.countDown();
              await(items.contains(0) ? others : goOn);
              return insertAll(tx, items);
            },
            () -> true,
            item -> item < 10_000 ? "greedy" : "modest",
            new SimpleMeterRegistry());

    var waiting = new ArrayList<GroupCommit.Pending<String>>();
    waiting.add(commits.submit(0));
    await(firstBegan);
    waiting.addAll(IntStream.range(1, 4_000).mapToObj(commits::submit).toList());
    others.countDown();
    await(secondBegan);

    assertThatThrownBy(() -> commits.submit(4_000))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.refusal()).isInstanceOf(Refusal.TooManyRequests.class));
    waiting.add(commits.submit(10_000));
    goOn.countDown();
    waiting.forEach(GroupCommit.Pending::await);
  }

  @Test
  void a_batch_has_a_bound_and_the_rest_follows() throws InterruptedException {
    var sizes = new ConcurrentLinkedQueue<Integer>();
    var began = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    var commits =
        commits((tx, items) -> {
          sizes.add(items.size());
          began.countDown();
          await(goOn);
          return insertAll(tx, items);
        });
    var pending = new ArrayList<GroupCommit.Pending<String>>();
    pending.add(commits.submit(0));
    assertThat(began.await(30, TimeUnit.SECONDS)).isTrue();
    IntStream.range(1, 1001).mapToObj(commits::submit).forEach(pending::add);
    goOn.countDown();

    pending.forEach(GroupCommit.Pending::await);

    assertThat(sizes).containsExactly(1, 256, 256, 256, 232);
    assertThat(stored()).hasSize(1001);
  }

  @Test
  void when_a_batch_fails_all_its_items_fail_and_none_is_stored() {
    var failing = new AtomicBoolean(true);
    var commits =
        commits((tx, items) -> {
          var outcomes = insertAll(tx, items);
          if (failing.get()) {
            throw new IllegalArgumentException("no");
          }
          return outcomes;
        });

    var first = commits.submit(1);
    assertThatThrownBy(first::await).isInstanceOf(IllegalArgumentException.class);
    assertThat(stored()).isEmpty();

    failing.set(false);
    assertThat(commits.submit(2).await()).isEqualTo("item 2");
    assertThat(stored()).containsExactly(2);
  }

  @Test
  void a_failure_reaches_exactly_the_items_of_its_batch() {
    var batches = new AtomicInteger();
    var commits =
        commits((tx, items) -> {
          var outcomes = insertAll(tx, items);
          if (batches.incrementAndGet() % 3 == 0) {
            throw new IllegalArgumentException("no");
          }
          return outcomes;
        });
    var answered = new ConcurrentLinkedQueue<Integer>();

    ConcurrentCalls.race(
        16,
        racer -> {
          for (var i = racer * 50; i < (racer + 1) * 50; i++) {
            try {
              commits.submit(i).await();
              answered.add(i);
            } catch (IllegalArgumentException _) {
              // Refused, as expected.
            }
          }
        });

    assertThat(stored()).isEqualTo(answered.stream().sorted().toList());
    assertThat(answered).isNotEmpty();
  }

  /// Regression: a lane that was never scheduled again.
  @Test
  void after_the_lane_was_full_it_goes_on() throws InterruptedException {
    assumeFalse(TestDatabase.isPostgresql(), "there each lane is its own");
    var commits = commits(GroupCommitTest::insertAll);
    var goOn = new CountDownLatch(1);
    var lane = db.lane("filler");
    var isHeld = new CountDownLatch(1);
    lane.execute(() -> {
      isHeld.countDown();
      await(goOn);
    });
    // Before that, the lane would take one of the fillers, and leave a place free.
    assertThat(isHeld.await(30, TimeUnit.SECONDS)).isTrue();
    var filled = 0;
    try {
      for (; filled < 20_000; filled++) {
        lane.execute(() -> {});
      }
    } catch (Refused full) {
      assertThat(full.refusal()).isInstanceOf(Refusal.ServiceUnavailable.class);
    }
    assertThat(filled).isLessThan(20_000);

    assertThatThrownBy(() -> commits.submit(1)).isInstanceOf(Refused.class);
    goOn.countDown();
    var drained = new CountDownLatch(1);
    Await.until(Duration.ofSeconds(30), "the lane has a free place", () -> accepts(lane, drained));
    assertThat(drained.await(30, TimeUnit.SECONDS)).isTrue();

    assertThat(commits.submit(2).await()).isEqualTo("item 2");
    assertThat(stored()).contains(2);
  }

  private static boolean accepts(Executor lane, CountDownLatch drained) {
    try {
      lane.execute(drained::countDown);
      return true;
    } catch (Refused _) {
      return false;
    }
  }
}
