package dev.signet.base.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.signet.testing.Await;
import dev.signet.testing.CapturedLog;
import dev.signet.testing.DatabaseProxy;
import dev.signet.testing.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/// A start while PostgreSQL cannot be reached.
@DisplayNameGeneration(ReplaceUnderscores.class)
@ResourceLock(value = CapturedLog.RESOURCE, mode = ResourceAccessMode.READ)
class DatabaseWaitTest {
  @TempDir Path data;

  private DatabaseProxy proxy;

  @BeforeEach
  void cutOff() {
    assumeTrue(TestDatabase.isPostgresql(), "an embedded database is always there");
    proxy = DatabaseProxy.to(TestDatabase.fresh(data));
    proxy.cutOff();
  }

  @AfterEach
  void stop() {
    if (proxy != null) {
      proxy.close();
    }
  }

  private Db open(Duration wait) {
    return Db.open(DatabaseUrl.parse(proxy.databaseUrl()), wait, new SimpleMeterRegistry());
  }

  @Test
  void a_start_waits_says_so_and_goes_on_when_the_database_is_there() throws Exception {
    try (var log = CapturedLog.of(Db.class)) {
      var opening = CompletableFuture.supplyAsync(() -> open(Duration.ofMinutes(2)));
      Await.until(
          Duration.ofSeconds(60),
          "the server says that it waits",
          () -> log.lines().stream().anyMatch(line -> line.contains("waiting for the database")));
      proxy.reconnect();

      try (var db = opening.get(60, TimeUnit.SECONDS)) {
        db.requireReady();
        assertThat(db.version()).startsWith("PostgreSQL");
      }
    }
  }

  @Test
  void a_start_that_does_not_wait_or_has_waited_ends_with_a_sentence() {
    for (var wait : new Duration[] {Duration.ZERO, Duration.ofSeconds(1)}) {
      assertThatThrownBy(() -> open(wait))
          .isInstanceOf(DatabaseUnusable.class)
          .hasMessageContaining("The database cannot be opened");
    }
  }
}
