package dev.signet.base.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A registered redirect URI: where the answer to an authorization request may be sent ([RFC 6749
/// §3.1.2](https://www.rfc-editor.org/rfc/rfc6749#section-3.1.2)). There are three kinds:
///
/// - `https`, on any host;
/// - `http` on this computer, for a program that listens on a port ([RFC 8252
///   §7.3](https://www.rfc-editor.org/rfc/rfc8252#section-7.3));
/// - a private scheme such as `com.example.app:/callback`, which the system passes to the program
///   that has claimed it ([RFC 8252 §7.1](https://www.rfc-editor.org/rfc/rfc8252#section-7.1)).
public final class RedirectUri {
  /// The maximum length, in characters.
  public static final int MAX_LENGTH = 1024;

  private static final String HTTP = "http";
  private static final String HTTPS = "https";

  private static final Pattern FORM =
      Pattern.compile("([a-z][a-z0-9+.-]*):(//([^/?#]*))?(/[^?#]*)?(\\?[^#]*)?");

  /// Schemes that run code, show local data, or are not for a redirect.
  private static final Set<String> REFUSED_SCHEMES =
      Set.of(
          "javascript",
          "data",
          "file",
          "vbscript",
          "blob",
          "about",
          "ws",
          "wss",
          "ftp",
          "view-source",
          "intent");

  /// The authorities that an `http` redirect URI may have, without the port. No other spelling of
  /// these addresses is accepted.
  private static final Pattern LOOPBACK_AUTHORITY =
      Pattern.compile("(127\\.0\\.0\\.1|\\[::1]|localhost)(:([0-9]{1,5}))?");

  private static final Pattern HTTPS_AUTHORITY =
      Pattern.compile("([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+])(:([0-9]{1,5}))?");

  private static final Pattern HOST_LABEL =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?");

  private static final Pattern IPV4 =
      Pattern.compile(
          "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
              + "(\\.(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])){3}");

  /// A host that ends in a number is read as an IPv4 address by browsers, in any notation.
  private static final Pattern NUMERIC_LABEL = Pattern.compile("[0-9]+|0[xX][0-9A-Fa-f]*");

  private static final Pattern ENCODED_CONTROL =
      Pattern.compile("%([01][0-9A-F]|7F|5C)", Pattern.CASE_INSENSITIVE);

  private static final Pattern DOT_SEGMENT = Pattern.compile("(?i)(.*/)?(\\.|%2e){1,2}(/.*)?");

  private final String value;
  private final String scheme;
  private final String host;

  private RedirectUri(String value, String scheme, String host) {
    this.value = value;
    this.scheme = scheme;
    this.host = host;
  }

  /// A redirect URI that may be registered; empty for anything else.
  public static Optional<RedirectUri> parse(String text) {
    if (text.length() > MAX_LENGTH || !isWellFormed(text)) {
      return Optional.empty();
    }
    var parts = FORM.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    var scheme = parts.group(1);
    var authority = parts.group(3);
    var path = parts.group(4);
    var isAcceptable =
        switch (scheme) {
          case HTTP -> authority != null && isLoopbackAuthority(authority);
          case HTTPS -> authority != null && isHttpsAuthority(authority);
          default ->
              !REFUSED_SCHEMES.contains(scheme)
                  && (authority != null ? !authority.contains("@") : path != null);
        };
    if (!isAcceptable || (path != null && DOT_SEGMENT.matcher(path).matches())) {
      return Optional.empty();
    }
    var host = Optional.ofNullable(authority).orElse("").replaceFirst(":[0-9]+$", "");
    return Optional.of(new RedirectUri(text, scheme, host.toLowerCase(Locale.ROOT)));
  }

  /// Whether the text is a URI without characters that browsers, servers and this parser may read
  /// differently.
  private static boolean isWellFormed(String text) {
    if (!text.chars().allMatch(c -> c > ' ' && c <= '~' && c != '\\' && c != '*')
        || ENCODED_CONTROL.matcher(text).find()) {
      return false;
    }
    try {
      return new URI(text).isAbsolute();
    } catch (URISyntaxException _) {
      return false;
    }
  }

  private static boolean isLoopbackAuthority(String authority) {
    var parts = LOOPBACK_AUTHORITY.matcher(authority);
    return parts.matches() && isPort(parts.group(3));
  }

  private static boolean isHttpsAuthority(String authority) {
    var parts = HTTPS_AUTHORITY.matcher(authority);
    return parts.matches() && isPort(parts.group(3)) && isHost(parts.group(1));
  }

  /// @param digits `null` when there is none
  private static boolean isPort(@Nullable String digits) {
    return digits == null || (Integer.parseInt(digits) > 0 && Integer.parseInt(digits) <= 65_535);
  }

  private static boolean isHost(String host) {
    if (host.startsWith("[")) {
      return addressOf(host).isPresent();
    }
    var labels = host.split("\\.", -1);
    return host.length() <= 253
        && Arrays.stream(labels).allMatch(label -> HOST_LABEL.matcher(label).matches())
        && (!NUMERIC_LABEL.matcher(labels[labels.length - 1]).matches()
            || IPV4.matcher(host).matches());
  }

  /// The address that a host is written as; empty for a name.
  private static Optional<InetAddress> addressOf(String host) {
    if (!host.startsWith("[") && !IPV4.matcher(host).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", "")));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /// Whether a request may name this redirect URI by the given text: equal to the byte, except that
  /// `http` on this computer may have any port, because programs listen on one that is free ([RFC
  /// 8252 §7.3](https://www.rfc-editor.org/rfc/rfc8252#section-7.3)).
  public boolean matches(String requested) {
    if (value.equals(requested)) {
      return true;
    }
    return scheme.equals(HTTP)
        && parse(requested)
            .filter(other -> other.scheme.equals(HTTP))
            .filter(other -> other.withoutPort().equals(withoutPort()))
            .isPresent();
  }

  /// The text without its port, which identifies a redirect URI that may have any port; for others
  /// the whole text.
  public String withoutPort() {
    if (!scheme.equals(HTTP)) {
      return value;
    }
    var afterHost = "http://".length() + host.length();
    return value.substring(0, afterHost) + value.substring(afterHost).replaceFirst("^:[0-9]+", "");
  }

  /// Whether the answer goes to a program on the user's own computer by its address, with `http` or
  /// `https`.
  public boolean isLoopback() {
    return !isPrivateScheme()
        && (host.equals("localhost")
            || host.endsWith(".localhost")
            || addressOf(host)
                .filter(address -> address.isLoopbackAddress() || address.isAnyLocalAddress())
                .isPresent());
  }

  /// Whether the answer goes to the program that has claimed a scheme on the user's device.
  public boolean isPrivateScheme() {
    return !scheme.equals(HTTP) && !scheme.equals(HTTPS);
  }

  /// Whether the answer goes to a program on the user's computer or device.
  public boolean isLocal() {
    return isLoopback() || isPrivateScheme();
  }

  /// The host in lower case, without a port; of a private scheme what stands there, or an empty
  /// text.
  public String host() {
    return host;
  }

  public String value() {
    return value;
  }

  /// Adds parameters to a redirect URI as a request named it, form-encoded, after its own query
  /// ([RFC 6749 §4.1.2](https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2)).
  ///
  /// @param requested a text that a registered redirect URI matches
  /// @param parameters in the order in which they are added
  public static String withParameters(String requested, Map<String, String> parameters) {
    var added =
        parameters.entrySet().stream()
            .map(entry ->
                URLEncoder.encode(entry.getKey(), UTF_8)
                    + "="
                    + URLEncoder.encode(entry.getValue(), UTF_8))
            .collect(Collectors.joining("&"));
    if (added.isEmpty()) {
      return requested;
    }
    if (!requested.contains("?")) {
      return requested + "?" + added;
    }
    return requested + (requested.endsWith("?") || requested.endsWith("&") ? "" : "&") + added;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RedirectUri that && that.value.equals(value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return value;
  }
}
