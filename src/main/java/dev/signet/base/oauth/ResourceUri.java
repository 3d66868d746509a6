package dev.signet.base.oauth;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/// The form of a resource that a token may be for ([RFC 8707
/// §2](https://www.rfc-editor.org/rfc/rfc8707#section-2)).
public final class ResourceUri {
  private ResourceUri() {}

  /// Whether the text is an absolute URI without a fragment.
  public static boolean isValid(String text) {
    try {
      var uri = new URI(text);
      // Java's URI also accepts letters beyond ASCII, which RFC 3986 does not.
      return uri.isAbsolute()
          && uri.getRawFragment() == null
          && text.chars().allMatch(c -> c > ' ' && c <= '~');
    } catch (URISyntaxException _) {
      return false;
    }
  }

  /// The form in which two spellings of a resource are equal: scheme and host in lower case, no
  /// default port, and `/` as the path if there is none ([RFC 3986
  /// §6.2](https://www.rfc-editor.org/rfc/rfc3986#section-6.2)). Empty for an invalid resource.
  public static Optional<String> comparisonForm(String text) {
    if (!isValid(text)) {
      return Optional.empty();
    }
    var uri = URI.create(text);
    var scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    if (uri.isOpaque() || uri.getHost() == null) {
      return Optional.of(scheme + text.substring(scheme.length()));
    }
    var form = new StringBuilder(scheme).append("://");
    if (uri.getRawUserInfo() != null) {
      form.append(uri.getRawUserInfo()).append('@');
    }
    form.append(uri.getHost().toLowerCase(Locale.ROOT));
    if (uri.getPort() >= 0 && uri.getPort() != defaultPort(scheme)) {
      form.append(':').append(uri.getPort());
    }
    form.append(uri.getRawPath().isEmpty() ? "/" : uri.getRawPath());
    if (uri.getRawQuery() != null) {
      form.append('?').append(uri.getRawQuery());
    }
    return Optional.of(form.toString());
  }

  private static int defaultPort(String scheme) {
    return switch (scheme) {
      case "https" -> 443;
      case "http" -> 80;
      default -> -1;
    };
  }

  /// A comparison form with one slash more or less at the end. Empty for an origin, whose path is
  /// `/` in any case, and for a URI with a query or without a path.
  public static Optional<String> withOtherSlash(String form) {
    var uri = URI.create(form);
    if (uri.isOpaque() || uri.getRawQuery() != null || uri.getRawPath().length() <= 1) {
      return Optional.empty();
    }
    return Optional.of(form.endsWith("/") ? form.substring(0, form.length() - 1) : form + "/");
  }
}
