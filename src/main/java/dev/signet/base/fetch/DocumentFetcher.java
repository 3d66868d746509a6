package dev.signet.base.fetch;

import dev.signet.base.fetch.FetchResult.FetchFailure;
import dev.signet.base.fetch.FetchResult.FetchedDocument;
import dev.signet.base.fetch.FetchResult.Reason;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
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
  /// @param whole the time limit for everything together
  record Limits(Duration connect, Duration whole, int maxBytes, int atOnce) {
    static final Limits DEFAULT =
        new Limits(Duration.ofSeconds(2), Duration.ofSeconds(5), 64 * 1024, 32);
  }

  /// Resolves a host name; the JDK's resolver except in tests.
  @FunctionalInterface
  interface Resolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  private final AllowedAddresses allowedAddresses;
  private final Limits limits;
  private final Resolver resolver;
  private final Supplier<SSLContext> tls;
  private final MeterRegistry meters;
  private final Semaphore permits;

  /// Platform threads: name resolution cannot be interrupted, and would block the carrier of other
  /// virtual threads.
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          Thread.ofPlatform().name("signet-fetch-", 0).daemon().factory());

  /// @param privateAddresses whether this machine and private networks are allowed
  public DocumentFetcher(boolean privateAddresses, MeterRegistry meters) {
    this(
        new AllowedAddresses(privateAddresses),
        Limits.DEFAULT,
        InetAddress::getAllByName,
        DocumentFetcher::systemTls,
        meters);
  }

  /// @param tls called on first use, because loading the system's trust store takes a while
  DocumentFetcher(
      AllowedAddresses destinations,
      Limits limits,
      Resolver resolver,
      Supplier<SSLContext> tls,
      MeterRegistry meters) {
    this.allowedAddresses = destinations;
    this.limits = limits;
    this.resolver = resolver;
    this.tls = tls;
    this.meters = meters;
    this.permits = new Semaphore(limits.atOnce(), true);
  }

  private static SSLContext systemTls() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("no TLS in this JDK", e);
    }
  }

  /// Fetches the document, in at most five seconds.
  public FetchResult get(DocumentUrl url) {
    var begun = System.nanoTime();
    var fetched = fetchWithinDeadline(url, begun);
    var outcome =
        switch (fetched) {
          case FetchedDocument _ -> "got";
          case FetchFailure(var reason) -> {
            LOG.atWarn()
                .addKeyValue("host", url.host())
                .addKeyValue("reason", reason.wire())
                .log("document not fetched");
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

  private FetchResult fetchWithinDeadline(DocumentUrl url, long begun) {
    var download = new DocumentDownload(url, limits, tls);
    try {
      if (!permits.tryAcquire(remaining(begun), TimeUnit.NANOSECONDS)) {
        return new FetchFailure(Reason.BUSY);
      }
      return start(url, download).get(remaining(begun), TimeUnit.NANOSECONDS);
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
  private Future<FetchResult> start(DocumentUrl url, DocumentDownload download) {
    try {
      return threads.submit(() -> {
        try {
          return fetch(url, download);
        } finally {
          permits.release();
        }
      });
    } catch (RejectedExecutionException _) {
      permits.release();
      return CompletableFuture.completedFuture(new FetchFailure(Reason.BUSY));
    }
  }

  private long remaining(long begun) {
    return Math.max(0, limits.whole().toNanos() - (System.nanoTime() - begun));
  }

  private FetchResult fetch(DocumentUrl url, DocumentDownload download) {
    List<InetAddress> addresses;
    try {
      addresses = List.of(resolver.resolve(url.host()));
    } catch (UnknownHostException _) {
      return new FetchFailure(Reason.UNRESOLVED);
    }
    // All addresses must be allowed: a name with both public and private addresses is suspicious.
    return addresses.stream().allMatch(address -> isAllowed(url, address))
        ? download.run(addresses)
        : new FetchFailure(Reason.FORBIDDEN_ADDRESS);
  }

  private boolean isAllowed(DocumentUrl url, InetAddress address) {
    return allowedAddresses.isAllowed(address)
        && (url.isEncrypted() || address.isLoopbackAddress());
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
