package dev.signet.client;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * The server: by its name, as tokens have it, and by its paths, which are the same everywhere.
 *
 * @param name to the byte
 */
record Issuer(String name, Origin origin) {

  /**
   * The server of this name.
   *
   * @param allowsPlainHttp whether what is sent may be read on the way; on this machine it may
   * @throws IllegalArgumentException when this is no URL that an issuer may have
   */
  static Issuer of(@Nullable String name, boolean allowsPlainHttp) {
    if (name == null) {
      throw new IllegalArgumentException(
          "The issuer is missing: name the server's URL, such as https://id.example.com");
    }
    var url = URI.create(name);
    var origin = Origin.of(url);
    if (url.getRawQuery() != null || url.getRawFragment() != null) {
      throw new IllegalArgumentException("An issuer has no query and no fragment: " + name);
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
