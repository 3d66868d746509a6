package dev.signet.web.http;

import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;

/// What Jetty accepts as a request.
final class StrictHttp {

  /// The limit of a request line and its headers together, in bytes.
  static final int MAX_HEAD = 16 * 1024;

  /// Paths are compared as they were sent, and never decoded: a path that only decodes to one of
  /// ours is not found.
  private static final UriCompliance URI_COMPLIANCE =
      UriCompliance.RFC3986.with(
          "as sent",
          UriCompliance.Violation.AMBIGUOUS_PATH_SEGMENT,
          UriCompliance.Violation.AMBIGUOUS_EMPTY_SEGMENT,
          UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
          UriCompliance.Violation.AMBIGUOUS_PATH_PARAMETER,
          UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING,
          UriCompliance.Violation.SUSPICIOUS_PATH_CHARACTERS,
          UriCompliance.Violation.BAD_UTF8_ENCODING,
          UriCompliance.Violation.TRUNCATED_UTF8_ENCODING);

  private StrictHttp() {}

  static HttpConfiguration configuration() {
    var http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(MAX_HEAD);
    http.setHttpCompliance(HttpCompliance.STRICT);
    http.setUriCompliance(URI_COMPLIANCE);
    http.setUseInputDirectByteBuffers(false);
    http.setUseOutputDirectByteBuffers(false);
    return http;
  }
}
