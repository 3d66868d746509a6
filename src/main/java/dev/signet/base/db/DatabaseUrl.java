package dev.signet.base.db;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/// Where the data is: `sqlite:PATH` or `postgresql://USER:PASSWORD@HOST:PORT/NAME?OPTIONS`.
///
/// It is read piece by piece rather than as a `java.net.URI`, which knows no host with an
/// underscore in its name, as container platforms give them, and cannot say what it dislikes.
public sealed interface DatabaseUrl {

  record Sqlite(Path file) implements DatabaseUrl {
    @Override
    public String toString() {
      return "sqlite:" + file;
    }
  }

  /// A PostgreSQL server.
  ///
  /// @param jdbc the driver's URL, without user and password
  record Postgresql(String jdbc, String user, String password) implements DatabaseUrl {
    /// Without its options, as a password may be among them.
    @Override
    public String toString() {
      var query = jdbc.indexOf('?');
      return jdbc.substring("jdbc:".length(), query < 0 ? jdbc.length() : query);
    }
  }

  /// What `sqlite:` and `postgresql://` look like, for those who wrote something else.
  String FORMS = "sqlite:PATH or postgresql://USER:PASSWORD@HOST:PORT/NAME";

  /// Makes an empty SQLite file, for our user alone, where there is none.
  static void create(Path file) throws IOException {
    DatabaseFile.create(file);
  }

  /// Reads what a setting says.
  ///
  /// @throws BadDatabaseUrl naming what is wrong
  static DatabaseUrl parse(String text) {
    if (text.startsWith("sqlite:")) {
      return sqlite(text.substring("sqlite:".length()));
    }
    if (text.startsWith("postgresql://") || text.startsWith("postgres://")) {
      return PostgresqlUrl.parse(text.substring(text.indexOf("//") + 2));
    }
    if (text.startsWith("jdbc:")) {
      throw new BadDatabaseUrl("must be written without jdbc: at its start, as " + FORMS);
    }
    throw new BadDatabaseUrl("must begin with sqlite: or postgresql://, as in " + FORMS);
  }

  private static Sqlite sqlite(String path) {
    if (path.isBlank()) {
      throw new BadDatabaseUrl("must name a file after sqlite:");
    }
    if (path.startsWith(":") || path.startsWith("file:")) {
      throw new BadDatabaseUrl("must name a file after sqlite:, by its path alone");
    }
    if (path.contains("?")) {
      throw new BadDatabaseUrl("must not have options (?…) after the path of an SQLite file");
    }
    try {
      return new Sqlite(Path.of(path));
    } catch (InvalidPathException _) {
      throw new BadDatabaseUrl("must name a file after sqlite:; this is not a path");
    }
  }
}
