package dev.signet.web.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.signet.base.refusals.Refusal;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpStatus;

/// Refusals of requests that do not reach the routes, because they are unreadable, too long or too
/// late, in the format of the route that they aim at.
final class EarlyRefusals {
  private final RequestPipeline pipeline;

  EarlyRefusals(RequestPipeline pipeline) {
    this.pipeline = pipeline;
  }

  /// @param target as the request line has it
  /// @param status what Jetty would answer
  Response refused(String target, String sentRequestId, int status) {
    var requestId = RequestParser.requestId(sentRequestId);
    var family = errorFormatOf(target);
    var response =
        status == HttpStatus.INTERNAL_SERVER_ERROR_500
            ? RefusalResponses.internalError(family, requestId)
            : RefusalResponses.of(refusalFor(status), family, requestId);
    return response.withHeader(RequestParser.REQUEST_ID, requestId);
  }

  /// The target may be an absolute URL.
  private ErrorFormat errorFormatOf(String target) {
    var scheme = target.indexOf("://");
    var path = scheme < 0 ? 0 : target.indexOf('/', scheme + 3);
    return pipeline.errorFormatOf(path < 0 ? "/" : target.substring(path));
  }

  private static Refusal refusalFor(int status) {
    return switch (status) {
      case HttpStatus.REQUEST_TIMEOUT_408 -> new Refusal.RequestTimeout();
      case HttpStatus.PAYLOAD_TOO_LARGE_413 ->
          new Refusal.ContentTooLarge("The request is too large");
      case HttpStatus.URI_TOO_LONG_414 -> new Refusal.UriTooLong();
      case HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431 ->
          new Refusal.HeadersTooLarge(
              "At most "
                  + ClientConnection.MAX_HEADERS
                  + " headers, and "
                  + StrictHttp.MAX_HEAD
                  + " bytes with the request line");
      default -> new Refusal.Malformed("The request is not well-formed HTTP");
    };
  }

  /// The whole response to a request that was not sent in time, as its bytes.
  ByteBuffer timeoutResponse(String target, String sentRequestId) {
    var response = refused(target, sentRequestId, HttpStatus.REQUEST_TIMEOUT_408);
    var head = new StringBuilder("HTTP/1.1 408 Request Timeout\r\n");
    for (var header : response.headers()) {
      head.append(header.name()).append(": ").append(header.value()).append("\r\n");
    }
    head.append("X-Content-Type-Options: nosniff\r\nConnection: close\r\nContent-Length: ")
        .append(response.body().length)
        .append("\r\n\r\n");
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(head.toString().getBytes(US_ASCII));
    bytes.writeBytes(response.body());
    return ByteBuffer.wrap(bytes.toByteArray());
  }
}
