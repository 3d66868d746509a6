package dev.signet.authorization.apps;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.signet.base.fetch.DocumentUrl;
import dev.signet.base.fetch.FetchResult;
import dev.signet.base.fetch.FetchResult.FetchFailure;
import dev.signet.base.fetch.FetchResult.FetchedDocument;
import dev.signet.base.fetch.FetchResult.Reason;
import dev.signet.base.fetch.Owner;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;

/// Fetches and caches the metadata documents of apps. Only valid documents are cached, for five
/// minutes; a document that cannot be fetched or read is asked for again by the next caller, within
/// budgets for each host and each caller. Callers that ask for the same document at once share one
/// fetch.
final class MetadataDocuments {
  static final Duration FRESH_FOR = Duration.ofMinutes(5);

  static final int FETCHES_PER_HOST = 20;
  static final int FETCHES_PER_ADDRESS = 30;

  /// Of 2 KiB each, as a parsed document takes about that.
  private static final int MAX_CACHED = 8_000;

  private static final int MAX_BUDGETS = 10_000;

  /// The result of looking for an app.
  sealed interface Lookup {
    record Found(App app) implements Lookup {}

    /// The URL has no document, or an unusable one.
    record Missing() implements Lookup {}

    /// The document was not fetched, because too many are being fetched.
    record Busy() implements Lookup {}
  }

  private record CachedApp(App app, Instant fetchedAt) {}

  /// Fetches in the minute that begins at a time.
  private record Spent(long minute, int count) {}

  private final BiFunction<DocumentUrl, Owner, FetchResult> fetch;
  private final Clock clock;
  private final Cache<String, CachedApp> cache =
      Caffeine.newBuilder().maximumSize(MAX_CACHED).build();
  private final Cache<String, Spent> budgets =
      Caffeine.newBuilder().maximumSize(MAX_BUDGETS).build();
  private final ConcurrentMap<String, CompletableFuture<Lookup>> underWay =
      new ConcurrentHashMap<>();

  MetadataDocuments(BiFunction<DocumentUrl, Owner, FetchResult> fetch, Clock clock) {
    this.fetch = fetch;
    this.clock = clock;
  }

  /// The app that the document describes, at most five minutes old.
  ///
  /// @param address of the caller, for whom fetches are counted
  Lookup find(MetadataUrl url, Owner owner, String address) {
    return Optional.ofNullable(cache.getIfPresent(url.value()))
        .filter(known -> clock.instant().isBefore(known.fetchedAt().plus(FRESH_FOR)))
        .<Lookup>map(known -> new Lookup.Found(known.app()))
        .orElseGet(() -> fetchOnce(url, owner, address));
  }

  private Lookup fetchOnce(MetadataUrl url, Owner owner, String address) {
    var mine = new CompletableFuture<Lookup>();
    var others = underWay.putIfAbsent(url.value(), mine);
    if (others != null) {
      return others.join();
    }
    try {
      var found =
          spend("address " + address, FETCHES_PER_ADDRESS)
                  && spend("host " + url.host(), FETCHES_PER_HOST)
              ? fetch(url, owner)
              : new Lookup.Busy();
      mine.complete(found);
      return found;
    } finally {
      mine.complete(new Lookup.Busy());
      underWay.remove(url.value(), mine);
    }
  }

  private Lookup fetch(MetadataUrl url, Owner owner) {
    var asked = clock.instant();
    return switch (fetch.apply(url.document(), owner)) {
      case FetchedDocument(var text) ->
          MetadataDocument.read(url, text)
              .<Lookup>map(app -> {
                cache.put(url.value(), new CachedApp(app, asked));
                return new Lookup.Found(app);
              })
              .orElseGet(Lookup.Missing::new);
      case FetchFailure(var reason) ->
          reason == Reason.BUSY ? new Lookup.Busy() : new Lookup.Missing();
    };
  }

  private boolean spend(String key, int most) {
    var minute = clock.instant().getEpochSecond() / 60;
    var spent =
        budgets
            .asMap()
            .merge(
                key,
                new Spent(minute, 1),
                (before, one) ->
                    before.minute() == minute ? new Spent(minute, before.count() + 1) : one);
    return spent.count() <= most;
  }
}
