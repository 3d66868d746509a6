package dev.signet.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The names of an API in {@code aud}. URLs are compared as the server compares resources: scheme
 * and host without case, the default port and the path {@code /} may be left out, and one slash
 * more or less at the end is forgiven. Other names are compared exactly.
 */
final class Audiences {
  private final Set<String> forms;

  Audiences(Collection<String> names) {
    this.forms = names.stream().map(Audiences::form).collect(Collectors.toUnmodifiableSet());
  }

  boolean contains(String name) {
    return forms.contains(form(name));
  }

  private static String form(String name) {
    try {
      var uri = new URI(name);
      if (uri.getHost() == null || !Origin.isHttp(uri) || uri.getRawFragment() != null) {
        return name;
      }
      var scheme = uri.getScheme().toLowerCase(Locale.ROOT);
      var isDefaultPort = uri.getPort() == (scheme.equals("https") ? 443 : 80);
      var path = uri.getRawPath();
      return scheme
          + "://"
          + (uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo() + "@")
          + uri.getHost().toLowerCase(Locale.ROOT)
          + (uri.getPort() < 0 || isDefaultPort ? "" : ":" + uri.getPort())
          + (path.endsWith("/") ? path.substring(0, path.length() - 1) : path)
          + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    } catch (URISyntaxException e) {
      return name;
    }
  }
}
