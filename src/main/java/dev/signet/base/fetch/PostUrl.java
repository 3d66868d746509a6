package dev.signet.base.fetch;

import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;

/// A URL that messages may be posted to: `https`, or `http` of this machine, without user and
/// fragment, at port 443, 8443 or one from 1024 on. Whether its addresses are allowed is decided
/// for each connection, because the name may resolve to anything.
public final class PostUrl {
  private static final int HTTPS = 443;
  private static final int HTTPS_ALTERNATIVE = 8443;
  private static final int FIRST_UNPRIVILEGED = 1024;

  /// What is wrong with a URL.
  public enum UrlFault {
    MALFORMED("is not an absolute URL of at most 2048 ASCII characters"),
    SCHEME("must be https; http is possible only for localhost"),
    USERINFO("must not contain a user name or password"),
    FRAGMENT("must not contain a fragment"),
    PORT("must use port 443, 8443, or one from 1024 to 65535"),
    PRIVATE(
        "leads to an address that this server does not send to: a private, local or special one"),
    UNRESOLVABLE("has a host name without an address"),
    /// `PRIVATE` or `UNRESOLVABLE`, for a caller that must not learn which internal names exist.
    NO_PUBLIC_ADDRESS("has a host without an address that this server sends to"),
    OWN_ISSUER("leads back to this server");

    private final String sentence;

    UrlFault(String sentence) {
      this.sentence = sentence;
    }

    /// The spelling in responses.
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// The rest of a sentence that begins with the name of the field.
    public String sentence() {
      return sentence;
    }
  }

  /// The result of reading a URL.
  public sealed interface ParsedUrl {
    record Usable(PostUrl url) implements ParsedUrl {}

    record Unusable(UrlFault fault) implements ParsedUrl {}
  }

  private final DocumentUrl url;

  private PostUrl(DocumentUrl url) {
    this.url = url;
  }

  public static ParsedUrl parse(String text) {
    return switch (DocumentUrl.read(text)) {
      case DocumentUrl.ReadUrl.Unusable(var fault) -> new ParsedUrl.Unusable(fault);
      case DocumentUrl.ReadUrl.Usable(var url) ->
          isPort(url.uri().getPort())
              ? new ParsedUrl.Usable(new PostUrl(url))
              : new ParsedUrl.Unusable(UrlFault.PORT);
    };
  }

  private static boolean isPort(int port) {
    return port == -1 || port == HTTPS || port == HTTPS_ALTERNATIVE || port >= FIRST_UNPRIVILEGED;
  }

  URI uri() {
    return url.uri();
  }

  /// The name or address of the server, as the URL spells it.
  public String host() {
    return url.host();
  }

  /// Whether the host is an address rather than a name.
  public boolean isAddress() {
    try {
      var _ = InetAddress.ofLiteral(host());
      return true;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  /// Whether this URL has the same scheme, host and port as another one.
  public boolean hasOriginOf(URI other) {
    return uri().getScheme().equalsIgnoreCase(other.getScheme())
        && host().equalsIgnoreCase(String.valueOf(other.getHost()))
        && port(uri()) == port(other);
  }

  private static int port(URI uri) {
    if (uri.getPort() != -1) {
      return uri.getPort();
    }
    return "https".equalsIgnoreCase(uri.getScheme()) ? HTTPS : 80;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PostUrl post && url.equals(post.url);
  }

  @Override
  public int hashCode() {
    return url.hashCode();
  }

  /// The whole URL, which may contain a secret of its receiver.
  @Override
  public String toString() {
    return url.toString();
  }
}
