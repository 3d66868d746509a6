package dev.signet.base.fetch;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.signet.base.fetch.FetchResult.FetchFailure;
import dev.signet.base.fetch.FetchResult.FetchedDocument;
import dev.signet.base.fetch.FetchResult.Reason;
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
/// restarts. A document that is in use is fetched again in the background before it is due, and a
/// fetch that gets no permit is neither cached nor counted: a caller whose document is cached does
/// not depend on how many others are being fetched.
///
/// Something that was removed from a document therefore stays valid here for five minutes more, or
/// for an hour if an attacker can keep this server from reaching it.
public final class DocumentCache<T> {
  private static final Logger LOG = LoggerFactory.getLogger(DocumentCache.class);

  private static final Duration FRESH_FOR = Duration.ofMinutes(5);

  /// From then on, use of a document has it fetched again in the background.
  private static final Duration REFRESH_AFTER = Duration.ofMinutes(4);

  private static final Duration RETRY_AFTER_FAILURE = Duration.ofSeconds(30);

  /// The minimum time between fetches for callers that miss something in a document.
  private static final Duration WAIT_TIMEOUT = Duration.ofSeconds(30);

  private static final Duration MAX_STALE = Duration.ofHours(1);

  /// A parsed document takes about four times as many bytes as the text has characters.
  private static final int BYTES_PER_CHARACTER = 4;

  /// In characters: the fixed part of an entry.
  private static final int BYTES_PER_ENTRY = 500;

  /// The result of looking up a document.
  public sealed interface DocumentResult<T> {
    record Found<T>(T document) implements DocumentResult<T> {}

    /// It cannot be fetched.
    ///
    /// @param isUnreadable whether the response was not a document of this kind
    record Missing<T>(boolean isUnreadable) implements DocumentResult<T> {}

    /// It was not fetched, because other fetches take too long: nothing is known about it.
    record Busy<T>() implements DocumentResult<T> {}
  }

  /// @param good the last document read, and when
  /// @param failed whether the last fetch failed
  /// @param unreadable whether it failed because the response was not a document of this kind
  private record CachedDocument<T>(
      @Nullable ParsedDocument<T> good, Instant askedAt, boolean failed, boolean unreadable) {
    boolean isFresh(Instant now) {
      return now.isBefore(askedAt.plus(failed ? RETRY_AFTER_FAILURE : FRESH_FOR));
    }

    /// Whether its server responds again is found out in the background, if it is usable.
    boolean isDueInBackground(Instant now) {
      return failed
          ? !isFresh(now) && isUsable(now)
          : isFresh(now) && !now.isBefore(askedAt.plus(REFRESH_AFTER));
    }

    boolean isUsable(Instant now) {
      return good != null && now.isBefore(good.at().plus(MAX_STALE));
    }

    DocumentResult<T> result(Instant now) {
      return good != null && isUsable(now)
          ? new DocumentResult.Found<>(good.value())
          : new DocumentResult.Missing<>(unreadable);
    }
  }

  /// One fetch: those who wait for it share its owner, and so its permits.
  private record FetchKey(DocumentUrl url, Owner owner) {}

  private record ParsedDocument<T>(T value, int length, Instant at) {}

  private final DocumentFetcher fetch;
  private final Function<String, Optional<T>> reader;
  private final Clock clock;
  private final ConcurrentMap<FetchKey, CompletableFuture<Optional<CachedDocument<T>>>> underWay =
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

  /// The document at the URL, at most five minutes old while its server responds and there are
  /// permits to fetch it. May take as long as [DocumentFetcher#get].
  ///
  /// @param owner whose permits a fetch needs
  public DocumentResult<T> get(DocumentUrl url, Owner owner) {
    var now = clock.instant();
    var known = cache.getIfPresent(url);
    if (known != null && known.isDueInBackground(now)) {
      refreshInBackground(new FetchKey(url, owner));
      return known.result(now);
    }
    if (known != null && known.isFresh(now)) {
      return known.result(now);
    }
    return fetched(new FetchKey(url, owner), FRESH_FOR)
        .or(() -> Optional.ofNullable(known).filter(document -> document.isUsable(now)))
        .map(document -> document.result(now))
        .orElseGet(DocumentResult.Busy::new);
  }

  /// As [#get], for a caller that misses something in the document: fetched again, unless that was
  /// just done. `Busy` whenever it could not be fetched for want of a permit.
  public DocumentResult<T> refresh(DocumentUrl url, Owner owner) {
    return fetched(new FetchKey(url, owner), WAIT_TIMEOUT)
        .map(document -> document.result(clock.instant()))
        .orElseGet(DocumentResult.Busy::new);
  }

  private void refreshInBackground(FetchKey key) {
    if (underWay.containsKey(key)) {
      return;
    }
    var _ =
        Thread.ofVirtual()
            .name("signet-document-refresh")
            .start(() -> {
              try {
                var _ = fetched(key, REFRESH_AFTER);
              } catch (RuntimeException e) {
                LOG.atError()
                    .addKeyValue("host", key.url().host())
                    .setCause(e)
                    .log("refresh of a document failed unexpectedly");
              }
            });
  }

  /// Empty if there was no permit to fetch it.
  ///
  /// @param goodFor the maximum age of a document that another caller has fetched meanwhile
  private Optional<CachedDocument<T>> fetched(FetchKey key, Duration goodFor) {
    var mine = new CompletableFuture<Optional<CachedDocument<T>>>();
    var others = underWay.putIfAbsent(key, mine);
    if (others != null) {
      return others.join();
    }
    try {
      var now = clock.instant();
      var known = cache.getIfPresent(key.url());
      var document =
          known != null && known.isFresh(now) && now.isBefore(known.askedAt().plus(goodFor))
              ? Optional.of(known)
              : load(key, known);
      mine.complete(document);
      return document;
    } finally {
      mine.completeExceptionally(new IllegalStateException("not fetched"));
      underWay.remove(key, mine);
    }
  }

  private Optional<CachedDocument<T>> load(FetchKey key, @Nullable CachedDocument<T> before) {
    var asked = clock.instant();
    var fetched = fetch.get(key.url(), key.owner());
    if (fetched instanceof FetchFailure(var reason) && reason == Reason.BUSY) {
      return Optional.empty();
    }
    var read =
        switch (fetched) {
          case FetchedDocument(var text, _) -> read(key.url(), text, asked);
          case FetchFailure _ -> Optional.<ParsedDocument<T>>empty();
        };
    var last = before == null ? null : before.good();
    var unreadable = read.isEmpty() && fetched instanceof FetchedDocument;
    var document = new CachedDocument<>(read.orElse(last), asked, read.isEmpty(), unreadable);
    cache.put(key.url(), document);
    return Optional.of(document);
  }

  private Optional<ParsedDocument<T>> read(DocumentUrl url, String text, Instant at) {
    var read = reader.apply(text).map(value -> new ParsedDocument<>(value, text.length(), at));
    if (read.isEmpty()) {
      LOG.atWarn().addKeyValue("host", url.host()).log("fetched document not readable");
    }
    return read;
  }
}
