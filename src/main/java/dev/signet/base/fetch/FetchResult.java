package dev.signet.base.fetch;

import java.util.Locale;

/// What came of the way to a document.
public sealed interface FetchResult {

  /// It is here.
  ///
  /// @param document JSON, by what its keeper says of it
  record FetchedDocument(String document) implements FetchResult {}

  record FetchFailure(Reason reason) implements FetchResult {}

  enum Reason {
    /// The name has no address.
    UNRESOLVED,
    /// One of its addresses is none that we connect to.
    FORBIDDEN_ADDRESS,
    /// No connection, or none that can be trusted, or it broke.
    UNREACHABLE,
    TOO_SLOW,
    TOO_LARGE,
    /// Any status but 200, redirects among them.
    STATUS,
    /// Not JSON, or compressed.
    TYPE,
    /// Too many of our own are under way.
    BUSY,
    /// Its reader cannot read it.
    UNREADABLE;

    String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
