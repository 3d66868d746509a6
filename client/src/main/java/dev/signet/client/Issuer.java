package dev.signet.client;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * The server: its issuer identifier, as in tokens, and its paths.
 *
 * @param name the issuer identifier, byte for byte
 */
record Issuer(String name, Origin origin) {

  /**
   * The server with this issuer identifier.
   *
   * @param allowsPlainHttp whether requests may be unencrypted; on loopback they always may
   * @throws IllegalArgumentException when this is not a valid issuer URL
   */
  static Issuer of(@Nullable String name, boolean allowsPlainHttp) {
    if (name == null) {
      throw new IllegalArgumentException(
          "The issuer is missing: set the server's URL, such as https://id.example.com");
    }
    var url = URI.create(name);
    var origin = Origin.of(url);
    if (url.getRawQuery() != null || url.getRawFragment() != null) {
      throw new IllegalArgumentException("An issuer cannot have a query or a fragment: " + name);
    }
    if (!allowsPlainHttp && !origin.isConfidential()) {
      throw new IllegalArgumentException(
          "Secrets sent to " + name + " can be read on the way; use https");
    }
    return new Issuer(name, origin);
  }

  URI url(String path) {
    return URI.create((name.endsWith("/") ? name.substring(0, name.length() - 1) : name) + path);
  }
}
