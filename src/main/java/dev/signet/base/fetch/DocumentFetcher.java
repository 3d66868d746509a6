package dev.signet.base.fetch;

import dev.signet.base.fetch.FetchResult.FetchFailure;
import dev.signet.base.fetch.FetchResult.FetchedDocument;
import dev.signet.base.fetch.FetchResult.Reason;
import dev.signet.base.fetch.Permits.Permit;
import dev.signet.base.fetch.Permits.Share;
import dev.signet.base.fetch.ResolvedName.Busy;
import dev.signet.base.fetch.ResolvedName.NoAddress;
import dev.signet.base.fetch.ResolvedName.Resolved;
import dev.signet.base.fetch.ResolvedName.TimedOut;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fetches a small JSON document from another server. A URL from a client is not trusted: its host
/// is resolved once, the addresses are checked, and the connection uses exactly those, so that DNS
/// rebinding cannot lead elsewhere.
public final class DocumentFetcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DocumentFetcher.class);

  /// @param connect the time limit for one connection and for its TLS handshake, each
  /// @param whole the time limit for a fetch, once it has a permit
  /// @param permitWait for how long a fetch waits for a permit before
  /// @param atOnce the number of fetches in progress, of all owners together
  record Limits(
      Duration connect,
      Duration whole,
      Duration permitWait,
      int maxBytes,
      int atOnce,
      int perOwner) {
    static final Limits DEFAULT =
        new Limits(
            Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(2), 64 * 1024, 32, 4);
  }

  /// Of all owners, from one host and port, so that it is not flooded.
  private static final int PER_HOST = 8;

  private final AllowedAddresses allowedAddresses;
  private final Limits limits;
  private final NameResolution names;
  private final Supplier<SSLContext> tls;
  private final MeterRegistry meters;
  private final Permits permits;

  /// One a fetch: it ends with its connection, because names are resolved on other threads.
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("signet-fetch-", 0).factory());

  public DocumentFetcher(
      AllowedAddresses allowedAddresses, NameResolution names, MeterRegistry meters) {
    this(allowedAddresses, Limits.DEFAULT, names, SystemTls::context, meters);
  }

  /// @param tls called on first use, because loading the system's trust store takes a while
  DocumentFetcher(
      AllowedAddresses allowedAddresses,
      Limits limits,
      NameResolution names,
      Supplier<SSLContext> tls,
      MeterRegistry meters) {
    this.allowedAddresses = allowedAddresses;
    this.limits = limits;
    this.names = names;
    this.tls = tls;
    this.meters = meters;
    this.permits = new Permits(limits.atOnce());
  }

  /// Fetches the document, in at most seven seconds: two for a permit, and five for the fetch. An
  /// owner has four of 32 permits, so its silent servers delay no other owner.
  ///
  /// @return `BUSY` if there was no permit, which says nothing about the document
  public FetchResult get(DocumentUrl url, Owner owner) {
    var begun = System.nanoTime();
    var fetched = fetchWithPermit(url, owner);
    var outcome =
        switch (fetched) {
          case FetchedDocument _ -> "got";
          case FetchFailure(var reason) -> {
            // A refusal for each of many requests would fill the log; the metric counts them.
            if (reason != Reason.BUSY) {
              LOG.atWarn()
                  .addKeyValue("host", url.host())
                  .addKeyValue("reason", reason.wire())
                  .log("document not fetched");
            }
            yield reason.wire();
          }
        };
    Timer.builder("signet.fetch.time")
        .description("Duration of fetches of external documents, by result")
        .tag("outcome", outcome)
        .register(meters)
        .record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
    return fetched;
  }

  private FetchResult fetchWithPermit(DocumentUrl url, Owner owner) {
    var shares =
        List.of(
            new Share("owner " + owner.id(), limits.perOwner()),
            new Share("host " + url.authority(), PER_HOST));
    return permits
        .tryAcquire(shares, limits.permitWait())
        .map(permit -> fetchWithinDeadline(url, owner, permit))
        .orElseGet(() -> new FetchFailure(Reason.BUSY));
  }

  private FetchResult fetchWithinDeadline(DocumentUrl url, Owner owner, Permit permit) {
    var download = new DocumentDownload(url, limits, tls);
    try {
      return start(url, owner, download, permit)
          .get(limits.whole().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      download.cancel();
      return new FetchFailure(Reason.TOO_SLOW);
    } catch (ExecutionException e) {
      throw new IllegalStateException("unexpected error while fetching", e.getCause());
    } catch (InterruptedException _) {
      download.cancel();
      Thread.currentThread().interrupt();
      return new FetchFailure(Reason.BUSY);
    }
  }

  /// The permit is released when the request has really ended, even if its caller has stopped
  /// waiting.
  private Future<FetchResult> start(
      DocumentUrl url, Owner owner, DocumentDownload download, Permit permit) {
    try {
      return threads.submit(() -> {
        try (permit) {
          return fetch(url, owner, download);
        }
      });
    } catch (RejectedExecutionException _) {
      permit.close();
      return CompletableFuture.completedFuture(new FetchFailure(Reason.BUSY));
    }
  }

  private FetchResult fetch(DocumentUrl url, Owner owner, DocumentDownload download) {
    return switch (names.resolve(url.host(), owner)) {
      case Resolved(var addresses) ->
          allowedAddresses.areAllowed(url.host(), addresses)
              ? download.run(addresses)
              : new FetchFailure(Reason.FORBIDDEN_ADDRESS);
      case NoAddress() -> new FetchFailure(Reason.UNRESOLVED);
      case TimedOut() -> new FetchFailure(Reason.TOO_SLOW);
      case Busy() -> new FetchFailure(Reason.BUSY);
    };
  }

  /// Starts no more requests; running ones end by their own time limit.
  @Override
  public void close() {
    threads.shutdown();
  }

  /// For tests: whether all requests have ended within this time after [#close].
  boolean awaitEnd(Duration patience) throws InterruptedException {
    return threads.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
  }
}
