package dev.signet.base.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.signet.testing.PostgresServer;
import dev.signet.testing.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// A URL of PostgreSQL with several hosts.
@DisplayNameGeneration(ReplaceUnderscores.class)
class SeveralHostsTest {

  private static String jdbc(String hosts) {
    var url = DatabaseUrl.parse("postgresql://user:secret@" + hosts + "/signet");
    return ((DatabaseUrl.Postgresql) url).jdbc();
  }

  @Test
  void each_host_has_its_port_or_the_usual_one() {
    assertThat(jdbc("h1:5433,h2")).isEqualTo("jdbc:postgresql://h1:5433,h2:5432/signet");
    assertThat(jdbc("[::1]:5433,[2001:db8::2],10.0.0.3"))
        .isEqualTo("jdbc:postgresql://[::1]:5433,[2001:db8::2]:5432,10.0.0.3:5432/signet");
  }

  @Test
  void a_host_that_is_missing_or_has_a_bad_port_is_refused() {
    for (var hosts : new String[] {"h1,", ",h1", "h1,,h2", "h1:5432,h2:0", "h1,::1"}) {
      assertThatThrownBy(() -> jdbc(hosts)).as(hosts).isInstanceOf(BadDatabaseUrl.class);
    }
  }

  @Test
  void the_next_host_is_used_when_the_first_is_down() {
    assumeTrue(TestDatabase.isPostgresql(), "an embedded database has no hosts");
    var url = PostgresServer.shared().newDatabaseUrl().replace("@", "@127.0.0.1:1,");
    try (var db = Db.open(DatabaseUrl.parse(url), new SimpleMeterRegistry())) {
      assertThat(db.version()).startsWith("PostgreSQL");
    }
  }

  @Test
  void a_server_that_takes_no_writes_is_not_used() {
    assumeTrue(TestDatabase.isPostgresql(), "an embedded database has no hosts");
    try (var standby = PostgresServer.dedicated()) {
      var url = DatabaseUrl.parse(standby.newDatabaseUrl());
      standby.readOnly(true);
      assertThatThrownBy(() -> Db.open(url, new SimpleMeterRegistry()))
          .isInstanceOf(DatabaseUnusable.class)
          .hasMessageContaining("primary");
      standby.readOnly(false);
      Db.open(url, new SimpleMeterRegistry()).close();
    }
  }
}
