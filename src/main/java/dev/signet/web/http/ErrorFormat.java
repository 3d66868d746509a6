package dev.signet.web.http;

/// The format of refusals, which depends on the path.
enum ErrorFormat {
  /// RFC 6749 §5.2: `error` and `error_description`.
  OAUTH,
  /// RFC 9457 problem bodies.
  PROBLEM,
  /// Pages that people read.
  HTML;

  static ErrorFormat of(String path) {
    return path.startsWith("/oauth/")
            || path.equals("/api/v1/token")
            || path.startsWith("/api/v1/token/")
        ? OAUTH
        : path.equals("/console") || path.startsWith("/console/") ? HTML : PROBLEM;
  }
}
