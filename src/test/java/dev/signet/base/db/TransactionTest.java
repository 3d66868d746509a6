package dev.signet.base.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import dev.signet.testing.ConcurrentCalls;
import dev.signet.testing.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Transactions are atomic, and memory changes only with what is on disk.
@DisplayNameGeneration(ReplaceUnderscores.class)
class TransactionTest {
  @TempDir Path data;

  private String url;
  private Db db;

  @BeforeEach
  void open() {
    url = TestDatabase.fresh(data);
    db = Db.open(DatabaseUrl.parse(url), new SimpleMeterRegistry());
    db.inTransaction(tx -> {
      tx.update("CREATE TABLE accounts (id BIGINT NOT NULL PRIMARY KEY, sum BIGINT NOT NULL)")
          .execute();
      return tx.update("INSERT INTO accounts (id, sum) VALUES (1, 0), (2, 0)").execute();
    });
  }

  @AfterEach
  void close() {
    db.close();
  }

  private static int add(Tx tx, int id, int amount) {
    return tx.update("UPDATE accounts SET sum = sum + :amount WHERE id = :id")
        .bind("amount", amount)
        .bind("id", id)
        .execute();
  }

  private List<Integer> sums() {
    return db.read(handle ->
        handle.createQuery("SELECT sum FROM accounts ORDER BY id").mapTo(Integer.class).list());
  }

  @Test
  void an_exception_rolls_back_everything_and_is_rethrown() {
    assertThatThrownBy(() ->
            db.inTransaction(tx -> {
              add(tx, 1, 5);
              add(tx, 2, 5);
              throw Refused.notFound("agent");
            }))
        .isInstanceOf(Refused.class);

    assertThat(sums()).containsExactly(0, 0);
  }

  @Test
  void a_constraint_that_is_broken_undoes_everything_and_is_a_bug() {
    assertThatThrownBy(() ->
            db.inTransaction(tx -> {
              add(tx, 1, 5);
              return tx.update("INSERT INTO accounts (id, sum) VALUES (2, 0)").execute();
            }))
        .isInstanceOf(JdbiException.class);

    assertThat(sums()).containsExactly(0, 0);
  }

  @Test
  void after_commit_actions_run_after_a_commit_and_not_after_a_rollback() {
    var seen = new ConcurrentLinkedQueue<List<Integer>>();
    db.inTransaction(tx -> {
      tx.afterCommit(() -> seen.add(sums()));
      return add(tx, 1, 5);
    });
    assertThat(seen).containsExactly(List.of(5, 0));

    assertThatThrownBy(() ->
            db.inTransaction(tx -> {
              tx.afterCommit(() -> seen.add(List.of()));
              throw new IllegalArgumentException("no");
            }))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(seen).hasSize(1);
  }

  @Test
  void after_end_actions_run_whatever_the_outcome() {
    var forgotten = new ConcurrentLinkedQueue<List<Integer>>();
    db.inTransaction(tx -> {
      tx.afterEnd(() -> forgotten.add(sums()));
      return add(tx, 1, 5);
    });
    assertThatThrownBy(() ->
            db.inTransaction(tx -> {
              tx.afterEnd(() -> forgotten.add(sums()));
              add(tx, 1, 5);
              throw new IllegalArgumentException("no");
            }))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(forgotten).containsExactly(List.of(5, 0), List.of(5, 0));
  }

  @Test
  void a_commit_hook_is_created_once_runs_inside_and_learns_the_outcome() {
    var closing = new Recorded();
    db.inTransaction(tx -> {
      tx.commitHook(this, Recorded.class, () -> closing);
      assertThat(tx.commitHook(this, Recorded.class, Recorded::new)).isSameAs(closing);
      closing.lastly = () -> add(tx, 2, 7);
      return add(tx, 1, 5);
    });
    assertThat(closing.ends).containsExactly(true);
    assertThat(sums()).containsExactly(5, 7);

    var failing = new Recorded();
    assertThatThrownBy(() ->
            db.inTransaction(tx -> {
              tx.commitHook(this, Recorded.class, () -> failing);
              failing.lastly =
                  () -> {
                    throw new IllegalArgumentException("no");
                  };
              return add(tx, 1, 5);
            }))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(failing.ends).containsExactly(false);
    assertThat(sums()).containsExactly(5, 7);
  }

  private static final class Recorded implements Tx.CommitHook {
    private final List<Boolean> ends = new ArrayList<>();
    private Runnable lastly = () -> {};

    @Override
    public void beforeCommit() {
      lastly.run();
    }

