package dev.signet.base.fetch;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// The URL of a document on another server. Whether it may be fetched is decided at the time of the
/// request, because the name may resolve to anything.
public final class DocumentUrl {
  public static final int MAX_LENGTH = 2048;

  private static final Pattern LOOPBACK_HOST =
      Pattern.compile(
          "localhost|\\[::1]|127(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}", Pattern.CASE_INSENSITIVE);

  private final URI uri;

  private DocumentUrl(URI uri) {
    this.uri = uri;
  }

  /// Parses an absolute `https` URL, or an `http` URL of this machine, without user and fragment;
  /// empty for anything else.
  public static Optional<DocumentUrl> parse(String text) {
    // ASCII only: URI accepts letters of other scripts.
    if (text.length() > MAX_LENGTH || !text.chars().allMatch(c -> c > ' ' && c < 127)) {
      return Optional.empty();
    }
    try {
      var uri = new URI(text);
      var isWhole =
          uri.getScheme() != null
              && uri.getHost() != null
              && uri.getRawUserInfo() == null
              && uri.getRawFragment() == null
              && uri.getPort() != 0
              && uri.getPort() <= 65_535;
      return isWhole && isScheme(uri) ? Optional.of(new DocumentUrl(uri)) : Optional.empty();
    } catch (URISyntaxException _) {
      return Optional.empty();
    }
  }

  private static boolean isScheme(URI uri) {
    return switch (uri.getScheme().toLowerCase(Locale.ROOT)) {
      case "https" -> true;
      case "http" -> isLoopback(uri.getHost());
      default -> false;
    };
  }

  /// Whether the host is a name or an address of this machine, for which `http` is possible.
  static boolean isLoopback(String host) {
    return LOOPBACK_HOST.matcher(host).matches();
  }

  URI uri() {
    return uri;
  }

  boolean isEncrypted() {
    return uri.getScheme().equalsIgnoreCase("https");
  }

  String host() {
    return uri.getHost();
  }

  /// The host and the port, as one spelling.
  String authority() {
    return host().toLowerCase(Locale.ROOT) + ":" + uri.getPort();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DocumentUrl url && uri.equals(url.uri);
  }

  @Override
  public int hashCode() {
    return uri.hashCode();
  }

  @Override
  public String toString() {
    return uri.toString();
  }
}
