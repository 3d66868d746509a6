package dev.signet.tokens.dpop;

import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Optional;

/// The URL of a request without its query and fragment, in a normal form: with syntax-based and
/// scheme-based normalization ([RFC 3986
/// §6.2.2](https://www.rfc-editor.org/rfc/rfc3986#section-6.2.2) and §6.2.3), as [RFC 9449
/// §4.3](https://www.rfc-editor.org/rfc/rfc9449#section-4.3) recommends for comparing `htu`.
///
/// @param host in lower case; an IPv6 address with its brackets
/// @param port the scheme's default when none is given
record RequestUrl(String scheme, String host, int port, String path) {
  private static final String HEX = "0123456789ABCDEF";

  /// Parses an absolute `http` or `https` URL. Empty for anything else, and for a URL with user
  /// information.
  static Optional<RequestUrl> parse(String url) {
    var plain = before(before(url, '#'), '?');
    var colon = plain.indexOf("://");
    if (colon < 0 || !plain.chars().allMatch(c -> c > ' ' && c <= '~')) {
      return Optional.empty();
    }
    var scheme = plain.substring(0, colon).toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      return Optional.empty();
    }
    var rest = plain.substring(colon + "://".length());
    var authority = before(rest, '/');
    var path = normalizeEscapes(rest.substring(authority.length()));
    var end = authority.lastIndexOf(':');
    var hasPort = end >= 0 && authority.indexOf(']', end) < 0;
    var host = normalizeEscapes(hasPort ? authority.substring(0, end) : authority);
    var port = port(hasPort ? authority.substring(end + 1) : "", scheme);
    if (path.isEmpty()
        || host.isEmpty()
        || host.get().isEmpty()
        || host.get().indexOf('@') >= 0
        || port.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new RequestUrl(
            scheme,
            host.get().toLowerCase(Locale.ROOT),
            port.get(),
            withoutDotSegments(path.get())));
  }

  private static String before(String text, char end) {
    var at = text.indexOf(end);
    return at < 0 ? text : text.substring(0, at);
  }

  private static Optional<Integer> port(String text, String scheme) {
    if (text.isEmpty()) {
      return Optional.of(scheme.equals("https") ? 443 : 80);
    }
    return text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9')
        ? Optional.of(Integer.parseInt(text))
        : Optional.empty();
  }

  /// Normalizes escapes: in upper case, and decoded where unnecessary. Empty when an escape is
  /// malformed.
  private static Optional<String> normalizeEscapes(String text) {
    if (text.indexOf('%') < 0) {
      return Optional.of(text);
    }
    var plain = new StringBuilder(text.length());
    for (var i = 0; i < text.length(); i++) {
      if (text.charAt(i) != '%') {
        plain.append(text.charAt(i));
        continue;
      }
      if (i + 2 >= text.length()) {
        return Optional.empty();
      }
      var high = Character.digit(text.charAt(i + 1), 16);
      var low = Character.digit(text.charAt(i + 2), 16);
      if (high < 0 || low < 0) {
        return Optional.empty();
      }
      var c = (char) (16 * high + low);
      if (isUnreserved(c)) {
        plain.append(c);
      } else {
        plain.append('%').append(HEX.charAt(high)).append(HEX.charAt(low));
      }
      i += 2;
    }
    return Optional.of(plain.toString());
  }

  /// [RFC 3986 §2.3](https://www.rfc-editor.org/rfc/rfc3986#section-2.3).
  private static boolean isUnreserved(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "-._~".indexOf(c) >= 0;
  }

  /// [RFC 3986 §5.2.4](https://www.rfc-editor.org/rfc/rfc3986#section-5.2.4).
  private static String withoutDotSegments(String path) {
    if (path.isEmpty()) {
      return "/";
    }
    if (!path.contains("/.")) {
      return path;
    }
    var kept = new ArrayDeque<String>();
    var segments = path.substring(1).split("/", -1);
    for (var i = 0; i < segments.length; i++) {
      var segment = segments[i];
      var isDots = segment.equals(".") || segment.equals("..");
      if (segment.equals("..")) {
        kept.pollLast();
      }
      if (!isDots) {
        kept.addLast(segment);
      } else if (i == segments.length - 1) {
        kept.addLast("");
      }
    }
    return "/" + String.join("/", kept);
  }
}