    @Override
    public void afterCompletion(boolean committed) {
      ends.add(committed);
    }
  }

  @Test
  void racing_transactions_lose_nothing() {
    ConcurrentCalls.race(
        16,
        racer -> {
          for (var i = 0; i < 50; i++) {
            db.inTransaction(tx -> {
              add(tx, 1, 1);
              return add(tx, 2, -1);
            });
          }
        });

    assertThat(sums()).containsExactly(800, -800);
  }

  @Test
  void a_deadlock_is_resolved_by_doing_one_of_the_two_again() {
    assumeTrue(TestDatabase.isPostgresql(), "one writer has nobody to lock");
    var bothHaveOne = new CountDownLatch(2);
    var begun = new AtomicInteger();

    ConcurrentCalls.race(
        2,
        racer ->
            db.inTransaction(tx -> {
              begun.incrementAndGet();
              add(tx, racer == 0 ? 1 : 2, 1);
              bothHaveOne.countDown();
              await(bothHaveOne);
              return add(tx, racer == 0 ? 2 : 1, 1);
            }));

    assertThat(begun.get()).isGreaterThan(2);
    assertThat(sums()).containsExactly(2, 2);
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
  void a_write_that_waits_too_long_for_the_writer_is_refused_and_never_runs()
      throws InterruptedException {
    assumeFalse(TestDatabase.isPostgresql(), "there many write at once");
    var began = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    var busy =
        Thread.startVirtualThread(() ->
            db.inTransaction(tx -> {
              began.countDown();
              await(goOn);
              return add(tx, 1, 1);
            }));
    await(began);
    var late = new AtomicBoolean();

    assertThatThrownBy(() ->
            db.inTransaction(tx -> {
              late.set(true);
              return add(tx, 2, 1);
            }))
        .asInstanceOf(type(Refused.class))
        .extracting(Refused::refusal)
        .isInstanceOf(Refusal.ServiceUnavailable.class);
    goOn.countDown();
    busy.join();
    db.inTransaction(tx -> add(tx, 1, 1));

    assertThat(late).isFalse();
    assertThat(sums()).containsExactly(2, 0);
  }

  @Test
  void a_transaction_has_the_write_lock_before_it_reads_or_writes() {
    assumeFalse(TestDatabase.isPostgresql(), "there many write at once");

    db.inTransaction(tx -> {
      assertThatThrownBy(this::beginOverAnotherConnection).hasMessageContaining("SQLITE_BUSY");
      return add(tx, 1, 1);
    });

    assertThat(sums()).containsExactly(1, 0);
  }

  private void beginOverAnotherConnection() throws SQLException {
    try (var other = DriverManager.getConnection("jdbc:" + url);
        var statement = other.createStatement()) {
      statement.execute("PRAGMA busy_timeout = 0");
      statement.execute("BEGIN IMMEDIATE");
    }
  }

  @Test
  void readers_do_not_wait_for_a_writer_and_see_committed_data() throws InterruptedException {
    var wrote = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    var writer =
        Thread.startVirtualThread(() ->
            db.inTransaction(tx -> {
              add(tx, 1, 1);
              wrote.countDown();
              await(goOn);
              return 1;
            }));
    await(wrote);

    assertThat(sums()).containsExactly(0, 0);
    goOn.countDown();
    writer.join();
    assertThat(sums()).containsExactly(1, 0);
  }

  @Test
  void a_file_that_is_not_a_database_is_reported_and_unlocked() throws IOException {
    assumeFalse(TestDatabase.isPostgresql(), "of the embedded database");
    var file = data.resolve("other.db");
    Files.writeString(file, "this is no database, and longer than its header".repeat(9));
    var url = new DatabaseUrl.Sqlite(file);

    for (var attempt = 0; attempt < 2; attempt++) {
      assertThatThrownBy(() -> Db.open(url, new SimpleMeterRegistry()))
          .isInstanceOf(DatabaseUnusable.class)
          .hasMessageContaining("not a database");
    }
  }

  @Test
  void a_statement_that_takes_too_long_fails_alone() {
    assumeTrue(TestDatabase.isPostgresql(), "SQLite has no time limit for a statement");

    assertThatThrownBy(() ->
            db.inTransaction(
                tx -> tx.query("SELECT CAST(pg_sleep(30) AS TEXT)").mapTo(String.class).one()))
        .isInstanceOf(Refused.class);

    int changed = db.inTransaction(tx -> add(tx, 1, 1));
    assertThat(changed).isOne();
    long read = db.read(handle -> handle.createQuery("SELECT 1").mapTo(Long.class).one());
    assertThat(read).isOne();
  }
}
