package dev.signet.authorization.apps;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.signet.base.fetch.DocumentUrl;
import dev.signet.base.fetch.FetchResult;
import dev.signet.base.fetch.FetchResult.FetchFailure;
import dev.signet.base.fetch.FetchResult.FetchedDocument;
import dev.signet.base.fetch.Owner;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;

/// Fetches and caches the metadata documents of apps. Only valid documents are cached, for as long
/// as their servers say, from five minutes to a day; a document that cannot be fetched or read is
/// asked for again by the next caller, within budgets for each host and each caller. Callers that
/// ask for the same document at once share one fetch.
final class MetadataDocuments {
  static final Duration MIN_FRESH = Duration.ofMinutes(5);
  static final Duration MAX_FRESH = Duration.ofDays(1);

  static final int FETCHES_PER_HOST = 20;
  static final int FETCHES_PER_CALLER = 30;

  /// Of 2 KiB each, as a parsed document takes about that.
  private static final int MAX_CACHED = 8_000;

  /// The result of looking for an app.
  sealed interface Lookup {
    record Found(App app) implements Lookup {}

    /// The URL has no document, or an unusable one.
    record Missing() implements Lookup {}

    /// Its server does not answer, or not as usual.
    record Unreachable() implements Lookup {}

    /// The document was not fetched, because too many are being fetched.
    record Busy() implements Lookup {}
  }

  private record CachedApp(App app, Instant fetchedAt, Duration freshFor) {
    boolean isFresh(Instant now, boolean isNewest) {
      return now.isBefore(fetchedAt.plus(isNewest ? MIN_FRESH : freshFor));
    }
  }

  private final BiFunction<DocumentUrl, Owner, FetchResult> fetch;
  private final Clock clock;
  private final Cache<String, CachedApp> cache =
      Caffeine.newBuilder().maximumSize(MAX_CACHED).build();
  private final MinuteBudget budget;
  private final ConcurrentMap<String, CompletableFuture<Lookup>> underWay =
      new ConcurrentHashMap<>();

  MetadataDocuments(BiFunction<DocumentUrl, Owner, FetchResult> fetch, Clock clock) {
    this.fetch = fetch;
    this.clock = clock;
    this.budget = new MinuteBudget(clock);
  }

  /// The app that the document describes.
  ///
  /// @param payers the callers for whom a fetch is counted
  /// @param isNewest whether the document must be at most five minutes old
  Lookup find(MetadataUrl url, Owner owner, List<String> payers, boolean isNewest) {
    return Optional.ofNullable(cache.getIfPresent(url.value()))
        .filter(known -> known.isFresh(clock.instant(), isNewest))
        .<Lookup>map(known -> new Lookup.Found(known.app()))
        .orElseGet(() -> fetchOnce(url, owner, payers));
  }

  private Lookup fetchOnce(MetadataUrl url, Owner owner, List<String> payers) {
    var mine = new CompletableFuture<Lookup>();
    var others = underWay.putIfAbsent(url.value(), mine);
    if (others != null) {
      return others.join();
    }
    try {
      var found =
          payers.stream().allMatch(payer -> budget.spend(payer, FETCHES_PER_CALLER))
                  && budget.spend("host " + url.host(), FETCHES_PER_HOST)
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
      case FetchedDocument(var text, var freshFor) ->
          MetadataDocument.read(url, text)
              .<Lookup>map(app -> {
                cache.put(url.value(), new CachedApp(app, asked, bounded(freshFor)));
                return new Lookup.Found(app);
              })
              .orElseGet(Lookup.Missing::new);
      case FetchFailure(var reason) ->
          switch (reason) {
            case BUSY -> new Lookup.Busy();
            case GONE, TOO_LARGE, TYPE, UNREADABLE -> new Lookup.Missing();
            case UNRESOLVED, FORBIDDEN_ADDRESS, UNREACHABLE, TOO_SLOW, STATUS ->
                new Lookup.Unreachable();
          };
    };
  }

  private static Duration bounded(Optional<Duration> freshFor) {
    var asked = freshFor.orElse(MIN_FRESH);
    if (asked.compareTo(MIN_FRESH) < 0) {
      return MIN_FRESH;
    }
    return asked.compareTo(MAX_FRESH) > 0 ? MAX_FRESH : asked;
  }
}
