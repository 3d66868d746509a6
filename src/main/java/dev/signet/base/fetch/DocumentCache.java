package dev.signet.base.fetch;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.signet.base.fetch.FetchResult.FetchFailure;
import dev.signet.base.fetch.FetchResult.FetchedDocument;
import dev.signet.base.memory.CacheShare;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fetches and caches documents of one kind. One caller at a time fetches a URL, however many wait
/// for it, and not again before it is due. While its server does not respond, the last document
/// stays valid for up to an hour, so that agents keep working while the server with their keys
/// restarts.
///
/// Something that was removed from a document therefore stays valid here for five minutes more, or
/// for an hour if an attacker can keep this server from reaching it.
public final class DocumentCache<T> {
  private static final Logger LOG = LoggerFactory.getLogger(DocumentCache.class);

  private static final Duration FRESH_FOR = Duration.ofMinutes(5);
  private static final Duration RETRY_AFTER_FAILURE = Duration.ofSeconds(30);

  /// The minimum time between fetches for callers that miss something in a document.
  private static final Duration WAIT_TIMEOUT = Duration.ofSeconds(30);

  private static final Duration MAX_STALE = Duration.ofHours(1);

  /// A parsed document takes about four times as many bytes as the text has characters.
  private static final int BYTES_PER_CHARACTER = 4;

  /// In characters: the fixed part of an entry.
  private static final int BYTES_PER_ENTRY = 500;

  /// @param good the last document read, and when
  /// @param failed whether the last fetch failed
  /// @param unreadable whether it failed because the response was not a document of this kind
  private record CachedDocument<T>(
      @Nullable ParsedDocument<T> good, Instant askedAt, boolean failed, boolean unreadable) {
    boolean isFresh(Instant now) {
      return now.isBefore(askedAt.plus(failed ? RETRY_AFTER_FAILURE : FRESH_FOR));
    }

    Optional<T> usable(Instant now) {
      return Optional.ofNullable(good)
          .filter(read -> now.isBefore(read.at().plus(MAX_STALE)))
          .map(ParsedDocument::value);
    }
  }

  private record ParsedDocument<T>(T value, int length, Instant at) {}

  private final DocumentFetcher fetch;
  private final Function<String, Optional<T>> reader;
  private final Clock clock;
  private final ConcurrentMap<DocumentUrl, CompletableFuture<CachedDocument<T>>> underWay =
      new ConcurrentHashMap<>();
  private final Cache<DocumentUrl, CachedDocument<T>> cache =
      Caffeine.newBuilder()
          .maximumWeight(CacheShare.DOCUMENTS.entries(BYTES_PER_CHARACTER))
          .weigher((DocumentUrl url, CachedDocument<T> document) -> {
            var good = document.good();
            return BYTES_PER_ENTRY + url.toString().length() + (good == null ? 0 : good.length());
          })
          .build();

  /// @param reader parses a document; empty when it is not of this kind. The result must not be
  ///   many times larger than the text
  public DocumentCache(DocumentFetcher fetch, Function<String, Optional<T>> reader, Clock clock) {
    this.fetch = fetch;
    this.reader = reader;
    this.clock = clock;
  }

  /// The document at the URL, at most five minutes old while its server responds; empty when it
  /// cannot be fetched. May take as long as [DocumentFetcher#get].
  public Optional<T> get(DocumentUrl url) {
    var now = clock.instant();
    var known = cache.getIfPresent(url);
    return known != null && known.isFresh(now)
        ? known.usable(now)
        : fetched(url, now, FRESH_FOR).usable(now);
  }

  /// As [#get], for a caller that misses something in the document: fetched again, unless that was
  /// just done.
  public Optional<T> refresh(DocumentUrl url) {
    var now = clock.instant();
    return fetched(url, now, WAIT_TIMEOUT).usable(now);
  }

  /// Whether the last fetch of the URL returned something other than a document of this kind.
  public boolean isUnreadable(DocumentUrl url) {
    var known = cache.getIfPresent(url);
    return known != null && known.unreadable();
  }

  /// @param goodFor the maximum age of a document that another caller has fetched meanwhile
  private CachedDocument<T> fetched(DocumentUrl url, Instant now, Duration goodFor) {
    var mine = new CompletableFuture<CachedDocument<T>>();
    var others = underWay.putIfAbsent(url, mine);
    if (others != null) {
      return others.join();
    }
    try {
      var known = cache.getIfPresent(url);
      var document =
          known != null && known.isFresh(now) && now.isBefore(known.askedAt().plus(goodFor))
              ? known
              : load(url, known);
      mine.complete(document);
      return document;
    } finally {
      mine.completeExceptionally(new IllegalStateException("not fetched"));
      underWay.remove(url, mine);
    }
  }

  private CachedDocument<T> load(DocumentUrl url, @Nullable CachedDocument<T> before) {
    var asked = clock.instant();
    var fetched = fetch.get(url);
    var read =
        switch (fetched) {
          case FetchedDocument(var text) -> read(url, text, asked);
          case FetchFailure _ -> Optional.<ParsedDocument<T>>empty();
        };
    var last = before == null ? null : before.good();
    var unreadable = read.isEmpty() && fetched instanceof FetchedDocument;
    var document = new CachedDocument<>(read.orElse(last), asked, read.isEmpty(), unreadable);
    cache.put(url, document);
    return document;
  }

  private Optional<ParsedDocument<T>> read(DocumentUrl url, String text, Instant at) {
    var read = reader.apply(text).map(value -> new ParsedDocument<>(value, text.length(), at));
    if (read.isEmpty()) {
      LOG.atWarn().addKeyValue("host", url.host()).log("fetched document not readable");
    }
    return read;
  }
}
