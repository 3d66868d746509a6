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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/// Fetches and caches the metadata documents of apps. Only valid documents are cached, for as long
/// as their servers say, from five minutes to a day; a document that cannot be fetched or read is
/// asked for again by the next caller, within budgets. Callers that ask for the same document at
/// once share one fetch.
///
/// A URL that once had a valid document has a budget of its own. All others of a host share one, of
/// which a caller may use only a part: made-up URLs do not keep other users from an app.
final class MetadataDocuments {
  static final Duration MIN_FRESH = Duration.ofMinutes(5);
  static final Duration MAX_FRESH = Duration.ofDays(1);

  static final int PER_CALLER = 30;
  static final int PER_KNOWN_URL = 5;
  static final int NEW_PER_HOST = 20;
  static final int NEW_PER_HOST_AND_ADDRESS = 10;
  static final int NEW_PER_HOST_AND_OWNER = 5;

  /// Of 2 KiB each, as a parsed document takes about that.
  private static final int MAX_CACHED = 8_000;

  /// For whom a document is fetched; each fetch is counted for both.
  record Caller(Owner owner, String address) {}

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
  private final Predicate<String> isRegistered;
  private final Clock clock;
  private final Cache<String, CachedApp> cache =
      Caffeine.newBuilder().maximumSize(MAX_CACHED).build();
  private final MinuteBudget budget;

  /// By URL. Empty results are of callers whose budgets were used up: the others fetch themselves.
  private final ConcurrentMap<String, CompletableFuture<Optional<Lookup>>> underWay =
      new ConcurrentHashMap<>();

  /// @param isRegistered whether an app with this client id is registered, so its URL had a valid
  ///   document
  MetadataDocuments(
      BiFunction<DocumentUrl, Owner, FetchResult> fetch,
      Predicate<String> isRegistered,
      Clock clock) {
    this.fetch = fetch;
    this.isRegistered = isRegistered;
    this.clock = clock;
    this.budget = new MinuteBudget(clock);
  }

  /// The app that the document describes.
  ///
  /// @param isNewest whether the document must be at most five minutes old
  Lookup find(MetadataUrl url, Caller caller, boolean isNewest) {
    return Optional.ofNullable(cache.getIfPresent(url.value()))
        .filter(known -> known.isFresh(clock.instant(), isNewest))
        .<Lookup>map(known -> new Lookup.Found(known.app()))
        .orElseGet(() -> fetchOnce(url, caller));
  }

  private Lookup fetchOnce(MetadataUrl url, Caller caller) {
    var mine = new CompletableFuture<Optional<Lookup>>();
    for (var others = underWay.putIfAbsent(url.value(), mine);
        others != null;
        others = underWay.putIfAbsent(url.value(), mine)) {
      var found = others.join();
      if (found.isPresent()) {
        return found.get();
      }
    }
    Optional<Lookup> found = Optional.of(new Lookup.Busy());
    try {
      found = pay(url, caller) ? Optional.of(fetch(url, caller.owner())) : Optional.<Lookup>empty();
      return found.orElseGet(Lookup.Busy::new);
    } finally {
      underWay.remove(url.value(), mine);
      mine.complete(found);
    }
  }

  /// Whether one more fetch is within the budgets. The narrower ones come first: what a caller is
  /// refused is not counted for others at the same address or host.
  private boolean pay(MetadataUrl url, Caller caller) {
    var owner = caller.owner().id();
    var address = "address " + caller.address();
    if (!budget.spend(owner, PER_CALLER)) {
      return false;
    }
    if (cache.getIfPresent(url.value()) != null || isRegistered.test(url.value())) {
      return budget.spend(address, PER_CALLER)
          && budget.spend("document " + url.value(), PER_KNOWN_URL);
    }
    var host = "host " + url.host();
    return budget.spend(owner + " at " + host, NEW_PER_HOST_AND_OWNER)
        && budget.spend(address + " at " + host, NEW_PER_HOST_AND_ADDRESS)
        && budget.spend(address, PER_CALLER)
        && budget.spend(host, NEW_PER_HOST);
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
