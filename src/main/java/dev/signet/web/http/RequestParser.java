package dev.signet.web.http;

import dev.signet.base.callers.Caller;
import dev.signet.base.callers.RequestContext;
import dev.signet.base.refusals.Refusal;
import dev.signet.web.limits.ClientNetwork;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/// Makes our [Request] from what Jetty has parsed, and finds the errors that Jetty accepts.
final class RequestParser {
  static final String REQUEST_ID = "X-Request-Id";

  private static final Pattern VALID_REQUEST_ID = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

  private final ClientAddresses addresses;

  RequestParser(ClientAddresses addresses) {
    this.addresses = addresses;
  }

  /// The error in a request that Jetty accepts.
  static Optional<Refusal> fault(org.eclipse.jetty.server.Request in) {
    if (!isWellFormed(text(in.getHttpURI().getPathQuery()))) {
      return Optional.of(new Refusal.Malformed("The path or the query is not well-formed"));
    }
    var codings = in.getHeaders().getValuesList(HttpHeader.TRANSFER_ENCODING);
    if (!codings.isEmpty() && !isChunked(in, codings)) {
      return Optional.of(new Refusal.Malformed("The only supported transfer coding is chunked"));
    }
    return Optional.empty();
  }

  /// [RFC 9112 §6.1](https://www.rfc-editor.org/rfc/rfc9112#section-6.1): HTTP/1.0 has no transfer
  /// codings, and with an unknown one the end of the body is ambiguous.
  private static boolean isChunked(org.eclipse.jetty.server.Request in, List<String> codings) {
    return codings.size() == 1
        && codings.getFirst().strip().equalsIgnoreCase("chunked")
        && in.getConnectionMetaData().getHttpVersion() != HttpVersion.HTTP_1_0;
  }

  /// Whether a target has only valid characters and complete escapes.
  private static boolean isWellFormed(String target) {
    for (var i = 0; i < target.length(); i++) {
      var c = target.charAt(i);
      if (c <= ' ' || c > '~') {
        return false;
      }
      if (c == '%') {
        if (i + 2 >= target.length()
            || !HexFormat.isHexDigit(target.charAt(i + 1))
            || !HexFormat.isHexDigit(target.charAt(i + 2))) {
          return false;
        }
        i += 2;
      }
    }
    return true;
  }

  static boolean hasBody(org.eclipse.jetty.server.Request in) {
    return in.getLength() > 0
        || (in.getLength() < 0 && in.getHeaders().contains(HttpHeader.TRANSFER_ENCODING));
  }

  Request request(org.eclipse.jetty.server.Request in, byte[] body, String requestId) {
    var uri = in.getHttpURI();
    var fields = in.getHeaders();
    return new Request(
        in.getMethod(),
        path(in),
        text(uri.getQuery()),
        fields::getValuesList,
        body,
        requestContext(in, requestId));
  }

  /// The path as it was sent; empty when the target has no path, as that of `CONNECT`.
  static String path(org.eclipse.jetty.server.Request in) {
    return text(in.getHttpURI().getPath());
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }

  String network(org.eclipse.jetty.server.Request in) {
    return ClientNetwork.of(callerAddress(in));
  }

  private String callerAddress(org.eclipse.jetty.server.Request in) {
    var peer = address(in.getConnectionMetaData().getRemoteSocketAddress());
    if (in.getHeaders().contains(HttpHeader.FORWARDED)) {
      addresses.warnAboutForwardedHeader(peer);
    }
    return addresses.clientAddress(peer, in.getHeaders().getValuesList(HttpHeader.X_FORWARDED_FOR));
  }

  private RequestContext requestContext(org.eclipse.jetty.server.Request in, String requestId) {
    var fields = in.getHeaders();
    var address = callerAddress(in);
    var userAgent = fields.getValuesList(HttpHeader.USER_AGENT);
    return new RequestContext(
        new Caller.Unauthenticated(),
        address,
        userAgent.isEmpty() ? "" : printable(userAgent.getFirst()),
        requestId);
  }

  static String address(SocketAddress socket) {
    return socket instanceof InetSocketAddress peer ? peer.getAddress().getHostAddress() : "";
  }

  private static String printable(String text) {
    var cut = text.length() > 256 ? text.substring(0, 256) : text;
    return cut.chars().allMatch(c -> c >= ' ' && c <= '~') ? cut : cut.replaceAll("[^ -~]", "?");
  }

  /// The caller's own request id if it is well-formed, otherwise a new one.
  static String requestId(HttpFields headers) {
    var sent = headers.getValuesList(REQUEST_ID);
    return sent.size() == 1 ? requestId(sent.getFirst()) : newRequestId();
  }

  static String requestId(String sent) {
    return VALID_REQUEST_ID.matcher(sent).matches() ? sent : newRequestId();
  }

  private static String newRequestId() {
    var random = ThreadLocalRandom.current();
    return Long.toUnsignedString(random.nextLong(), 36)
        + Long.toUnsignedString(random.nextLong(), 36);
  }
}
