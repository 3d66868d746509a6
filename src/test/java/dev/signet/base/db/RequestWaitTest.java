package dev.signet.base.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.signet.base.refusals.Refused;
import dev.signet.testing.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a request has waited for PostgreSQL limits its next statement.
@DisplayNameGeneration(ReplaceUnderscores.class)
class RequestWaitTest {
  private static final int USUAL = 8_000;

  @TempDir Path data;

  private Db db;

  @BeforeEach
  void open() {
    assumeTrue(TestDatabase.isPostgresql(), "an embedded database always responds");
    db = Db.open(DatabaseUrl.parse(TestDatabase.fresh(data)), new SimpleMeterRegistry());
  }

  @AfterEach
  void close() {
    if (db != null) {
      db.close();
    }
  }

  private static void waitFor(Duration time) {
    RequestWait.recordTurn(System.nanoTime() - time.toNanos());
  }

  /// The milliseconds that a statement of this connection has.
  private static int limitOfStatement(Handle handle) {
    handle.execute("SELECT 1");
    try {
      return handle.getConnection().getNetworkTimeout();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_request_that_has_not_waited_has_the_usual_time_for_each_statement() {
    RequestWait.of(() -> {
      waitFor(Duration.ofMillis(900));

      assertThat(db.<Integer>read(RequestWaitTest::limitOfStatement)).isEqualTo(USUAL);
      return true;
    });
  }

  @Test
  void a_statement_has_what_is_left_of_the_whole_time() {
    RequestWait.of(() -> {
      assertThat(
              db.<Integer>read(handle -> {
                waitFor(Duration.ofSeconds(6));
                return limitOfStatement(handle);
              }))
          .isBetween(3_500, 4_500);
      return true;
    });
    assertThat(db.<Integer>read(RequestWaitTest::limitOfStatement))
        .as("of the next user of the connection")
        .isEqualTo(USUAL);
  }

  @Test
  void a_request_that_has_waited_for_too_long_sends_no_statement_and_commits_nothing() {
    var statements = new AtomicInteger();
    RequestWait.of(() -> {
      assertThatThrownBy(() ->
              db.inTransaction(tx -> {
                tx.update("CREATE TABLE late (id INT)").execute();
                statements.incrementAndGet();
                waitFor(Duration.ofMillis(8_100));
                return true;
              }))
          .isInstanceOf(Refused.class);
      assertThatThrownBy(() -> db.<Integer>read(RequestWaitTest::limitOfStatement))
          .isInstanceOf(Refused.class);
      return true;
    });

    assertThat(statements).hasValue(1);
    assertThat(
            db.<String>read(handle ->
                handle
                    .createQuery("SELECT COALESCE(to_regclass('late')::text, 'none')")
                    .mapTo(String.class)
                    .one()))
        .isEqualTo("none");
  }

  @Test
  void work_outside_requests_is_not_limited() {
    waitFor(Duration.ofMinutes(1));

    assertThat(db.<Integer>read(RequestWaitTest::limitOfStatement)).isEqualTo(USUAL);
  }
}
