package dev.signet.base.fetch;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// The result of fetching a document.
public sealed interface FetchResult {

  /// Success.
  ///
  /// @param document JSON, according to its content type
  /// @param freshFor how long it may be cached, by its server; empty when that does not say
  record FetchedDocument(String document, Optional<Duration> freshFor) implements FetchResult {
    /// A document of a server that does not say how long it may be cached.
    public FetchedDocument(String document) {
      this(document, Optional.empty());
    }
  }

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
    /// There is none: status 404 or 410.
    GONE,
    /// Another status than 200, including redirects.
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
