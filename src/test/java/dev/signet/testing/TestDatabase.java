package dev.signet.testing;

import java.nio.file.Path;

/// Which database the tests of this run use: `-Dsignet.test.database=sqlite` or `postgresql`.
public final class TestDatabase {
  private TestDatabase() {}

  public static boolean isPostgresql() {
    return System.getProperty("signet.test.database", "sqlite").equals("postgresql");
  }

  /// The URL of an empty database of its own.
  public static String fresh(Path data) {
    return isPostgresql()
        ? PostgresServer.shared().newDatabaseUrl()
        : "sqlite:" + data.resolve("signet.db");
  }
}
