package dev.signet.base.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.signet.base.refusals.Refusal;
import dev.signet.base.refusals.Refused;
import dev.signet.testing.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A pooler in transaction mode: the next transaction uses a connection without the prepared
/// statements.
@DisplayNameGeneration(ReplaceUnderscores.class)
class PoolerTest {
  @TempDir Path folder;

  /// As a pooler does, where the driver does not see it. Outside a transaction the driver would
  /// prepare the statement again.
  private static int losesWhatWasPrepared(Handle handle) {
    for (var i = 0; i < 4; i++) {
      handle.createQuery("SELECT 7").mapTo(Integer.class).one();
    }
    handle.execute("DO $$ BEGIN EXECUTE 'DEALLOCATE ALL'; END $$");
    return handle.createQuery("SELECT 7").mapTo(Integer.class).one();
  }

  private Db open(String options) {
    assumeTrue(TestDatabase.isPostgresql(), "SQLite has no pooler");
    var url = TestDatabase.fresh(folder);
    var more = url.contains("?") ? "&" + options : "?" + options;
    return Db.open(
        DatabaseUrl.parse(options.isEmpty() ? url : url + more), new SimpleMeterRegistry());
  }

  @Test
  void a_lost_prepared_statement_is_not_an_error_of_ours() {
    try (var db = open("")) {
      assertThatThrownBy(() -> db.inTransaction(tx -> losesWhatWasPrepared(tx.handle())))
          .isInstanceOfSatisfying(
              Refused.class,
              refused ->
                  assertThat(refused.refusal()).isInstanceOf(Refusal.ServiceUnavailable.class));
    }
  }

  @Test
  void with_the_option_that_the_documentation_names_nothing_is_lost() {
    try (var db = open("prepareThreshold=0")) {
      assertThat(db.<Integer>inTransaction(tx -> losesWhatWasPrepared(tx.handle()))).isEqualTo(7);
    }
  }
}
