package dev.signet.base.oauth;

import java.net.URI;
import java.net.URISyntaxException;

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
}
