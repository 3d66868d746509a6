package dev.signet.base.db;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Parses the part after `postgresql://`.
final class PostgresqlUrl {
  private static final int DEFAULT_PORT = 5432;

  /// RFC 3986 §3.2.2 leaves the syntax of names to the resolver, and DNS allows any character.
  /// These are the characters that appear in names of hosts and of containers.
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_.])?");

  private static final Pattern IPV6 = Pattern.compile("\\[[0-9A-Fa-f:.]+(%[A-Za-z0-9_.-]+)?]");

  private PostgresqlUrl() {}

  static DatabaseUrl.Postgresql parse(String text) {
    if (text.indexOf('#') >= 0) {
      throw new BadDatabaseUrl("must not have a #; in a user or password it is written %23");
    }
    if (text.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
      throw new BadDatabaseUrl("must not have spaces or line breaks; in a password a space is %20");
    }
    var question = text.indexOf('?');
    var location = question < 0 ? text : text.substring(0, question);
    var slash = location.indexOf('/');
    if (slash < 0 || slash == location.length() - 1) {
      throw new BadDatabaseUrl(
          question >= 0 && text.lastIndexOf('@') > question
              ? "must not have a bare ? in its user or password: it is written %3F"
              : "must name the database after the host, as in postgresql://HOST:PORT/NAME");
    }
    var authority = location.substring(0, slash);
    var name = location.substring(slash + 1);
    if (name.indexOf('@') >= 0) {
      throw new BadDatabaseUrl("must not have a bare / in its user or password: it is written %2F");
    }
    if (name.indexOf('/') >= 0) {
      throw new BadDatabaseUrl("must have one name after the host, without another slash");
    }
    decoded(name, "name");
    var options = question < 0 ? "" : options(text.substring(question + 1));
    var at = authority.lastIndexOf('@');
    var who = at < 0 ? "" : authority.substring(0, at);
    var colon = who.indexOf(':');
    return new DatabaseUrl.Postgresql(
        "jdbc:postgresql://" + hosts(authority.substring(at + 1)) + "/" + name + options,
        decoded(colon < 0 ? who : who.substring(0, colon), "user"),
        colon < 0 ? "" : decoded(who.substring(colon + 1), "password"));
  }

  /// A driver URL for each of the servers that a driver URL names.
  static List<String> singleHostUrls(String jdbc) {
    var from = "jdbc:postgresql://".length();
    var to = jdbc.indexOf('/', from);
    return Arrays.stream(jdbc.substring(from, to).split(","))
        .map(host -> jdbc.substring(0, from) + host + jdbc.substring(to))
        .toList();
  }

  /// Several hosts are tried in their order, and the primary server among them is used.
  private static String hosts(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(PostgresqlUrl::host)
        .collect(Collectors.joining(","));
  }

  /// One host in the driver's form: with its port.
  private static String host(String text) {
    var end = text.startsWith("[") ? text.indexOf(']') + 1 : text.indexOf(':');
    var name = end < 0 ? text : text.substring(0, end);
    var rest = text.substring(name.length());
    if (name.isEmpty()) {
      throw new BadDatabaseUrl(
          text.startsWith("[")
              ? "must have a ] after an IPv6 address"
              : "must name a host, as in postgresql://HOST:PORT/NAME");
    }
    if (text.indexOf(':') != text.lastIndexOf(':') && !text.startsWith("[")) {
      throw new BadDatabaseUrl("must have its IPv6 address in brackets, as in [::1]:5432");
    }
    if (!NAME.matcher(name).matches() && !IPV6.matcher(name).matches()) {
      throw new BadDatabaseUrl(
          "must have a host name of letters, digits, dots, hyphens and underscores, or an IPv6"
              + " address in brackets");
    }
    return name + ":" + (rest.isEmpty() ? DEFAULT_PORT : port(rest));
  }

  private static int port(String text) {
    if (text.matches(":[0-9]{1,5}")) {
      var port = Integer.parseInt(text.substring(1));
      if (port >= 1 && port <= 65535) {
        return port;
      }
    }
    throw new BadDatabaseUrl("must have a port from 1 to 65535 after the host");
  }

  /// The driver parses the options itself, and reports no errors in them.
  private static String options(String text) {
    for (var option : text.split("&", -1)) {
      var equals = option.indexOf('=');
      if (equals <= 0) {
        throw new BadDatabaseUrl("must have options of the form ?name=value&name=value");
      }
      decoded(option.substring(equals + 1), "options");
    }
    return "?" + text;
  }

  private static String decoded(String text, String where) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
    } catch (IllegalArgumentException _) {
      throw new BadDatabaseUrl(
          "must have two hexadecimal digits after each % in its "
              + where
              + "; a % itself is written %25");
    }
  }
}
