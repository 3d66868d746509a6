package dev.signet.web.http;

/// The format of refusals: a property of each route. A path without a route has the format that all
/// routes below its longest known prefix share.
public enum ErrorFormat {
  /// RFC 6749 §5.2: `error` and `error_description`.
  OAUTH,
  /// RFC 9457 problem bodies.
  PROBLEM,
  /// Pages that people read.
  HTML
}
