package dev.signet.base.fetch;

import java.util.Locale;
import java.util.Map;

/// The result of sending a message with [PostClient].
public sealed interface PostResult {

  /// The server responded. Its body was read and discarded.
  ///
  /// @param headers the first value of each header that the caller asked for, by its name in lower
  ///   case
  record Responded(int status, Map<String, String> headers) implements PostResult {
    public Responded {
      headers = Map.copyOf(headers);
    }
  }

  record NotDelivered(PostFailure reason) implements PostResult {}

  /// The reason for a missing response.
  enum PostFailure {
    /// The name has no address, or cannot be resolved in time.
    UNRESOLVED,
    /// One of its addresses is not allowed.
    FORBIDDEN_ADDRESS,
    /// The connection was refused, or broke before a response.
    UNREACHABLE,
    /// The TLS handshake failed: the certificate is not valid for the name, or is not trusted.
    TLS,
    /// There was no response within the time limit.
    TIMEOUT;

    /// As the wire and the database spell it.
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
