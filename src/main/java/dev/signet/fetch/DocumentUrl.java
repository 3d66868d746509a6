package dev.signet.fetch;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/// Where somebody keeps a document for us. Whether we go there is decided when we do: a name says
/// nothing of where it leads.
public final class DocumentUrl {
  public static final int MAX_LENGTH = 2048;

  private final URI uri;

  private DocumentUrl(URI uri) {
    this.uri = uri;
  }

  /// Reads an absolute `https` URL, or an `http` one of this machine, without user and fragment;
  /// empty for anything else.
  public static Optional<DocumentUrl> parse(String text) {
    if (text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    try {
      var uri = new URI(text);
      var isWhole =
          uri.getScheme() != null
              && uri.getHost() != null
              && uri.getRawUserInfo() == null
              && uri.getRawFragment() == null
              && uri.getPort() != 0
              && uri.getPort() <= 65535;
      return isWhole && isScheme(uri) ? Optional.of(new DocumentUrl(uri)) : Optional.empty();
    } catch (URISyntaxException _) {
      return Optional.empty();
    }
  }

  private static boolean isScheme(URI uri) {
    return switch (uri.getScheme()) {
      case "https" -> true;
      case "http" -> isThisMachine(uri.getHost());
      default -> false;
    };
  }

  private static boolean isThisMachine(String host) {
    return host.equals("localhost")
        || host.equals("[::1]")
        || host.matches("127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}");
  }

  URI uri() {
    return uri;
  }

  boolean isEncrypted() {
    return uri.getScheme().equals("https");
  }

  String host() {
    return uri.getHost();
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
