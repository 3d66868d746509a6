package dev.signet.authorization.apps;

import dev.signet.base.fetch.DocumentUrl;
import dev.signet.base.oauth.RedirectUri;
import java.util.Optional;
import java.util.regex.Pattern;

/// The client id of an app that is the URL of its metadata document ([OAuth Client ID Metadata
/// Document
/// §3](https://datatracker.ietf.org/doc/html/draft-ietf-oauth-client-id-metadata-document-02#section-3)).
/// It is compared as a text, never normalized.
///
/// @param host in lower case
record MetadataUrl(String value, String host, DocumentUrl document) {

  private static final Pattern WITH_PATH = Pattern.compile("https://[^/?#]+/.*");

  /// Empty for anything but an `https` URL with the name of a host and a path, and without what two
  /// programs may read differently.
  static Optional<MetadataUrl> parse(String text) {
    if (!WITH_PATH.matcher(text).matches()) {
      return Optional.empty();
    }
    // The form of a redirect URI is as strict: no user name, fragment, dot segment or control
    // character.
    return RedirectUri.parse(text)
        .filter(uri -> !uri.isLoopback() && isName(uri.host()))
        .flatMap(uri ->
            DocumentUrl.parse(text).map(document -> new MetadataUrl(text, uri.host(), document)));
  }

  /// Not an address, whose last part is a number.
  private static boolean isName(String host) {
    return !host.startsWith("[")
        && host.contains(".")
        && !Character.isDigit(host.charAt(host.lastIndexOf('.') + 1));
  }
}
