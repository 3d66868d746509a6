package dev.signet.authorization.resources;

import dev.signet.base.oauth.ResourceUri;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What the URI of a registered resource has to be, beyond [RFC 8707
/// §2](https://www.rfc-editor.org/rfc/rfc8707#section-2).
final class UriRules {
  static final int MAX_LENGTH = 500;
  static final int MAX_ALIASES = 10;

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final Set<String> DOT_SEGMENTS = Set.of(".", "..");

  private UriRules() {}

  /// Why a text cannot be the URI of a resource; empty when it can.
  ///
  /// @param issuer of this server, whose own API has that audience
  static Optional<String> error(String text, String issuer) {
    if (text.length() > MAX_LENGTH) {
      return Optional.of("must be at most " + MAX_LENGTH + " characters");
    }
    if (!ResourceUri.isValid(text)) {
      return Optional.of("must be an absolute URI without a fragment");
    }
    var uri = URI.create(text);
    var scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    if (uri.isOpaque() || uri.getHost() == null || uri.getRawUserInfo() != null) {
      return Optional.of("must have a host, and no user name");
    }
    if (!scheme.equals("https")
        && !(scheme.equals("http") && LOOPBACK.contains(uri.getHost().toLowerCase(Locale.ROOT)))) {
      return Optional.of("must start with https://; http:// is for localhost only");
    }
    if (uri.getRawQuery() != null) {
      return Optional.of("must not have a query");
    }
    var isDotted =
        List.of(uri.getRawPath().split("/", -1)).stream()
            .map(segment -> segment.toLowerCase(Locale.ROOT).replace("%2e", "."))
            .anyMatch(DOT_SEGMENTS::contains);
    if (isDotted) {
      return Optional.of("must not have . or .. in its path");
    }
    return isSame(text, issuer)
        ? Optional.of("must not be the issuer of this server")
        : Optional.empty();
  }

  private static boolean isSame(String uri, String issuer) {
    var form = ResourceUri.comparisonForm(uri).orElseThrow();
    var own = ResourceUri.comparisonForm(issuer);
    return own.filter(form::equals).isPresent()
        || own.flatMap(ResourceUri::withOtherSlash).filter(form::equals).isPresent();
  }
}
