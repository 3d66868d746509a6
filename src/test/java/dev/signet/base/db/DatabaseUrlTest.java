package dev.signet.base.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signet.testing.WithoutDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The accepted values of `--database`, and the refusals of others.
@DisplayNameGeneration(ReplaceUnderscores.class)
@WithoutDatabase
class DatabaseUrlTest {
  @ParameterizedTest
  @CsvSource({
    "postgresql://db/ids, jdbc:postgresql://db:5432/ids",
    "postgres://db.example.com:6432/ids, jdbc:postgresql://db.example.com:6432/ids",
    "postgresql://signet_db:5432/ids, jdbc:postgresql://signet_db:5432/ids",
    "postgresql://my_stack_postgres/ids, jdbc:postgresql://my_stack_postgres:5432/ids",
    "postgresql://_db-1.internal./ids, jdbc:postgresql://_db-1.internal.:5432/ids",
    "postgresql://10.0.0.7/ids, jdbc:postgresql://10.0.0.7:5432/ids",
    "postgresql://[::1]/ids, jdbc:postgresql://[::1]:5432/ids",
    "postgresql://[fd00::1]:6432/ids, jdbc:postgresql://[fd00::1]:6432/ids",
    "postgresql://db/ids?sslmode=require&prepareThreshold=0,"
        + " jdbc:postgresql://db:5432/ids?sslmode=require&prepareThreshold=0"
  })
  void a_postgresql_server_is_named_by_any_host(String text, String jdbc) {
    assertThat(DatabaseUrl.parse(text)).isEqualTo(new DatabaseUrl.Postgresql(jdbc, "", ""));
  }

  @ParameterizedTest
  @CsvSource({
    "ann:hunter2, ann, hunter2",
    "ann, ann, ''",
    "ann:, ann, ''",
    "ann:a:b, ann, a:b",
    "ann:p%40ss%2Fw%3Frd%23%25, ann, p@ss/w?rd#%",
    "ann:a+b, ann, a+b",
    "ann:p@ss, ann, p@ss",
    "an%C3%A9:%E2%82%AC, an\u00e9, \u20ac"
  })
  void user_and_password_may_be_anything_once_encoded(String who, String user, String password) {
    assertThat(DatabaseUrl.parse("postgresql://" + who + "@db/ids"))
        .isEqualTo(new DatabaseUrl.Postgresql("jdbc:postgresql://db:5432/ids", user, password));
  }

  @ParameterizedTest
  @CsvSource({
    "mysql://ann:hunter2@db/ids, begin with sqlite: or postgresql://",
    "ann:hunter2@db/ids, begin with sqlite: or postgresql://",
    "jdbc:postgresql://ann:hunter2@db/ids, without jdbc:",
    "postgresql://ann:hunter2@db, name the database",
    "postgresql://ann:hunter2@db/, name the database",
    "postgresql://ann:hunter2@/ids, name a host",
    "postgresql:///ids, name a host",
    "postgresql://ann:hunter2@:5432/ids, name a host",
    "postgresql://ann:hunter2@db:port/ids, port from 1 to 65535",
    "postgresql://ann:hunter2@db:0/ids, port from 1 to 65535",
    "postgresql://ann:hunter2@db:65536/ids, port from 1 to 65535",
    "postgresql://ann:hunter2@db:/ids, port from 1 to 65535",
    "postgresql://ann:hunter2@fd00::1/ids, in brackets",
    "postgresql://ann:hunter2@[fd00::1/ids, ]",
    "postgresql://ann:hunter2@[fd00::1]5432/ids, port from 1 to 65535",
    "postgresql://ann:hunter2@d*b/ids, host name of letters",
    "postgresql://ann:hunter2@-db/ids, host name of letters",
    "postgresql://ann:hun/ter2@db/ids, %2F",
    "postgresql://ann:hun?ter2@db/ids, %3F",
    "postgresql://ann:hun#ter2@db/ids, %23",
    "postgresql://ann:hun ter2@db/ids, %20",
    "postgresql://ann:hun%ter2@db/ids, in its password",
    "postgresql://an%n:hunter2@db/ids, in its user",
    "postgresql://ann:hunter2@db/i%ds, in its name",
    "postgresql://ann:hunter2@db/ids/more, one name",
    "postgresql://ann:hunter2@db/ids?sslmode, ?name=value",
    "postgresql://ann:hunter2@db/ids?, ?name=value",
    "postgresql://ann:hunter2@db/ids?a=%x, in its options",
    "sqlite:, name a file",
    "sqlite::memory:, name a file",
    "sqlite:file:ids.db, name a file",
    "sqlite:ids.db?mode=ro, must not have options"
  })
  void each_refusal_names_what_is_wrong_and_repeats_nothing(String text, String fault) {
    assertThatThrownBy(() -> DatabaseUrl.parse(text))
        .isInstanceOf(BadDatabaseUrl.class)
        .hasMessageContaining(fault)
        .message()
        .doesNotContain("hunter2", "ter2");
  }

  @Test
  void an_sqlite_file_is_named_by_its_path() {
    assertThat(DatabaseUrl.parse("sqlite:/var/lib/signet/ids 1.db"))
        .isEqualTo(new DatabaseUrl.Sqlite(Path.of("/var/lib/signet/ids 1.db")));
  }
}
