package dev.signet.app;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Checks the issuer: the public URL of this server.
final class IssuerSetting {
  private IssuerSetting() {}

  /// The error of an issuer; null when there is none. [RFC 8414
  /// §2](https://www.rfc-editor.org/rfc/rfc8414#section-2): a URL without query or fragment. No
  /// trailing slash, so that paths can be appended.
  static @Nullable String fault(String text, boolean tlsAtProxy) {
    URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException _) {
      return "must be a URL";
    }
    if (uri.getHost() == null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
      return "must be a URL with a host, without query and fragment";
    }
    if (text.endsWith("/") || uri.getRawUserInfo() != null) {
      return "must not end with a slash or contain a user name";
    }
    var spelling = spellingFault(uri);
    if (spelling != null) {
      return spelling;
    }
    return switch (uri.getScheme()) {
      case "https" -> null;
      case "http" ->
          tlsAtProxy || isLoopback(uri.getHost())
              ? null
              : "must be https off loopback; if TLS ends at a proxy, set --tls-at-proxy true";
      case null, default -> "must be an https URL";
    };
  }

  /// The error of an issuer that a URL parser would spell in another way ([RFC 3986
  /// §6.2](https://www.rfc-editor.org/rfc/rfc3986#section-6.2), [the WHATWG's URL
  /// Standard](https://url.spec.whatwg.org/)): clients compare the issuer byte by byte ([RFC 8414
  /// §3.3](https://www.rfc-editor.org/rfc/rfc8414#section-3.3)), and some do so after parsing it.
  private static @Nullable String spellingFault(URI uri) {
    var host = uri.getHost();
    if (!String.valueOf(uri.getScheme()).equals(lower(uri.getScheme()))
        || !host.equals(lower(host))) {
      return "must have its scheme and host in lower case";
    }
    if (uri.getPort() == (uri.getScheme().equals("https") ? 443 : 80)) {
      return "must leave out the default port of its scheme";
    }
    if (String.valueOf(uri.getRawAuthority()).endsWith(":")) {
      return "must not have a colon without a port";
    }
    if (!isPlainHost(host)) {
      return "must have its IP address in the canonical form: 192.0.2.1, or the shortest IPv6"
          + " form in brackets";
    }
    return uri.getRawPath().matches("(/(?!\\.{1,2}(/|$))[A-Za-z0-9._~@:-]+)*")
        ? null
        : "must have a path of letters, digits and . _ ~ @ : - without empty segments, . or ..";
  }

  private static String lower(@Nullable String text) {
    return String.valueOf(text).toLowerCase(Locale.ROOT);
  }

  /// Whether a URL parser would leave the host unchanged. It takes a host whose last label is a
  /// number for an IPv4 address, whatever its form, and reformats IPv6 addresses.
  private static boolean isPlainHost(String host) {
    if (host.startsWith("[")) {
      try {
        return host.equals(shortest(InetAddress.ofLiteral(host)));
      } catch (IllegalArgumentException _) {
        return false;
      }
    }
    var last = host.substring(host.lastIndexOf('.') + 1);
    return !last.matches("[0-9]+|0x[0-9a-f]*") || host.matches(IPV4);
  }

  private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
  private static final String IPV4 = OCTET + "(\\." + OCTET + "){3}";

  /// The canonical form by [RFC 5952 §4](https://www.rfc-editor.org/rfc/rfc5952#section-4), in
  /// brackets: the longest run of at least two zero groups, and the first of several, is left out.
  private static String shortest(InetAddress address) {
    var groups = String.valueOf(address.getHostAddress()).split(":", -1);
    if (groups.length != 8) {
      return "";
    }
    var from = 0;
    var length = 1;
    for (var i = 0; i < 8; i++) {
      var end = i;
      while (end < 8 && groups[end].equals("0")) {
        end++;
      }
      if (end - i > length) {
        from = i;
        length = end - i;
      }
    }
    var all = List.of(groups);
    return length < 2
        ? "[" + String.join(":", all) + "]"
        : "["
            + String.join(":", all.subList(0, from))
            + "::"
            + String.join(":", all.subList(from + length, 8))
            + "]";
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost")
        || host.equals("[::1]")
        || host.matches("127\\.[0-9]+\\.[0-9]+\\.[0-9]+");
  }
}
