package dev.signet.db;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;

/// Where the data is: `sqlite:PATH` or `postgresql://USER:PASSWORD@HOST:PORT/NAME?OPTIONS`.
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

  static Optional<DatabaseUrl> parse(String text) {
    if (text.startsWith("sqlite:")) {
      var path = text.substring("sqlite:".length());
      return path.isBlank() ? Optional.empty() : Optional.of(new Sqlite(Path.of(path)));
    }
    if (!text.startsWith("postgresql://") && !text.startsWith("postgres://")) {
      return Optional.empty();
    }
    try {
      var uri = new URI(text);
      var user = Optional.ofNullable(uri.getUserInfo()).orElse("");
      var colon = user.indexOf(':');
      var port = uri.getPort() < 0 ? 5432 : uri.getPort();
      var query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
      if (uri.getHost() == null || uri.getPath() == null || uri.getPath().length() < 2) {
        return Optional.empty();
      }
      return Optional.of(
          new Postgresql(
              "jdbc:postgresql://" + uri.getHost() + ":" + port + uri.getRawPath() + query,
              colon < 0 ? user : user.substring(0, colon),
              colon < 0 ? "" : user.substring(colon + 1)));
    } catch (URISyntaxException _) {
      return Optional.empty();
    }
  }
}
