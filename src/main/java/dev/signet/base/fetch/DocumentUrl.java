package dev.signet.base.fetch;

import dev.signet.base.fetch.PostUrl.UrlFault;
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

  /// The result of reading a URL.
  sealed interface ReadUrl {
    record Usable(DocumentUrl url) implements ReadUrl {}

    record Unusable(UrlFault fault) implements ReadUrl {}
  }

  /// Parses an absolute `https` URL, or an `http` URL of this machine, without user and fragment;
  /// empty for anything else.
  public static Optional<DocumentUrl> parse(String text) {
    return read(text) instanceof ReadUrl.Usable(var url) ? Optional.of(url) : Optional.empty();
  }

  /// Parses a URL like [#parse], and names the fault of one that it does not accept.
  static ReadUrl read(String text) {
    // ASCII only: URI accepts letters of other scripts.
    if (text.length() > MAX_LENGTH || !text.chars().allMatch(c -> c > ' ' && c < 127)) {
      return new ReadUrl.Unusable(UrlFault.MALFORMED);
    }
    try {
      var uri = new URI(text);
      return faultOf(uri)
          .<ReadUrl>map(ReadUrl.Unusable::new)
          .orElseGet(() -> new ReadUrl.Usable(new DocumentUrl(uri)));
    } catch (URISyntaxException _) {
      return new ReadUrl.Unusable(UrlFault.MALFORMED);
    }
  }

  private static Optional<UrlFault> faultOf(URI uri) {
    if (uri.getScheme() == null || uri.getRawAuthority() == null) {
      return Optional.of(UrlFault.MALFORMED);
    }
    // With a malformed host, the user is known only as a part of the authority.
    if (uri.getRawAuthority().contains("@")) {
      return Optional.of(UrlFault.USERINFO);
    }
    if (uri.getRawFragment() != null) {
      return Optional.of(UrlFault.FRAGMENT);
    }
    if (!isScheme(uri)) {
      return Optional.of(UrlFault.SCHEME);
    }
    if (uri.getHost() == null) {
      return Optional.of(UrlFault.MALFORMED);
    }
    return uri.getPort() == 0 || uri.getPort() > 65_535
        ? Optional.of(UrlFault.PORT)
        : Optional.empty();
  }

  private static boolean isScheme(URI uri) {
    return switch (uri.getScheme().toLowerCase(Locale.ROOT)) {
      case "https" -> true;
      case "http" -> uri.getHost() != null && isLoopback(uri.getHost());
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
