package dev.signet.client;

import java.net.URI;
import java.util.Locale;

/** Where a URL leads: what a nonce belongs to, and what a token may be sent to. */
record Origin(String scheme, String host, int port) {
  /**
   * The origin of a URL.
   *
   * @throws IllegalArgumentException when it is no absolute http or https URL, or names a user
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

  /** As a URL, as it is told in messages. */
  @Override
  public String toString() {
    return scheme + "://" + host + ":" + port;
  }

  /** Whether a URI is of the kind that leads somewhere, rather than only naming something. */
  static boolean isHttp(URI uri) {
    return uri.getScheme() != null && uri.getScheme().toLowerCase(Locale.ROOT).matches("https?");
  }

  /** Whether nobody on the way can read what is sent there. */
  boolean isConfidential() {
    return scheme.equals("https")
        || host.equals("localhost")
        || host.equals("[::1]")
        || host.matches("127(\\.\\d{1,3}){3}");
  }
}
