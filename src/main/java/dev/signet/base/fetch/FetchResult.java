package dev.signet.base.fetch;

import java.util.Locale;

/// The result of fetching a document.
public sealed interface FetchResult {

  /// Success.
  ///
  /// @param document JSON, according to its content type
  record FetchedDocument(String document) implements FetchResult {}

  record FetchFailure(Reason reason) implements FetchResult {}

  enum Reason {
    /// The name has no address.
    UNRESOLVED,
    /// One of its addresses is not allowed.
    FORBIDDEN_ADDRESS,
    /// The connection failed, was not trusted, or broke.
    UNREACHABLE,
    TOO_SLOW,
    TOO_LARGE,
    /// A status other than 200, including redirects.
    STATUS,
    /// Not JSON, or compressed.
    TYPE,
    /// Not fetched, because the owner's other fetches, or those of all, take too long. This says
    /// nothing about the document.
    BUSY,
    /// The document could not be parsed.
    UNREADABLE;

    String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
