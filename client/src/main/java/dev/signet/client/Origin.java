package dev.signet.client;

import java.net.URI;
import java.util.Locale;

/** The origin of a URL: nonces belong to an origin, and tokens may be sent to certain origins. */
record Origin(String scheme, String host, int port) {
  /**
   * The origin of a URL.
   *
   * @throws IllegalArgumentException when it is not an absolute http or https URL, or contains a
   *     user
   */
  static Origin of(URI url) {
    var host = url.getHost();
    var scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (host == null || !scheme.matches("https?") || url.getRawUserInfo() != null) {
      throw new IllegalArgumentException("Not an absolute http or https URL: " + url);
    }
    var port = url.getPort() >= 0 ? url.getPort() : scheme.equals("https") ? 443 : 80;
    return new Origin(scheme, host.toLowerCase(Locale.ROOT), port);
  }

  /** As a URL, for messages. */
  @Override
  public String toString() {
    return scheme + "://" + host + ":" + port;
  }

  /** Whether a URI is an http or https URL, and not only a name. */
  static boolean isHttp(URI uri) {
    return uri.getScheme() != null && uri.getScheme().toLowerCase(Locale.ROOT).matches("https?");
  }

  /** Whether requests to this origin cannot be read on the way. */
  boolean isConfidential() {
    return scheme.equals("https")
        || host.equals("localhost")
        || host.equals("[::1]")
        || host.matches("127(\\.\\d{1,3}){3}");
  }
}
