package dev.signet.base.db;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/// The location of the database: `sqlite:PATH` or
/// `postgresql://USER:PASSWORD@HOST:PORT/NAME?OPTIONS`.
///
/// Parsed by hand rather than as a `java.net.URI`, which rejects host names with an underscore, as
/// container platforms assign them, and does not say what is wrong.
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
    /// Without the options, which may contain a password.
    @Override
    public String toString() {
      var query = jdbc.indexOf('?');
      return jdbc.substring("jdbc:".length(), query < 0 ? jdbc.length() : query);
    }
  }

  /// Both forms, for error messages.
  String FORMS = "sqlite:PATH or postgresql://USER:PASSWORD@HOST:PORT/NAME";

  /// Creates an empty SQLite file, readable to our user only, if it is missing.
  static void create(Path file) throws IOException {
    DatabaseFile.create(file);
  }

  /// Parses a setting.
  ///
  /// @throws BadDatabaseUrl naming the error
  static DatabaseUrl parse(String text) {
    if (text.startsWith("sqlite:")) {
      return sqlite(text.substring("sqlite:".length()));
    }
    if (text.startsWith("postgresql://") || text.startsWith("postgres://")) {
      return PostgresqlUrl.parse(text.substring(text.indexOf("//") + 2));
    }
    if (text.startsWith("jdbc:")) {
      throw new BadDatabaseUrl("must be written without jdbc: at the start, as " + FORMS);
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
