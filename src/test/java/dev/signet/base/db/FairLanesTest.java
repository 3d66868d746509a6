package dev.signet.base.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.signet.base.db.DbCaller.Lane;
import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import dev.signet.testing.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class FairLanesTest {
  private static final DbCaller OPERATOR =
      new DbCaller(Lane.OPERATORS, "an operator", "an operator");

  /// Counts for longer than any lane allows.
  private static final String ENDLESS =
      """
      WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 2000000000)
      SELECT COUNT(*) FROM numbers
      """;

  @TempDir private Path folder = Path.of("");
  private Db db;
  private final CountDownLatch end = new CountDownLatch(1);

  @BeforeEach
  void open() throws IOException {
    db = Db.open(DatabaseUrl.parse(TestDatabase.fresh(folder)), new SimpleMeterRegistry());
  }

  @AfterEach
  void close() {
    end.countDown();
    db.close();
  }

  private static DbCaller tenant(String id) {
    return new DbCaller(Lane.TENANTS, id, id);
  }

  private int one(DbCaller reader) {
    return reader.run(() ->
        db.readLongRunning(handle -> handle.createQuery("SELECT 1").mapTo(Integer.class).one()));
  }

  /// A read that is under way until the end of the test.
  private void occupies(DbCaller reader) {
    var begun = new CountDownLatch(1);
    Thread.startVirtualThread(() ->
        reader.run(() ->
            db.readLongRunning(handle -> {
              begun.countDown();
              return waited(end);
            })));
    waited(begun);
  }

  private static boolean waited(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void a_tenant_with_a_read_under_way_waits_for_itself_and_the_others_do_not() {
    occupies(tenant("a"));

    assertThat(one(tenant("b"))).isEqualTo(1);
    assertThat(one(OPERATOR)).isEqualTo(1);
    assertThatThrownBy(() -> one(tenant("a")))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.refusal()).isInstanceOf(Refusal.TooManyRequests.class));
  }

  @Test
  void however_many_tenants_read_operators_are_answered() {
    for (var i = 0; i < Lane.TENANTS.threads(); i++) {
      occupies(tenant("tenant " + i));
    }

    var started = System.nanoTime();
    assertThat(one(OPERATOR)).isEqualTo(1);
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void the_queue_of_one_tenant_is_bounded() {
    occupies(tenant("a"));
    var outcomes = new ArrayList<CompletableFuture<Integer>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var i = 0; i < 40; i++) {
        outcomes.add(CompletableFuture.supplyAsync(() -> one(tenant("a")), threads));
      }
      assertThat(outcomes)
          .allSatisfy(
              outcome -> assertThatThrownBy(outcome::join).cause().isInstanceOf(Refused.class));
    }
    assertThat(one(tenant("b"))).isEqualTo(1);
  }

  @Test
  void a_statement_that_takes_too_long_is_broken_off_and_the_database_does_not_count_as_gone() {
    var started = System.nanoTime();

    assertThatThrownBy(() ->
            tenant("a")
                .run(() ->
                    db.readLongRunning(
                        handle -> handle.createQuery(ENDLESS).mapTo(Long.class).one())))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.refusal()).isInstanceOf(Refusal.ServiceUnavailable.class);
              assertThat(refused.detail()).isEqualTo("a slow read took too long");
            });

    assertThat(Duration.ofNanos(System.nanoTime() - started))
        .isBetween(Duration.ofSeconds(4), Duration.ofSeconds(9));
    assertThat(one(tenant("a"))).isEqualTo(1);
    db.requireReady();
  }

  @Test
  void a_job_may_read_for_a_minute_and_a_request_stops_waiting_for_a_lost_server_sooner() {
    assumeThat(db.dialect()).isEqualTo(Dialect.POSTGRESQL);

    assertThat(db.readLongRunning(FairLanesTest::socketTimeout)).isEqualTo(65_000);
    assertThat(db.readSnapshot(FairLanesTest::socketTimeout)).isEqualTo(65_000);
    for (var reader : List.of(tenant("a"), OPERATOR)) {
      assertThat(reader.run(() -> db.readLongRunning(FairLanesTest::socketTimeout)))
          .isEqualTo(8_000);
    }
    assertThat(db.read(FairLanesTest::socketTimeout)).isEqualTo(8_000);
  }

  private static int socketTimeout(Handle handle) {
    try {
      return handle.getConnection().getNetworkTimeout();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
